"""Refer somebody with an offer, decide in the meeting, keep answers; and scores, which need leave for their wording."""

from commonpurse.support.referrals.commands.answers import give_own_answers, hand_on_answers
from commonpurse.support.referrals.commands.meeting import (
    accept_referral,
    decline_referral,
    list_referral,
    revoke_referral,
)
from commonpurse.support.referrals.commands.names import answer_same, open_name
from commonpurse.support.referrals.commands.putting_forward import Agreed, ask_to_be_part, refer
from commonpurse.support.referrals.commands.scoring import (
    end_ndt_permission,
    record_ndt_scores,
    remove_ndt_scores,
    write_ndt_permission,
)

__all__ = [
    "Agreed",
    "accept_referral",
    "answer_same",
    "ask_to_be_part",
    "decline_referral",
    "end_ndt_permission",
    "give_own_answers",
    "hand_on_answers",
    "list_referral",
    "open_name",
    "record_ndt_scores",
    "refer",
    "remove_ndt_scores",
    "revoke_referral",
    "write_ndt_permission",
]
