"""Content hashes written out for speed; the tests compare them with canonical.content_hash."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

from commonpurse.money.ledger.canonical import TRANSFER_FORM
from commonpurse.money.ledger.columns import RequestColumns
from commonpurse.money.ledger.judge import Judgement


def content_hashes(rows: RequestColumns, verdict: Judgement, by: UUID) -> list[bytes]:
    """Hash each created row of a judged set, in their order."""
    kept, dates, asked = rows.kept, rows.business_date, rows.request_hash
    start, actor = f"{TRANSFER_FORM}\n", by.hex
    return [
        sha256(
            (
                f"{start}{kept[i]}\n{amount}\n{dates[i]}\n{freed}\n{recorded_at}\n{actor}\n{debit_version}\n"
                f"{debit_balance}\n{credit_version or ''}\n{'' if credit_balance is None else credit_balance}\n"
                f"{asked[i].hex()}"
            ).encode()
        ).digest()
        for i, amount, freed, recorded_at, debit_version, debit_balance, credit_version, credit_balance in zip(
            *verdict.columns, strict=True
        )
    ]


def content_head(rows: RequestColumns) -> str:
    """Write the canonical form of a set of one post or hold up to where the database goes on: its moment."""
    return f"{TRANSFER_FORM}\n{rows.kept[0]}\n{rows.amount_minor[0]}\n{rows.business_date[0]}\n0\n"
