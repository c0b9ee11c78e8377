"""Who decides, in words: for the person herself and for those who work with her; a limit and a risk record as shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commonpurse.support.agreements.queries import LimitShown, Named, RiskShown
from commonpurse.support.agreements.rules import (
    ASKED_KINDS,
    RISK_PART_WORDS,
    SIGNED_WORDS,
    SIGNER_WORDS,
    DecidesHow,
    DecisionKind,
    PersonSays,
    SignedHow,
    SignerRole,
)
from commonpurse.web.parts.shapes import Fact, Wait
from commonpurse.web.parts.words import listed, translated
from commonpurse.web.parts.written import day, named

# What is decided, in words that fit whoever reads.
AREA_WORDS: Mapping[DecisionKind, str | Promise] = {
    DecisionKind.SPEND: gettext_lazy("Spending"),
    DecisionKind.SPEND_MORE: gettext_lazy("Spending a bigger sum"),
    DecisionKind.NEW_PAYEE: gettext_lazy("Paying somebody new"),
    DecisionKind.CHANGE_RAIL: gettext_lazy("How the money comes"),
    DecisionKind.CASH: gettext_lazy("Taking cash"),
    DecisionKind.SAVE: gettext_lazy("Saving for later"),
    DecisionKind.PLAN: gettext_lazy("The plan"),
    DecisionKind.SHARING: gettext_lazy("What is shared"),
    DecisionKind.STOP: gettext_lazy("Stopping all this"),
}
SHAPES = {
    DecidesHow.I_DO: "self",
    DecidesHow.AFTER_TALKING: "after",
    DecidesHow.AGREE_TOO: "both",
    DecidesHow.OTHER_FOR_NOW: "other",
}
SAYS_TO_HER: Mapping[PersonSays, str | Promise] = {
    PersonSays.AGREE: gettext_lazy("You agreed."),
    PersonSays.GO_ALONG: gettext_lazy("You went along with it."),
    PersonSays.DISAGREE: gettext_lazy("You did not agree."),
}
SAYS_OF_HER: Mapping[PersonSays, str | Promise] = {
    PersonSays.AGREE: gettext_lazy("Agreed"),
    PersonSays.GO_ALONG: gettext_lazy("Went along with it"),
    PersonSays.DISAGREE: gettext_lazy("Did not agree"),
}
# What each part of a risk record is called, in order.
RISK_LABELS = {part: lazy(translated, str)(words) for part, words in RISK_PART_WORDS.items()}


WISHES_SHOWN = 5


@dataclass(frozen=True)
class AreaLine:
    """One kind of thing and who decides it; `limit_id` leads to the reason, where there is a step down."""

    area: str
    shape: str
    words: str
    until: date | None
    limit_id: Any


def names_of(who: Iterable[Named]) -> str:
    return listed([named(one.name) for one in who], "or")


def words_to_her(how: DecidesHow, who: Sequence[Named]) -> str:
    """Who decides, said to the person: You decide."""
    names = names_of(who)
    if how is DecidesHow.I_DO:
        return _("You decide.")
    if how is DecidesHow.AFTER_TALKING:
        return _("You decide. First you talk to {names}.").format(names=names)
    if how is DecidesHow.AGREE_TOO:
        return _("You decide, and {names} must agree too.").format(names=names)
    return _("{names} decides for now.").format(names=names)


def words_of_her(how: DecidesHow, who: Sequence[Named], name: str) -> str:
    """Who decides, said to a member: Ada decides."""
    names, name = names_of(who), named(name)
    if how is DecidesHow.I_DO:
        return _("{name} decides.").format(name=name)
    if how is DecidesHow.AFTER_TALKING:
        return _("{name} decides, after talking to {names}.").format(name=name, names=names)
    if how is DecidesHow.AGREE_TOO:
        return _("{name} decides, and {names} must agree too.").format(name=name, names=names)
    return _("{names} decides for now.").format(names=names)


def area_lines(running: Sequence[LimitShown], name: str = "") -> list[AreaLine]:
    """Every kind of thing with who decides it: what is not hers alone first. With a name, as a member reads it.

    `running`: the limits that count now, the newest first: of each kind that one counts.
    """
    newest = {one.kind: one for one in reversed(running)}
    lines = []
    for kind, area in AREA_WORDS.items():
        shown = newest.get(kind) if kind in ASKED_KINDS else None
        how, who = (shown.how, shown.named) if shown is not None else (DecidesHow.I_DO, ())
        lines.append(
            AreaLine(
                area=str(area),
                shape=SHAPES[how],
                words=words_of_her(how, who, name) if name else words_to_her(how, who),
                until=shown.limit.ends_on if shown is not None else None,
                limit_id=shown.limit.id if shown is not None else None,
            )
        )
    return sorted(lines, key=lambda line: line.limit_id is None)


@dataclass(frozen=True)
class LimitLine:
    """One limit in words. `ended`: how it ended, or nothing while it runs. `wait`: her ask to end it, as a clock."""

    id: Any
    area: str
    shape: str
    words: str
    facts: list[Fact]
    ends_on: date
    ended: str
    times: str
    wait: Wait | None
    answer: str
    end_ask: Any


def limit_line(shown: LimitShown, *, today: date, name: str = "") -> LimitLine:
    """Say all of a limit: to the person, or with her name to a member."""
    limit, says = shown.limit, PersonSays(shown.limit.person_says)
    author: Any = limit.author
    who = f"{named(author.name)}, {named(author.organisation.name)}"
    said = (SAYS_OF_HER if name else SAYS_TO_HER)[says]
    facts = [
        Fact(_("The worry"), limit.concern),
        Fact(_("Written by"), who),
        Fact(_("What ends it early"), limit.lifts_when),
        Fact(_("It ends by itself"), day(limit.ends_on)),
        Fact(
            _("What {name} said").format(name=named(name)) if name else _("What you said"),
            quoted(f"{said}." if name else said, limit),
        ),
    ]
    if limit.why_no_risk_record and name:
        facts.append(Fact(_("Why a risk record was not enough"), limit.why_no_risk_record))
    return LimitLine(
        id=limit.id,
        area=str(AREA_WORDS[shown.kind]),
        shape=SHAPES[shown.how],
        words=words_of_her(shown.how, shown.named, name) if name else words_to_her(shown.how, shown.named),
        facts=facts,
        ends_on=limit.ends_on,
        ended="" if shown.is_running(today) else ended_words(limit),
        times=times_words(shown.times_renewed),
        wait=wait_of(shown, today),
        answer=answer_of(shown),
        end_ask=shown.end_ask,
    )


def quoted(said: str | Promise, limit: Any) -> str:
    """What she said, and her own words where she gave some."""
    if not limit.persons_words:
        return str(said)
    return _("{said} “{words}”").format(said=said, words=limit.persons_words)


def times_words(times: int) -> str:
    """How often it was agreed anew; nothing where it was not."""
    if not times:
        return ""
    return ngettext("It was agreed anew once.", "It was agreed anew {number} times.", times).format(number=times)


def ended_words(limit: Any) -> str:
    if limit.lifted_on is None:
        return _("It ended by itself on {day}.").format(day=day(limit.ends_on))
    reason = translated(limit.lift_reason)
    if limit.lifted_by.is_system:
        return _("It ended on {day}. {reason}").format(day=day(limit.lifted_on), reason=reason)
    return _("{name} ended it on {day}. {reason}").format(
        name=named(limit.lifted_by.name), day=day(limit.lifted_on), reason=reason
    )


def wait_of(shown: LimitShown, today: date) -> Wait | None:
    """Whom her ask to end it waits for, until when, and what happens then."""
    ask = shown.waiting_ask
    return wait_of_ask(ask, today) if ask is not None and shown.is_running(today) else None


def wait_of_ask(ask: Any, today: date, *, is_for_reader: bool = False) -> Wait:
    """The same of an ask to end a limit that runs. `is_for_reader`: it waits for whoever reads this."""
    author = ask.limit.author
    wait = end_ask_wait(
        name=author.name,
        is_active=author.is_active,
        since=ask.asked_at,
        author_by=ask.author_by,
        manager_by=ask.manager_by,
        today=today,
    )
    if is_for_reader:
        is_managers = wait.until == ask.manager_by
        then = wait.then if is_managers else _("If you do not answer, the manager does.")
        return Wait(_("you"), wait.since, wait.until, then)
    return wait


def end_ask_wait(
    *, name: str, is_active: bool, since: datetime, author_by: date, manager_by: date, today: date
) -> Wait:
    """Whom an ask to end a limit waits for: who set it, then the manager."""
    if today <= author_by and is_active:
        return Wait(name, since, author_by, _("If they do not answer, the manager does."))
    return Wait(_("the manager"), since, manager_by, _("If nobody answers, it ends."))


def wish_wait(since: datetime, answer_by: date, today: date, *, who: str = "") -> Wait:
    """Whom a wish to change the agreement waits for. `who`: how the page calls who works with the person."""
    if today <= answer_by:
        return Wait(who or _("your worker"), since, answer_by, _("After that the manager sees it too."))
    return Wait(
        who or _("your worker"),
        since,
        None,
        _("It was to be answered by {day}. The manager sees it too now.").format(day=day(answer_by)),
    )


def wishes_shown(wishes: Any, today: date, *, who: str = "") -> list[tuple[Any, Wait | None]]:
    """The newest wishes to change an agreement; each that waits with its clock."""
    return [
        (wish, None if wish.answered_at else wish_wait(wish.wished_at, wish.answer_by, today, who=who))
        for wish in wishes[:WISHES_SHOWN]
    ]


def answer_of(shown: LimitShown) -> str:
    """What was answered to her ask, where the answer was that it stays."""
    ask = shown.end_ask
    if ask is None or ask.answered_at is None or ask.is_ended:
        return ""
    by: Any = ask.answered_by
    return _("{name} answered on {day}: {reason}").format(
        name=named(by.name), day=day(ask.answered_at), reason=ask.reason
    )


# Risk records ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RiskLine:
    """One risk record in words: its state, its parts, who signed and who has yet to."""

    id: Any
    concern: str
    state: str
    state_words: str
    parts: list[Fact]
    signed: list[str]
    missing: list[str]
    review_on: date
    end: str
    may_change: bool


def risk_line(shown: RiskShown, *, today: date) -> RiskLine:
    record = shown.record
    if record.ended_at is not None:
        state, words = "stopped", _("It has ended")
    elif shown.counts and record.review_on <= today:
        state, words = "waiting", _("It counts. Look at it again now")
    elif shown.counts:
        state, words = "done", _("It counts")
    else:
        state, words = "waiting", _("Not signed by all yet")
    return RiskLine(
        id=record.id,
        concern=record.concern,
        state=state,
        state_words=words,
        parts=[Fact(translated(RISK_PART_WORDS[part]), text) for part, text in shown.parts.items()],
        signed=[signature_words(each) for each in shown.signatures],
        missing=[translated(SIGNER_WORDS[role]) for role in shown.missing] if record.ended_at is None else [],
        review_on=record.review_on,
        end=_("It ended on {day}. {reason}").format(day=day(record.ended_at), reason=translated(record.end_reason))
        if record.ended_at is not None
        else "",
        may_change=record.ended_at is None,
    )


def signature_words(signature: Any) -> str:
    """Who signed, as what, when and how."""
    who = signature.signed_by
    name = named(getattr(who, "name", "") or getattr(who, "called_by", ""))
    role, how = translated(SIGNER_WORDS[SignerRole(signature.role)]), SignedHow(signature.how)
    if how is SignedHow.SCREEN:
        return _("{name} ({role}), {day}").format(name=name, role=role, day=day(signature.signed_at))
    return _("{name} ({role}), {day}. {how}, written down by {writer}").format(
        name=name,
        role=role,
        day=day(signature.signed_at),
        how=translated(SIGNED_WORDS[how]),
        writer=named(signature.written_down_by.name),
    )
