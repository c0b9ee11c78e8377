"""Read a day as people write it: 24 November, 24/11/2026, tomorrow, next Friday. The day comes before the month."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from commonpurse.kernel.errors import Refused

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NEAR = {"yesterday": -1, "today": 0, "tomorrow": 1}
SHORTEST = 3  # letters that name a month or weekday: Nov, Fri
# Days of other years are slips of the finger, and the day after the last of all leaves the calendar.
FIRST_YEAR, LAST_YEAR = 1900, 2199

ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
FIGURES = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})(?:\s*[/.\-]\s*(\d{4}|\d{2}))?", re.ASCII)
NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?([^\W\d]+)\.?,?(?:\s+(\d{4}))?")
WEEKDAY = re.compile(r"(?:(next|last)\s+)?([^\W\d]+)")


class DayUnreadable(Refused):
    code = "day_unreadable"


def read_day(text: str, *, today: date, months: Mapping[str, int] | None = None) -> date:
    """Return the day that somebody wrote. Without a year it is the one nearest to today.

    `months` names the months of another language too, in small letters (`{"tachwedd": 11}`).
    Raises: DayUnreadable, when it is none of the ways or no day of the calendar.
    """
    written = " ".join(text.casefold().replace(",", " ").split())
    # "Tuesday 24 November": the weekday before a date says nothing more.
    first, _, rest = written.partition(" ")
    if rest and rest[0].isdigit() and number_of(first, WEEKDAYS) is not None:
        written = rest
    if written in NEAR:
        return today + timedelta(days=NEAR[written])
    if found := ISO.fullmatch(written):
        return day_of(int(found[1]), int(found[2]), int(found[3]), text)
    if found := FIGURES.fullmatch(written):
        year = found[3] and (int(found[3]) if len(found[3]) == 4 else century_of(int(found[3]), today))
        return day_in_year(year or None, int(found[2]), int(found[1]), today, text)
    if found := NAMED.fullmatch(written):
        month = number_of(found[2], MONTHS, months or {})
        if month is not None:
            return day_in_year(int(found[3]) if found[3] else None, month + 1, int(found[1]), today, text)
    if found := WEEKDAY.fullmatch(written):
        weekday = number_of(found[2], WEEKDAYS)
        if weekday is not None:
            if found[1] == "last":
                return today - timedelta(days=(today.weekday() - weekday) % 7 or 7)
            return today + timedelta(days=(weekday - today.weekday()) % 7 or 7)
    raise unreadable(text)


def number_of(word: str, names: Sequence[str], more: Mapping[str, int] | None = None) -> int | None:
    """Which of the names a word is, whole or by its first letters (`more` counts from 1); None when none of them."""
    for name, number in (more or {}).items():
        if word == name or (len(word) >= SHORTEST and name.startswith(word)):
            return number - 1
    fitting = [place for place, name in enumerate(names) if len(word) >= SHORTEST and name.startswith(word)]
    return fitting[0] if len(fitting) == 1 else None


def century_of(year: int, today: date) -> int:
    """Read 26 as 2026 and 71 as 1971: never more than ten years ahead."""
    full = today.year - today.year % 100 + year
    return full if full <= today.year + 10 else full - 100


def day_in_year(year: int | None, month: int, day: int, today: date, text: str) -> date:
    """The day of that year; without one, the nearest to today of last, this and next year."""
    if year is not None:
        return day_of(year, month, day, text)
    near = []
    for candidate in (today.year - 1, today.year, today.year + 1):
        try:
            near.append(date(candidate, month, day))
        except ValueError:
            continue
    if not near:
        raise unreadable(text)
    return min(near, key=lambda found: abs(found - today))


def day_of(year: int, month: int, day: int, text: str) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise unreadable(text)
    try:
        return date(year, month, day)
    except ValueError:
        raise unreadable(text) from None


def unreadable(text: str) -> DayUnreadable:
    return DayUnreadable(
        "“{written}” is no day we can read. Write it like 24 November 2026 or 24/11/2026.", written=text.strip()[:40]
    )
