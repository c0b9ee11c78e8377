from __future__ import annotations

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpurse.kernel.days import DayUnreadable, read_day

TODAY = date(2026, 11, 24)  # a Tuesday


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("24/11/2026", date(2026, 11, 24)),
        ("4.3.2027", date(2027, 3, 4)),
        ("04-03-27", date(2027, 3, 4)),
        ("1/2/71", date(1971, 2, 1)),
        ("2026-12-01", date(2026, 12, 1)),
        ("24 November 2026", date(2026, 11, 24)),
        ("  24 nov ", date(2026, 11, 24)),
        ("1st of December", date(2026, 12, 1)),
        ("Tuesday 24 November", date(2026, 11, 24)),
        ("Tue, 24 Nov 2026", date(2026, 11, 24)),
        ("3 January", date(2027, 1, 3)),
        ("30 June", date(2026, 6, 30)),
        ("3/1", date(2027, 1, 3)),
        ("29 February 2028", date(2028, 2, 29)),
        ("today", TODAY),
        ("Tomorrow", date(2026, 11, 25)),
        ("yesterday", date(2026, 11, 23)),
        ("Friday", date(2026, 11, 27)),
        ("next Friday", date(2026, 11, 27)),
        ("last Friday", date(2026, 11, 20)),
        ("Tuesday", date(2026, 12, 1)),
        ("last Tuesday", date(2026, 11, 17)),
    ],
)
def test_a_day_is_read_as_people_write_it(written: str, day: date) -> None:
    assert read_day(written, today=TODAY) == day


def test_months_of_another_language_are_read_too() -> None:
    assert read_day("3 Tachwedd 2026", today=TODAY, months={"tachwedd": 11}) == date(2026, 11, 3)
    assert read_day("3 نوفمبر", today=TODAY, months={"نوفمبر": 11}) == date(2026, 11, 3)


@pytest.mark.parametrize(
    "written",
    [
        *("", "soon", "31/2/2026", "30 February", "13/13/2026", "11/24/2026", "24 Ma", "2026", "24", "ju 3", "0/1"),
        *("31/12/1899", "0001-01-01", "1 January 2200", "31 December 9999"),
    ],
)
def test_what_is_no_day_is_refused_with_two_examples(written: str) -> None:
    with pytest.raises(DayUnreadable, match="like 24 November 2026 or 24/11/2026"):
        read_day(written, today=TODAY)


@given(st.dates(date(1900, 1, 1), date(2036, 12, 31)))
def test_every_day_is_read_back_from_each_way_of_writing_it(day: date) -> None:
    for written in (
        f"{day:%d/%m/%Y}",
        day.isoformat(),
        f"{day.day} {day:%B} {day.year}",
        f"{day:%A} {day.day} {day:%b} {day.year}",
    ):
        assert read_day(written, today=TODAY) == day


@given(st.dates(TODAY - timedelta(days=180), TODAY + timedelta(days=180)))
def test_without_a_year_it_is_the_nearest(day: date) -> None:
    assert read_day(f"{day.day} {day:%B}", today=TODAY) == day


@given(st.text(max_size=60))
def test_nothing_that_is_typed_breaks_it(written: str) -> None:
    with contextlib.suppress(DayUnreadable):
        assert isinstance(read_day(written, today=TODAY), date)
