"""Rows as columns: a set travels to the database as columns, not as objects."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from commonpurse.money.ledger import storage
from commonpurse.money.ledger.canonical import request_hash
from commonpurse.money.ledger.judge import RequestColumns
from commonpurse.money.ledger.rules import Journal, check_shape


def columns_of(journals: Sequence[Journal], today: date) -> RequestColumns:
    """Turn rows into columns. A row without a business date gets today's; its request hash keeps that it had none."""
    columns = RequestColumns(*([] for _ in RequestColumns.__dataclass_fields__))
    for journal in journals:
        for row in journal.rows:
            check_shape(row)
            columns.id.append(row.id.hex)
            columns.journal.append(journal.id.hex)
            columns.kind.append(row.kind)
            columns.code.append(row.code)
            columns.debit_account.append(row.debit_account.hex)
            columns.credit_account.append(row.credit_account.hex if row.credit_account else None)
            columns.amount_minor.append(row.amount_minor)
            columns.currency.append(row.currency)
            columns.hold.append(row.hold.hex if row.hold else None)
            columns.reverses.append(row.reverses.hex if row.reverses else None)
            columns.is_final.append(row.is_final)
            columns.expires_at.append(storage.moment_out(row.expires_at) if row.expires_at else None)
            columns.forced.append(row.forced)
            columns.authority.append(row.authority.hex if row.authority else None)
            columns.business_date.append(row.business_date or today)
            columns.request_hash.append(
                request_hash(
                    (
                        row.id,
                        journal.id,
                        row.kind,
                        row.code,
                        row.debit_account,
                        row.credit_account,
                        row.amount_minor,
                        row.currency,
                        row.hold,
                        row.reverses,
                        row.is_final,
                        row.expires_at,
                        row.forced,
                        row.authority,
                        row.business_date,
                    )
                )
            )
    return columns
