"""The nouns of deciding, by what they are about."""

from commonpurse.money.decisions.models.asks import (
    Ask,
    AskQuerySet,
)

__all__ = [
    "Ask",
    "AskQuerySet",
]
