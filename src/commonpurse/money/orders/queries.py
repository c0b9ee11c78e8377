from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date, day_begins
from commonpurse.money.budgets.models import Budget
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.models import Ask
from commonpurse.money.decisions.queries import Explanation
from commonpurse.money.decisions.rules import AskState
from commonpurse.money.orders.access import can_see_counts
from commonpurse.money.orders.models import Order, UnmetWish
from commonpurse.money.orders.rules import (
    LONGEST_ASK,
    LONGEST_NAME,
    Counted,
    Offer,
    OrderRefused,
    Stage,
    Wished,
    check_offer,
    counted,
    kind_of,
    months_counted,
    over_by,
    rise,
    stage_of,
)
from commonpurse.money.payments.explaining import explain_with_payee
from commonpurse.money.payments.models import PayeeAccount, Payment
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.directory.models import CostOption, Service
from commonpurse.parties.directory.rules import FINDABLE, topic_of
from commonpurse.parties.partners.models import Member, Partnership
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.models import Person
from commonpurse.parties.people.queries import people_visible_to

# Offers ---------------------------------------------------------------------------------------------------------------


def get_option(option_id: UUID) -> CostOption | None:
    """A price of the directory with its service, also one that is gone. Prices are no one's own."""
    return CostOption.objects.select_related("service__organisation").filter(id=option_id).first()


def offer_of(option: CostOption) -> Offer:
    return Offer(
        amount=option.amount,
        is_gone=option.gone_at is not None,
        is_service_gone=option.service.gone_at is not None,
        is_open=option.service.status in FINDABLE,
        starts_on=option.starts_on,
        ends_on=option.ends_on,
    )


def can_be_ordered(option: CostOption, currency: str) -> bool:
    """Whether somebody can order at this price, some day."""
    try:
        check_offer(offer_of(option), currency)
    except OrderRefused:
        return False
    return True


def provider_of(service: Service) -> str:
    """Whom an order pays, as a payee is called: the organisation; where none is named, the service."""
    name = service.organisation.name if service.organisation else service.name
    return " ".join(name.split())[:LONGEST_NAME].strip()


def what_for(option: CostOption) -> str:
    """What an order says that it is for."""
    parts = (option.service.name, option.option)
    return ": ".join(" ".join(part.split()) for part in parts if part.strip())[:LONGEST_ASK]


def topic_of_service(service: Service) -> str:
    return topic_of([*[str(need) for need in service.needs], service.name])


def prices_like(options: Iterable[CostOption], on: date) -> dict[UUID, CostOption]:
    """For each of these prices what the directory has in its place on that day; it may be the same. One statement."""
    asked = list(options)
    there = list(CostOption.objects.filter(service__in={option.service_id for option in asked}, gone_at=None))
    found = {option.id: _price_on(option, there, on) for option in asked}
    return {key: option for key, option in found.items() if option is not None}


def _price_on(before: CostOption, options: Iterable[Any], on: date) -> Any:
    """What of these stands in the place of a price on a day. A feed that changes a price writes it anew: under its id
    where it has one, else with the same words."""
    like = [one for one in options if one.service_id == before.service_id and one.gone_at is None]
    there = [one for one in like if one.amount_minor is not None and one.is_valid_on(on) and _is_like(before, one)]
    return max(there, key=lambda one: (one.starts_on or date.min, one.seen_at), default=None)


def _is_like(before: CostOption, now: CostOption) -> bool:
    if before.id == now.id:
        return True
    if before.outside_id and before.outside_id == now.outside_id:
        return True
    return before.option.strip().casefold() == now.option.strip().casefold()


# Orders ---------------------------------------------------------------------------------------------------------------


def orders_visible_to(viewer: Member | Person, today: date) -> QuerySet[Order]:
    """The orders of the people whose asks this viewer may see on that day, newest first."""
    seen = Order.objects.filter(person__in=people_visible_to(viewer, today, Item.MONEY_DETAIL).values("id"))
    return seen.select_related(
        "person",
        "budget__person",
        "service__organisation",
        "cost_option",
        "ask__payment__reissued_as",
        "placed_by_member",
        "placed_by_person",
        "outcome_by_member",
        "outcome_by_person",
        "replaced_by",
    )


