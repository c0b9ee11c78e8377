"""The verbs of what was agreed with a person, by what they are about."""

from commonpurse.support.agreements.commands.agreements import drop_agreement, make_agreement, sign_agreement
from commonpurse.support.agreements.commands.limits import (
    ask_to_end_limit,
    end_unanswered_limits,
    keep_limit,
    lift_limit,
    renew_limit,
    set_limit,
    tell_of_ended_limits,
)
from commonpurse.support.agreements.commands.risks import end_risk_record, sign_risk_record, write_risk_record
from commonpurse.support.agreements.commands.templates import withdraw_agreement_template, write_agreement_template
from commonpurse.support.agreements.commands.wishes import answer_change_wish, ask_for_change

__all__ = [
    "answer_change_wish",
    "ask_for_change",
    "ask_to_end_limit",
    "drop_agreement",
    "end_risk_record",
    "end_unanswered_limits",
    "keep_limit",
    "lift_limit",
    "make_agreement",
    "renew_limit",
    "set_limit",
    "sign_agreement",
    "sign_risk_record",
    "tell_of_ended_limits",
    "withdraw_agreement_template",
    "write_agreement_template",
    "write_risk_record",
]
