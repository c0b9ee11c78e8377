from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import day_begins
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
    months_counted,
    rise,
    stage_of,
)
from commonpurse.money.payments.models import PayeeAccount, Payment
from commonpurse.money.payments.queries import last_of_chains
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.directory.models import CostOption, Service
from commonpurse.parties.directory.rules import FINDABLE, topic_of
from commonpurse.parties.partners.models import Member
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
    found = {option.id: price_on(option, there, on) for option in asked}
    return {key: option for key, option in found.items() if option is not None}


def price_on(before: CostOption, options: Iterable[Any], on: date) -> Any:
    """What of these stands in the place of a price on a day. A feed that changes a price writes it anew: under its id
    where it has one, else with the same words."""
    like = [one for one in options if one.service_id == before.service_id and one.gone_at is None]
    there = [one for one in like if one.amount_minor is not None and one.is_valid_on(on) and is_like(before, one)]
    return max(there, key=lambda one: (one.starts_on or date.min, one.seen_at), default=None)


def is_like(before: CostOption, now: CostOption) -> bool:
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
    """What pages show of these orders, whoever sees them. Two statements, whatever their number; one more where what
    was paid again came back too."""
    rows = list(orders)
    currency = the_partnership().currency if rows else ""
    now = prices_like((row.cost_option for row in rows), today) if rows else {}
    paid = last_of_chains(row.ask.payment for row in rows if hasattr(row.ask, "payment"))
    return [_shown(row, now.get(row.cost_option_id), currency, paid) for row in rows]


def _shown(order: Order, option_now: CostOption | None, currency: str, paid: Mapping[UUID, Payment]) -> OrderShown:
    amount = Money(order.ask.amount_minor, currency)
    first = getattr(order.ask, "payment", None)
    payment = paid[first.id] if first is not None else None  # what came back was paid again
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


# What could not be had ------------------------------------------------------------------------------------------------


def wishes_of(*, viewer: Person, person: Person) -> QuerySet[UnmetWish]:
    """What she told us that she could not get, newest first: for her eyes alone."""
    if viewer.id != person.id:
        return UnmetWish.objects.none()
    return UnmetWish.objects.filter(person=person).select_related("service", "told_by_member")


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
