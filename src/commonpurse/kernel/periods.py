"""Dates and half-open periods. Business dates are days in Europe/London."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def business_date(now: datetime) -> date:
    """Return the day in Europe/London at that moment. `now` must carry a time zone.

    00:30 on 1 July in London is 23:30 on 30 June in UTC: the date is 1 July.
    """
    if now.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return now.astimezone(LONDON).date()


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
