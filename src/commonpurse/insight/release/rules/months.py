"""The last twelve months of a day in London, and when its clocks stand an hour ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from commonpurse.kernel.periods import LONDON

MONTHS = 12


@dataclass(frozen=True)
class LastYear:
    """Twelve months, the last of them this one as far as it has gone. `starts`: their first days, and the day after."""

    starts: tuple[date, ...]

    @property
    def starts_on(self) -> date:
        return self.starts[0]

    @property
    def ends_on(self) -> date:
        """The first day after."""
        return self.starts[-1]

    @property
    def months(self) -> tuple[tuple[date, date], ...]:
        """Each month's first day, and the first day after it."""
        return tuple(zip(self.starts, self.starts[1:], strict=False))

    def number_of(self, day: date) -> int:
        """Which of the months a day of this year is in, from 0."""
        return (day.year - self.starts_on.year) * 12 + day.month - self.starts_on.month

    @property
    def begins_at(self) -> datetime:
        """Midnight in London, when the first day begins."""
        return _midnight(self.starts_on)

    @property
    def ends_at(self) -> datetime:
        """Midnight in London, when the last day is over."""
        return _midnight(self.ends_on)


def last_year(today: date) -> LastYear:
    """The twelve months up to and including the one of `today`."""
    number = today.year * 12 + today.month - 1
    return LastYear(tuple(_first_of(each) for each in range(number - MONTHS + 1, number + 2)))


def end_of_last_month(today: date) -> date:
    """The last day of the last whole month."""
    return today.replace(day=1) - timedelta(days=1)


def summer_times(first: int, last: int) -> list[tuple[datetime, datetime]]:
    """When London's clocks go an hour ahead of UTC and when they come back, in each of these years.

    Source: Summer Time Order 2002 (SI 2002/262): one o'clock on the last Sundays of March and October.
    """
    return [(_last_sunday(year, 3), _last_sunday(year, 10)) for year in range(first, last + 1)]


def _last_sunday(year: int, month: int) -> datetime:
    """One o'clock UTC on the last Sunday of a month of 31 days."""
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def _first_of(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=LONDON).astimezone(UTC)
