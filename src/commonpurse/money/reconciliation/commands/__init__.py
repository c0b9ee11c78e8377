"""The verbs of reconciling, a file a stage: read in, match, explain, undo, and what a clerk keeps for it."""

from commonpurse.money.reconciliation.commands.closing import close_month
from commonpurse.money.reconciliation.commands.differences import accept_difference, ask_to_accept_difference
from commonpurse.money.reconciliation.commands.explaining import (
    cancel_lines_out,
    explain_line_as_charge,
    explain_line_as_money_in,
    undo_match,
)
from commonpurse.money.reconciliation.commands.importing import ImportResult, import_statement
from commonpurse.money.reconciliation.commands.mappings import save_column_mapping
from commonpurse.money.reconciliation.commands.matching import match_line, match_lines

__all__ = [
    "ImportResult",
    "accept_difference",
    "ask_to_accept_difference",
    "cancel_lines_out",
    "close_month",
    "explain_line_as_charge",
    "explain_line_as_money_in",
    "import_statement",
    "match_line",
    "match_lines",
    "save_column_mapping",
    "undo_match",
]
