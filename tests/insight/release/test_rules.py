from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpurse.insight.release.rules import (
    DAY,
    HOUR,
    Held,
    Times,
    days_from,
    days_waited,
    hidden_cells,
    join,
    kept_apart,
    last_year,
    percent_of,
    root_of,
    spoken_minutes,
    summer_times,
    times_of,
)
from commonpurse.kernel.periods import LONDON
from commonpurse.kernel.small_numbers import SMALLEST_GROUP

SECONDS = st.integers(-10_000, 400 * 86_400)
COUNTS = st.dictionaries(st.integers(0, 100 * DAY), st.integers(1, 40), min_size=1, max_size=30)
MOMENTS = st.integers(0, 20 * 366 * 24 * 60).map(
    lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
DATES = st.dates(date(2020, 1, 1), date(2040, 1, 1))


# Times as people say them ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "minutes"),
    [
        (-5, 0),
        (0, 0),
        (1, 1),
        (60, 1),
        (61, 2),
        (3600, HOUR),
        (3601, 2 * HOUR),
        (48 * 3600, 48 * HOUR),
        (48 * 3600 + 1, 3 * DAY),
        (5 * 86_400, 5 * DAY),
    ],
)
def test_a_time_is_rounded_up_as_people_say_it(seconds: int, minutes: int) -> None:
    assert spoken_minutes(seconds) == minutes


@given(SECONDS)
def test_a_time_is_never_negative_and_never_shorter_than_it_was(seconds: int) -> None:
    minutes = spoken_minutes(seconds)
    assert minutes >= 0
    assert minutes * 60 >= seconds
    assert minutes * 60 - max(seconds, 0) < DAY * 60


