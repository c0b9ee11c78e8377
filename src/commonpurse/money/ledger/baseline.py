"""Raw SQL that the benchmark holds the ledger against: the same rows into the same tables, by the driver alone."""

from __future__ import annotations

import sqlite3
from collections import Counter
from typing import Any
from uuid import UUID

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper

from commonpurse.kernel.identity import new_id
from commonpurse.money.ledger.sql import POSTGRESQL, sql

AT = "2026-11-20 12:00:00"
DAY = "2026-11-20"
ACTOR = UUID("01930000-0000-7000-8000-000000000001")
HASH = b"\0" * 32


def baseline_of(connection: BaseDatabaseWrapper) -> Any:
    """Return the baseline of this connection's database, on a connection of its own."""
    connection.ensure_connection()
    if connection.vendor == POSTGRESQL:
        return PostgresqlBaseline(connection.connection.info.dsn)
    return SqliteBaseline(str(connection.settings_dict["NAME"]))


class PostgresqlBaseline:
    def __init__(self, dsn: str) -> None:
        self.connection = psycopg.connect(dsn, autocommit=True)
        self.cursor = self.connection.cursor()

    def post_one(self, debit: UUID, credit: UUID) -> None:
        """One transfer in one statement of its own transaction."""
        self.cursor.execute(
            sql("baseline_one", POSTGRESQL),
            {
                "id": new_id(),
                "journal": new_id(),
                "debit": debit,
                "credit": credit,
                "amount": 1,
                "day": DAY,
                "at": AT + "+00",
                "by": ACTOR,
                "hash": HASH,
            },
        )
        if self.cursor.rowcount != 1:
            raise RuntimeError("the baseline wrote nothing")

    def prepare_batch(self, ids: list[UUID], debits: list[UUID], credits: list[UUID]) -> Any:
        """Make the text of the COPY and the new counters beforehand: none of it is timed."""
        found = self.cursor.execute(
            "SELECT id, debits_posted_minor, credits_posted_minor, version FROM ledger_account WHERE id = ANY (%s)",
            [list({*debits, *credits})],
        )
        accounts = {row[0]: list(row[1:]) for row in found.fetchall()}
        lines = []
        empty = "\\N"
        hash = "\\\\x" + HASH.hex()
        for id, debit, credit in zip(ids, debits, credits, strict=True):
            _move(accounts[debit], accounts[credit])
            d, c = accounts[debit], accounts[credit]
            lines.append(
                f"{id}\t{id}\tpost\tallocation\t{debit}\t{credit}\t1\tGBP\t{empty}\t{empty}\tf\t0\t{empty}\tf\t{empty}\t"
                f"{DAY}\t{AT}+00\t{ACTOR}\t{d[2]}\t{d[1] - d[0]}\t{c[2]}\t{c[1] - c[0]}\t{hash}\t{hash}\n"
            )
        columns = zip(*((id, *counters) for id, counters in accounts.items()), strict=True)
        return "".join(lines).encode(), [list(column) for column in columns]

    def post_batch(self, prepared: Any) -> None:
        """COPY and one UPDATE in one transaction."""
        text, columns = prepared
        with self.connection.transaction():
            with self.cursor.copy("COPY ledger_transfer FROM STDIN") as copy:
                copy.write(text)
            self.cursor.execute(sql("baseline_update", POSTGRESQL), columns)

    def balance(self, account: UUID) -> object:
        return self.cursor.execute(sql("baseline_balance", POSTGRESQL), [account]).fetchall()

    def page(self, account: UUID, before: int, limit: int) -> object:
        asked = {"account": account, "before": before, "from": before - limit}
        return self.cursor.execute(sql("baseline_page", POSTGRESQL), asked).fetchall()


class SqliteBaseline:
    def __init__(self, path: str) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None, timeout=20)
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON"):
            self.connection.execute(f"PRAGMA {pragma}")
        self.statements = sql("baseline_one", "sqlite").split(";")[:3]

    def post_one(self, debit: UUID, credit: UUID) -> None:
        """One transfer: BEGIN IMMEDIATE, two counters forward, the row in, COMMIT."""
        run = self.connection.execute
        move_debit, move_credit, insert = self.statements
        run("BEGIN IMMEDIATE")
        d = run(move_debit, (AT, debit.hex)).fetchone()
        c = run(move_credit, (AT, credit.hex)).fetchone()
        run(
            insert,
            (new_id().hex, new_id().hex, debit.hex, credit.hex, DAY, AT, ACTOR.hex, *d, *c, HASH, HASH),
        )
        run("COMMIT")

    def prepare_batch(self, ids: list[UUID], debits: list[UUID], credits: list[UUID]) -> Any:
        """Make the rows and the changes of counters beforehand: none of it is timed."""
        accounts = {
            row[0]: list(row[1:])
            for row in self.connection.execute(
                "SELECT id, debits_posted_minor, credits_posted_minor, version FROM ledger_account"
            )
        }
        rows = []
        for id, debit, credit in zip(ids, debits, credits, strict=True):
            d, c = accounts[debit.hex], accounts[credit.hex]
            _move(d, c)
            rows.append(
                (
                    id.hex, id.hex, "post", "allocation", debit.hex, credit.hex, 1, "GBP", None, None, 0, 0, None, 0,
                    None, DAY, AT, ACTOR.hex, d[2], d[1] - d[0], c[2], c[1] - c[0], HASH, HASH,
                )
            )  # fmt: skip
        changed = Counter(id.hex for id in (*debits, *credits))
        return rows, [(id, *accounts[id]) for id in changed]

    def post_batch(self, prepared: Any) -> None:
        """`executemany`, then one UPDATE FROM a table of the new counters."""
        rows, accounts = prepared
        run = self.connection
        run.execute("CREATE TEMP TABLE IF NOT EXISTS counters (id TEXT PRIMARY KEY, debits, credits, version)")
        run.execute("BEGIN IMMEDIATE")
        run.execute("DELETE FROM temp.counters")
        run.executemany(sql("baseline_rows", "sqlite"), rows)
        run.executemany("INSERT INTO temp.counters VALUES (?, ?, ?, ?)", accounts)
        run.execute(sql("baseline_update", "sqlite"), (AT,))
        run.execute("COMMIT")

    def balance(self, account: UUID) -> object:
        return self.connection.execute(sql("baseline_balance", "sqlite"), [account.hex]).fetchall()

    def page(self, account: UUID, before: int, limit: int) -> object:
        asked = {"account": account.hex, "before": before, "from": before - limit}
        return self.connection.execute(sql("baseline_page", "sqlite"), asked).fetchall()


def _move(debit: list[int], credit: list[int]) -> None:
    """Move one minor unit between two rows of (debits, credits, version)."""
    debit[0] += 1
    debit[2] += 1
    credit[1] += 1
    credit[2] += 1
