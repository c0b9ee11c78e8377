"""Who may add, end and open what is protected about a person. Whoever may not, is not told that there is any."""

from __future__ import annotations

from datetime import date

from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import can_see_person
from commonpurse.parties.people.models import Person


def can_open_protected(actor: Member | Person, person: Person, today: date) -> bool:
    """The person herself, and who sees her record and works for her. Never the System member of jobs."""
    if isinstance(actor, Person):
        return actor.id == person.id
    return not actor.is_system and can_see_person(actor, person, today)


def can_protect(actor: Member | Person, person: Person, today: date) -> bool:
    """Who may open a detail may also add and end one: whoever is told a new address should seal it at once."""
    return can_open_protected(actor, person, today)
