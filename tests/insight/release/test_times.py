"""From yes to money: each step is counted from what was recorded, alike on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonpurse.insight.release.queries import BY_HERSELF, ReleaseTimes, release_times
from commonpurse.insight.release.queries.expressions import minutes_between
from commonpurse.insight.release.rules import DAY, HOUR, Decider, Step, Times, spoken_minutes
from commonpurse.money.decisions.commands import decline_ask, withdraw_ask
from commonpurse.money.decisions.models import Ask
from commonpurse.money.payments.bands import BandKind
from commonpurse.money.payments.commands import agree_payment, take_back_bank_file
from tests.factories import NOW, TODAY, give, make_fund, set_band
from tests.insight.release.way import DAYS, HOURS, Way

MONDAY = NOW  # 1 June 2026, half past ten in London


def figures(way: Way, today: date = TODAY + timedelta(days=20)) -> ReleaseTimes:
    found = release_times(viewer=way.people.priya, today=today)
    assert found is not None
    return found


def step(way: Way, name: Step) -> Times:
    return dict(figures(way).steps)[name]


def test_nobody_but_the_manager_sees_the_figures(way: Way) -> None:
    for name in ("wren", "ngozi", "callum", "ada", "administrator", "femi"):
        assert release_times(viewer=getattr(way.people, name), today=TODAY) is None


def test_a_place_where_nothing_happened_yet_has_no_figures(way: Way) -> None:
    found = figures(way)
    assert found.arrived == found.from_asking == found.mended == Times(0)
    assert {times for _, times in found.steps} == {Times(0)}
    assert found.organisations == ()
    assert len(found.months) == 12


def test_each_step_takes_the_time_between_its_two_moments(way: Way) -> None:
    payments = []
    for _ in range(5):
        ask = way.yes(MONDAY, MONDAY + 3 * HOURS)
        payments.append(way.release(MONDAY + 4 * HOURS, ask=ask))
    way.send(MONDAY + 5 * DAYS, made_at=MONDAY + 4 * HOURS + timedelta(minutes=20), checked_at=MONDAY + 2 * DAYS)
    for payment in payments:
        way.arrive(payment, TODAY + timedelta(days=7))
    steps = {name: times.half for name, times in figures(way).steps}
    assert steps == {
        Step.ANSWER: 3 * HOUR,
        Step.RELEASE: HOUR,
        Step.SECOND: None,  # nobody had to look
        Step.FILE: 20,
        Step.CHECK: 44 * HOUR,
        Step.SEND: 3 * DAY,
        Step.BANK: 2 * DAY,
    }
    assert figures(way).arrived == Times(5, 7 * DAY, 7 * DAY, 7 * DAY)
    assert figures(way).from_asking == Times(5, 7 * DAY, 7 * DAY, 7 * DAY)


def test_a_second_look_counts_as_a_step_and_the_file_from_then_on(way: Way) -> None:
    set_band(way.people, BandKind.ONE_PAYMENT, 10)
    for _ in range(5):
        payment = way.release(MONDAY)
        agree_payment(by=way.people.tom, approval=payment.approval, now=MONDAY + 7 * HOURS)
    way.file(MONDAY + 9 * HOURS)
    assert step(way, Step.SECOND) == Times(5, 7 * HOUR, 7 * HOUR, 7 * HOUR)
    assert step(way, Step.FILE) == Times(5, 2 * HOUR, 2 * HOUR, 2 * HOUR)


def test_without_an_ask_the_release_is_the_yes(way: Way) -> None:
    payments = [way.release(MONDAY) for _ in range(5)]
    way.send(MONDAY + 2 * HOURS)
    for payment in payments:
        way.arrive(payment, TODAY + timedelta(days=2))
    found = figures(way)
    assert found.arrived.half == 2 * DAY
    assert found.from_asking == Times(0)
    assert dict(found.steps)[Step.RELEASE] == Times(0)


def test_a_no_is_an_answer_and_an_ask_taken_back_is_none(way: Way) -> None:
    for _ in range(5):
        decline_ask(
            by=way.people.wren,
            ask=way.ask(MONDAY),
            reason="Not now.",
            would_change="A new month.",
            now=MONDAY + 2 * HOURS,
        )
    withdraw_ask(by=way.people.wren, ask=way.ask(MONDAY), reason="She found one.", now=MONDAY + 9 * DAYS)
    assert step(way, Step.ANSWER) == Times(5, 2 * HOUR, 2 * HOUR, 2 * HOUR)


def test_who_answered_is_told_apart(way: Way) -> None:
    for _ in range(6):
        way.ask(MONDAY, by=way.people.ada)
        way.yes(MONDAY, MONDAY + 2 * DAYS)
    answers = dict(figures(way).answers)
    assert answers[Decider.PERSON] == Times(6, 0, 0, 0)
    assert answers[Decider.MEMBER] == Times(6, 2 * DAY, 2 * DAY, 2 * DAY)


def test_a_file_that_was_taken_back_counts_for_nothing(way: Way) -> None:
    for _ in range(5):
        way.release(MONDAY)
    first = way.file(MONDAY + HOURS)
    way.check(first, MONDAY + 2 * HOURS)
    take_back_bank_file(by=way.people.ngozi, bank_file=first, now=MONDAY + 3 * HOURS)
    way.send(MONDAY + 5 * HOURS)
    assert step(way, Step.FILE) == Times(5, 5 * HOUR, 5 * HOUR, 5 * HOUR)
    assert step(way, Step.CHECK) == Times(5, 0, 0, 0)


def test_what_failed_is_counted_to_the_money_that_truly_arrived(way: Way) -> None:
    at_once = [way.release(MONDAY) for _ in range(5)]
    failing = way.release(MONDAY, ask=way.yes(MONDAY - 3 * DAYS, MONDAY - DAYS))
    way.send(MONDAY)
    for payment in (*at_once, failing):
        way.arrive(payment, TODAY + timedelta(days=1))
    way.come_back(failing, TODAY + timedelta(days=2))
    for days in (4, 8):
        # It fails a second time too, before it arrives.
        failing = way.again(failing, MONDAY + days * DAYS)
        way.send(MONDAY + days * DAYS)
        way.arrive(failing, TODAY + timedelta(days=days))
        if days == 4:
            way.come_back(failing, TODAY + timedelta(days=5))
    found = figures(way)
    assert found.arrived == Times(6, DAY, 9 * DAY, 9 * DAY)
    assert found.mended == Times(1)
    # Money that came back has not arrived, and nothing is counted twice.
    assert sum(times.count for _, times in found.organisations if times) == 6


def test_nine_in_ten_of_the_mended_are_told_from_five_on(way: Way) -> None:
    payments = [way.release(MONDAY, ask=way.yes(MONDAY, MONDAY)) for _ in range(5)]
    way.send(MONDAY)
    for payment in payments:
        way.arrive(payment, TODAY)
        way.come_back(payment, TODAY + timedelta(days=1))
    again = [way.again(payment, MONDAY + 2 * DAYS) for payment in payments]
    way.send(MONDAY + 2 * DAYS)
    for payment in again:
        way.arrive(payment, TODAY + timedelta(days=3))
    found = figures(way)
    assert found.arrived == found.mended == found.from_asking == Times(5, 3 * DAY, 3 * DAY, 3 * DAY)


def test_a_month_has_what_arrived_in_it_and_not_the_day_after(way: Way) -> None:
    ends = [date(2026, 6, 30)] * 5 + [date(2026, 7, 1)] * 6
    payments = [way.release(MONDAY) for _ in ends]
    way.send(MONDAY + HOURS)
    for payment, on in zip(payments, ends, strict=True):
        way.arrive(payment, on)
    months = dict(figures(way, date(2026, 7, 9)).months)
    june, july = months[date(2026, 6, 1)], months[date(2026, 7, 1)]
    assert june is not None
    assert july is not None
    assert (june.count, july.count) == (5, 6)
    # Twelve months later both are over, one after the other.
    assert figures(way, date(2027, 5, 31)).arrived.count == 11
    assert figures(way, date(2027, 6, 1)).arrived.count == 6
    assert figures(way, date(2027, 7, 1)).arrived.count == 0


def test_a_yes_after_eleven_at_night_in_summer_is_the_next_days(way: Way) -> None:
    late = datetime(2026, 6, 3, 23, 30, tzinfo=UTC)  # half past midnight on the fourth
    early = datetime(2026, 6, 3, 22, 30, tzinfo=UTC)
    payments = [way.release(late) for _ in range(5)] + [way.release(early)]
    way.send(datetime(2026, 6, 4, 9, tzinfo=UTC))
    for payment in payments:
        way.arrive(payment, date(2026, 6, 4))
    assert figures(way).arrived == Times(6, 0, DAY, DAY)


def test_a_day_on_which_the_clocks_change_is_one_day(way: Way) -> None:
    """On 25 October 2026 the clocks go back at two in the morning."""
    saturday = datetime(2026, 10, 24, 22, 59, tzinfo=UTC)  # one minute before midnight
    payments = [way.release(saturday) for _ in range(5)]
    way.send(datetime(2026, 10, 26, 9, tzinfo=UTC))
    for payment in payments:
        way.arrive(payment, date(2026, 10, 26))
    assert figures(way, date(2026, 10, 30)).arrived == Times(5, 2 * DAY, 2 * DAY, 2 * DAY)


def test_a_statement_older_than_the_yes_makes_no_time_negative(way: Way) -> None:
    payments = [way.release(MONDAY) for _ in range(5)]
    way.send(MONDAY)
    for payment in payments:
        way.arrive(payment, TODAY - timedelta(days=3))
    assert figures(way).arrived == Times(5, 0, 0, 0)
    assert step(way, Step.BANK) == Times(5, 0, 0, 0)


def test_organisations_are_those_of_who_released_and_the_person_stands_for_herself(way: Way) -> None:
    theirs = [way.release(MONDAY) for _ in range(5)]
    hers = [way.release(MONDAY, by=way.people.ada) for _ in range(7)]
    way.send(MONDAY)
    for payment in (*theirs, *hers):
        way.arrive(payment, TODAY)
    found = figures(way)
    counts = [(name, times.count) for name, times in found.organisations if times]
    assert counts == [("Open Door", 5), (BY_HERSELF, 7)]
    assert {who: times.count for who, times in found.deciders if times} == {Decider.MEMBER: 5, Decider.PERSON: 7}


def test_a_small_cell_hides_with_the_next_larger_one(way: Way) -> None:
    payments = [way.release(MONDAY) for _ in range(4)] + [way.release(MONDAY, by=way.people.ada) for _ in range(7)]
    way.send(MONDAY)
    for payment in payments:
        way.arrive(payment, TODAY)
    assert [times for _, times in figures(way).organisations] == [None, None]
    assert figures(way).arrived.count == 11


def test_the_database_and_the_rule_together_round_a_time_up(way: Way) -> None:
    lengths = [0, 1, 59, 60, 61, 3599, 3600, 3601, 7199, 7200, 7201, 172_799, 172_800, 172_801, 300_000, 8_640_000]
    for seconds in lengths:
        way.yes(MONDAY, MONDAY + timedelta(seconds=seconds, microseconds=999_999), amount=1)
    rows = Ask.objects.annotate(minutes=minutes_between("asked_at", "decided_at")).order_by("decided_at")
    said = [spoken_minutes(minutes * 60) for minutes in rows.values_list("minutes", flat=True)]
    assert said == [spoken_minutes(seconds) for seconds in lengths]


@pytest.mark.parametrize("count", [1, 6])
def test_the_figures_cost_a_fixed_number_of_questions(way: Way, count: int) -> None:
    for number in range(count):
        give(way.people, make_fund(way.people, f"Fund {number}", received=50), way.budget, 50)
        payment = way.release(MONDAY, ask=way.yes(MONDAY, MONDAY))
        way.send(MONDAY)
        way.arrive(payment, TODAY)
        way.come_back(payment, TODAY)
        way.again(payment, MONDAY)
    assert way.people.priya.roles
    with CaptureQueriesContext(connection) as asked:
        figures(way)
    assert len(asked) == 3