@given(SECONDS)
def test_to_round_to_minutes_first_changes_nothing(seconds: int) -> None:
    assert spoken_minutes(-(-seconds // 60) * 60) == spoken_minutes(seconds)


@given(SECONDS, SECONDS)
def test_a_longer_time_is_never_said_to_be_shorter(one: int, other: int) -> None:
    short, long = sorted((one, other))
    assert spoken_minutes(short) <= spoken_minutes(long)


# The figures ----------------------------------------------------------------------------------------------------------


@given(COUNTS)
def test_each_figure_says_what_it_claims(counts: dict[int, int]) -> None:
    found = times_of(counts)
    whole = sum(counts.values())
    assert found.count == whole
    if whole < SMALLEST_GROUP:
        assert found == Times(whole)
        return

    def within(minutes: int) -> int:
        return sum(count for time, count in counts.items() if time <= minutes)

    def below(minutes: int) -> int:
        return sum(count for time, count in counts.items() if time < minutes)

    assert found.half is not None
    assert found.nine_in_ten is not None
    assert found.half in counts
    assert found.nine_in_ten in counts
    assert within(found.half) * 2 >= whole > below(found.half) * 2
    assert within(found.nine_in_ten) * 10 >= whole * 9 > below(found.nine_in_ten) * 10
    assert found.longest == max(counts)
    assert found.half <= found.nine_in_ten <= found.longest


@given(COUNTS)
def test_the_figures_of_rounded_times_are_the_rounded_figures(counts: dict[int, int]) -> None:
    rounded: dict[int, int] = {}
    for seconds, count in counts.items():
        rounded[spoken_minutes(seconds)] = rounded.get(spoken_minutes(seconds), 0) + count
    exact, said = times_of(counts), times_of(rounded)
    if exact.half is not None:
        assert said.half == spoken_minutes(exact.half)


@given(st.lists(COUNTS, max_size=6))
def test_joining_loses_nobody(parts: list[dict[int, int]]) -> None:
    assert join(parts).total() == sum(sum(part.values()) for part in parts)


def test_below_five_nothing_is_told() -> None:
    assert times_of({}) == Times(0)
    assert times_of({DAY: 4}) == Times(4)
    assert not times_of({DAY: 4}).are_told
    assert times_of({DAY: 5}) == Times(5, DAY, DAY, DAY)


# Small numbers --------------------------------------------------------------------------------------------------------


@given(st.dictionaries(st.integers(0, 20), st.integers(0, 30), max_size=12))
def test_what_is_shown_beside_its_total_tells_of_no_small_cell(counts: dict[int, int]) -> None:
    hidden = hidden_cells(counts)
    assert all(cell in hidden for cell, count in counts.items() if 0 < count < SMALLEST_GROUP)
    assert all(cell not in hidden for cell, count in counts.items() if count == 0)
    together = sum(counts[cell] for cell in hidden)
    is_all_there_is = together == sum(counts.values())
    assert together == 0 or together >= SMALLEST_GROUP or is_all_there_is


def test_the_smallest_larger_cell_hides_a_small_one() -> None:
    assert hidden_cells({"a": 3, "b": 20, "c": 8}) == {"a", "c"}
    assert hidden_cells({"a": 3, "b": 4, "c": 8}) == {"a", "b"}
    assert hidden_cells({"a": 0, "b": 9}) == set()


# Months and London's clock --------------------------------------------------------------------------------------------


@given(DATES)
def test_the_last_year_is_twelve_whole_months_and_today_is_in_the_last(today: date) -> None:
    year = last_year(today)
    assert len(year.months) == 12
    starts_on, ends_on = year.months[-1]
    assert starts_on <= today < ends_on
    assert all(start.day == 1 for start, _ in year.months)
    assert all(before[1] == after[0] for before, after in pairwise(year.months))
    assert year.number_of(year.starts_on) == 0
    assert year.number_of(today) == 11


@given(DATES)
def test_a_month_begins_at_midnight_in_london(today: date) -> None:
    year = last_year(today)
    assert year.begins_at.astimezone(LONDON).replace(tzinfo=None) == datetime.combine(
        year.starts_on, datetime.min.time()
    )
    assert year.ends_at.astimezone(LONDON).date() == year.ends_on
    assert (year.ends_at - timedelta(seconds=1)).astimezone(LONDON).date() < year.ends_on


@given(MOMENTS)
def test_summer_time_is_that_of_the_time_zone(moment: datetime) -> None:
    is_summer = any(begins <= moment < ends for begins, ends in summer_times(2020, 2040))
    assert is_summer is bool(moment.astimezone(LONDON).utcoffset())


def test_the_very_moments_at_which_the_clocks_change() -> None:
    assert summer_times(2026, 2026) == [(datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC))]


@given(MOMENTS, DATES)
def test_days_are_counted_by_the_calendar_in_london_and_never_below_none(moment: datetime, day: date) -> None:
    assert days_from(moment, day) == days_waited(moment, day) * DAY
    assert days_from(moment, day) >= 0


def test_half_past_midnight_in_summer_is_the_new_day_and_in_winter_too() -> None:
    assert days_from(datetime(2026, 6, 30, 23, 30, tzinfo=UTC), date(2026, 7, 1)) == 0
    assert days_from(datetime(2026, 12, 30, 23, 30, tzinfo=UTC), date(2026, 12, 31)) == DAY
    # The night on which the clocks go back has 25 hours and is one day all the same.
    assert days_from(datetime(2026, 10, 24, 22, 59, tzinfo=UTC), date(2026, 10, 25)) == DAY
    assert days_from(datetime(2026, 10, 24, 23, 1, tzinfo=UTC), date(2026, 10, 25)) == 0


# Chains and hands -----------------------------------------------------------------------------------------------------


@given(st.integers(1, 30))
def test_a_payment_made_again_and_again_goes_back_to_its_first(length: int) -> None:
    instead_of = {number: number - 1 for number in range(1, length)}
    assert root_of(length - 1, instead_of) == 0
    assert root_of("another", {}) == "another"


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_hundred_per_cent_is_all_of_it(own: int, elsewhere: int) -> None:
    percent = percent_of(own, own + elsewhere)
    if own + elsewhere:
        assert percent is not None
        assert 0 <= percent <= 100
        assert (percent == 100) is (elsewhere == 0)
    else:
        assert percent is None


def test_other_hands_are_told_one_by_one_only_where_each_is_of_five_or_more() -> None:
    many, few, none = Held(100, 5), Held(100, 4), Held(0, 0)
    assert kept_apart({"a": many, "b": many, "c": none}) == {"a": many, "b": many}
    assert kept_apart({"a": many, "b": few}) == {}
