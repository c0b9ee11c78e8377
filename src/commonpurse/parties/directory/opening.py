"""On which days a service is open, as its times say. Plain Python: where they do not say it, nobody knows, and no is
never guessed.

Source: HSDS 3.0, schedule (RFC 5545: BYDAY, BYMONTHDAY, FREQ, INTERVAL).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from commonpurse.parties.directory.rules import DAY_WORDS

BY_DAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
BY_MONTH_DAY = re.compile(r"-?[0-9]{1,2}")
LOOKED_AHEAD_DAYS = 62  # two months: a monthly day comes twice
WEEK = 7


def is_open_on(schedules: Iterable[Any], day: date) -> bool | None:
    """Tell whether any of these times falls on a day. None: they do not say it, or there are none.

    `schedules`: with `starts_on`, `ends_on`, `days`, `month_days`, `every`, `interval` as records and rows have them.
    """
    said = [_falls_on(one, day) for one in schedules if _counts_on(one, day)]
    if True in said:
        return True
    return None if None in said or not said else False


def open_days_from(schedules: Iterable[Any], day: date, most: int = 2) -> list[date]:
    """Return the first days from this one on, itself too, of which the times say that it is open."""
    all_of_them = list(schedules)
    ahead = (day + timedelta(days=number) for number in range(LOOKED_AHEAD_DAYS))
    found: list[date] = []
    for each in ahead:
        if len(found) == most:
            break
        if is_open_on(all_of_them, each):
            found.append(each)
    return found


def _counts_on(one: Any, day: date) -> bool:
    return (one.starts_on is None or one.starts_on <= day) and (one.ends_on is None or day < one.ends_on)


def _falls_on(one: Any, day: date) -> bool | None:
    days, month_days = _days(one.days), _month_days(one.month_days)
    if days is None or month_days is None or not (days or month_days):
        return None
    last = monthrange(day.year, day.month)[1]
    if days and not any(_is_it(day, last, number, name) for number, name in days):
        return False
    if month_days and not any(day.day == (each if each > 0 else last + 1 + each) for each in month_days):
        return False
    if one.interval == 1:
        return True
    if one.starts_on is None:
        return None  # each second week, and nobody says of which
    if one.every == "MONTHLY":
        apart = (day.year - one.starts_on.year) * 12 + day.month - one.starts_on.month
    else:
        apart = (_monday(day) - _monday(one.starts_on)).days // WEEK
    return bool(apart % one.interval == 0)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _is_it(day: date, last: int, number: int, name: str) -> bool:
    """Whether the day is of this name; and where a number stands with it, the first, second, last of its month."""
    if list(DAY_WORDS)[day.weekday()] != name:
        return False
    if number < 0:
        return (last - day.day) // WEEK + 1 == -number
    return number == 0 or (day.day - 1) // WEEK + 1 == number


def _days(text: str) -> list[tuple[int, str]] | None:
    """The days of BYDAY, each with its number, 0 for every one; None where one of them cannot be read."""
    found = [BY_DAY.fullmatch(part.strip().upper()) for part in text.split(",") if part.strip()]
    return None if None in found else [(int(one[1] or 0), one[2]) for one in found if one]


def _month_days(text: str) -> list[int] | None:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not all(BY_MONTH_DAY.fullmatch(part) for part in parts):
        return None
    return [int(part) for part in parts]