@dataclass(frozen=True)
class OrderShown:
    """An order as pages show it. `price_now`: of the directory today, None where it is listed no more; `dearer`: by
    how much more than she agreed. What is paid is what she agreed, whatever stands here."""

    order: Order
    amount: Money
    stage: Stage
    payment: Payment | None
    option_now: CostOption | None
    dearer: Money | None

    @property
    def is_open(self) -> bool:
        return self.stage in (Stage.WAITING, Stage.AGREED)

    @property
    def is_late(self) -> bool:
        """Its price has risen, and nothing is paid: she should know now."""
        return self.dearer is not None and self.stage in (Stage.WAITING, Stage.AGREED, Stage.TO_PAY)


def shown_orders(orders: Iterable[Order], today: date) -> list[OrderShown]:
    """What pages show of these orders, whoever sees them. Two statements, whatever their number."""
    rows = list(orders)
    currency = the_partnership().currency if rows else ""
    now = prices_like((row.cost_option for row in rows), today) if rows else {}
    return [_shown(row, now.get(row.cost_option_id), currency) for row in rows]


def _shown(order: Order, option_now: CostOption | None, currency: str) -> OrderShown:
    amount = Money(order.ask.amount_minor, currency)
    first = getattr(order.ask, "payment", None)
    payment = getattr(first, "reissued_as", None) or first  # what came back was paid again
    state = payment.state if payment is not None else None
    stage = stage_of(ask_state=order.ask.state, outcome=order.outcome, payment_state=state)
    price = option_now.amount if option_now else None
    return OrderShown(order, amount, stage, payment, option_now, rise(amount, price))


def get_order(*, viewer: Member | Person, person: Person, order_id: UUID, today: date) -> OrderShown | None:
    """One order of this person, or None when it is not there or not to be seen.

    With it, as `has_account`, whether whom it pays is a payee of hers already.
    """
    named = PayeeAccount.objects.filter(payee__person=OuterRef("person"), payee__name__iexact=OuterRef("ask__pay_to"))
    found = orders_visible_to(viewer, today).filter(id=order_id, person=person).annotate(has_account=Exists(named))
    return next(iter(shown_orders(found, today)), None)


def orders_of(*, viewer: Member | Person, person: Person, today: date) -> QuerySet[Order]:
    """A person's orders, newest first, for a page of them."""
    return orders_visible_to(viewer, today).filter(person=person)


def order_of_ask(*, viewer: Member | Person, ask_id: UUID, today: date) -> UUID | None:
    """The order that made this ask, if one did."""
    seen = Order.objects.filter(person__in=people_visible_to(viewer, today, Item.MONEY_DETAIL).values("id"))
    return seen.filter(ask=ask_id).values_list("id", flat=True).first()


# Before she orders ----------------------------------------------------------------------------------------------------


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
    option = asked if replaces is None else _price_on(asked, options, today) or asked
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
    return next((one for one in hers if _is_like(one.cost_option, option)), None)


def _announced(option: CostOption, options: Iterable[CostOption], today: date) -> CostOption | None:
    """A dearer price in the place of this one, from a later day on: the first of them."""
    coming = [
        one
        for one in options
        if one.gone_at is None and one.starts_on is not None and one.starts_on > today and _is_like(option, one)
    ]
    now = option.amount
    dearer = [one for one in coming if now is not None and rise(now, one.amount) is not None]
    return min(dearer, key=lambda one: (one.starts_on, one.number), default=None)


# What could not be had ------------------------------------------------------------------------------------------------


def wishes_of(*, viewer: Person, person: Person) -> QuerySet[UnmetWish]:
    """What she told us that she could not get, newest first: for her eyes alone."""
    if viewer.id != person.id:
        return UnmetWish.objects.none()
    return UnmetWish.objects.filter(person=person).select_related("service")


def get_wish(*, viewer: Person, wish_id: UUID) -> UnmetWish | None:
    return wishes_of(viewer=viewer, person=viewer).filter(id=wish_id).first()


@dataclass(frozen=True)
class UnmetCounts:
    """How many people could not get what, in whole months: from `starts_on` on, up to and without `ends_on`.

    `has_few`: some were left out, each for fewer than five people.
    """

    rows: Sequence[Counted]
    has_few: bool
    starts_on: date
    ends_on: date


def unmet_counts(*, viewer: Member | Person, today: date) -> UnmetCounts | None:
    """Count, across everybody, what people could not get: numbers, none under five. None for who may not see them."""
    if not can_see_counts(viewer):
        return None
    starts_on, ends_on = months_counted(today)
    with acting_as_system("to count what people could not get"):
        rows = UnmetWish.objects.filter(told_at__gte=day_begins(starts_on), told_at__lt=day_begins(ends_on))
        found, has_few = counted(Wished(*row) for row in rows.values_list("person", "topic", "reason"))
    return UnmetCounts(found, has_few, starts_on, ends_on)
