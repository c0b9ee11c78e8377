from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from commonpurse.parties.partners.access import can_manage_partnership
from commonpurse.parties.partners.models import Member, WorkAddress


@dataclass(frozen=True)
class OwnAddress:
    """A member's own: the one that is proven, and the one that waits for its code."""

    proven: WorkAddress | None
    waiting: WorkAddress | None


def work_address_of(*, viewer: Member) -> OwnAddress:
    """The viewer's own, and nobody else's."""
    own = list(WorkAddress.objects.filter(member=viewer.id, ended_at=None))
    return OwnAddress(
        next((each for each in own if each.proven_at is not None), None),
        next((each for each in own if each.proven_at is None), None),
    )


def address_proven_since(*, viewer: Member, member: Member) -> datetime | None:
    """Since when a member has a proven address, for who lets members in; not which one. None where there is none."""
    if not can_manage_partnership(viewer):
        return None
    return WorkAddress.objects.proven().filter(member=member.id).values_list("proven_at", flat=True).first()


def who_wants_days(members: Collection[UUID]) -> frozenset[UUID]:
    """Which of these members have the days of their steps sent. A part of commands: it tells nobody an address."""
    return frozenset(
        WorkAddress.objects.proven()
        .filter(member__in=members, days_from__isnull=False)
        .values_list("member_id", flat=True)
    )
