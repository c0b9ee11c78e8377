"""Days as iCalendar: lines of the right length, an address that begins no line of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from commonpurse.kernel.calendars import LONGEST_LINE, DayToKeep, Method, as_ical
from commonpurse.kernel.identity import new_id

DAY = DayToKeep(new_id(), date(2026, 12, 31), datetime(2026, 6, 1, 9, 30, tzinfo=UTC), 1)


@given(words=st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=90), address=st.text())
def test_no_line_is_too_long_and_none_begins_with_what_somebody_wrote(words: str, address: str) -> None:
    lines = as_ical([DAY], words=words, method=Method.REQUEST, organizer="a@b.org", attendee=address).split("\r\n")
    assert all(len(line.encode()) <= LONGEST_LINE for line in lines)
    whole = "\r\n".join(lines).replace("\r\n ", "").split("\r\n")
    assert f"SUMMARY:{words}" in whole
    assert len(whole) == (19 if address else 18)


def test_an_all_day_entry_ends_on_the_day_after() -> None:
    assert "DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n" in as_ical([DAY])
