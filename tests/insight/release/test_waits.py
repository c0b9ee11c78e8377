"""Where it waits: every open ask, payment and file, the oldest first, with whose turn it is."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonpurse.insight.release.queries import OpenWait, open_waits, wait_cards, waits_by_step
from commonpurse.insight.release.rules import Step
from commonpurse.kernel.periods import business_date
from commonpurse.money.payments.accounts import TypedAccount
from commonpurse.money.payments.bands import BandKind
from commonpurse.money.payments.commands import (
    call_back_payee_account,
    change_payee_account,
    mark_payment_unknown,
    stop_payment,
)
from commonpurse.parties.people.commands import start_support
from commonpurse.parties.people.models import Support
from tests.factories import LAST_MONTH, NOW, TODAY, set_band
from tests.insight.release.way import DAYS, HOURS, Way


def cards(way: Way, now: datetime = NOW, step: Step | None = None) -> list[OpenWait]:
    rows = list(open_waits(viewer=way.people.priya, now=now, step=step))
    return wait_cards(rows, viewer=way.people.priya, today=business_date(now))


def counts(way: Way, now: datetime = NOW) -> dict[Step, tuple[int, int, int | None]]:
    """What waits at each step where something does: how many, in how many things, the oldest in days."""
    found = waits_by_step(viewer=way.people.priya, now=now, today=business_date(now))
    assert [one.step for one in found] == list(Step)
    return {one.step: (one.count, one.things, one.longest_days) for one in found if one.things}


def test_nobody_but_the_manager_sees_what_waits(way: Way) -> None:
    way.ask()
    for name in ("wren", "ngozi", "callum", "ada", "administrator", "femi"):
        viewer = getattr(way.people, name)
        assert waits_by_step(viewer=viewer, now=NOW, today=TODAY) == []
        assert list(open_waits(viewer=viewer, now=NOW)) == []
        assert list(open_waits(viewer=viewer, now=NOW, step=Step.ANSWER)) == []
        assert wait_cards(list(open_waits(viewer=way.people.priya, now=NOW)), viewer=viewer, today=TODAY) == []


def test_nothing_waits_where_nothing_was_asked(way: Way) -> None:
    assert cards(way) == []
    assert counts(way) == {}


def test_a_second_look_and_a_check_climb_to_the_manager_after_the_next_working_day(way: Way) -> None:
    set_band(way.people, BandKind.ONE_PAYMENT, 50)
    way.release(NOW, amount=60)  # on a Monday
    way.release(NOW, amount=10)
    way.file(NOW)
    for days, is_late in ((0, False), (1, False), (2, True)):
        found = {card.step: card for card in cards(way, NOW + days * DAYS)}
        for step in (Step.SECOND, Step.CHECK):
            assert (found[step].due_on, found[step].is_late) == (TODAY + DAYS, is_late)


def test_an_ask_waits_for_those_who_work_with_the_person(way: Way) -> None:
    asked = way.ask(NOW - 3 * DAYS)
    (card,) = cards(way)
    assert card == OpenWait(Step.ANSWER, asked.id, NOW - 3 * DAYS, None, 1, 3, ("Open Door",))
    start_support(by=way.people.priya, person=way.people.ada, member=way.people.femi, starts_on=TODAY, now=NOW)
    assert cards(way)[0].organisations == ("Night Shelter", "Open Door")


def test_an_ask_of_somebody_with_whom_nobody_works_is_seen_to_wait_for_nobody(way: Way) -> None:
    way.ask()
    Support.objects.filter(person=way.people.ada).update(ends_on=TODAY)
    assert cards(way)[0].organisations == ()
    Support.objects.filter(person=way.people.ada).update(ends_on=None)
    way.people.wren.is_active = False
    way.people.wren.save()
    assert cards(way)[0].organisations == ()


def test_money_goes_from_one_wait_to_the_next(way: Way) -> None:
    ask = way.yes(NOW - 9 * DAYS, NOW - 8 * DAYS)
    assert counts(way) == {Step.RELEASE: (1, 1, 8)}
    way.release(NOW - 7 * DAYS, ask=ask)
    way.release(NOW - 6 * DAYS)
    assert counts(way) == {Step.FILE: (2, 2, 7)}
    bank_file = way.file(NOW - 5 * DAYS)
    assert counts(way) == {Step.CHECK: (2, 1, 5)}
    way.check(bank_file, NOW - 4 * DAYS)
    assert counts(way) == {Step.SEND: (2, 1, 4)}
    assert [(card.thing_id, card.count) for card in cards(way)] == [(bank_file.id, 2)]


def test_what_is_at_the_bank_waits_with_its_file_until_it_is_paid_or_failed(way: Way) -> None:
    paid, failed, doubted, _ = (way.release(NOW - 4 * DAYS) for _ in range(4))
    sent = way.send(NOW - 3 * DAYS)
    assert counts(way) == {Step.BANK: (4, 1, 3)}
    way.arrive(paid, TODAY)
    way.arrive(failed, TODAY)
    way.come_back(failed, TODAY, now=NOW - DAYS)
    mark_payment_unknown(by=way.people.ngozi, payment=doubted, reason="The bank is silent.", now=NOW)
    assert counts(way) == {Step.BANK: (1, 1, 3), Step.DOUBT: (1, 1, 3), Step.AGAIN: (1, 1, 1)}
    assert [(card.step, card.thing_id) for card in cards(way)] in (
        [(Step.BANK, sent.id), (Step.DOUBT, doubted.id), (Step.AGAIN, failed.id)],
        [(Step.DOUBT, doubted.id), (Step.BANK, sent.id), (Step.AGAIN, failed.id)],
    )
    way.again(failed, NOW)
    assert counts(way) == {Step.BANK: (1, 1, 3), Step.DOUBT: (1, 1, 3), Step.FILE: (1, 1, 0)}


def test_a_changed_account_waits_until_its_time_is_over_or_somebody_rang(way: Way) -> None:
    changed = change_payee_account(
        by=way.people.wren,
        payee=way.own.payee,
        holder_name="Ada Lovelace",
        account=TypedAccount("20-00-00", "66554433"),
        now=NOW - HOURS,
    )
    way.own = changed
    way.release(NOW)
    (card,) = cards(way)
    assert (card.step, card.until, card.organisations) == (Step.ACCOUNT, changed.usable_from, ("Open Door",))
    assert counts(way, changed.usable_from) == {Step.FILE: (1, 1, 3)}
    call_back_payee_account(by=way.people.priya, payee_account=changed, now=NOW)
    assert counts(way) == {Step.FILE: (1, 1, 0)}


def test_what_was_stopped_or_answered_waits_no_more(way: Way) -> None:
    payment = way.release(NOW)
    stop_payment(by=way.people.wren, payment=payment, reason="Found one.", now=NOW)
    assert counts(way) == {}


def test_the_oldest_comes_first_and_one_step_can_be_looked_at_alone(way: Way) -> None:
    younger, older = way.ask(NOW - 2 * DAYS), way.ask(NOW - 5 * DAYS)
    payment = way.release(NOW - 3 * DAYS)
    assert [card.thing_id for card in cards(way)] == [older.id, payment.id, younger.id]
    assert [card.thing_id for card in cards(way, step=Step.ANSWER)] == [older.id, younger.id]
    assert [card.thing_id for card in cards(way, step=Step.FILE)] == [payment.id]
    assert open_waits(viewer=way.people.priya, now=NOW).count() == 3


def test_a_wait_over_midnight_in_london_is_a_day(way: Way) -> None:
    before_midnight = LAST_MONTH.replace(hour=22, minute=50)  # ten to midnight in summer
    way.ask(before_midnight)
    after = before_midnight + timedelta(minutes=20)
    assert cards(way, after)[0].days == 1


def test_more_waits_cost_no_more_questions(way: Way) -> None:
    assert way.people.priya.roles
    costs = []
    for _ in range(2):
        way.ask(NOW)
        way.yes(NOW, NOW)
        way.release(NOW)
        with CaptureQueriesContext(connection) as asked:
            counts(way)
            cards(way)
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 7
