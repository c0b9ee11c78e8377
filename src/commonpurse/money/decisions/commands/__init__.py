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
from commonpurse.money.decisions.commands.locks import (
    ask_friend_first,
    block_spending,
    keep_lock,
    note_friend_asked,
    pause_spending,
    take_off_lock,
)

__all__ = [
    "ask_friend_first",
    "block_spending",
    "decline_ask",
    "grant_ask",
    "keep_lock",
    "make_ask",
    "note_friend_asked",
    "pause_spending",
    "remove_own_capital",
    "set_benefits_rule",
    "take_off_lock",
    "tell_own_capital",
    "use_ask",
    "withdraw_ask",
]
