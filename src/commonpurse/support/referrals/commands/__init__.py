"""Refer somebody with an offer, decide in the meeting, keep answers; and scores, which need leave for their wording."""

from commonpurse.support.referrals.commands.referring import (
    Agreed,
    accept_referral,
    answer_same,
    ask_to_be_part,
    decline_referral,
    give_own_answers,
    hand_on_answers,
    list_referral,
    open_name,
    refer,
    revoke_referral,
)
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
