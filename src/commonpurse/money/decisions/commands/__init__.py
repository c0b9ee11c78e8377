"""The verbs of deciding, by what they act on."""

from commonpurse.money.decisions.commands.asks import (
    decline_ask,
    grant_ask,
    make_ask,
    use_ask,
    withdraw_ask,
)
from commonpurse.money.decisions.commands.benefits import (
    remove_own_capital,
    set_benefits_rule,
    tell_own_capital,
)

__all__ = [
    "decline_ask",
    "grant_ask",
    "make_ask",
    "remove_own_capital",
    "set_benefits_rule",
    "tell_own_capital",
    "use_ask",
    "withdraw_ask",
]
