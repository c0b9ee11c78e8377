"""What a meeting reads, who might be the same, and what is counted. Names only where they are asked for."""

from commonpurse.support.referrals.queries.equality import equality_check
from commonpurse.support.referrals.queries.meeting import (
    agenda_of,
    could_coordinate_newly,
    count_open_of,
    get_referral,
    referrals_by,
)
from commonpurse.support.referrals.queries.offers import OfferToKeep, is_part_already, offers_of, offers_to_keep
from commonpurse.support.referrals.queries.own import own_answers, own_referral, referrals_of
from commonpurse.support.referrals.queries.same import MaybeSame, alike, maybe_the_same
from commonpurse.support.referrals.queries.scores import (
    get_ndt_permission,
    ndt_permission_now,
    ndt_permissions,
    scores_of_referral,
)

__all__ = [
    "MaybeSame",
    "OfferToKeep",
    "agenda_of",
    "alike",
    "could_coordinate_newly",
    "count_open_of",
    "equality_check",
    "get_ndt_permission",
    "get_referral",
    "is_part_already",
    "maybe_the_same",
    "ndt_permission_now",
    "ndt_permissions",
    "offers_of",
    "offers_to_keep",
    "own_answers",
    "own_referral",
    "referrals_by",
    "referrals_of",
    "scores_of_referral",
]
