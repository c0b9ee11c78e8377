"""The one order in which commands of orders lock: the person, her budget, the order, and only then its ask."""

from __future__ import annotations

from uuid import UUID

from commonpurse.money.budgets.models import Budget
from commonpurse.money.orders.models import Order
from commonpurse.parties.people.models import Person


def lock_purse(person_id: UUID, budget_id: UUID) -> None:
    """As `release_money` does: a payment inside the same transaction then locks nothing anew that others wait for."""
    Person.objects.select_for_update(no_key=True).get(id=person_id)
    Budget.objects.select_for_update(no_key=True).get(id=budget_id)


def lock_order(order: Order) -> Order:
    """The order as it is now. Nothing is joined: a joined row would be read as it was before the wait."""
    lock_purse(order.person_id, order.budget_id)
    return Order.objects.select_for_update(no_key=True).get(id=order.id)
