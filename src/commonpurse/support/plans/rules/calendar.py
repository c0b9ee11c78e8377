"""A calendar that says nothing: dates of steps as iCalendar, in neutral words. Source: RFC 5545 (2009)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

SOMETHING = "Something to do"
SECRET_BYTES = 32  # 256 bits: nobody guesses an address


@dataclass(frozen=True)
class DayToKeep:
    """One step with a day: its id, the day, and when it was written."""

    id: UUID
    on: date
    written_at: datetime


def hash_of_secret(secret: str) -> str:
    """What is kept of the secret part of the address. Without the secret nobody finds the calendar."""
    return hashlib.sha256(secret.encode()).hexdigest()


def as_ical(days: Iterable[DayToKeep], *, words: str = SOMETHING) -> str:
    """Write the days as one calendar. Whoever reads it along learns that there is something to do, and no more.

    Lines end with CRLF (RFC 5545, 3.1); an all-day entry ends on the day after (3.6.1); no line is near 75 octets.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Commonpurse//EN", "METHOD:PUBLISH"]
    for day in days:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{day.id}",
            f"DTSTAMP:{day.written_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{day.on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day.on + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{words}",
            "CLASS:PRIVATE",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])
