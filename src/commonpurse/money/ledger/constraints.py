"""The names of what the database itself guards, and how to read them out of its errors."""

from __future__ import annotations

import re
from typing import Any

from django.db import DatabaseError, connection

from commonpurse.money.ledger.sql import POSTGRESQL, sql

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
    "ledger_period_balance.account_id, ledger_period_balance.period_id": "period_balance_pk",
}
SQLITE_UNIQUE = re.compile(r"UNIQUE constraint failed: (?:index '(?P<index>\w+)'|(?P<columns>[\w., ]+))")
A_NAME = re.compile(r"\b(?:account|transfer|period)_[a-z_]+\b|\bledger_\w+_append_only\b")
# A constraint, trigger or unique index of the scripts, at the word that names it.
DECLARED = re.compile(
    r"\b(?:CONSTRAINT|CREATE TRIGGER|CREATE (?:UNIQUE )?INDEX)\s+(\w+)",
)


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
        return unique["index"] or UNIQUE_COLUMNS.get(unique["columns"])
    found = A_NAME.search(message)
    return found.group() if found else None


def declared_guards(vendor: str) -> set[str]:
    """Return the names of all constraints, triggers and indexes that the scripts declare for this database."""
    names = {name for script in ("tables", "guards") for name in DECLARED.findall(sql(script, vendor))}
    events = ("update", "delete", "truncate") if vendor == POSTGRESQL else ("update", "delete", "replace")
    return names | {f"ledger_transfer_no_{event}" for event in events}


def standing_guards() -> set[str]:
    """Return the names of those that stand in the database now, and are switched on."""
    with connection.cursor() as cursor:
        cursor.execute(sql("catalogue", connection.vendor))
        found = cursor.fetchall()
    if connection.vendor == POSTGRESQL:
        return {name for (name,) in found}
    return {name for (text,) in found for name in DECLARED.findall(text)}


def missing_guards() -> list[str]:
    """Return what the scripts declared and the database no longer has."""
    return sorted(declared_guards(connection.vendor) - standing_guards())
