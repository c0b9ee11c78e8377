"""The questions about asks, by what they ask."""

from commonpurse.money.decisions.queries.asks import (
    asks_visible_to,
    asks_waiting_by_person,
    get_ask,
    other_asks_waiting,
)

__all__ = [
    "asks_visible_to",
    "asks_waiting_by_person",
    "get_ask",
    "other_asks_waiting",
]
