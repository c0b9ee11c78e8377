"""Carry sets to and from the database: lock and read, then write. No rule is here, and no SQL text (that is `sql/`)."""

from __future__ import annotations

from django.db import DEFAULT_DB_ALIAS, connections

from commonpurse.money.ledger.columns import RequestColumns
from commonpurse.money.ledger.judge import HOLD, POST
from commonpurse.money.ledger.sql import POSTGRESQL
from commonpurse.money.ledger.storage.postgresql import PostgresqlStorage
from commonpurse.money.ledger.storage.sqlite import SqliteStorage


def storage() -> PostgresqlStorage | SqliteStorage:
    """Return the way to the database of this thread's connection."""
    database = connections[DEFAULT_DB_ALIAS]
    return PostgresqlStorage(database) if database.vendor == POSTGRESQL else SqliteStorage(database)


def may_be_one_statement(rows: RequestColumns) -> bool:
    """Tell whether `post_one` knows this set: one post or hold, and nothing wrong with it in itself."""
    return (
        len(rows) == 1
        and rows.kind[0] in (POST, HOLD)
        and rows.amount_minor[0] > 0
        and rows.debit_account[0] != rows.credit_account[0]
    )
