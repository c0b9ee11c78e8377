"""A referral, what the meeting decides of it, answers for counting, scores."""

from commonpurse.support.referrals.models.answers import EqualityAnswer
from commonpurse.support.referrals.models.meeting import CaseloadDecision, DecidedWith, NameOpening, SameAnswer
from commonpurse.support.referrals.models.referral import Referral
from commonpurse.support.referrals.models.scores import NdtPermission, NdtScores

__all__ = [
    "CaseloadDecision",
    "DecidedWith",
    "EqualityAnswer",
    "NameOpening",
    "NdtPermission",
    "NdtScores",
    "Referral",
    "SameAnswer",
]
