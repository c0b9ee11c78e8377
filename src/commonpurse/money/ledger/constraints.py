"""The names of what the database itself guards, and how to read them out of its errors."""

from __future__ import annotations

import re
from typing import Any

from django.db import DatabaseError

# SQLite names a CHECK and what a trigger raises, but a UNIQUE only by its table and columns.
UNIQUE_COLUMNS = {
    "ledger_account.id": "account_pk",
    "ledger_account.id, ledger_account.currency": "account_currency_key",
    "ledger_transfer.id": "transfer_pk",
    "ledger_transfer.id, ledger_transfer.amount_minor": "transfer_amount_key",
    "ledger_transfer.debit_account_id, ledger_transfer.debit_version": "transfer_debit_version_once",
    "ledger_transfer.credit_account_id, ledger_transfer.credit_version": "transfer_credit_version_once",
    "ledger_transfer_progress.transfer_id": "transfer_progress_pk",
    "ledger_period.id": "period_pk",
    "ledger_period.starts_on": "period_starts_once",
    "ledger_period_balance.id": "period_balance_pk",
    "ledger_period_balance.account_id, ledger_period_balance.period_id": "period_balance_once",
}
SQLITE_UNIQUE = re.compile(r"UNIQUE constraint failed: (?P<columns>[\w., ]+)|index '(?P<index>\w+)'")
A_NAME = re.compile(r"\b(?:account|transfer|period)_[a-z_]+\b|\bledger_\w+_append_only\b")


def constraint_name(error: DatabaseError) -> str | None:
    """Return the name of the constraint or trigger that refused, None when the error tells none of ours.

    PostgreSQL gives it apart; on Citus and on SQLite it stands inside the message.
    """
    cause: Any = error.__cause__ or error
    name = getattr(getattr(cause, "diag", None), "constraint_name", None)
    if name:
        return str(name)
    message = str(cause)
    unique = SQLITE_UNIQUE.search(message)
    if unique:
        return UNIQUE_COLUMNS.get(unique["columns"]) if unique["columns"] else unique["index"]
    found = A_NAME.search(message)
    return found.group() if found else None
