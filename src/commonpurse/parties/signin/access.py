from __future__ import annotations

from datetime import date

from commonpurse.parties.partners.access import can_manage_partnership
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import can_see_person
from commonpurse.parties.people.models import Person


def can_make_user(actor: Member, whose: Member | Person, today: date) -> bool:
    """An administrator or the manager lets members in; whoever works with a person, or the manager, lets her in."""
    if isinstance(whose, Member):
        return can_manage_partnership(actor)
    return actor.has_role("administrator") or can_see_person(actor, whose, today)
