"""How asks are answered. Plain values only."""

from commonpurse.money.decisions.rules.asks import (
    ANSWERED_WORDS,
    NEWS_ANSWERED,
    NEXT,
    STATE_WORDS,
    AskRefused,
    AskState,
    check_next,
    check_reason,
    check_use,
    check_what_for,
)

__all__ = [
    "ANSWERED_WORDS",
    "NEWS_ANSWERED",
    "NEXT",
    "STATE_WORDS",
    "AskRefused",
    "AskState",
    "check_next",
    "check_reason",
    "check_use",
    "check_what_for",
]
