"""The verbs of the ledger. Everything goes through `post_transfers`; the others are thin words over it."""

from commonpurse.money.ledger.columns import TransferColumns
from commonpurse.money.ledger.commands.accounts import NewAccount, close_account, lock_accounts, open_accounts
from commonpurse.money.ledger.commands.holds import (
    expire_holds,
    force_settle,
    hold_transfer,
    settle_hold,
    void_hold,
)
from commonpurse.money.ledger.commands.periods import close_period
from commonpurse.money.ledger.commands.posting import (
    post_columns,
    post_journal,
    post_transfers,
    reverse_transfer,
)
from commonpurse.money.ledger.rules import (
    Journal,
    LedgerRefused,
    Outcome,
    Refusal,
    Row,
    hold_row,
    post_row,
    reverse_row,
    settle_row,
    void_row,
)

__all__ = [
    "Journal",
    "LedgerRefused",
    "NewAccount",
    "Outcome",
    "Refusal",
    "Row",
    "TransferColumns",
    "close_account",
    "close_period",
    "expire_holds",
    "force_settle",
    "hold_row",
    "hold_transfer",
    "lock_accounts",
    "open_accounts",
    "post_columns",
    "post_journal",
    "post_row",
    "post_transfers",
    "reverse_row",
    "reverse_transfer",
    "settle_hold",
    "settle_row",
    "void_hold",
    "void_row",
]
