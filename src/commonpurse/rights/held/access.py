"""Who may be handed what is held about a person, and how much of it."""

from __future__ import annotations

from datetime import date

from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import can_change_person, may
from commonpurse.parties.people.models import Person
from commonpurse.rights.held.rules import TABLES, Table


def can_take_along(viewer: Member | Person, person: Person) -> bool:
    """Everything is the person's own to take. Nobody who acts for her may take it in her place."""
    return isinstance(viewer, Person) and viewer.id == person.id


def can_hand_over(actor: Member, person: Person, today: date) -> bool:
    """Who may act for the person may print, when she asks, what she shares with them."""
    return not actor.is_system and can_change_person(actor, person, today)


def tables_for(viewer: Member | Person, person: Person, today: date) -> tuple[Table, ...]:
    """The tables that this viewer is handed: all to herself, to a worker what she shares with them, else none."""
    if isinstance(viewer, Person):
        return TABLES if can_take_along(viewer, person) else ()
    if not can_hand_over(viewer, person, today):
        return ()
    asked = {table.asks for table in TABLES if table.asks is not None}
    shared = {item for item in asked if may(viewer, person, item, today)}
    return tuple(table for table in TABLES if table.asks in shared)
