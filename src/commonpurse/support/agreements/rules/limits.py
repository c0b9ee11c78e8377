"""What a step down needs before it counts: a named worry, an author, what would lift it, an end, and what she says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from commonpurse.kernel.words import Words
from commonpurse.kernel.workdays import working_days_after
from commonpurse.support.agreements.rules.deciding import (
    ASKED_KINDS,
    LONGEST_LIMIT_DAYS,
    AgreementRefused,
    DecidesHow,
    DecisionKind,
    LimitInForce,
    PersonSays,
)
from commonpurse.support.agreements.rules.reasons import check_counts_as_reason

# How long a limit runs where nobody says otherwise: shorter than it may, for most worries pass.
# Source: our own choice (docs/deciding.md).
USUAL_LIMIT_DAYS = 30
# From so many days before its end a limit can be agreed anew: earlier nobody can know how it went.
# Source: our own choice (docs/deciding.md).
RENEW_WITHIN_DAYS = 14
# A limit that is set so soon after another of its kind goes on from it: it is agreed anew, and no first one.
# Source: our own choice (docs/adr/0093): as long as a limit usually runs.
GOES_ON_WITHIN_DAYS = 30
# Who is asked to end a limit answers in so many working days; then so many are the manager's; then it ends.
# Source: our own choice, as for every ask (docs/deciding.md): nobody answering is never a no.
ANSWER_WITHIN_DAYS = 5
# Limits that ended so long ago are told of no more: what is late by a month is no news.
TELL_WITHIN_DAYS = 30
# A worry of fewer words names nothing that could be seen to pass.
FEWEST_WORDS = 3
MOST_NAMED = 5

# News for the person.
NEWS_LIMIT_SET = "limit_set"
NEWS_LIMIT_ENDED = "limit_ended"
NEWS_LIMIT_LIFTED = "limit_lifted"
NEWS_LIMIT_KEPT = "limit_kept"

# Why a limit was lifted where no member wrote a reason of their own. Kept in the row in English, as they stand here.
REPLACED = Words("A new one took its place.")
NOBODY_ANSWERED = Words("You asked to end it, and nobody answered in time.")

OFFERED_HOW = (DecidesHow.AFTER_TALKING, DecidesHow.AGREE_TOO, DecidesHow.OTHER_FOR_NOW)


@dataclass(frozen=True)
class StepDown:
    """All that is said when a limit is set or agreed anew, as it was typed. `ends_on`: the first day without it."""

    kind: DecisionKind
    how: DecidesHow
    concern: str
    lifts_when: str
    ends_on: date
    person_says: PersonSays
    persons_words: str = ""
    why_no_risk_record: str = ""
    has_risk_record: bool = False


def check_step_down(said: StepDown, *, today: date) -> None:
    """Raises: AgreementRefused, naming the field, in the order in which a page asks."""
    if said.how not in OFFERED_HOW:
        raise AgreementRefused("Choose who decides.", code="limit_how_needed", field="how")
    if said.kind is DecisionKind.STOP and said.how is not DecidesHow.AFTER_TALKING:
        # UK GDPR Art 7(3): to stop is as easy as to begin. Somebody may ask to be heard first, and no more.
        raise AgreementRefused(
            "Nobody can keep somebody from stopping. They may talk with you first, no more.",
            code="limit_never_on_stopping",
            field="how",
        )
    if said.kind is DecisionKind.SHARING and said.how is DecidesHow.OTHER_FOR_NOW:
        raise AgreementRefused(
            "What is shared is theirs to say. Somebody may talk with them first, or agree too.",
            code="limit_never_shares_for_her",
            field="how",
        )
    if said.kind not in ASKED_KINDS:
        raise AgreementRefused(
            "Nothing here asks for this yet, so it stays with the person.", code="kind_is_not_asked", field="kind"
        )
    check_concern(said.concern)
    if not said.lifts_when.strip():
        raise AgreementRefused("Say what would end it early.", code="lifts_when_needed", field="lifts_when")
    check_counts_as_reason(said.lifts_when, field="lifts_when")
    check_end(said.ends_on, today=today)
    if said.person_says is PersonSays.DISAGREE and not said.persons_words.strip():
        raise AgreementRefused(
            "They disagree. Write down why, in their words.", code="persons_words_needed", field="persons_words"
        )
    if not said.has_risk_record and not said.why_no_risk_record.strip():
        raise AgreementRefused(
            "Make a risk record first, or say why it is not enough.",
            code="risk_record_first",
            field="why_no_risk_record",
        )
    check_counts_as_reason(said.why_no_risk_record, field="why_no_risk_record")


def check_concern(concern: str) -> None:
    """A worry is something that could happen, in words. Raises: AgreementRefused."""
    if len(concern.split()) < FEWEST_WORDS:
        raise AgreementRefused(
            "Say in a few words what you are worried will happen.", code="concern_needed", field="concern"
        )
    check_counts_as_reason(concern, field="concern")


def check_end(ends_on: date, *, today: date) -> None:
    """Raises: AgreementRefused unless it ends after today and within `LONGEST_LIMIT_DAYS`."""
    if not today < ends_on <= today + timedelta(days=LONGEST_LIMIT_DAYS):
        raise AgreementRefused(
            "Choose an end within {days} days. It can be agreed anew then.",
            code="limit_end_too_far",
            field="ends_on",
            days=LONGEST_LIMIT_DAYS,
        )


def goes_on_from(before: LimitInForce, *, today: date) -> bool:
    """Tell whether a limit of this kind that is set today goes on from that one: it runs, or ended not long ago."""
    return today < before.over_on + timedelta(days=GOES_ON_WITHIN_DAYS)


def takes_no_more(said: StepDown, before: StepDown) -> bool:
    """Tell whether a limit is no stricter than the one it replaces and ends no later: that needs no new worry."""
    order = list(DecidesHow)
    return order.index(said.how) <= order.index(before.how) and said.ends_on <= before.ends_on


def check_renewal(*, ends_on: date, before: StepDown, said: StepDown, today: date) -> None:
    """Raises: AgreementRefused unless the limit ends soon and this is a new talk with the person, not a longer end.

    `ends_on` is the day on which the limit before is over or was, `before` what was said when it was set.
    """
    if today < ends_on - timedelta(days=RENEW_WITHIN_DAYS):
        raise AgreementRefused(
            "One runs already. It can be agreed anew from {day} on. "
            "Until then only a lighter one that ends no later can take its place.",
            code="renewal_too_early",
            day=ends_on - timedelta(days=RENEW_WITHIN_DAYS),
        )
    if not said.persons_words.strip():
        raise AgreementRefused(
            "Talk about it anew, and write down what they say now.",
            code="renewal_needs_words",
            field="persons_words",
        )
    if same_words(said.persons_words, before.persons_words):
        raise AgreementRefused(
            "These are their words from last time. Talk again, and write down what they say now.",
            code="renewal_copies_words",
            field="persons_words",
        )
    if same_words(said.concern, before.concern):
        raise AgreementRefused(
            "This is the worry from last time. Say what happened since, and why it is still a worry.",
            code="renewal_copies_concern",
            field="concern",
        )


def same_words(one: str, other: str) -> bool:
    """Tell whether two texts say the same but for blanks and capital letters."""
    return one.casefold().split() == other.casefold().split()


def answer_days(asked_on: date) -> tuple[date, date]:
    """Return the last day of the author, then the last day of the manager, to answer that she asks to end a limit."""
    authors = working_days_after(asked_on, ANSWER_WITHIN_DAYS)
    return authors, working_days_after(authors, ANSWER_WITHIN_DAYS)
