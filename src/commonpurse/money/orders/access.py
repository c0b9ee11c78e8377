"""Who may order, say what became of it, and see it. An order is seen and done with as the ask that it makes."""

from __future__ import annotations

from datetime import date

from commonpurse.money.budgets.models import Budget
from commonpurse.money.decisions.access import can_ask, can_withdraw
from commonpurse.money.orders.models import Order, UnmetWish
from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import may
from commonpurse.parties.people.models import Person


def can_order(actor: Member | Person, budget: Budget, today: date) -> bool:
    """The person herself; or who works with her, as she told them. Who helps her orders nothing in her place."""
    if isinstance(actor, Person):
        return actor.id == budget.person_id
    return not actor.is_system and can_ask(actor, budget, today)


def can_say_it_happened(actor: Member | Person, order: Order, today: date) -> bool:
    """She herself; or who works with her, as she told them."""
    return can_order(actor, order.budget, today)


def can_call_off(actor: Member | Person, order: Order, today: date) -> bool:
    """It takes her ask back, so: she herself, and of others who wrote it down for her alone."""
    return can_order(actor, order.budget, today) and can_withdraw(actor, order.ask, today)


def can_rate(actor: Member | Person, order: Order) -> bool:
    """How it was for her is hers alone to say."""
    return isinstance(actor, Person) and actor.id == order.person_id


def can_tell_wish(actor: Member | Person, person: Person, today: date) -> bool:
    """She herself; or who may do things with her money, as she told them. Who tells it for her never reads it."""
    if isinstance(actor, Person):
        return actor.id == person.id
    return not actor.is_system and may(actor, person, Item.MONEY_DETAIL, today, Level.ACT)


def can_take_wish_back(actor: Member | Person, wish: UnmetWish) -> bool:
    """It is hers."""
    return isinstance(actor, Person) and actor.id == wish.person_id


def can_see_counts(viewer: Member | Person) -> bool:
    """The manager brings to the partnership what is missing."""
    return isinstance(viewer, Member) and not viewer.is_system and viewer.has_role("manager")
