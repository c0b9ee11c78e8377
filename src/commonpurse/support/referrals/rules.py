"""What a referral must say, how it moves, who might be the same, and what may be counted aloud. Plain values only."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from enum import StrEnum

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.periods import whole_months
from commonpurse.kernel.small_numbers import SMALLEST_GROUP
from commonpurse.kernel.words import Words


class ReferralRefused(Refused):
    code = "referral_refused"


# Read aloud in a meeting, and written on paper: no letter or figure that looks like another.
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 6
LONGEST_NAME = 200
LONGEST_SUMMARY = 300
LONGEST_WORDS = 1000
LONGEST_STEP = 300  # as long as a step of a plan: it becomes one
LONGEST_FAMILY = 100  # as long as the name of a friend who does a step of a plan
LONGEST_WHY = 200
NAME_OPEN_FOR = timedelta(hours=1)  # so long a name that was opened stays open to who opened it
KEPT_AFTER_NO = timedelta(days=183)  # so long what came to nothing is kept (rights.retention has the same)
FARTHEST_DAYS = 366  # an offer for later than a year is no part in what is to be done now


# News for the person.
NEWS_REFERRAL_DECIDED = "referral_decided"


class Ground(StrEnum):
    """On what the referral stands: the person's own yes, or a named lawful basis of the organisation."""

    AGREES = "agrees"
    BASIS = "basis"


GROUND_WORDS = {
    Ground.AGREES: Words("The person agrees"),
    Ground.BASIS: Words("Our organisation has a lawful basis"),
}


class Whose(StrEnum):
    """Whose referral it is: who asks, and so whose offer comes with it."""

    SERVICE = "service"
    FAMILY = "family"
    HERSELF = "herself"


WHOSE_WORDS = {
    Whose.SERVICE: Words("A service"),
    Whose.FAMILY: Words("Family or a friend, written by a worker"),
    Whose.HERSELF: Words("The person"),
}


class State(StrEnum):
    WAITING = "waiting"
    LISTED = "listed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REVOKED = "revoked"


STATE_WORDS = {
    State.WAITING: Words("Waits for the meeting"),
    State.LISTED: Words("On the waiting list"),
    State.ACCEPTED: Words("Accepted"),
    State.DECLINED: Words("Declined"),
    State.REVOKED: Words("Taken back"),
}
OPEN_STATES = (State.WAITING, State.LISTED)
MOVES = {
    State.WAITING: (State.LISTED, State.ACCEPTED, State.DECLINED, State.REVOKED),
    State.LISTED: (State.ACCEPTED, State.DECLINED, State.REVOKED),
    State.ACCEPTED: (State.REVOKED,),
}


def check_text(words: str, *, field: str) -> None:
    """Raises: ReferralRefused (`words_needed`)."""
    sentences = {
        "name": Words("Write the name of the person."),
        "summary": Words("Say in a line or two why now, without the name."),
        "strengths": Words("Say what the person is good at. A referral begins with strengths."),
        "hopes": Words("Say what the person hopes for, in their words if you can."),
        "reason": Words("Say why. Who referred reads it."),
        "family": Words("Say who asks, such as “her sister”. No name is needed."),
        "why": Words("Say why you need the name. The person can read it."),
        "instead": Words("Say what is done instead. Nobody is sent away with a no alone."),
    }
    if not words.strip():
        raise ReferralRefused(sentences[field], code="words_needed", field=field)


def check_offer(what: str, by_when: date | None, *, today: date) -> None:
    """A referral comes with an offer: a step that who refers does, with its day.

    Source: MEAM approach, "must come with an offer" (domain.md 3.1). Raises: ReferralRefused (`offer_needed`).
    """
    if not what.strip():
        raise ReferralRefused(
            "Say what you will do yourself. A referral comes with an offer.", code="offer_needed", field="what"
        )
    if by_when is None or not today <= by_when <= today + timedelta(days=FARTHEST_DAYS):
        raise ReferralRefused(
            "Say by which day you will have done it, from today on and within a year.",
            code="offer_needed",
            field="by_when",
        )


