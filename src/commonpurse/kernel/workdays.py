"""Days on which offices and banks of England and Wales work. Plain Python; given the day, never asking for it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import holidays

SATURDAY = 5


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Bank holidays with their substitute days. Source: Banking and Financial Dealings Act 1971, schedule 1."""
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date) -> bool:
    """Tell whether that day is no weekend and no bank holiday."""
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


def working_days_after(day: date, count: int) -> date:
    """Return the working day `count` working days after `day`, which need not be one itself."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day
