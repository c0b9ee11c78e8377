"""Who may add, end and open what is protected about a person. Whoever may not, is not told that there is any."""

from __future__ import annotations

from datetime import date, datetime

from commonpurse.kernel.periods import business_date
from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import is_open_to, may
from commonpurse.parties.people.models import Person


def can_open_protected(actor: Member | Person, person: Person, today: date) -> bool:
    """The person herself, and a member who may act on how she is reached. Nobody who helps her, and no job.

    Whoever helps her may be the one from whom she hides: what she shares with them never reaches this.
    """
    if isinstance(actor, Person):
        return actor.id == person.id
    return not actor.is_system and may(actor, person, Item.CONTACT, today, Level.ACT)


def can_reveal(actor: Member | Person, person: Person, now: datetime) -> bool:
    """Who may open a detail on that day; and at that moment who opened her record in an emergency."""
    return can_open_protected(actor, person, business_date(now)) or is_open_to(actor, person, now)


def can_protect(actor: Member | Person, person: Person, today: date) -> bool:
    """Who may open a detail may also add and end one: whoever is told a new address should seal it at once."""
    return can_open_protected(actor, person, today)
