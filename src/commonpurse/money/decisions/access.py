"""Who may ask for a person's money, and who may answer. An agreement on who decides what comes later."""

from __future__ import annotations

from datetime import date

from commonpurse.money.budgets.models import Budget
from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import may
from commonpurse.parties.people.models import Person


def can_ask(actor: Member | Person, budget: Budget, today: date) -> bool:
    """The person herself, who works with her, or the manager."""
    return may(actor, budget.person, Item.MONEY_DETAIL, today, Level.ACT)


def can_decide(actor: Member | Person, budget: Budget, today: date) -> bool:
    """Who works with the person, or the manager. She decides for herself when she asks: see `make_ask`."""
    return isinstance(actor, Member) and may(actor, budget.person, Item.MONEY_DETAIL, today, Level.ACT)


def can_withdraw(actor: Member | Person, budget: Budget, today: date) -> bool:
    """Whoever could have asked."""
    return can_ask(actor, budget, today)
