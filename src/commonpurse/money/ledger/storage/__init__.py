"""Carry sets to and from the database: lock and read, then write. No rule is here, and no SQL text (that is `sql/`)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Protocol, cast
from uuid import UUID

from django.db import connection

from commonpurse.money.ledger.columns import RequestColumns
from commonpurse.money.ledger.judge import HOLD, POST, Judgement, Recorded, Standing
from commonpurse.money.ledger.sql import POSTGRESQL
from commonpurse.money.ledger.storage import postgresql, sqlite


class Storage(Protocol):
    def lock(self, ids: Collection[str]) -> tuple[date | None, dict[str, Standing]]: ...
    def read_recorded(self, ids: Collection[str]) -> dict[str, Recorded]: ...
    def write(self, rows: RequestColumns, verdict: Judgement, by: UUID) -> None: ...


def storage() -> Storage:
    """Return the way to the database of this connection."""
    return cast(Storage, postgresql if connection.vendor == POSTGRESQL else sqlite)


def post_one(rows: RequestColumns, by: UUID, now: datetime) -> bool:
    """Write a set of one post or hold in one statement, on the database where that saves round trips.

    False: nothing was written, and the ordinary way finds out why (or does it).
    """
    if connection.vendor != POSTGRESQL or rows.kind[0] not in (POST, HOLD):
        return False
    if rows.amount_minor[0] <= 0 or rows.debit_account[0] == rows.credit_account[0]:
        return False
    return postgresql.post_one(rows, by, now)
