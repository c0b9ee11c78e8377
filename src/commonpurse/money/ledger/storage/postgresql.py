"""Sets to and from PostgreSQL: columns as arrays, statements prepared."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from operator import itemgetter
from typing import Any
from uuid import UUID

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.types.numeric import Int8

from commonpurse.money.ledger.canonical import EPOCH, MICROSECOND
from commonpurse.money.ledger.columns import RequestColumns
from commonpurse.money.ledger.judge import HOLD, Judgement, Recorded, Standing
from commonpurse.money.ledger.sql import POSTGRESQL, sql
from commonpurse.money.ledger.storage import arrays
from commonpurse.money.ledger.storage.found import CLOSINGS_IN_A_ROW, LedgerNotMade, standings
from commonpurse.money.ledger.storage.hashes import content_hashes, content_head

# Only what asks for it is prepared; a number that no statement's count ever reaches leaves all others as they were.
NEVER_BY_ITSELF = 1_000_000_000


class PostgresqlStorage:
    def __init__(self, database: BaseDatabaseWrapper) -> None:
        self.database = database

    def ready(self) -> None:
        """Make the connection ready for statements that use functions of ours: here there are none."""

    def lock(self, ids: Collection[str]) -> tuple[date | None, dict[str, Standing]]:
        """Lock the open period (shared), then the accounts in the order of their ids."""
        asked = [arrays.uuids(list(ids))]
        # Nothing is found when the period was closed while we waited for its row: the next look sees the one open now.
        for _ in range(CLOSINGS_IN_A_ROW):
            found = self._execute("lock", asked).fetchall()
            if found:
                return standings(found)
        raise LedgerNotMade

    def read_recorded(self, ids: Collection[str]) -> dict[str, Recorded]:
        """Read the transfers that a set names and that are there already."""
        found = self._execute("recorded", [arrays.uuids(list(ids))]).fetchall()
        return {row[0]: Recorded(*row[1:]) for row in found}

    def write(self, rows: RequestColumns, verdict: Judgement, by: UUID) -> None:
        """Write the created rows, the counters and the progress that they leave behind."""
        pick = _picker(verdict.created, len(rows))
        progress = verdict.progress.values()
        accounts = verdict.accounts.values()
        self._execute(
            "write",
            {
                "id": arrays.uuids(pick(rows.id)),
                "journal": arrays.uuids(pick(rows.journal)),
                "kind": arrays.varchars(pick(rows.kind)),
                "code": arrays.varchars(pick(rows.code)),
                "debit_account": arrays.uuids(pick(rows.debit_account)),
                "credit_account": arrays.uuids(pick(rows.credit_account)),
                "amount": arrays.bigints(verdict.amount_minor),
                "currency": arrays.varchars(pick(rows.currency)),
                "hold": arrays.uuids(pick(rows.hold)),
                "reverses": arrays.uuids(pick(rows.reverses)),
                "is_final": arrays.booleans(pick(rows.is_final)),
                "freed": arrays.bigints(verdict.freed_minor),
                "expires_at": arrays.moments(pick(rows.expires_at)),
                "forced": arrays.booleans(pick(rows.forced)),
                "authority": arrays.uuids(pick(rows.authority)),
                "business_date": arrays.days(pick(rows.business_date)),
                "recorded_at": arrays.moments(verdict.recorded_at),
                "recorded_by": by,
                "debit_version": arrays.bigints(verdict.debit_version),
                "debit_balance": arrays.bigints(verdict.debit_balance),
                "credit_version": arrays.bigints(verdict.credit_version),
                "credit_balance": arrays.bigints(verdict.credit_balance),
                "request_hash": arrays.hashes(pick(rows.request_hash)),
                "content_hash": arrays.hashes(content_hashes(rows, verdict, by)),
                "progress_id": arrays.uuids(list(verdict.progress)),
                "progress_amount": arrays.bigints([known.amount for known in progress]),
                "progress_settled": arrays.bigints([known.settled for known in progress]),
                "progress_reversed": arrays.bigints([known.reversed for known in progress]),
                "progress_resolved_at": arrays.moments([known.resolved or None for known in progress]),
                "account_id": arrays.uuids(list(verdict.accounts)),
                "account_debits": arrays.bigints([account.debits for account in accounts]),
                "account_credits": arrays.bigints([account.credits for account in accounts]),
                "account_pending": arrays.bigints([account.pending for account in accounts]),
                "account_version": arrays.bigints([account.version for account in accounts]),
                "account_last": arrays.moments([account.last for account in accounts]),
            },
        )

    def post_one(self, rows: RequestColumns, by: UUID, now: datetime) -> bool:
        """Write a set of one post or hold in one statement if everything is well with it; else touch nothing.

        Returns whether it was written. When not, the ordinary way finds out why.
        """
        kind, amount = rows.kind[0], rows.amount_minor[0]
        expires_at = rows.expires_at[0]
        written = self._execute(
            "post_one",
            {
                "id": rows.id[0],
                "journal": rows.journal[0],
                "kind": kind,
                "code": rows.code[0],
                "debit": rows.debit_account[0],
                "credit": rows.credit_account[0],
                "amount": Int8(amount),
                "posted": Int8(0 if kind == HOLD else amount),
                "currency": rows.currency[0],
                "expires_at": None if expires_at is None else EPOCH + expires_at * MICROSECOND,
                "forced": rows.forced[0],
                "authority": rows.authority[0],
                "business_date": rows.business_date[0],
                "now": now,
                "recorded_by": by,
                "request_hash": rows.request_hash[0],
                "head": content_head(rows),
                "by": f"\n{by.hex}\n",
                "tail": f"\n{rows.request_hash[0].hex()}",
            },
        )
        return written.rowcount > 0

    def _execute(self, name: str, values: Mapping[str, Any] | list[Any]) -> psycopg.Cursor[Any]:
        database = self.database
        text = sql(name, POSTGRESQL)
        started = time.monotonic()
        with database.wrap_database_errors:
            cursor = self._cursor()
            cursor.execute(text, values, prepare=True, binary=True)
        if database.queries_logged:
            # Counted like any other statement when somebody counts.
            database.queries_log.append({"sql": text, "time": f"{time.monotonic() - started:.3f}"})
        return cursor

    def _cursor(self) -> psycopg.Cursor[Any]:
        """Return psycopg's own cursor: Django's writes values into the text, so that nothing could be prepared."""
        database = self.database
        database.close_if_health_check_failed()
        database.ensure_connection()
        database.validate_no_broken_transaction()
        database.tell_now()  # type: ignore[attr-defined]  # ours: this cursor goes past Django's own, which would tell
        raw = database.connection
        kept: psycopg.Cursor[Any] | None = getattr(database, "_ledger_cursor", None)
        if kept is not None and kept.connection is raw:
            return kept
        if raw.prepare_threshold is None:
            raw.prepare_threshold = NEVER_BY_ITSELF
        cursor = psycopg.Cursor(raw)
        arrays.register(cursor.adapters)
        database._ledger_cursor = cursor  # type: ignore[attr-defined]
        return cursor


def _picker(chosen: list[int], count: int) -> Callable[[list[Any]], Sequence[Any]]:
    """Return what picks the created rows out of a column."""
    if len(chosen) == count:
        return lambda column: column
    if len(chosen) == 1:
        return lambda column: [column[chosen[0]]]
    return itemgetter(*chosen)
