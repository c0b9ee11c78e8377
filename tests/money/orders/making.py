"""Orders that tests begin with, made by the real commands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.models import Budget
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import grant_ask
from commonpurse.money.orders.commands import (
    place_order,
    rate_order,
    say_could_not_get,
    say_it_did_not_happen,
    say_it_happened,
)
from commonpurse.money.orders.models import Order, UnmetWish
from commonpurse.money.orders.rules import Rating, Reason
from commonpurse.money.payments.models import PayeeAccount
from commonpurse.money.payments.rules import PayeeKind
from commonpurse.parties.directory.commands import import_services
from commonpurse.parties.directory.models import CostOption, Service
from tests.factories import LANDLORDS_ACCOUNT, NOW, Standing, make_payee
from tests.parties.directory import made_feeds

PROVIDER = "Lantern Street"  # as the made feed names it


def list_meals(people: Standing, *, price: float | None = 12.5, now: datetime = NOW, **given: Any) -> Service:
    """One service in the directory, at a price; said again with another price, the feed has changed it."""
    cost = {"id": made_feeds.an_id("a meal"), "valid_from": "2026-01-01", "option": "A meal", "currency": "GBP"}
    whole = made_feeds.service(
        "Warm Meals", cost_options=given.pop("cost_options", [cost | {"amount": price}]), **given
    )
    import_services(by=people.priya, feed_name="Council", read=made_feeds.read(made_feeds.page(whole)), now=now)
    return Service.objects.get(outside_id=whole["id"])


def price_of(service: Service) -> CostOption:
    return CostOption.objects.get(service=service, gone_at=None)


def provider(people: Standing) -> PayeeAccount:
    """Who gives it, as a payee of Ada's with an account."""
    return make_payee(people, PayeeKind.SUPPLIER, PROVIDER, LANDLORDS_ACCOUNT)


def make_order(people: Standing, budget: Budget, option: CostOption, **given: Any) -> Order:
    """Ada orders at the price that is listed, for in two days."""
    now = given.get("now", NOW)
    assert option.amount_minor is not None
    wanted: dict[str, Any] = {
        "by": people.ada,
        "wanted_on": business_date(now) + timedelta(days=2),
        "price_seen": Money(option.amount_minor, option.currency),
        "spend_kind": SpendKind.FOOD,
        "request_id": new_id(),
        "now": now,
    }
    return place_order(budget=budget, option=option, **(wanted | given))


@dataclass(frozen=True)
class OrdersOfAda:
    """Orders in each state, and what she could not get."""

    happened: Order  # not paid yet: nobody knows the account
    ordered: Order
    not_happened: Order
    wish: UnmetWish


def orders_of_ada(people: Standing, budget: Budget, service: Service, now: datetime) -> OrdersOfAda:
    option = CostOption.objects.filter(service=service, gone_at=None, amount_minor__gt=0)[0]

    def order() -> Order:
        """Wren writes down what Ada wants for today, and agrees where she must."""
        made = make_order(people, budget, option, by=people.wren, wanted_on=business_date(now), now=now)
        grant_ask(by=people.wren, ask=made.ask, now=now)
        return made

    happened = order()
    say_it_happened(by=people.wren, order=happened, how="She rang me.", now=now)
    rate_order(by=people.ada, order=happened, rating=Rating.GOOD, now=now)
    not_happened = order()
    say_it_did_not_happen(by=people.ada, order=not_happened, now=now)
    return OrdersOfAda(
        happened=Order.objects.get(id=happened.id),
        ordered=Order.objects.get(id=order().id),
        not_happened=Order.objects.get(id=not_happened.id),
        wish=say_could_not_get(
            by=people.ada, person=people.ada, reason=Reason.FULL, service=service, searched="warm food", now=now
        ),
    )
