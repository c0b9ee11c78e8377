"""Who let whom in. Whoever lets a member in could have made them up, and act in two names where two must decide."""

from __future__ import annotations

from uuid import UUID

from commonpurse.parties.partners.models import Member


def hands_behind(member: Member) -> set[UUID]:
    """The member, who let them in, who let that one in, and so on; without the first administrator.

    Everybody comes from the first one in the end: counted, nobody would stand apart from anybody.
    """
    behind = {member.id}
    above = member.added_by
    while above is not None and above.added_by_id is not None:
        behind.add(above.id)
        above = above.added_by
    return behind


def stand_apart(one: Member, other: Member) -> bool:
    """Whether no one hand let both in, and neither the other. That a member is not two is asked by other rules."""
    return one.id == other.id or hands_behind(one).isdisjoint(hands_behind(other))
