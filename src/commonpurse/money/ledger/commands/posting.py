from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import accumulate, pairwise
from typing import Literal
from uuid import UUID

from django.db import connection, transaction

from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.money.ledger import locks, storage
from commonpurse.money.ledger.columns import columns_of
from commonpurse.money.ledger.judge import RequestColumns, judge
from commonpurse.money.ledger.models import Transfer, TransferProgress
from commonpurse.money.ledger.rules import (
    LARGEST_SET,
    Journal,
    LedgerRefused,
    Outcome,
    Refusal,
    TransferCode,
    reverse_row,
)


def post_transfers(
    journals: Sequence[Journal], *, by: UUID, now: datetime, atomic: Literal["batch", "journal"] = "batch"
) -> list[Outcome]:
    """Judge and write a set of 1 to 10,000 rows; return the outcome of each row, in order.

    A journal stands or falls whole; with `batch` so does the set, with `journal` a refused journal is taken out and
    the others stand. Repeating a set changes nothing: its rows answer `exists`.
    Raises: MalformedRow, AccountNotLocked (faults of the program).
    """
    columns = columns_of(journals, business_date(now))
    if not 1 <= len(columns) <= LARGEST_SET or any(not journal.rows for journal in journals):
        raise ValueError(f"a set has 1 to {LARGEST_SET} rows, and a journal at least one")
    if atomic == "batch":
        units = [(0, len(columns))]
    else:
        units = list(pairwise(accumulate((len(journal.rows) for journal in journals), initial=0)))
    return post_columns(columns, units, by=by, now=now)


def post_columns(columns: RequestColumns, units: list[tuple[int, int]], *, by: UUID, now: datetime) -> list[Outcome]:
    wanted = set(columns.debit_account)
    wanted.update(id for id in columns.credit_account if id is not None)
    named = {*columns.id, *(id for id in columns.hold if id), *(id for id in columns.reverses if id)}
    with transaction.atomic():
        if locks.held(connection) is None:
            locks.begin(connection, wanted)
        else:
            locks.check(connection, wanted)
        open_from, accounts = storage.lock(wanted)
        recorded = storage.read_recorded(named)
        moment = storage.moment_out(now)
        verdict = judge(columns, units, accounts=accounts, recorded=recorded, open_from=open_from, now=moment)
        if verdict.created:
            storage.write(columns, verdict, accounts, recorded, by, moment)
    return verdict.outcomes


def post_journal(journal: Journal, *, by: UUID, now: datetime) -> None:
    """Post one journal, all or none. A journal that is there already is left as it is.

    Raises: LedgerRefused with the first refusal of its rows.
    """
    outcomes = post_transfers([journal], by=by, now=now)
    for row, outcome in zip(journal.rows, outcomes, strict=True):
        if isinstance(outcome, Refusal):
            raise LedgerRefused(outcome, row_id=row.id)


def reverse_transfer(
    *,
    id: UUID,
    reverses: UUID,
    code: TransferCode,
    by: UUID,
    now: datetime,
    amount: Money | None = None,
    authority: UUID | None = None,
    journal: UUID | None = None,
    business_date: date | None = None,
) -> None:
    """Move back a post or settle, or `amount` of it; without an amount, what is left of it.

    Raises: LedgerRefused (`reverses_not_found`, `not_reversible`, `exceeds_unreversed`, `would_overdraw`, ...).
    """
    original = Transfer.objects.filter(id=reverses).first()
    if original is None:
        raise LedgerRefused(Refusal.REVERSES_NOT_FOUND, row_id=id)
    if original.credit_account_id is None:
        raise LedgerRefused(Refusal.NOT_REVERSIBLE, row_id=id)
    with transaction.atomic():
        if amount is None:
            again = Transfer.objects.filter(id=id).first()
            progress = TransferProgress.objects.filter(transfer_id=reverses).first()
            left = original.amount_minor - (progress.reversed_minor if progress else 0)
            amount = Money(again.amount_minor if again else left, original.currency)
        row = reverse_row(
            id=id,
            reverses=reverses,
            debit_account=original.credit_account_id,
            credit_account=original.debit_account_id,
            amount=amount,
            code=code,
            authority=authority,
            business_date=business_date,
        )
        post_journal(Journal(journal or id, (row,)), by=by, now=now)
