from __future__ import annotations

from commonpurse.parties.partners.models import Member


def can_manage_partnership(member: Member) -> bool:
    """An administrator or the partnership's manager may add organisations and members."""
    return member.has_role("administrator", "manager")
