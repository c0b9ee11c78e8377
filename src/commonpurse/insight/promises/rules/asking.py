"""To whom one light question goes, of what, how seldom: after a contact, by chance, and never near money."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import TypeVar

from commonpurse.insight.promises.rules.scores import Kept
from commonpurse.kernel.errors import Refused
from commonpurse.parties.partners.rules import CharterPart

LONGEST_STATEMENT = 500
LONGEST_NOTES = 2_000

DAYS_IN_TOUCH = 30  # who was in touch with a person in these days may be asked about
DAYS_OF_REST = 28  # a person is not asked again before
ONE_IN = 3  # on one day in three, by chance

# What a person can see for herself; the other headings are between the partners.
ASKED_OF_PEOPLE = frozenset({CharterPart.PURPOSE, CharterPart.LANGUAGE, CharterPart.VALUES})

Thing = TypeVar("Thing")
Other = TypeVar("Other")


class PromiseRefused(Refused):
    """What is wanted of a promise cannot be; the code says why."""

    code = "promise_refused"


def is_day_to_ask(who: object, day: date) -> bool:
    """Whether chance has it that somebody is asked on this day: on one of three, the same however often one looks."""
    return _dice(who, day, "day").randrange(ONE_IN) == 0


def may_rest(last: date | None, today: date) -> bool:
    """Whether a person was asked so lately that she is left in peace."""
    return last is not None and today < last + timedelta(days=DAYS_OF_REST)


def chosen(who: object, day: date, among: Sequence[Thing]) -> Thing | None:
    """One of them by chance, the same for the whole day; None of none. `among` stands in a fixed order."""
    return _dice(who, day, "which").choice(among) if among else None


def week_of(day: date) -> date:
    """The Monday of a day: a member has one question a week."""
    return day - timedelta(days=day.weekday())


def pairs(
    clauses: Sequence[Thing], organisations: Sequence[Other], said: Collection[tuple[Thing, Other]]
) -> list[tuple[Thing, Other]]:
    """Every clause with every organisation, but what was said already."""
    return [(clause, each) for clause in clauses for each in organisations if (clause, each) not in said]


def check_score(value: int) -> Kept:
    """Raises: PromiseRefused (`score_unknown`)."""
    try:
        return Kept(value)
    except ValueError as unknown:
        raise PromiseRefused("Choose one of the answers.", code="score_unknown", field="value") from unknown


def check_words(words: str, *, field: str) -> str:
    """Return the words without blanks around them. Raises: PromiseRefused (`nothing_said`)."""
    clean = words.strip()
    if not clean:
        raise PromiseRefused("Write a sentence at least.", code="nothing_said", field=field)
    return clean


def check_talk_on(talk_on: date, today: date) -> None:
    """A talk is on a day to come. Raises: PromiseRefused (`talk_over`)."""
    if talk_on < today:
        raise PromiseRefused("Choose today or a day to come.", code="talk_over", field="talk_on")


def _dice(*seed: object) -> random.Random:
    return random.Random("/".join(str(part) for part in seed))  # noqa: S311  chance, no secret
