"""Every question about money is asked here: balances, statements, whether the books add up."""

from commonpurse.money.ledger.queries.balances import (
    Balance,
    Movement,
    Turnover,
    available_minor,
    balance_at,
    balance_of,
    balance_on,
    balances_of,
    hold_remaining,
    movements_of,
    pending_minor,
    turnovers_of,
)
from commonpurse.money.ledger.queries.statements import (
    StatementLine,
    TrialBalance,
    statement_page,
    trial_balance,
)
from commonpurse.money.ledger.queries.verification import Difference, verify_ledger

__all__ = [
    "Balance",
    "Difference",
    "Movement",
    "StatementLine",
    "TrialBalance",
    "Turnover",
    "available_minor",
    "balance_at",
    "balance_of",
    "balance_on",
    "balances_of",
    "hold_remaining",
    "movements_of",
    "pending_minor",
    "statement_page",
    "trial_balance",
    "turnovers_of",
    "verify_ledger",
]
