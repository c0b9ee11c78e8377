"""An order is an ask at a price she saw. It is paid when she says that it happened, and never more than she agreed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.kernel.requests import RequestReused
from commonpurse.money.budgets.models import Budget
from commonpurse.money.budgets.queries import person_money
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import let_ask_be_paid, make_ask, withdraw_ask
from commonpurse.money.decisions.models import Ask
from commonpurse.money.orders.commands import (
    cancel_order,
    pay_order,
    place_order,
    rate_order,
    say_it_did_not_happen,
    say_it_happened,
)
from commonpurse.money.orders.explaining import before_order
from commonpurse.money.orders.models import Order
from commonpurse.money.orders.queries import get_order
from commonpurse.money.orders.rules import Outcome, Rating, Stage
from commonpurse.money.payments.commands import reissue_payment, release_money
from commonpurse.money.payments.models import Payment
from commonpurse.money.payments.release_checks import release_checks
from commonpurse.support.agreements.rules import DecisionKind
from commonpurse.web.parts.step_money import step_money
from tests.factories import (
    NOW,
    TODAY,
    Standing,
    make_budget,
    make_debtor_account,
    make_fund,
    make_sent_file,
    pounds,
    standing_people,
)
from tests.money.orders.making import list_meals, make_order, price_of, provider
from tests.money.payments.test_outcomes import read, settle, told
from tests.support.agreements.acts import make_limit

PRICE = Money(1250, "GBP")


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


@pytest.fixture
def budget(people: Standing) -> Budget:
    return make_budget(people, (make_fund(people, received=900), 40))


def left(people: Standing) -> Money:
    has = person_money(viewer=people.ada, person=people.ada, today=TODAY)
    assert has is not None
    return has.available


def shown(people: Standing, order: Order) -> Any:
    found = get_order(viewer=people.ada, person=people.ada, order_id=order.id, today=TODAY)
    assert found is not None
    return found


def refused(code: str, act: Any) -> None:
    with pytest.raises(Refused) as no:
        act()
    assert no.value.code == code


def test_an_order_sets_its_price_aside_and_pays_it_when_she_says_that_it_happened(
    people: Standing, budget: Budget
) -> None:
    option = price_of(list_meals(people))
    account = provider(people)
    request = new_id()
    first, again = (make_order(people, budget, option, request_id=request) for _ in range(2))
    assert (first.id, Order.objects.count(), Ask.objects.count()) == (again.id, 1, 1)
    assert (first.ask.what_for, first.ask.pay_to) == ("Warm Meals: A meal", "Lantern Street")
    assert left(people) == pounds(40) - PRICE
    assert (shown(people, first).stage, Payment.objects.count()) == (Stage.AGREED, 0)
    refused("not_happened_yet", lambda: rate_order(by=people.ada, order=first, rating=Rating.BAD, now=NOW))
    for _ in range(2):
        say_it_happened(by=people.ada, order=first, now=NOW)
        pay_order(by=people.ada, order=first, now=NOW)
    payment = Payment.objects.get()
    assert (payment.amount, payment.payee_account_id) == (PRICE, account.id)
    assert (shown(people, first).stage, left(people)) == (Stage.ON_ITS_WAY, pounds(40) - PRICE)
    for rating in (Rating.SO_SO, Rating.GOOD):
        assert rate_order(by=people.ada, order=first, rating=rating, now=NOW).rating == rating
    with pytest.raises(RequestReused):
        make_order(people, budget, option, request_id=request, wanted_on=TODAY)


def test_what_came_back_twice_and_was_paid_at_last_is_paid(
    people: Standing, budget: Budget, django_assert_num_queries: Any
) -> None:
    provider(people)
    account = make_debtor_account(people)
    orders = [make_order(people, budget, price_of(list_meals(people))) for _ in range(2)]
    for order in orders:
        say_it_happened(by=people.ada, order=order, now=NOW)
        pay_order(by=people.ada, order=order, now=NOW)
        payment = Payment.objects.get(ask=order.ask_id)
        for _ in range(2):
            make_sent_file(people, account)
            read(people, told(payment, "RJCT"))
            payment = reissue_payment(by=people.wren, payment=payment, request_id=new_id(), now=NOW)
        make_sent_file(people, account)
        settle(people, payment)
        assert shown(people, order).stage == Stage.PAID
    asks = list(Ask.objects.select_related("payment__reissued_as"))
    with django_assert_num_queries(1):
        assert [each.look for each in step_money(asks, people.ada, "GBP")] == ["settled", "settled"]


def test_no_other_way_pays_an_order_before_it_happened(people: Standing, budget: Budget) -> None:
    account = provider(people)
    order = make_order(people, budget, price_of(list_meals(people)))

    def pay_by_hand(by: Any) -> Payment:
        return release_money(
            by=by,
            budget=budget,
            payee_account=account,
            amount=PRICE,
            spend_kind=SpendKind.FOOD,
            ask=order.ask,
            request_id=new_id(),
            now=NOW,
        )

    for by in (people.ada, people.wren):
        refused("not_happened_yet", lambda by=by: pay_by_hand(by))
    checks = release_checks(
        viewer=people.wren,
        budget=budget,
        amount=PRICE,
        spend_kind=SpendKind.FOOD,
        payee_account=account,
        ask=Ask.objects.get(),
        now=NOW,
    )
    assert [check.refusal.code for check in checks.checks if check.refusal] == ["not_happened_yet"]
    assert (Payment.objects.count(), Ask.objects.to_be_paid().count()) == (0, 0)
    let_ask_be_paid(by=people.ada, ask=order.ask, now=NOW)  # what an order does when she says that it happened
    assert Ask.objects.to_be_paid().count() == 1
    pay_by_hand(people.ada)
    # The money has gone, and she still says what became of it.
    refused("stop_it_first", lambda: say_it_did_not_happen(by=people.ada, order=order, now=NOW))
    assert say_it_happened(by=people.ada, order=order, now=NOW).outcome == Outcome.HAPPENED
    assert Payment.objects.count() == 1


def test_a_member_writes_down_that_it_happened_from_its_day_on(people: Standing, budget: Budget) -> None:
    order = make_order(people, budget, price_of(list_meals(people)), wanted_on=TODAY + timedelta(days=1))
    told: dict[str, Any] = {"by": people.wren, "order": order, "how": "She rang me."}
    refused("day_to_come", lambda: say_it_happened(**told, now=NOW))
    assert say_it_happened(**told, now=NOW + timedelta(days=1)).outcome == Outcome.HAPPENED


def test_what_happened_is_kept_where_nobody_knows_whom_to_pay_and_paid_later(people: Standing, budget: Budget) -> None:
    order = make_order(people, budget, price_of(list_meals(people)))
    say_it_happened(by=people.ada, order=order, now=NOW)
    assert shown(people, order).stage is Stage.TO_PAY
    refused("no_account", lambda: pay_order(by=people.ada, order=order, now=NOW))
    provider(people)
    pay_order(by=people.ada, order=order, now=NOW)
    assert shown(people, order).stage is Stage.ON_ITS_WAY


def test_what_did_not_happen_or_is_called_off_is_not_paid(people: Standing, budget: Budget) -> None:
    option = price_of(list_meals(people))
    for end, stage in ((say_it_did_not_happen, Stage.NOT_HAPPENED), (cancel_order, Stage.CANCELLED)):
        order = make_order(people, budget, option)
        for _ in range(2):
            end(by=people.ada, order=order, now=NOW)
        assert (shown(people, order).stage, left(people)) == (stage, pounds(40))
        refused("order_over", lambda order=order: say_it_happened(by=people.ada, order=order, now=NOW))
    taken = make_order(people, budget, option)
    withdraw_ask(by=people.ada, ask=taken.ask, now=NOW)
    assert shown(people, taken).stage is Stage.CANCELLED
    refused("not_agreed", lambda: say_it_happened(by=people.ada, order=taken, now=NOW))


def test_a_risen_price_is_shown_and_never_paid_without_a_new_yes(people: Standing, budget: Budget) -> None:
    service = list_meals(people)
    before = price_of(service)
    order = make_order(people, budget, before)
    provider(people)
    list_meals(people, price=15, now=NOW + timedelta(hours=1), last_modified="2026-05-01T09:00:00+00:00")
    now = price_of(service)
    seen = shown(people, order)
    assert (seen.amount, seen.dearer, seen.is_late) == (PRICE, Money(250, "GBP"), True)
    refused("price_gone", lambda: make_order(people, budget, before))
    refused("price_changed", lambda: make_order(people, budget, now, price_seen=PRICE))
    told = before_order(viewer=people.ada, budget=budget, option_id=now.id, now=NOW)
    assert told is not None
    assert (told.amount, told.last, told.dearer) == (pounds(15), PRICE, Money(250, "GBP"))
    anew = make_order(people, budget, now, replaces=order)
    assert (shown(people, order).stage, shown(people, anew).stage) == (Stage.CANCELLED, Stage.AGREED)
    assert left(people) == pounds(25)
    refused("order_over", lambda: make_order(people, budget, now, replaces=order))
    say_it_happened(by=people.ada, order=anew, now=NOW)
    assert Payment.objects.get().amount == pounds(15)


def test_an_old_order_pays_what_was_agreed_though_the_list_says_more(people: Standing, budget: Budget) -> None:
    order = make_order(people, budget, price_of(list_meals(people)))
    provider(people)
    list_meals(people, price=99, now=NOW + timedelta(hours=1), last_modified="2026-05-01T09:00:00+00:00")
    say_it_happened(by=people.ada, order=order, now=NOW)
    assert Payment.objects.get().amount == PRICE


def test_her_rules_and_her_money_answer_an_order_as_every_ask(people: Standing, budget: Budget) -> None:
    option = price_of(list_meals(people))
    make_limit(people, kind=DecisionKind.NEW_PAYEE, named=[people.priya])
    order = make_order(people, budget, option)
    assert (order.ask.is_new_payee, shown(people, order).stage) == (True, Stage.WAITING)
    refused("not_agreed", lambda: say_it_happened(by=people.ada, order=order, now=NOW))
    # All that waits is more than she has left with another one: she is told before.
    make_order(people, budget, option)
    told = before_order(viewer=people.ada, budget=budget, option_id=option.id, now=NOW)
    assert told is not None
    assert (told.waiting, told.over) == (pounds(25), None)
    make_order(people, budget, option)
    told = before_order(viewer=people.ada, budget=budget, option_id=option.id, now=NOW)
    assert told is not None
    assert told.over == pounds(10)


def test_more_than_she_has_waits_for_money(people: Standing, budget: Budget) -> None:
    option = price_of(list_meals(people, price=41))
    order = make_order(people, budget, option)
    assert shown(people, order).stage is Stage.WAITING
    told = before_order(viewer=people.ada, budget=budget, option_id=option.id, now=NOW)
    assert told is not None
    assert told.explained.code == "short_of_money"


@pytest.mark.parametrize(
    ("code", "listed", "given"),
    [
        ("is_free", {"price": 0}, {}),
        ("no_price", {"price": None}, {"price_seen": PRICE}),
        ("service_gone", {"status": "defunct"}, {}),
        ("day_past", {}, {"wanted_on": TODAY - timedelta(days=1)}),
        ("day_too_far", {}, {"wanted_on": TODAY + timedelta(days=366)}),
    ],
)
def test_what_cannot_be_ordered_is_refused(
    people: Standing, budget: Budget, code: str, listed: dict[str, Any], given: dict[str, Any]
) -> None:
    service = list_meals(people, **listed)
    option = service.cost_options.get()
    wanted = {"price_seen": Money(option.amount_minor or 0, "GBP")} | given
    kept: dict[str, Any] = {"wanted_on": TODAY, "spend_kind": "food", "request_id": new_id(), "now": NOW}
    refused(code, lambda: place_order(by=people.ada, budget=budget, option=option, **(kept | wanted)))
    assert not Ask.objects.exists()


def test_a_price_counts_on_its_days_alone(people: Standing, budget: Budget) -> None:
    cost = {"id": "c1", "option": "A meal", "currency": "GBP", "valid_from": "2026-01-01", "valid_to": "2026-06-09"}
    dearer = cost | {"id": "c2", "valid_from": "2026-06-10", "valid_to": None, "amount": 14}
    service = list_meals(people, cost_options=[cost | {"amount": 12.5}, dearer])
    option = service.cost_options.get(amount_minor=1250)
    refused("price_not_then", lambda: make_order(people, budget, option, wanted_on=date(2026, 6, 12)))
    told = before_order(viewer=people.ada, budget=budget, option_id=option.id, now=NOW)
    assert told is not None
    assert told.later is not None
    assert told.later.starts_on == date(2026, 6, 10)


def test_who_works_with_her_writes_down_what_she_says_and_no_more(people: Standing, budget: Budget) -> None:
    option = price_of(list_meals(people))
    provider(people)
    hers = make_order(people, budget, option, wanted_on=TODAY)
    written = make_order(people, budget, option, by=people.wren)
    refused("how_needed", lambda: say_it_happened(by=people.wren, order=hers, now=NOW))
    say_it_happened(by=people.wren, order=hers, how="She told me at the door.", now=NOW)
    assert shown(people, hers).stage is Stage.ON_ITS_WAY
    # What Ada asked for herself is hers alone to take back.
    another = make_order(people, budget, option)
    for act in (cancel_order, say_it_did_not_happen):
        with pytest.raises(NotAllowed):
            act(by=people.wren, order=another, how="She said so.", now=NOW)
    cancel_order(by=people.wren, order=written, how="She said so.", now=NOW)
    with pytest.raises(NotAllowed):
        rate_order(by=people.wren, order=hers, rating=Rating.GOOD, now=NOW)  # type: ignore[arg-type]
    for by in (people.femi, people.stranger):
        with pytest.raises(NotAllowed):
            make_order(people, budget, option, by=by)
        with pytest.raises(NotAllowed):
            say_it_happened(by=by, order=another, how="x", now=NOW)
        with pytest.raises(NotAllowed):
            pay_order(by=by, order=hers, now=NOW)
        assert get_order(viewer=by, person=people.ada, order_id=hers.id, today=TODAY) is None


def test_an_ask_that_is_no_order_counts_in_what_waits(people: Standing, budget: Budget) -> None:
    option = price_of(list_meals(people))
    ask: dict[str, Any] = {"what_for": "A bed", "spend_kind": "furniture", "request_id": new_id(), "now": NOW}
    make_ask(by=people.ada, budget=budget, amount=pounds(60), **ask)
    told = before_order(viewer=people.ada, budget=budget, option_id=option.id, now=NOW)
    assert told is not None
    assert (told.waiting, told.over) == (pounds(60), pounds(60) + PRICE - pounds(40))