def check_agreed(*, explained: str, agreed_on: date | None, wording: str, today: date) -> None:
    """How, when, and to which words. Raises: ReferralRefused (`agreed_how`)."""
    if not explained:
        raise ReferralRefused("Say how it was explained to the person.", code="agreed_how", field="explained")
    if agreed_on is None or agreed_on > today:
        raise ReferralRefused(
            "Say on which day the person agreed. It cannot lie ahead.", code="agreed_how", field="agreed_on"
        )
    if not wording.strip():
        raise ReferralRefused("Write the words to which the person agreed.", code="agreed_how", field="wording")


def check_summary_names_nobody(summary: str, names: Iterable[str]) -> None:
    """The summary is read by the whole meeting. Raises: ReferralRefused (`summary_names`)."""
    there = set(_parts(summary))
    if any(len(part) > 2 and part in there for name in names for part in _parts(name)):
        raise ReferralRefused(
            "The name stands in it. The whole meeting reads this. Leave the name out.",
            code="summary_names",
            field="summary",
        )


def check_move(state: State, to: State) -> None:
    """Raises: ReferralRefused (`moved_meanwhile`, `taken_back_meanwhile`)."""
    if state is State.REVOKED and to is not State.REVOKED:
        raise ReferralRefused(
            "This was taken back in the meantime. The yes to it is gone, so nothing can be decided of it.",
            code="taken_back_meanwhile",
        )
    if to not in MOVES.get(state, ()):
        raise ReferralRefused("This was decided in the meantime. Look at it again.", code="moved_meanwhile")


def check_still_open(state: State) -> None:
    """Raises: ReferralRefused (`moved_meanwhile`, `taken_back_meanwhile`), where nothing is left to decide."""
    if state not in OPEN_STATES:
        check_move(state, State.LISTED)


def check_not_alone(*, is_own: bool, with_anybody: bool) -> None:
    """What one put forward, another of the group agrees to. Raises: ReferralRefused (`not_alone`)."""
    if is_own and not with_anybody:
        raise ReferralRefused(
            "You put them forward yourself. Somebody else of the group decides it with you: say who.",
            code="not_alone",
            field="together",
        )


def check_may_name(*, is_manager: bool) -> None:
    """Who coordinates knows a person's name at once: a seat in the group gives nobody that.

    Raises: ReferralRefused (`manager_names`).
    """
    if not is_manager:
        raise ReferralRefused(
            "A manager names who coordinates. Leave it open: it can be done after the meeting.",
            code="manager_names",
            field="coordinator",
        )


def check_said_to(*, knows_her: bool) -> None:
    """What somebody who is here says is written down by who knows them. Raises: ReferralRefused (`says_herself`)."""
    if not knows_her:
        raise ReferralRefused(
            "They are here already and say themselves what they share. Leave this empty: who coordinates can ask them.",
            code="says_herself",
            field="shares",
        )


def check_of_the_group(*, are_all: bool) -> None:
    """Raises: ReferralRefused (`not_of_the_group`)."""
    if not are_all:
        raise ReferralRefused("Choose people who sit in the group.", code="not_of_the_group", field="together")


def check_basis_stands(*, has_ended: bool) -> None:
    """Raises: ReferralRefused (`basis_ended`)."""
    if has_ended:
        raise ReferralRefused(
            "The lawful basis on which this was put forward has ended. Ask who put it forward to begin again.",
            code="basis_ended",
        )


def check_asks_anew(states: AbstractSet[State], *, has_coordinator: bool = False) -> None:
    """Who has asked and waits, or is taken on, asks no second time. Raises: ReferralRefused (`asked_already`)."""
    if State.ACCEPTED in states or has_coordinator:
        raise ReferralRefused("You are part of this already.", code="asked_already")
    if states & set(OPEN_STATES):
        raise ReferralRefused("You have asked, and it waits. You can take it back.", code="asked_already")


# Possibly the same ----------------------------------------------------------------------------------------------------

ALIKE = 0.75  # of names, where the day of birth is the same; found by trying the usual ways to write a name
NEARLY_THE_SAME = 0.9  # where a day of birth is missing


def may_be_same(name: str, born: date | None, other_name: str, other_born: date | None) -> bool:
    """Whether two records could be of one person: the day of birth, also with day and month turned, and close names.

    It is a question for somebody to answer, never an answer.
    """
    likeness = name_likeness(name, other_name)
    if born is None or other_born is None:
        return likeness >= NEARLY_THE_SAME
    is_same_day = born == other_born
    is_turned = (born.year, born.month, born.day) == (other_born.year, other_born.day, other_born.month)
    return (is_same_day or is_turned) and likeness >= ALIKE


