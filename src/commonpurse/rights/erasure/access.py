from __future__ import annotations

from datetime import date

from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import may
from commonpurse.parties.people.models import Person


def can_ask_erasure(actor: Member | Person, person: Person, today: date) -> bool:
    """She herself; or a manager, to whom she said it, or who is told that it is time."""
    if isinstance(actor, Person):
        return actor.id == person.id
    return can_answer_erasure(actor, person, today)


def can_answer_erasure(actor: Member | Person, person: Person, today: date) -> bool:
    """A manager who may act for the person, and is not kept apart from her."""
    return (
        isinstance(actor, Member)
        and not actor.is_system
        and actor.has_role("manager")
        and may(actor, person, Item.CONTACT, today, Level.ACT)
    )
