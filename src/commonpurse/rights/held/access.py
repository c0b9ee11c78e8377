"""Who may be handed what is held about a person, and how much of it."""

from __future__ import annotations

from datetime import date

from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import can_change_person, may
from commonpurse.parties.people.models import Person
from commonpurse.rights.held.rules import Group

# What a worker may print for her: what she shares with that worker, and no more. The rest is for her own eyes.
ITEM_OF = {
    Group.ABOUT: Item.NAME,
    Group.SUPPORT: Item.NAME,
    Group.CONTACT: Item.CONTACT,
    Group.MONEY: Item.MONEY_DETAIL,
    Group.DECIDING: Item.MONEY_DETAIL,
    Group.ASKS: Item.MONEY_DETAIL,
    Group.PAYMENTS: Item.PAYMENTS,
}


def can_take_along(viewer: Member | Person, person: Person) -> bool:
    """Everything is the person's own to take. Nobody who acts for her may take it in her place."""
    return isinstance(viewer, Person) and viewer.id == person.id


def can_hand_over(actor: Member, person: Person, today: date) -> bool:
    """Who may act for the person may print, when she asks, what she shares with them."""
    return not actor.is_system and can_change_person(actor, person, today)


def groups_for(viewer: Member | Person, person: Person, today: date) -> tuple[Group, ...]:
    """The groups that this viewer is handed: all to herself, to a worker what she shares with them, else none."""
    if isinstance(viewer, Person):
        return tuple(Group) if can_take_along(viewer, person) else ()
    if not can_hand_over(viewer, person, today):
        return ()
    shared = {item: may(viewer, person, item, today) for item in set(ITEM_OF.values())}
    return tuple(group for group in Group if group in ITEM_OF and shared[ITEM_OF[group]])
