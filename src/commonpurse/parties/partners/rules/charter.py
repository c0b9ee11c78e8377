from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.words import Words

LONGEST_CLAUSE = 500
LONGEST_REMARK = 300
LONGEST_GUIDANCE = 6_000
LONGEST_REASON = 500
ENOUGH_TO_AGREE = 2  # organisations: one alone does not write what all are held to


class CharterPart(StrEnum):
    """The headings of the charter, in their order."""

    PURPOSE = "purpose"
    LANGUAGE = "language"
    VALUES = "values"
    ACCOUNTABILITY = "accountable"
    AGENDAS = "agendas"
    GUIDANCE = "guidance"


CHARTER_PART_WORDS: Mapping[CharterPart, Words] = {
    CharterPart.PURPOSE: Words("What we are here for"),
    CharterPart.LANGUAGE: Words("How we speak"),
    CharterPart.VALUES: Words("What matters to us"),
    CharterPart.ACCOUNTABILITY: Words("What we answer for"),
    CharterPart.AGENDAS: Words("What each of us wants"),
    CharterPart.GUIDANCE: Words("What we tell our own staff"),
}

# Those that can be counted; they are found again by these words, whatever becomes of them later.
ANSWERS_IN_TIME = "We answer what we are asked in the time that we agreed."
STEPS_BY_THEIR_DAY = "We do our steps of a plan by their day, or say before that day that we cannot."
MONEY_REACHES_PEOPLE = "Money that is promised to people reaches them. We do not sit on it."
SEES_WHAT_IS_SHOWN = "We see what a person lets us see, and stop when they say stop."
BRINGS_THE_RULE = "Where our rules stand in a person's way we bring the rule to the table."

# Our own words. Inspired by the idea of a charter of good partners: that organisations say to each other, and to their
# staff, how they work together, under these headings. Source: domain notes 4.1; no text of others was at hand.
STARTER: tuple[tuple[CharterPart, str], ...] = (
    (CharterPart.PURPOSE, "We begin with what the person wants. Our services come second."),
    (CharterPart.PURPOSE, "We work on one plan with each person, and not on one plan for each of us."),
    (CharterPart.LANGUAGE, "We use words that the person uses. We explain a word of our trade, or leave it out."),
    (CharterPart.LANGUAGE, "We write nothing about a person that we would not say to them."),
    (CharterPart.VALUES, "We trust people with their own money, and say why in writing where we do not."),
    (CharterPart.VALUES, SEES_WHAT_IS_SHOWN),
    (CharterPart.VALUES, "We treat each other as we want to be treated: on time, openly, and without blame."),
    (CharterPart.ACCOUNTABILITY, ANSWERS_IN_TIME),
    (CharterPart.ACCOUNTABILITY, STEPS_BY_THEIR_DAY),
    (CharterPart.ACCOUNTABILITY, MONEY_REACHES_PEOPLE),
    (CharterPart.AGENDAS, "We say what each of us needs out of this, our targets and our fears too."),
    (CharterPart.AGENDAS, BRINGS_THE_RULE),
    (CharterPart.GUIDANCE, "We tell our staff in writing how to be a good partner, and give them the time for it."),
)


class ClauseStand(StrEnum):
    """How far the organisations are with one clause of a draft."""

    OPEN = "open"
    CHANGE = "change"
    AGREED = "agreed"
    REPLACED = "replaced"


CLAUSE_STAND_WORDS: Mapping[ClauseStand, Words] = {
    ClauseStand.OPEN: Words("Not agreed yet"),
    ClauseStand.CHANGE: Words("Somebody wants other words"),
    ClauseStand.AGREED: Words("Agreed"),
    ClauseStand.REPLACED: Words("Other words were agreed"),
}


class CharterRefused(Refused):
    """What is wanted of the charter cannot be; the code says why."""

    code = "charter_refused"


class CharterChanged(Refused):
    """A newer version was published since the page was opened that was to be signed."""

    code = "charter_changed"


def stand_of(answers: Iterable[bool], *, was_in: bool, is_replaced: bool) -> ClauseStand:
    """How a clause stands, by one answer an organisation. One that stood in the last version stands until spoken to."""
    said = list(answers)
    if is_replaced:
        return ClauseStand.REPLACED
    if not all(said):
        return ClauseStand.CHANGE
    return ClauseStand.AGREED if was_in or len(said) >= ENOUGH_TO_AGREE else ClauseStand.OPEN


@dataclass(frozen=True)
class CharterChanges:
    """What is different in a later version: new clauses, those in other words (before, now), and those taken out."""

    added: tuple[str, ...]
    reworded: tuple[tuple[str, str], ...]
    taken_out: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.reworded or self.taken_out)


def changes_between(before: Mapping[object, str], now: Mapping[object, str]) -> CharterChanges:
    """Compare two versions, each the words of its clauses by what keeps a clause the same through other words."""
    return CharterChanges(
        added=tuple(words for key, words in now.items() if key not in before),
        reworded=tuple((before[key], words) for key, words in now.items() if key in before and before[key] != words),
        taken_out=tuple(words for key, words in before.items() if key not in now),
    )


def check_says(words: str, *, field: str, message: str) -> str:
    """Return the words without blanks around them. Raises: CharterRefused (`nothing_said`) where there are none."""
    clean = words.strip()
    if not clean:
        raise CharterRefused(message, code="nothing_said", field=field)
    return clean
