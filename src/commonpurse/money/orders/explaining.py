"""What a person is told before she orders. Read by doors alone: it explains an answer, and decides nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, Subquery, Sum

from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.models import Budget
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.models import Ask
from commonpurse.money.decisions.queries import Explanation
from commonpurse.money.decisions.rules import AskState
from commonpurse.money.orders.models import Order
from commonpurse.money.orders.queries import (
    is_like,
    offer_of,
    orders_visible_to,
    price_on,
    provider_of,
    topic_of_service,
    what_for,
)
from commonpurse.money.orders.rules import check_offer, kind_of, over_by, rise
from commonpurse.money.payments.explaining import explain_with_payee
from commonpurse.parties.directory.models import CostOption
from commonpurse.parties.partners.models import Member, Partnership
from commonpurse.parties.people.models import Person


@dataclass(frozen=True)
class BeforeOrder:
    """What she is told before she orders: the price, the answer that her money and her rules give, and what to watch.

    `last`: her last order of the same, with what it cost; `dearer`: by how much more now. `later`: a price that is
    announced for a later day. `waiting`: what she asked for and waits for; `over`: by how much all of it, with this,
    is more than she has left.
    """

    option: CostOption
    amount: Money
    provider: str
    kind: SpendKind
    explained: Explanation
    last: Money | None
    last_on: date | None
    dearer: Money | None
    later: CostOption | None
    waiting: Money
    over: Money | None


def before_order(
    *,
    viewer: Member | Person,
    budget: Budget,
    option_id: UUID,
    now: datetime,
    kind: SpendKind | None = None,
    replaces: Order | None = None,
) -> BeforeOrder | None:
    """Say what an order at this price would come to; None where it is not there, or what she asks for not to be seen.

    `replaces`: her order of the same before: then the price is what the directory has today in the place of that one.
    Raises: OrderRefused (as `rules.check_offer`).
    """
    today = business_date(now)
    options = _options_beside(option_id, budget)
    asked = next((one for one in options if one.id == option_id), None)
    if asked is None:
        return None
    option = asked if replaces is None else price_on(asked, options, today) or asked
    currency = option.home_currency
    amount = check_offer(offer_of(option), currency)
    chosen = kind or kind_of(topic_of_service(option.service))
    provider = provider_of(option.service)
    explained = explain_with_payee(
        viewer=viewer,
        person=budget.person,
        what_for=what_for(option),
        amount=amount,
        spend_kind=chosen,
        payee_name=provider,
        budget=budget,
        now=now,
    )
    if explained is None:
        return None
    last = replaces or _last_like(viewer, budget, option, today)
    before = Money(last.ask.amount_minor, currency) if last else None
    waiting = Money(option.waiting_minor or 0, currency)
    left = explained.available
    return BeforeOrder(
        option=option,
        amount=amount,
        provider=provider,
        kind=chosen,
        explained=explained,
        last=before,
        last_on=business_date(last.placed_at) if last else None,
        dearer=rise(before, amount) if before else None,
        later=_announced(option, options, today),
        waiting=waiting,
        over=over_by(left=left, waiting=waiting, price=amount) if left is not None else None,
    )


def _options_beside(option_id: UUID, budget: Budget) -> list[Any]:
    """A price, also one that is gone, and all that its service has now, in one statement. With each, our currency, and
    what the budget's asks that wait come to."""
    waits = Ask.objects.filter(budget=budget, state=AskState.WAITING.value).order_by().values("budget")
    found = CostOption.objects.filter(service__cost_options=option_id).filter(Q(id=option_id) | Q(gone_at=None))
    return list(
        found.select_related("service__organisation").annotate(
            home_currency=Subquery(Partnership.objects.values("currency")[:1]),
            waiting_minor=Subquery(waits.annotate(sum=Sum("amount_minor")).values("sum")),
        )
    )


def _last_like(viewer: Member | Person, budget: Budget, option: CostOption, today: date) -> Order | None:
    hers = orders_visible_to(viewer, today).filter(budget=budget, service=option.service_id)
    return next((one for one in hers if is_like(one.cost_option, option)), None)


def _announced(option: CostOption, options: Iterable[CostOption], today: date) -> CostOption | None:
    """A dearer price in the place of this one, from a later day on: the first of them."""
    coming = [
        one
        for one in options
        if one.gone_at is None and one.starts_on is not None and one.starts_on > today and is_like(option, one)
    ]
    now = option.amount
    dearer = [one for one in coming if now is not None and rise(now, one.amount) is not None]
    return min(dearer, key=lambda one: (one.starts_on, one.number), default=None)
