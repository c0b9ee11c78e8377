"""Business days of England and Wales and the cut-off. Source of the expected days: gov.uk/bank-holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpurse.money.payments.business_days import (
    NotABusinessDay,
    business_days_after,
    check_execution_day,
    earliest_execution,
    is_business_day,
    next_business_day,
)


@pytest.mark.parametrize(
    ("day", "is_one"),
    [
        (date(2026, 1, 1), False),  # New Year
        (date(2026, 1, 2), True),  # a holiday in Scotland only
        (date(2026, 3, 17), True),  # a holiday in Northern Ireland only
        (date(2026, 4, 3), False),  # Good Friday
        (date(2026, 4, 6), False),  # Easter Monday
        (date(2026, 5, 4), False),  # early May
        (date(2026, 5, 25), False),  # spring
        (date(2026, 8, 31), False),  # summer
        (date(2026, 12, 25), False),
        (date(2026, 12, 26), False),  # a Saturday
        (date(2026, 12, 28), False),  # the day instead of it
        (date(2026, 12, 29), True),
        (date(2027, 12, 27), False),  # Christmas fell on a Saturday
        (date(2027, 12, 28), False),
        (date(2026, 6, 6), False),  # Saturday
        (date(2026, 6, 7), False),  # Sunday
        (date(2026, 6, 8), True),
    ],
)
def test_banks_rest_on_weekends_and_bank_holidays(day: date, is_one: bool) -> None:
    assert is_business_day(day) is is_one


def test_a_euro_payment_also_needs_target_to_be_open() -> None:
    assert is_business_day(date(2026, 5, 1), "GBP")
    assert not is_business_day(date(2026, 5, 1), "EUR")  # Labour Day closes TARGET


def test_easter_is_skipped() -> None:
    assert next_business_day(date(2026, 4, 3)) == date(2026, 4, 7)
    assert business_days_after(date(2026, 4, 2), 2) == date(2026, 4, 8)


@pytest.mark.parametrize(
    ("now", "days_ahead", "expected"),
    [
        (datetime(2026, 6, 8, 13, 59, 59, tzinfo=UTC), 0, date(2026, 6, 8)),  # 14:59:59 in London
        (datetime(2026, 6, 8, 14, 0, tzinfo=UTC), 0, date(2026, 6, 9)),  # 15:00 in London: too late
        (datetime(2026, 6, 5, 15, 0, tzinfo=UTC), 0, date(2026, 6, 8)),  # Friday afternoon
        (datetime(2026, 6, 6, 16, 0, tzinfo=UTC), 0, date(2026, 6, 8)),  # Saturday afternoon is early for Monday
        (datetime(2026, 6, 7, 23, 30, tzinfo=UTC), 0, date(2026, 6, 8)),  # 00:30 on Monday in London
        (datetime(2026, 6, 8, 10, 0, tzinfo=UTC), 2, date(2026, 6, 10)),
        (datetime(2026, 4, 2, 16, 0, tzinfo=UTC), 0, date(2026, 4, 7)),
    ],
)
def test_after_the_cut_off_it_is_the_next_business_day(now: datetime, days_ahead: int, expected: date) -> None:
    assert earliest_execution(now, currency="GBP", cut_off=time(15, 0), days_ahead=days_ahead) == expected


def test_a_day_on_which_banks_rest_is_refused_with_the_next_one() -> None:
    with pytest.raises(NotABusinessDay) as refused:
        check_execution_day(date(2026, 4, 6), earliest=date(2026, 4, 1), currency="GBP")
    assert refused.value.message == (
        "Banks do not pay on Monday 6 April 2026. Choose Tuesday 7 April 2026 or a later day."
    )


def test_a_day_that_is_over_is_refused_with_the_first_one() -> None:
    with pytest.raises(NotABusinessDay) as refused:
        check_execution_day(date(2026, 3, 31), earliest=date(2026, 4, 1), currency="GBP")
    assert refused.value.message == (
        "The bank cannot pay on Tuesday 31 March 2026 any more. The first day it can is Wednesday 1 April 2026."
    )


def test_a_slip_of_the_year_is_refused() -> None:
    with pytest.raises(NotABusinessDay, match="more than a year away"):
        check_execution_day(date(2036, 4, 1), earliest=date(2026, 4, 1), currency="GBP")


def test_a_good_day_passes() -> None:
    check_execution_day(date(2026, 4, 7), earliest=date(2026, 4, 1), currency="GBP")


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 5))
def test_a_business_day_later_is_a_business_day_and_later(day: date, count: int) -> None:
    found = business_days_after(day, count)
    assert is_business_day(found)
    assert (found - day).days >= count
