"""Dates and half-open periods. Business dates are days in Europe/London."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
MONTHS_OF_A_QUARTER, MONTHS_OF_A_YEAR = 3, 12


def business_date(now: datetime) -> date:
    """Return the day in Europe/London at that moment. `now` must carry a time zone.

    00:30 on 1 July in London is 23:30 on 30 June in UTC: the date is 1 July.
    """
    if now.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return now.astimezone(LONDON).date()


def day_begins(day: date) -> datetime:
    """Return the moment at which that day begins in Europe/London."""
    return datetime.combine(day, time.min, LONDON)


def whole_months(today: date, months: int) -> tuple[date, date]:
    """Return the first day of so many whole months before this one, and the first day after them."""
    ends_on = today.replace(day=1)
    index = ends_on.year * MONTHS_OF_A_YEAR + ends_on.month - 1 - months
    return date(index // MONTHS_OF_A_YEAR, index % MONTHS_OF_A_YEAR + 1, 1), ends_on


@dataclass(frozen=True)
class Period:
    """From `starts_on` (included) to `ends_on` (not included); `None` is open."""

    starts_on: date
    ends_on: date | None = None

    def __post_init__(self) -> None:
        if self.ends_on is not None and self.ends_on <= self.starts_on:
            raise ValueError("a period ends after it starts")

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)

    def overlaps(self, other: Period) -> bool:
        """Tell whether some day lies in both."""
        starts_before_other_ends = other.ends_on is None or self.starts_on < other.ends_on
        return starts_before_other_ends and (self.ends_on is None or other.starts_on < self.ends_on)


@dataclass(frozen=True)
class Quarter:
    """Three months of a fiscal year, half-open. `number` from 1 to 4; `year` is that in which the fiscal year began."""

    starts_on: date
    ends_on: date
    number: int
    year: int


@dataclass(frozen=True)
class FiscalYear:
    """The month and day on which the money's year begins, and its quarters with it: 1 April, 6 April, 1 January."""

    month: int
    day: int

    def quarter_of(self, day: date) -> Quarter:
        """Return the quarter in which the day lies."""
        for year in (day.year, day.year - 1):
            for number in (4, 3, 2, 1):
                starts_on = self._start_of(year, number)
                if starts_on <= day:
                    return Quarter(starts_on, self._start_of(year, number + 1), number, year)
        raise AssertionError("a day lies in a quarter that began within the year before it")

    def before(self, quarter: Quarter) -> Quarter:
        """Return the quarter before."""
        return self.quarter_of(quarter.starts_on - timedelta(days=1))

    def quarters(self, first: date, last: date) -> list[Quarter]:
        """Return every quarter from that of `first` to that of `last`, the oldest first."""
        found = [self.quarter_of(last)]
        while found[0].starts_on > first:
            found.insert(0, self.before(found[0]))
        return found

    def _start_of(self, year: int, number: int) -> date:
        """The first day of a quarter; a month that is too short for the day begins it on its last."""
        months = self.month - 1 + MONTHS_OF_A_QUARTER * (number - 1)
        year, month = year + months // MONTHS_OF_A_YEAR, months % MONTHS_OF_A_YEAR + 1
        return date(year, month, min(self.day, monthrange(year, month)[1]))
