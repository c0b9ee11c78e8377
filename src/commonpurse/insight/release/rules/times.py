"""Times as people say them, and the three figures of many of them. All in minutes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from commonpurse.kernel.periods import business_date
from commonpurse.kernel.small_numbers import SMALLEST_GROUP

HOUR = 60  # minutes
DAY = 24 * HOUR
LAST_IN_MINUTES, LAST_IN_HOURS = HOUR, 2 * DAY


def spoken_minutes(seconds: int) -> int:
    """Round a time up as people say it: to the minute up to an hour, to the hour up to two days, then to the day.

    Up, so that "within 4 days" stays true. Below zero, from two clocks that differ, it is nothing. Of minutes that were
    rounded up before, as the database counts them, it makes the same as of their seconds.
    """
    if seconds <= 0:
        return 0
    for unit, last in ((1, LAST_IN_MINUTES), (HOUR, LAST_IN_HOURS)):
        if seconds <= last * 60:
            return -(-seconds // (unit * 60)) * unit
    return -(-seconds // (DAY * 60)) * DAY


def days_from(moment: datetime, day: date) -> int:
    """The whole days, in minutes, from a moment's day in London to a day; none where that comes before."""
    return max((day - business_date(moment)).days, 0) * DAY


def days_waited(since: datetime, today: date) -> int:
    """The days from a moment's day in London to today; none on the same day."""
    return max((today - business_date(since)).days, 0)


@dataclass(frozen=True)
class Times:
    """How long something took. Each figure is a time that was taken by somebody; none below five of them.

    `half`          at least half took no longer
    `nine_in_ten`   at least nine in ten took no longer
    `longest`       none took longer
    """

    count: int
    half: int | None = None
    nine_in_ten: int | None = None
    longest: int | None = None

    @property
    def are_told(self) -> bool:
        return self.half is not None


def times_of(counts: Mapping[int, int]) -> Times:
    """Read the figures off how often each time was taken.

    By nearest rank: the smallest time that so many did not exceed. Source: Hyndman and Fan, "Sample quantiles in
    statistical packages", The American Statistician 50 (1996), definition 1.
    """
    whole = sum(counts.values())
    if whole < SMALLEST_GROUP:
        return Times(whole)
    ranked = sorted((max(time, 0), count) for time, count in counts.items() if count)
    return Times(
        count=whole,
        half=_at_rank(ranked, -(-whole // 2)),
        nine_in_ten=_at_rank(ranked, -(-whole * 9 // 10)),
        longest=ranked[-1][0],
    )


def join(parts: Iterable[Mapping[int, int]]) -> Counter[int]:
    """Add up how often each time was taken."""
    whole: Counter[int] = Counter()
    for part in parts:
        whole.update(part)
    return whole


def _at_rank(ranked: list[tuple[int, int]], rank: int) -> int:
    """The time of who comes at that place when all stand in order of their times."""
    passed = 0
    for time, count in ranked:
        passed += count
        if passed >= rank:
            return time
    raise ValueError("a rank is within the count")
