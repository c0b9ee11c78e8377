"""How the week was, and when somebody was last in touch."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from commonpurse.kernel.words import Words
from commonpurse.support.plans.rules.planning import PlanRefused


class Face(StrEnum):
    """Three faces, each with its word: how was your week?"""

    GOOD = "good"
    SO_SO = "so_so"
    BAD = "bad"


class AskedHow(StrEnum):
    """Whether she wants to be asked each week how it was, and how: by her news, or by who coordinates for her."""

    NOT = "not"
    BY_NEWS = "by_news"
    IN_PERSON = "in_person"


ASKED_HOW_WORDS = {
    AskedHow.NOT: Words("No, do not ask me"),
    AskedHow.BY_NEWS: Words("Yes, put it in my news"),
    AskedHow.IN_PERSON: Words("Yes, let who brings it all together ask me"),
}
# Monday is 0, as Python counts them.
WEEKDAYS = range(7)
FACE_WORDS = {Face.GOOD: Words("Good"), Face.SO_SO: Words("So-so"), Face.BAD: Words("Hard")}

# The same words again within this time are a form that was sent twice.
SENT_TWICE = timedelta(minutes=10)
# Who has said something so lately is not asked again.
SAID_LATELY_DAYS = 6
# The round that asks may be late by so much; what is later is left for the next week.
ASKED_LATE_DAYS = 1
NEWS_WEEK_ASKED = "week_asked"
# After so many days without a word somebody is asked, gently, to be in touch.
QUIET_DAYS = 14


def is_quiet(last_on: date | None, *, since: date, today: date) -> bool:
    """Whether nobody has been in touch for two weeks. `since`: the day from which somebody could have been."""
    return (last_on or since) <= today - timedelta(days=QUIET_DAYS)


def check_weekday(weekday: int) -> None:
    """Raises: PlanRefused (`weekday_unknown`)."""
    if weekday not in WEEKDAYS:
        raise PlanRefused("Choose a day of the week.", code="weekday_unknown", field="weekday")


def asked_on(weekday: int, *, today: date) -> date:
    """The newest day on which she is to be asked: today, or the last such day of the week."""
    return today - timedelta(days=(today.weekday() - weekday) % len(WEEKDAYS))


def has_said_lately(said_on: date | None, *, asked: date) -> bool:
    """Whether she told how it was so shortly before, or since, that nobody need ask."""
    return said_on is not None and said_on > asked - timedelta(days=SAID_LATELY_DAYS)
