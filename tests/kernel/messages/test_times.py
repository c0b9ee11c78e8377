"""When a message may go: never in the night, a few tries, and only while it is news."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpurse.kernel.messages.rules import (
    LONGEST_HAND_OVER_SECONDS,
    MOST_A_ROUND,
    PERHAPS_AFTER,
    Hours,
    first_try,
    is_open,
    is_to_be_told,
    is_too_old,
    next_opening,
    next_try,
)
from commonpurse.kernel.messages.rules.times import HOURS, SHORTEST_GAP
from commonpurse.kernel.periods import LONDON

MOMENTS = st.integers(0, 6 * 365 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def london(day: int, hour: int, minute: int = 0, month: int = 6) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    ("hours", "now", "opens"),
    [
        (Hours.DAY, london(1, 7, 59), london(1, 8)),
        (Hours.DAY, london(1, 8), london(1, 8)),
        (Hours.DAY, london(1, 19, 59), london(1, 19, 59)),
        (Hours.DAY, london(1, 20), london(2, 8)),
        (Hours.DAY, london(1, 0), london(1, 8)),
        (Hours.MORNING, london(1, 12), london(2, 8)),
        (Hours.MORNING, london(1, 11, 59), london(1, 11, 59)),
        (Hours.AFTERNOON, london(1, 9), london(1, 12)),
        (Hours.AFTERNOON, london(1, 17), london(2, 12)),
        # The clocks go forward on 29 March and back on 25 October 2026: eight in the morning stays eight.
        (Hours.DAY, london(28, 22, month=3), london(29, 8, month=3)),
        (Hours.DAY, london(24, 22, month=10), london(25, 8, month=10)),
    ],
)
def test_a_message_goes_in_its_hours(hours, now, opens):
    assert next_opening(hours, now) == opens


@given(st.sampled_from(list(Hours)), MOMENTS)
def test_no_message_ever_goes_in_the_night(hours, now):
    opens = next_opening(hours, now)
    local = opens.astimezone(LONDON)
    assert time(8) <= local.time() < time(20)
    assert is_open(hours, opens)
    assert now <= opens <= now + timedelta(hours=25)
    assert (opens == now) is is_open(hours, now)


def test_no_hours_reach_into_the_night():
    assert all(time(8) <= opens < closes <= time(20) for opens, closes in HOURS.values())


@given(MOMENTS)
def test_a_message_is_tried_five_times_each_later_than_the_one_before(now):
    moment, tries = now, 0
    while True:
        tries += 1
        again = next_try(moment, tries)
        if again is None:
            break
        assert again > moment
        assert is_open(Hours.DAY, again)
        moment = again
    assert tries == 5
    assert moment - now < timedelta(days=3)


def test_the_next_message_to_a_contact_waits_and_gathers():
    now = london(1, 10)
    assert first_try(Hours.DAY, now, None) == now
    assert first_try(Hours.DAY, now, now - timedelta(minutes=5)) == now + timedelta(minutes=55)
    assert first_try(Hours.DAY, now, now - SHORTEST_GAP) == now
    assert first_try(Hours.DAY, london(1, 19, 30), london(1, 19, 20)) == london(2, 8)


def test_old_news_and_what_happened_before_she_chose_is_not_told():
    now = london(9, 10)
    chosen = london(3, 10)
    assert is_to_be_told(chosen, chosen, now)
    assert not is_to_be_told(chosen - timedelta(seconds=1), chosen, now)
    assert not is_to_be_told(london(2, 9), london(1, 9), now)
    assert is_too_old(london(2, 9), now)
    assert not is_too_old(london(2, 10), now)


def test_nothing_counts_as_perhaps_sent_while_its_round_may_still_run():
    assert timedelta(seconds=MOST_A_ROUND * LONGEST_HAND_OVER_SECONDS) < PERHAPS_AFTER
