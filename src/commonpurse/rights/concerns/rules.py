"""What can be wrong, by when it is answered, and how an answer must look. Plain values only."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.words import Words
from commonpurse.money.payments.business_days import business_days_after
from commonpurse.rights.held.rules import Group

# Our own promise. The law wants a complaint acknowledged within 30 days and answered without delay (Data Protection Act
# 2018 s.164A, by the Data (Use and Access) Act 2025 s.103), and a wish for a correction within a month (Art 12(3)).
ANSWER_WORKING_DAYS = 20
# From people without a sign-in, in one hour, over the whole site: more is a machine.
MOST_FROM_OUTSIDE_AN_HOUR = 30

# Where one goes on from us. A name and an address: they are not translated. Source: ico.org.uk, "Contact us", 2026.
OFFICE = (
    "Information Commissioner’s Office",
    "Wycliffe House, Water Lane, Wilmslow, Cheshire SK9 5AF",
    "0303 123 1113",
    "ico.org.uk/make-a-complaint",
)


class ConcernKind(StrEnum):
    COMPLAINT = "complaint"
    CORRECTION = "correction"


class Subject(StrEnum):
    """What a complaint is about."""

    LOOK = "look"
    MONEY = "money"
    SOMEBODY = "somebody"
    RECORD = "record"
    OTHER = "other"


class Outcome(StrEnum):
    RIGHT = "right"
    PARTLY = "partly"
    NOT_RIGHT = "not_right"


KIND_WORDS = {ConcernKind.COMPLAINT: Words("A complaint"), ConcernKind.CORRECTION: Words("Something held is wrong")}
SUBJECT_WORDS = {
    Subject.LOOK: Words("Somebody looked at my things"),
    Subject.MONEY: Words("My money"),
    Subject.SOMEBODY: Words("How somebody treated me"),
    Subject.RECORD: Words("What you hold about me"),
    Subject.OTHER: Words("Something else"),
}
OUTCOME_WORDS = {
    Outcome.RIGHT: Words("You are right. We put it right."),
    Outcome.PARTLY: Words("You are right in part."),
    Outcome.NOT_RIGHT: Words("We leave it as it is."),
}
# What she can have put right by asking. The rest is a record of what was done: wrong or not, it happened so.
GROUPS_TO_CORRECT = tuple(group for group in Group if group not in (Group.LOOKED, Group.TRAIL, Group.TOLD_US))


class ConcernRefused(Refused):
    code = "concern_refused"


def answer_by(asked_on: date) -> date:
    """The last day for our answer: 20 working days on, and never later than a calendar month on."""
    month, year = asked_on.month % 12 + 1, asked_on.year + asked_on.month // 12
    in_a_month = next(
        date(year, month, day) for day in range(asked_on.day, asked_on.day - 4, -1) if _is_day(year, month, day)
    )
    return min(business_days_after(asked_on, ANSWER_WORKING_DAYS), in_a_month)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def check_words(words: str) -> str:
    """Return what was told, without blanks around it. Raises: ConcernRefused."""
    if not words.strip():
        raise ConcernRefused("Say in your own words what is wrong.", field="words")
    return words.strip()


def check_answer(outcome: str, answer: str) -> str:
    """Return the answer. Raises: ConcernRefused."""
    if outcome not in set(Outcome):
        raise ConcernRefused("Say whether they are right.", field="outcome")
    if not answer.strip():
        raise ConcernRefused("Say why, in plain words. They read it.", field="answer")
    return answer.strip()
