"""Who gives our movements to another ledger."""

from __future__ import annotations

from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person

KEEPS_BOOKS = ("finance", "manager")


def can_export_ledger(actor: Member | Person) -> bool:
    """Finance and the manager say what the council's ledger takes, and make its files."""
    return isinstance(actor, Member) and actor.has_role(*KEEPS_BOOKS)
