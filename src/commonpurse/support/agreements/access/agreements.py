"""Who may make, sign and see an agreement, and who writes the words it may begin with."""

from __future__ import annotations

from datetime import date

from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.partners.access import can_manage_partnership
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import WORKS_WITH_PEOPLE, may
from commonpurse.parties.people.models import Person


def can_make_agreement(actor: Member | Person, person: Person, today: date) -> bool:
    """Who works with her and her money, or the manager: they write the wording down, with her."""
    return (
        isinstance(actor, Member)
        and actor.has_role(*WORKS_WITH_PEOPLE, "manager")
        and may(actor, person, Item.MONEY_DETAIL, today, Level.ACT)
    )


def can_sign_agreement(actor: Member | Person, person: Person, today: date) -> bool:
    """She herself, for herself; or who may make it, as worker or manager, or as who wrote down that she did."""
    if isinstance(actor, Person):
        return actor.id == person.id
    return can_make_agreement(actor, person, today)


def can_see_agreement(viewer: Member | Person, person: Person, today: date) -> bool:
    """Whom she shows what her money is for."""
    return may(viewer, person, Item.MONEY_DETAIL, today)


def can_ask_for_change(actor: Member | Person, person: Person) -> bool:
    """She herself. A worker who hears it makes a new wording with her."""
    return isinstance(actor, Person) and actor.id == person.id


def can_see_late_wishes(viewer: Member | Person) -> bool:
    """Who sees the board's list: somebody of the partnership always sees what waits too long."""
    return isinstance(viewer, Member) and viewer.has_role("manager", "administrator")


def can_write_templates(actor: Member) -> bool:
    """The manager and the administrator, for the whole partnership."""
    return can_manage_partnership(actor)
