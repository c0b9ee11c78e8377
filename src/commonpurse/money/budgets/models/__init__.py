"""The nouns of funds, budgets and what the law asks about them, by what they are about."""

from commonpurse.money.budgets.models.budgets import Allocation, Budget, Hold, HoldingPeriod, HoldLeg, Line
from commonpurse.money.budgets.models.checks import ExclusionCheck
from commonpurse.money.budgets.models.corrections import Correction, CorrectionQuerySet
from commonpurse.money.budgets.models.funds import (
    Fund,
    FundAccount,
    FundQuerySet,
    MoneyIn,
    Promise,
    SpendingRule,
)
from commonpurse.money.budgets.models.reviews import Review

__all__ = [
    "Allocation",
    "Budget",
    "Correction",
    "CorrectionQuerySet",
    "ExclusionCheck",
    "Fund",
    "FundAccount",
    "FundQuerySet",
    "Hold",
    "HoldLeg",
    "HoldingPeriod",
    "Line",
    "MoneyIn",
    "Promise",
    "Review",
    "SpendingRule",
]