def name_likeness(name: str, other: str) -> float:
    """From 0 to 1, whatever the order, case and accents. One name that is a part of the other is alike."""
    these, those = _parts(name), _parts(other)
    if not these or not those:
        return 0.0
    fewer, more = sorted((these, those), key=len)
    best = [max(SequenceMatcher(None, part, each).ratio() for each in more) for part in fewer]
    return sum(best) / len(best)


def _parts(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(sign if sign.isalpha() else " " for sign in plain if not unicodedata.combining(sign))
    return sorted(kept.split())


# Equality -------------------------------------------------------------------------------------------------------------


class Question(StrEnum):
    """Asked for one purpose alone: to see whether who is chosen is like who is put forward.

    Source: Equality Act 2010, section 149.
    """

    GENDER = "gender"
    ETHNIC_GROUP = "ethnic_group"
    DISABLED = "disabled"


QUESTION_WORDS = {
    Question.GENDER: Words("Gender"),
    Question.ETHNIC_GROUP: Words("Ethnic group"),
    Question.DISABLED: Words("Disabled, or ill for long"),
}
# The five broad groups of the census. Source: ONS, ethnic group, England and Wales, Census 2021.
ANSWERS: Mapping[Question, Mapping[str, Words]] = {
    Question.GENDER: {"woman": Words("Woman"), "man": Words("Man"), "another": Words("In another way")},
    Question.ETHNIC_GROUP: {
        "asian": Words("Asian"),
        "black": Words("Black"),
        "mixed": Words("Mixed"),
        "white": Words("White"),
        "another": Words("Another group"),
    },
    Question.DISABLED: {"yes": Words("Yes"), "no": Words("No")},
}
NOT_SAID = Words("Not said")


def months_counted(today: date) -> tuple[date, date]:
    """The whole months that are counted: from the first day on, and the first day after them.

    From day to day, two counts around one meeting would tell one person's answer. So many months, as nothing of is
    erased before this one is over: else those declined would be gone from the count, and those chosen would not.
    """
    months = KEPT_AFTER_NO.days // 31
    starts_on, ends_on = whole_months(today, months)
    _this, next_on = whole_months(ends_on + timedelta(days=31), 1)
    return starts_on if starts_on + KEPT_AFTER_NO >= next_on else whole_months(today, months - 1)[0], ends_on


@dataclass(frozen=True)
class Counted:
    """One answer: how many were put forward with it, and how many of them were chosen. None: too few to show."""

    words: Words
    put_forward: int | None
    chosen: int | None


def counted(put_forward: Mapping[str, int], chosen: Mapping[str, int], answers: Mapping[str, Words]) -> list[Counted]:
    """The counts that may be shown, for each answer and for who did not say.

    Nothing under five is shown; nor what can be told from the rest: how many with an answer were not chosen, where
    that is under five, and a hidden count that is the total less what is shown.
    """
    keys = [*answers, ""]
    shown_put = _with_nothing_left_over({key: put_forward.get(key, 0) for key in keys}, hidden=())
    few_left = [key for key in keys if put_forward.get(key, 0) - chosen.get(key, 0) < SMALLEST_GROUP]
    shown_chosen = _with_nothing_left_over({key: chosen.get(key, 0) for key in keys}, hidden=few_left)
    return [Counted(answers.get(key, NOT_SAID), shown_put.get(key), shown_chosen.get(key)) for key in keys]


def _with_nothing_left_over(counts: Mapping[str, int], *, hidden: Iterable[str]) -> dict[str, int]:
    """What may be shown beside the total: what is hidden is at least two counts, and five people together."""
    off = {key for key, count in counts.items() if count < SMALLEST_GROUP} | set(hidden)
    while off and (len(off) == 1 or sum(counts[key] for key in off) < SMALLEST_GROUP) and len(off) < len(counts):
        off.add(min((key for key in counts if key not in off), key=lambda key: counts[key]))
    return {key: count for key, count in counts.items() if key not in off}
