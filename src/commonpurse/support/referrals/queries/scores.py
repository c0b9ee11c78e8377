"""Scores that need leave."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.parties.partners.models import Member
from commonpurse.support.referrals.access import can_keep_ndt_permission, can_record_ndt_scores
from commonpurse.support.referrals.models import NdtPermission, NdtScores, Referral
from commonpurse.support.referrals.queries.meeting import without_name


def ndt_permission_now() -> NdtPermission | None:
    """The leave that counts now, or None: then no score is kept, and no page speaks of any. It is of nobody."""
    return NdtPermission.objects.filter(ended_at=None).select_related("written_by").order_by("-written_at").first()


def ndt_permissions(*, viewer: Member) -> list[NdtPermission]:
    """Each leave that was written down, the newest first, for who keeps it."""
    if not can_keep_ndt_permission(viewer):
        raise NotAllowed
    return list(NdtPermission.objects.select_related("written_by", "ended_by").order_by("-written_at", "-id"))


def get_ndt_permission(*, viewer: Member, permission_id: UUID) -> NdtPermission | None:
    return next((one for one in ndt_permissions(viewer=viewer) if one.id == permission_id), None)


@dataclass(frozen=True)
class ReferralScored:
    """A referral with its scores, the newest day first, for the page behind it."""

    referral: Referral
    scores: list[NdtScores]


def scores_of_referral(*, viewer: Member, referral_id: UUID) -> ReferralScored | None:
    """The scores of one referral; None where it is not to be seen, or the partnership has no leave."""
    with acting_as_system("to find one referral"):
        referral = without_name().filter(id=referral_id).first()
    if referral is None or not can_record_ndt_scores(viewer, referral) or ndt_permission_now() is None:
        return None
    with acting_as_system("to show the scores of one referral"):
        found = NdtScores.objects.filter(referral=referral).select_related("recorded_by", "referral")
        return ReferralScored(referral, list(found.order_by("-on", "-id")))
