from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from commonpurse.kernel.periods import Period, business_date


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
