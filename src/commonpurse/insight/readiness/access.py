from __future__ import annotations

from commonpurse.parties.partners.models import Member


def can_answer_readiness(member: object) -> bool:
    """Whoever works for an organisation of the partnership and holds a role in it."""
    return isinstance(member, Member) and member.is_active and not member.is_system and bool(member.roles)


def can_see_readiness(viewer: object) -> bool:
    """Every member: those who answer see what comes of it."""
    return isinstance(viewer, Member) and viewer.is_active and not viewer.is_system
