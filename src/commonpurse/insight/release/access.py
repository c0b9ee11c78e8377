from __future__ import annotations

from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


def can_see_release_figures(viewer: Member | Person) -> bool:
    """The partnership's manager, who holds each partner to its word."""
    return isinstance(viewer, Member) and viewer.has_role("manager")
