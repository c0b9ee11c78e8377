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
    check_would_change,
)
from commonpurse.money.decisions.rules.decisions import (
    BY_HERSELF,
    GROUND_WORDS,
    OUTCOME_WORDS,
    Ground,
    Outcome,
)

__all__ = [
    "ANSWERED_WORDS",
    "BY_HERSELF",
    "GROUND_WORDS",
    "NEWS_ANSWERED",
    "NEXT",
    "OUTCOME_WORDS",
    "STATE_WORDS",
    "AskRefused",
    "AskState",
    "Ground",
    "Outcome",
    "check_next",
    "check_reason",
    "check_use",
    "check_what_for",
    "check_would_change",
]
