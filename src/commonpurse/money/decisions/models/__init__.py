"""The nouns of deciding, by what they are about."""

from commonpurse.money.decisions.models.asks import (
    Ask,
    AskQuerySet,
)
from commonpurse.money.decisions.models.benefits import BenefitsRule, OwnCapital

__all__ = [
    "Ask",
    "AskQuerySet",
    "BenefitsRule",
    "OwnCapital",
]
