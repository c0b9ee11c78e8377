"""The verbs of deciding, by what they act on."""

from commonpurse.money.decisions.commands.asks import (
    decline_ask,
    grant_ask,
    make_ask,
    use_ask,
    withdraw_ask,
)

__all__ = [
    "decline_ask",
    "grant_ask",
    "make_ask",
    "use_ask",
    "withdraw_ask",
]
