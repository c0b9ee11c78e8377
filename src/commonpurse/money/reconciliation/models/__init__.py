"""The nouns of reconciliation, by what they are about."""

from commonpurse.money.reconciliation.models.closings import Closing, DifferenceRequest
from commonpurse.money.reconciliation.models.files import ColumnMapping, StatementFile, StatementSeries
from commonpurse.money.reconciliation.models.matches import Match, MatchPart
from commonpurse.money.reconciliation.models.statements import (
    Statement,
    StatementLine,
    StatementLineQuerySet,
    StatementQuerySet,
)

__all__ = [
    "Closing",
    "ColumnMapping",
    "DifferenceRequest",
    "Match",
    "MatchPart",
    "Statement",
    "StatementFile",
    "StatementLine",
    "StatementLineQuerySet",
    "StatementQuerySet",
    "StatementSeries",
]
