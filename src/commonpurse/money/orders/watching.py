"""What she ordered, or orders again and again, and what has become dearer since; and whether it is more than she has.

Read, never kept: another price in the list, or an order more or less, and it is otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum

from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date, day_begins
from commonpurse.money.budgets.models import Line
from commonpurse.money.decisions.models import Ask
from commonpurse.money.decisions.rules import AskState
from commonpurse.money.ledger.queries import available_minor
from commonpurse.money.orders.models import Order
from commonpurse.money.orders.queries import orders_of, orders_visible_to, prices_like
from commonpurse.money.orders.rules import REGULAR_OVER, REGULAR_TIMES, Outcome, is_price_new, more_than_left, rise
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.directory.models import CostOption
from commonpurse.parties.partners.models import Member, Partnership
from commonpurse.parties.people.models import Person
from commonpurse.parties.people.queries import people_visible_to


@dataclass(frozen=True)
class Risen:
    """A price that rose: of what is ordered and not paid (`is_ahead`), or of what she orders again and again."""

    order: Order
    before: Money
    now: Money
    option_now: CostOption
    is_ahead: bool


@dataclass(frozen=True)
class MoreThanLeft:
    """What waits, with what became dearer, is more than is left of a budget. `tipped_by`: the first order, in the order
    in which they were placed, with which it is too much; whatever is ordered after it, it stays the same."""

    person: Person
    budget_id: UUID
    over: Money
    tipped_by: UUID


@dataclass(frozen=True)
class Watch:
    risen: Sequence[Risen]
    too_much: Sequence[MoreThanLeft]


def watch_over_own(*, viewer: Person, today: date) -> Watch:
    """Of the person herself."""
    return watch(orders_of(viewer=viewer, person=viewer, today=today), today)


def watch_over_people(*, viewer: Member, today: date) -> Watch:
    """Of those who show this member what they ask for. That it is more than is left tells how much is left: only of
    those who show that too."""
    return watch(orders_visible_to(viewer, today), today, people_visible_to(viewer, today, Item.MONEY_TOTAL))


def watch(seen: QuerySet[Order], today: date, show_left: QuerySet[Person] | None = None) -> Watch:
    """Read these orders against the list of today: two statements, whatever their number.

    `show_left`: the people of whom it may be said what is left; None: of all whose orders these are.
    """
    ahead_of = Q(outcome=None, ask__used_at=None, ask__state__in=(AskState.WAITING.value, AskState.GRANTED.value))
    lately = Q(outcome=Outcome.HAPPENED.value, placed_at__gte=day_begins(today - REGULAR_OVER))
    lines = Line.objects.filter(budget=OuterRef("budget")).order_by().values("budget")
    if show_left is not None:
        lines = lines.filter(budget__person__in=show_left.values("id"))
    waits = Ask.objects.filter(budget=OuterRef("budget"), state=AskState.WAITING.value).order_by().values("budget")
    found: QuerySet[Any] = seen.filter(ahead_of | lately).annotate(
        left_minor=Subquery(lines.annotate(sum=Sum(available_minor("account"))).values("sum")),
        home_currency=Subquery(Partnership.objects.values("currency")[:1]),
        waiting_minor=Subquery(waits.annotate(sum=Sum("amount_minor")).values("sum")),
    )
    rows = list(found.order_by("-placed_at", "-id"))
    ahead = [row for row in rows if _is_ahead(row)]
    looked_at = [*ahead, *_regular(rows, ahead)]
    if not looked_at:
        return Watch((), ())
    currency = looked_at[0].home_currency
    prices = prices_like((row.cost_option for row in looked_at), today)
    risen = []
    for row in looked_at:
        option, before = prices.get(row.cost_option_id), Money(row.ask.amount_minor, currency)
        price = option.amount if option is not None else None
        if option is None or price is None or rise(before, price) is None:
            continue
        is_ahead = _is_ahead(row)
        if is_ahead or is_price_new(business_date(option.seen_at), option.starts_on, today):
            risen.append(Risen(row, before, price, option, is_ahead))
    return Watch(risen, _too_much(ahead, [each for each in risen if each.is_ahead], currency))


def _is_ahead(order: Order) -> bool:
    """Of those that `watch` reads: ordered and not paid, and she has not said what became of it."""
    return order.outcome is None


def _regular(rows: Iterable[Any], ahead: Iterable[Any]) -> list[Any]:
    """The last order of each thing that she ordered several times, where none of it is ordered now."""
    alike: dict[tuple[object, ...], list[Any]] = defaultdict(list)
    for row in rows:
        alike[_thing(row)].append(row)
    open_now = {_thing(row) for row in ahead}
    return [some[0] for thing, some in alike.items() if len(some) >= REGULAR_TIMES and thing not in open_now]


def _thing(order: Order) -> tuple[object, ...]:
    return order.budget_id, order.service_id, order.cost_option.option.strip().casefold()


def _too_much(ahead: Sequence[Any], risen: Sequence[Risen], currency: str) -> list[MoreThanLeft]:
    """The budgets in which it is too much now. One order alone is answered by its ask."""
    of_budget: dict[UUID, list[Any]] = defaultdict(list)
    for row in ahead:
        of_budget[row.budget_id].append(row)
    dearer = {each.order.id: each for each in risen}
    found = []
    for key, some in of_budget.items():
        first = some[0]
        if len(some) == 1 and first.id not in dearer:
            continue
        if first.left_minor is None:  # she does not show what is left
            continue
        overs = list(_overs(some, dearer, currency))
        over = overs[-1][1]
        if over is not None:
            tipped_by = next(order.id for order, over_then in overs if over_then is not None)
            found.append(MoreThanLeft(first.person, key, over, tipped_by))
    return found


def _overs(newest_first: Sequence[Any], dearer: dict[UUID, Risen], currency: str) -> Iterator[tuple[Any, Money | None]]:
    """Each order of a budget, the first one first, and by how much it was too much with it; at the last one: is."""
    first = newest_first[0]
    asked = {row.id: row.ask.amount_minor if row.ask.state == AskState.WAITING else 0 for row in newest_first}
    waiting = Money((first.waiting_minor or 0) - sum(asked.values()), currency)  # what she asked for beside
    rises = Money(0, currency)
    for row in reversed(newest_first):
        waiting += Money(asked[row.id], currency)
        if (each := dearer.get(row.id)) is not None:
            rises += each.now - each.before
        yield row, more_than_left(left=Money(first.left_minor, currency), waiting=waiting, rises=rises)
