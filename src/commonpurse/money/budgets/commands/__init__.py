"""The verbs of funds and budgets, by what they act on."""

from commonpurse.money.budgets.commands.allocations import NewAllocation, allocate_many, allocate_money
from commonpurse.money.budgets.commands.budgets import change_holding_type, open_budget
from commonpurse.money.budgets.commands.checks import record_exclusion_check
from commonpurse.money.budgets.commands.corrections import agree_correction, ask_correction, decline_correction
from commonpurse.money.budgets.commands.funds import create_fund, promise_money, receive_money, set_spending_rules
from commonpurse.money.budgets.commands.holds import free_hold, hold_for, hold_other_money
from commonpurse.money.budgets.commands.reviews import ask_for_review, hold_review
from commonpurse.money.budgets.commands.unspent import tell_of_money_ending

__all__ = [
    "NewAllocation",
    "agree_correction",
    "allocate_many",
    "allocate_money",
    "ask_correction",
    "ask_for_review",
    "change_holding_type",
    "create_fund",
    "decline_correction",
    "free_hold",
    "hold_for",
    "hold_other_money",
    "hold_review",
    "open_budget",
    "promise_money",
    "receive_money",
    "record_exclusion_check",
    "set_spending_rules",
    "tell_of_money_ending",
]
