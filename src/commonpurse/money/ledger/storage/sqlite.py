"""Sets to and from SQLite: columns as one JSON text. The transaction is IMMEDIATE: one writer at a time."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper

from commonpurse.money.ledger.canonical import EPOCH, MICROSECOND
from commonpurse.money.ledger.columns import RequestColumns
from commonpurse.money.ledger.judge import HOLD, Judgement, Recorded, Standing
from commonpurse.money.ledger.sql import SQLITE, sql
from commonpurse.money.ledger.storage.found import LedgerNotMade, standings
from commonpurse.money.ledger.storage.hashes import content_hashes, content_head


class SqliteStorage:
    def __init__(self, database: BaseDatabaseWrapper) -> None:
        self.database = database

    def ready(self) -> None:
        """Make the connection ready for statements that use functions of ours."""
        self._driver()

    def lock(self, ids: Collection[str]) -> tuple[date | None, dict[str, Standing]]:
        """Read the open period and the accounts; the transaction has locked the file."""
        found = self._execute("lock", {"ids": json.dumps(list(ids))})
        if not found:
            raise LedgerNotMade
        starts_on, accounts = standings(found)
        return starts_on and date.fromisoformat(starts_on), accounts

    def read_recorded(self, ids: Collection[str]) -> dict[str, Recorded]:
        """Read the transfers that a set names and that are there already."""
        found = self._execute("recorded", {"ids": json.dumps(list(ids))})
        return {row[0]: Recorded(*row[1:]) for row in found}

    def write(self, rows: RequestColumns, verdict: Judgement, by: UUID) -> None:
        """Write the created rows, the counters and the progress that they leave behind."""
        hashes = content_hashes(rows, verdict, by)
        moments = _Texts(_moment)
        days = _Texts(date.isoformat)
        actor = by.hex
        written = [
            (
                rows.id[i], rows.journal[i], rows.kind[i], rows.code[i], rows.debit_account[i], rows.credit_account[i],
                amount, rows.currency[i], rows.hold[i], rows.reverses[i], int(rows.is_final[i]), freed,
                moments[rows.expires_at[i]], int(rows.forced[i]), rows.authority[i], days[rows.business_date[i]],
                moments[recorded_at], actor, debit_version, debit_balance, credit_version, credit_balance,
            )
            for i, amount, freed, recorded_at, debit_version, debit_balance, credit_version, credit_balance in zip(
                *verdict.columns, strict=True
            )
        ]  # fmt: skip
        pairs = zip((rows.request_hash[i] for i in verdict.created), hashes, strict=True)
        self._execute("write_transfers", {"rows": json.dumps(written), "hashes": b"".join([a + b for a, b in pairs])})
        if verdict.progress:
            progress = [
                (id, known.amount, known.settled, known.reversed, moments[known.resolved or None])
                for id, known in verdict.progress.items()
            ]
            self._execute("write_progress", {"progress": json.dumps(progress)})
        accounts = [
            (id, account.debits, account.credits, account.pending, account.version, moments[account.last])
            for id, account in verdict.accounts.items()
        ]
        self._execute("write_accounts", {"accounts": json.dumps(accounts)})

    def post_one(self, rows: RequestColumns, by: UUID, now: datetime) -> bool:
        """Write a set of one post or hold if everything is well with it; else touch nothing.

        Returns whether it was written. When not, the ordinary way finds out why.
        """
        kind, amount = rows.kind[0], rows.amount_minor[0]
        expires_at = rows.expires_at[0]
        values = {
            "id": rows.id[0],
            "journal": rows.journal[0],
            "kind": kind,
            "code": rows.code[0],
            "debit": rows.debit_account[0],
            "credit": rows.credit_account[0],
            "amount": amount,
            "posted": 0 if kind == HOLD else amount,
            "currency": rows.currency[0],
            "expires_at": None if expires_at is None else _moment(expires_at),
            "forced": int(rows.forced[0]),
            "authority": rows.authority[0],
            "business_date": rows.business_date[0].isoformat(),
            "now": str(now.astimezone(UTC).replace(tzinfo=None)),
            "recorded_by": by.hex,
            "request_hash": rows.request_hash[0],
            "head": content_head(rows),
            "by": f"\n{by.hex}\n",
            "tail": f"\n{rows.request_hash[0].hex()}",
        }
        if self.database.in_atomic_block:
            return self._post_one(values)
        with self.database.wrap_database_errors:
            raw = self._driver()
            # A transaction of its own, without the cost of Django's block around it.
            raw.execute("BEGIN IMMEDIATE")
            try:
                written = self._post_one(values)
                raw.execute("COMMIT")
            except BaseException:
                raw.execute("ROLLBACK")
                raise
        return written

    def _post_one(self, values: dict[str, Any]) -> bool:
        inserted = self._execute("post_one", values)
        if not inserted:
            return False
        values["recorded_at"] = inserted[0][0]
        self._execute("move_one", values)
        if values["kind"] == HOLD:
            self._execute("hold_one", values)
        return True

    def _execute(self, name: str, values: Mapping[str, Any]) -> list[Any]:
        database = self.database
        text = sql(name, SQLITE)
        started = time.monotonic()
        with database.wrap_database_errors:
            found = self._driver().execute(text, values).fetchall()
        if database.queries_logged:
            # Counted like any other statement when somebody counts.
            database.queries_log.append({"sql": text, "time": f"{time.monotonic() - started:.3f}"})
        return found

    def _driver(self) -> sqlite3.Connection:
        """Return the driver's own connection: a movement is so short that Django's cursor would cost a third of it."""
        database = self.database
        database.ensure_connection()
        database.validate_no_broken_transaction()
        raw: sqlite3.Connection = database.connection
        if getattr(database, "_ledger_driver", None) is not raw:
            raw.create_function("sha256", 1, _sha256, deterministic=True)
            database._ledger_driver = raw  # type: ignore[attr-defined]
        return raw


def _sha256(text: str) -> bytes:
    """SQLite has no SHA-256 of its own."""
    return sha256(text.encode()).digest()


def _moment(at: int) -> str:
    """Write microseconds since 1970 as Django keeps a moment on SQLite: as text it sorts like the moment itself."""
    return str((EPOCH + at * MICROSECOND).replace(tzinfo=None))


class _Texts(dict[Any, str | None]):
    """Moments or days as text, each written once: a set has few different ones."""

    def __init__(self, write: Callable[[Any], str]) -> None:
        super().__init__({None: None})
        self.write = write

    def __missing__(self, value: Any) -> str:
        text = self[value] = self.write(value)
        return text
