"""The verbs of agreements, by what they act on."""

from commonpurse.support.agreements.commands.agreements import drop_agreement, make_agreement, sign_agreement
from commonpurse.support.agreements.commands.templates import withdraw_agreement_template, write_agreement_template
from commonpurse.support.agreements.commands.wishes import answer_change_wish, ask_for_change

__all__ = [
    "answer_change_wish",
    "ask_for_change",
    "drop_agreement",
    "make_agreement",
    "sign_agreement",
    "withdraw_agreement_template",
    "write_agreement_template",
]
