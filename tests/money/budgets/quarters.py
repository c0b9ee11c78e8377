"""Two quarters of a fund's life: people who are given money and spend it, in spring or in summer."""

from __future__ import annotations

from datetime import UTC, date, datetime

from commonpurse.kernel.identity import new_id
from commonpurse.kernel.periods import Quarter, business_date
from commonpurse.money.budgets.commands import allocate_money, hold_for, open_budget
from commonpurse.money.budgets.models import Allocation, Budget, Fund, Hold
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.ledger.commands import close_period
from commonpurse.parties.people.commands import add_person
from tests.factories import EVERYTHING, Standing, pounds
from tests.money.budgets.moving import release

SPRING = Quarter(date(2026, 4, 1), date(2026, 7, 1), 1, 2026)
SUMMER = Quarter(date(2026, 7, 1), date(2026, 10, 1), 2, 2026)
# The first instant of summer's books, in London, and the last of spring's.
SUMMER_BEGINS = datetime(2026, 6, 30, 23, 0, tzinfo=UTC)
IN_SPRING, IN_SUMMER = datetime(2026, 5, 20, 9, tzinfo=UTC), datetime(2026, 7, 20, 9, tzinfo=UTC)


def budgets_of(people: Standing, fund: Fund, count: int, amount: int, now: datetime) -> list[Budget]:
    """So many people, each with so many pounds of the fund."""
    made = []
    for number in range(count):
        person = add_person(by=people.wren, called_by=f"Person {number}", told=EVERYTHING, now=now)
        budget = open_budget(by=people.priya, person=person, now=now)
        give(people, fund, budget, amount, now)
        made.append(budget)
    return made


def give(people: Standing, fund: Fund, budget: Budget, amount: int, now: datetime) -> Allocation:
    return allocate_money(
        by=people.ngozi, fund=fund, budget=budget, amount=pounds(amount), reason="A home", request_id=new_id(), now=now
    )


def spend(people: Standing, budget: Budget, kind: SpendKind, amount: int, now: datetime) -> Hold:
    held = hold_for(
        by=people.priya,
        budget=budget,
        amount=pounds(amount),
        spend_kind=kind,
        on=business_date(now),
        hold_id=new_id(),
        now=now,
    )
    release(people, held, held.id, journal=new_id(), now=now)
    return held


def close(people: Standing, before: date) -> None:
    close_period(ends_on=before, by=people.ngozi.id, now=IN_SUMMER)
