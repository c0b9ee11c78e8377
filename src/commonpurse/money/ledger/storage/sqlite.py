"""Sets to and from SQLite: columns as one JSON text. The transaction is IMMEDIATE: one writer at a time."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from commonpurse.money.ledger.canonical import EPOCH, MICROSECOND
from commonpurse.money.ledger.columns import RequestColumns
from commonpurse.money.ledger.judge import Judgement, Recorded, Standing
from commonpurse.money.ledger.sql import SQLITE, sql
from commonpurse.money.ledger.storage.hashes import content_hashes


def lock(ids: Collection[str]) -> tuple[date | None, dict[str, Standing]]:
    """Read the accounts and the first day of the open period; the transaction has locked the file."""
    with connection.cursor() as cursor:
        cursor.execute(sql("lock", SQLITE), [json.dumps(list(ids))])
        found = cursor.fetchall()
    starts_on = found[0][-1] if found else None
    return starts_on and date.fromisoformat(starts_on), {row[0]: Standing(*row[1:10]) for row in found}


def read_recorded(ids: Collection[str]) -> dict[str, Recorded]:
    """Read the transfers that a set names and that are there already."""
    with connection.cursor() as cursor:
        cursor.execute(sql("recorded", SQLITE), [json.dumps(list(ids))])
        return {row[0]: Recorded(*row[1:]) for row in cursor.fetchall()}


def write(rows: RequestColumns, verdict: Judgement, by: UUID) -> None:
    """Write the created rows, the counters and the progress that they leave behind."""
    hashes = content_hashes(rows, verdict, by)
    moments = _Moments()
    actor = by.hex
    written = [
        (
            rows.id[i], rows.journal[i], rows.kind[i], rows.code[i], rows.debit_account[i], rows.credit_account[i],
            amount, rows.currency[i], rows.hold[i], rows.reverses[i], int(rows.is_final[i]), freed,
            moments[rows.expires_at[i]], int(rows.forced[i]), rows.authority[i], moments.day(rows.business_date[i]),
            moments[recorded_at], actor, debit_version, debit_balance, credit_version, credit_balance,
        )
        for i, amount, freed, recorded_at, debit_version, debit_balance, credit_version, credit_balance in zip(
            *verdict.columns, strict=True
        )
    ]  # fmt: skip
    pairs = zip((rows.request_hash[i] for i in verdict.created), hashes, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            sql("write_transfers", SQLITE),
            {"rows": json.dumps(written), "hashes": b"".join([a + b for a, b in pairs])},
        )
        if verdict.progress:
            progress = [
                (id, known.amount, known.settled, known.reversed, moments[known.resolved or None])
                for id, known in verdict.progress.items()
            ]
            cursor.execute(sql("write_progress", SQLITE), {"progress": json.dumps(progress)})
        accounts = [
            (id, a.debits, a.credits, a.pending, a.version, moments[a.last]) for id, a in verdict.accounts.items()
        ]
        cursor.execute(sql("write_accounts", SQLITE), {"accounts": json.dumps(accounts)})


class _Moments(dict[Any, Any]):
    """Moments and days in the form in which Django keeps them on SQLite; a set has few different ones."""

    def __init__(self) -> None:
        super().__init__({None: None})

    def __missing__(self, at: int) -> str:
        moment: datetime = EPOCH + at * MICROSECOND
        text = self[at] = moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        return text

    def day(self, day: date) -> str:
        text: str | None = self.get(day)
        if text is None:
            text = self[day] = day.isoformat()
        return text
