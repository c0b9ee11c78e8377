from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpurse.kernel.periods import FiscalYear, Period, Quarter, business_date, day_begins


# Clock changes of 2026: forward on 29 March, back on 25 October, both at 01:00 UTC.
@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 6, 30, 22, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 23, 0, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 3, 31, 23, 30, tzinfo=UTC), date(2026, 4, 1)),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2028, 2, 29, 0, 0, tzinfo=UTC), date(2028, 2, 29)),
    ],
)
def test_a_business_date_is_the_day_in_london(moment: datetime, day: date) -> None:
    assert business_date(moment) == day


def test_a_moment_without_a_time_zone_is_a_bug() -> None:
    with pytest.raises(ValueError, match="time zone"):
        business_date(datetime(2026, 1, 1))  # noqa: DTZ001


def test_a_period_holds_its_first_day_and_not_its_end() -> None:
    april = Period(date(2026, 4, 1), date(2026, 5, 1))
    assert date(2026, 4, 1) in april
    assert date(2026, 4, 30) in april
    assert date(2026, 5, 1) not in april
    assert date(2030, 1, 1) in Period(date(2026, 4, 1))


def test_periods_that_only_touch_do_not_overlap() -> None:
    april, may = Period(date(2026, 4, 1), date(2026, 5, 1)), Period(date(2026, 5, 1), date(2026, 6, 1))
    assert not april.overlaps(may)
    assert not may.overlaps(april)
    assert april.overlaps(Period(date(2026, 4, 30)))


def test_a_period_that_ends_before_it_starts_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="ends after"):
        Period(date(2026, 4, 1), date(2026, 4, 1))


def test_a_day_begins_in_london() -> None:
    assert day_begins(date(2026, 7, 1)) == datetime(2026, 6, 30, 23, 0, tzinfo=UTC)
    assert day_begins(date(2026, 12, 1)) == datetime(2026, 12, 1, 0, 0, tzinfo=UTC)


APRIL, TAX, CALENDAR = FiscalYear(4, 1), FiscalYear(4, 6), FiscalYear(1, 1)


@pytest.mark.parametrize(
    ("year", "day", "quarter"),
    [
        (APRIL, date(2026, 4, 1), Quarter(date(2026, 4, 1), date(2026, 7, 1), 1, 2026)),
        (APRIL, date(2026, 3, 31), Quarter(date(2026, 1, 1), date(2026, 4, 1), 4, 2025)),
        (APRIL, date(2026, 12, 31), Quarter(date(2026, 10, 1), date(2027, 1, 1), 3, 2026)),
        (TAX, date(2026, 4, 5), Quarter(date(2026, 1, 6), date(2026, 4, 6), 4, 2025)),
        (TAX, date(2026, 7, 6), Quarter(date(2026, 7, 6), date(2026, 10, 6), 2, 2026)),
        (CALENDAR, date(2026, 11, 28), Quarter(date(2026, 10, 1), date(2027, 1, 1), 4, 2026)),
        (FiscalYear(5, 31), date(2026, 9, 1), Quarter(date(2026, 8, 31), date(2026, 11, 30), 2, 2026)),
        (FiscalYear(12, 1), date(2026, 11, 30), Quarter(date(2026, 9, 1), date(2026, 12, 1), 4, 2025)),
    ],
)
def test_a_day_lies_in_a_quarter_of_the_moneys_own_year(year: FiscalYear, day: date, quarter: Quarter) -> None:
    assert year.quarter_of(day) == quarter


@given(st.builds(FiscalYear, st.integers(1, 12), st.integers(1, 31)), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_quarters_follow_each_other_without_a_gap(year: FiscalYear, day: date) -> None:
    quarter = year.quarter_of(day)
    assert quarter.starts_on <= day < quarter.ends_on
    assert year.quarter_of(quarter.starts_on) == year.quarter_of(quarter.ends_on - timedelta(days=1)) == quarter
    assert year.before(quarter).ends_on == quarter.starts_on
    found = year.quarters(day - timedelta(days=800), day)
    assert found[-1] == quarter
    assert found[0].starts_on <= day - timedelta(days=800) < found[0].ends_on
    assert all(one.ends_on == other.starts_on for one, other in pairwise(found))
