from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Subquery

from commonpurse.kernel.money import Money
from commonpurse.money.budgets.models import Budget, HoldingPeriod, Line
from commonpurse.money.budgets.rules import Holding, HoldingType, UnspentRule, holding_on, lapses_on
from commonpurse.money.ledger.queries import available_minor, pending_minor
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.models import Member, Partnership
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.models import Person
from commonpurse.parties.people.queries import people_visible_to


def budgets_visible_to(viewer: Member | Person, today: date, item: Item = Item.MONEY_TOTAL) -> QuerySet[Budget]:
    """The budgets of the people of whom this viewer may see this item on that day; finance of everybody, to pay."""
    return Budget.objects.filter(person__in=people_visible_to(viewer, today, item).values("id"))


def with_currency(budgets: QuerySet[Budget]) -> QuerySet[Any]:
    """The same, each with its `currency`, in one statement."""
    return budgets.annotate(currency=Subquery(Partnership.objects.values("currency")[:1]))


def get_budget(*, viewer: Member | Person, budget_id: UUID, today: date) -> Budget | None:
    """The budget, or None when it is not there or not to be seen."""
    return budgets_visible_to(viewer, today).filter(id=budget_id).select_related("person").first()


@dataclass(frozen=True)
class LineMoney:
    """What a person has from one fund. `is_lapsed`: its time is over, so it pays for nothing new."""

    line_id: UUID
    fund_id: UUID
    fund_name: str
    available: Money
    held: Money
    usable_until: date | None
    is_lapsed: bool
    holding_type: HoldingType
    holding_ends_on: date | None


@dataclass(frozen=True)
class PersonMoney:
    """A person's money. `available` is the balance she sees: what no ask and no payment has reserved, over all lines.

    `lapsed` is the part of it that pays for nothing new, since its fund has ended.
    """

    budget_id: UUID
    available: Money
    held: Money
    lapsed: Money
    lines: Sequence[LineMoney]


def person_money(*, viewer: Member | Person, person: Person, today: date) -> PersonMoney | None:
    """What the person has on that day, or None when she has no budget or it is not to be seen."""
    visible = budgets_visible_to(viewer, today).filter(person=person)
    found = Line.objects.filter(budget__in=visible.values("id")).select_related("fund", "budget")
    rows: list[Any] = list(
        found.annotate(available_minor=available_minor("account"), held_minor=pending_minor("account")).order_by(
            "opened_at", "id"
        )
    )
    budget = rows[0].budget if rows else visible.first()
    if budget is None:
        return None
    holdings = holdings_of(line.id for line in rows)
    nothing = Money(0, rows[0].fund.currency if rows else the_partnership().currency)
    lines = []
    for line in rows:
        holding = holding_on(holdings.get(line.id, []), today)
        usable_until = lapses_on(UnspentRule(line.fund.unspent_rule), line.fund.ends_on)
        lines.append(
            LineMoney(
                line_id=line.id,
                fund_id=line.fund_id,
                fund_name=line.fund.name,
                available=Money(line.available_minor, line.fund.currency),
                held=Money(line.held_minor, line.fund.currency),
                usable_until=usable_until,
                is_lapsed=usable_until is not None and usable_until <= today,
                holding_type=holding.holding_type if holding else HoldingType.SELF_HELD,
                holding_ends_on=holding.ends_on if holding else None,
            )
        )
    return PersonMoney(
        budget_id=budget.id,
        available=sum((line.available for line in lines), nothing),
        held=sum((line.held for line in lines), nothing),
        lapsed=sum((line.available for line in lines if line.is_lapsed), nothing),
        lines=lines,
    )


def holdings_of(line_ids: Iterable[UUID]) -> dict[UUID, list[Holding]]:
    """The changes of hands of each line, in the order in which they were set; see `rules.holding_on`."""
    found: dict[UUID, list[Holding]] = {}
    for row in HoldingPeriod.objects.filter(line__in=list(line_ids)).order_by("set_at", "id"):
        has_provider = row.provider_id is not None
        holding = Holding(HoldingType(row.holding_type), row.starts_on, row.ends_on, row.reason, has_provider)
        found.setdefault(row.line_id, []).append(holding)
    return found
