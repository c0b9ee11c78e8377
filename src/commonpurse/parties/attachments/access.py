"""Who may keep a picture or a paper of somebody's, and who may open it."""

from __future__ import annotations

from datetime import date

from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import may
from commonpurse.parties.people.models import Person


def can_keep_attachment(actor: Member | Person, person: Person, today: date) -> bool:
    """The person herself, and whom she lets do things with her money. Nobody who helps her, and no job."""
    if isinstance(actor, Person):
        return actor.id == person.id
    return not actor.is_system and may(actor, person, Item.MONEY_DETAIL, today, Level.ACT)


def can_open_attachment(viewer: Member | Person, person: Person, today: date) -> bool:
    """The person herself, and members who see what she asks for and pays. Never finance, a funder or a job.

    Nor who helps her: a letter that she photographed may show an address which she keeps from them.
    """
    if isinstance(viewer, Person):
        return viewer.id == person.id
    return not viewer.is_system and may(viewer, person, Item.MONEY_DETAIL, today)
