from __future__ import annotations

from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


def can_see_network(viewer: Member | Person) -> bool:
    """Whoever works for one of the partners: it names organisations, and nobody."""
    return isinstance(viewer, Member) and viewer.is_active and not viewer.is_system
