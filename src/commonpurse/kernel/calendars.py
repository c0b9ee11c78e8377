"""Days as iCalendar, in words that say nothing. Source: RFC 5545 (2009); what asks somebody to keep a day: RFC 5546."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from urllib.parse import quote
from uuid import UUID

SOMETHING = "Something to do"
LONGEST_LINE = 75  # octets, without its end: RFC 5545, 3.1


class Method(StrEnum):
    """What a calendar is to do with a day: show it, keep it, or take it out."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


# Source: RFC 5546, 3.2.2 and 3.2.5: what is kept is confirmed, what is taken out says so.
STATUS = {Method.REQUEST: "CONFIRMED", Method.CANCEL: "CANCELLED"}


@dataclass(frozen=True)
class DayToKeep:
    """A day to keep, under an id that stays the same for as long as it is the same thing.

    `sequence` rises with each change: a calendar takes what is newer, and leaves what it has already.
    """

    id: UUID
    on: date
    written_at: datetime
    sequence: int = 0


def as_ical(
    days: Iterable[DayToKeep],
    *,
    words: str = SOMETHING,
    method: Method = Method.PUBLISH,
    organizer: str = "",
    attendee: str = "",
) -> str:
    """Write the days as one calendar. Whoever reads it along learns that there is something to do, and no more.

    `organizer` and `attendee` are mail addresses, for what goes to one reader; no answer is asked for.
    Lines end with CRLF (RFC 5545, 3.1); an all-day entry ends on the day after (3.6.1).
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//days//EN", f"METHOD:{method.value}"]
    for day in days:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{day.id}",
            f"DTSTAMP:{day.written_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"SEQUENCE:{day.sequence}",
            f"DTSTART;VALUE=DATE:{day.on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day.on + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{words}",
            "CLASS:PRIVATE",
            "TRANSP:TRANSPARENT",
        ]
        if organizer:
            lines.append(f"ORGANIZER:{_as_uri(organizer)}")
        if attendee:
            lines.append(f"ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:{_as_uri(attendee)}")
        if method in STATUS:
            lines.append(f"STATUS:{STATUS[method]}")
        lines.append("END:VEVENT")
    return "\r\n".join([*map(_folded, lines), "END:VCALENDAR", ""])


def _as_uri(address: str) -> str:
    """An address as RFC 6068 writes it: nothing in it can begin another line or another part."""
    return f"mailto:{quote(address, safe='@+!$*=')}"


def _folded(line: str) -> str:
    """Break a line that is too long: what goes on begins with a space. Never within a letter of several octets."""
    parts, part = [], ""
    for letter in line:
        if len(f"{part}{letter}".encode()) > LONGEST_LINE:
            parts.append(part)
            part = " "
        part += letter
    return "\r\n".join([*parts, part])
