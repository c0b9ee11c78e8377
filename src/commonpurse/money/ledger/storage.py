"""Carry sets to and from the database: lock and read, then write."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connection

from commonpurse.money.ledger.canonical import EPOCH, MICROSECOND, TRANSFER_FORM
from commonpurse.money.ledger.judge import Judgement, Recorded, RequestColumns, Standing
from commonpurse.money.ledger.sql import POSTGRESQL, sql

SQLITE_MOMENT = "%Y-%m-%d %H:%M:%S.%f"


def moment_out(moment: datetime) -> Any:
    """Give a moment the form in which this database keeps it, such that later ones compare greater."""
    if connection.vendor == POSTGRESQL:
        return moment
    return moment.astimezone(UTC).strftime(SQLITE_MOMENT)


def moment_in(kept: Any) -> datetime:
    if isinstance(kept, datetime):
        return kept
    return datetime.strptime(kept, SQLITE_MOMENT).replace(tzinfo=UTC)


def id_list(ids: Collection[str]) -> Any:
    return list(ids) if connection.vendor == POSTGRESQL else json.dumps(list(ids))


def lock(ids: Collection[str]) -> tuple[date | None, dict[str, Standing]]:
    """Lock the open period (shared), then the accounts in the order of their ids; return its first day and them."""
    with connection.cursor() as cursor:
        cursor.execute(sql("lock", connection.vendor), [id_list(ids)])
        accounts = {
            row[0]: Standing(row[1], bool(row[2]), bool(row[3]), row[4], row[5], row[6], row[7], row[8], bool(row[9]))
            for row in cursor.fetchall()
        }
        cursor.execute(sql("open_from", connection.vendor))
        found = cursor.fetchone()
    if found is None:
        raise RuntimeError("the ledger has no open period: its migrations have not run, or its table was emptied")
    starts_on = date.fromisoformat(found[0]) if isinstance(found[0], str) else found[0]
    return starts_on, accounts


def read_recorded(ids: Collection[str]) -> dict[str, Recorded]:
    with connection.cursor() as cursor:
        cursor.execute(sql("recorded", connection.vendor), [id_list(ids)])
        return {
            row[0]: Recorded(row[1], row[2], row[3], row[4], bytes(row[5]), row[6], row[7], bool(row[8]))
            for row in cursor.fetchall()
        }


def write(
    rows: RequestColumns,
    verdict: Judgement,
    accounts: dict[str, Standing],
    recorded: dict[str, Recorded],
    by: UUID,
    now: Any,
) -> None:
    """Write the created rows, the counters and the progress that they leave behind."""
    hashes = content_hashes(rows, verdict, by)
    touched = sorted(verdict.touched_accounts)
    progress = [(id, recorded[id]) for id in sorted(verdict.touched_progress)]
    chosen = verdict.created
    with connection.cursor() as cursor:
        if connection.vendor == POSTGRESQL:
            pick = {
                name: [getattr(rows, name)[i] for i in chosen]
                for name in (
                    "id",
                    "journal",
                    "kind",
                    "code",
                    "debit_account",
                    "credit_account",
                    "currency",
                    "hold",
                    "reverses",
                    "is_final",
                    "expires_at",
                    "forced",
                    "authority",
                    "business_date",
                    "request_hash",
                )
            }
            pick["kind"] = [str(kind) for kind in pick["kind"]]
            pick["code"] = [str(code) for code in pick["code"]]
            cursor.execute(
                sql("write", POSTGRESQL),
                pick
                | {
                    "recorded_by": by,
                    "amount": verdict.amount_minor,
                    "freed": verdict.freed_minor,
                    "recorded_at": verdict.recorded_at,
                    "debit_version": verdict.debit_version,
                    "debit_balance": verdict.debit_balance,
                    "credit_version": verdict.credit_version,
                    "credit_balance": verdict.credit_balance,
                    "content_hash": hashes,
                    "progress_id": [id for id, _ in progress],
                    "progress_amount": [p.amount for _, p in progress],
                    "progress_settled": [p.settled for _, p in progress],
                    "progress_reversed": [p.reversed for _, p in progress],
                    "progress_resolved_at": [now if p.resolved else None for _, p in progress],
                    "account_id": touched,
                    "account_debits": [accounts[id].debits for id in touched],
                    "account_credits": [accounts[id].credits for id in touched],
                    "account_pending": [accounts[id].pending for id in touched],
                    "account_version": [accounts[id].version for id in touched],
                    "account_last": [accounts[id].last for id in touched],
                },
            )
            return
        cursor.executemany(
            sql("write_transfers", connection.vendor),
            [
                (
                    rows.id[i],
                    rows.journal[i],
                    rows.kind[i],
                    rows.code[i],
                    rows.debit_account[i],
                    rows.credit_account[i],
                    verdict.amount_minor[n],
                    rows.currency[i],
                    rows.hold[i],
                    rows.reverses[i],
                    rows.is_final[i],
                    verdict.freed_minor[n],
                    rows.expires_at[i],
                    rows.forced[i],
                    rows.authority[i],
                    rows.business_date[i].isoformat(),
                    verdict.recorded_at[n],
                    by.hex,
                    verdict.debit_version[n],
                    verdict.debit_balance[n],
                    verdict.credit_version[n],
                    verdict.credit_balance[n],
                    rows.request_hash[i],
                    hashes[n],
                )
                for n, i in enumerate(chosen)
            ],
        )
        if progress:
            cursor.executemany(
                sql("write_progress", connection.vendor),
                [(id, p.amount, p.settled, p.reversed, now if p.resolved else None) for id, p in progress],
            )
        cursor.executemany(
            sql("write_accounts", connection.vendor),
            [
                (a.debits, a.credits, a.pending, a.version, a.last, id)
                for id, a in ((id, accounts[id]) for id in touched)
            ],
        )


def content_hashes(rows: RequestColumns, verdict: Judgement, by: UUID) -> list[bytes]:
    """Hash each created row over the form of canonical.py, written out here for speed and compared in the tests."""
    micros: dict[Any, int | str] = {None: ""}

    def moment(kept: Any) -> int | str:
        known = micros.get(kept)
        if known is None:
            known = micros[kept] = (moment_in(kept) - EPOCH) // MICROSECOND
        return known

    return [
        sha256(
            (
                f"{TRANSFER_FORM}\n{rows.id[i]}\n{rows.journal[i]}\n{rows.kind[i]}\n{rows.code[i]}\n"
                f"{rows.debit_account[i]}\n{rows.credit_account[i] or ''}\n{verdict.amount_minor[n]}\n"
                f"{rows.currency[i]}\n{rows.hold[i] or ''}\n{rows.reverses[i] or ''}\n{rows.is_final[i]:d}\n"
                f"{moment(rows.expires_at[i])}\n{rows.forced[i]:d}\n{rows.authority[i] or ''}\n"
                f"{rows.business_date[i]}\n{verdict.freed_minor[n]}\n{moment(verdict.recorded_at[n])}\n{by.hex}\n"
                f"{verdict.debit_version[n]}\n{verdict.debit_balance[n]}\n"
                f"{'' if verdict.credit_version[n] is None else verdict.credit_version[n]}\n"
                f"{'' if verdict.credit_balance[n] is None else verdict.credit_balance[n]}\n"
                f"{rows.request_hash[i].hex()}"
            ).encode()
        ).digest()
        for n, i in enumerate(verdict.created)
    ]
