"""Who may do what about statements. Finance and the manager; the System member matches what is certain, and no more."""

from __future__ import annotations

from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person

READS_STATEMENTS = ("finance", "manager")


def can_import_statements(actor: Member) -> bool:
    """Finance and the manager read statements in, save mappings of columns, and accept each other's differences."""
    return actor.has_role(*READS_STATEMENTS)


def can_see_statements(viewer: Member | Person) -> bool:
    """The same. A line names people and what they were paid for."""
    return isinstance(viewer, Member) and can_import_statements(viewer)


def can_match_lines(actor: Member) -> bool:
    """Let certain matches be made: finance, the manager, and the System member."""
    return actor.is_system or can_import_statements(actor)


def can_explain_lines(actor: Member) -> bool:
    """Say by hand what a line is, and take it back: finance and the manager."""
    return can_import_statements(actor)


def can_close_books(actor: Member) -> bool:
    """Finance and the manager close the books at the end of a month."""
    return can_import_statements(actor)
