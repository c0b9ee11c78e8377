from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import accumulate
from typing import Literal
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, IntegrityError, connections, transaction

from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date as business_date_of
from commonpurse.money.ledger import locks
from commonpurse.money.ledger.canonical import micros
from commonpurse.money.ledger.columns import (
    RequestColumns,
    TransferColumns,
    columns_of,
    request_columns,
    request_of,
    units_of,
)
from commonpurse.money.ledger.constraints import constraint_name
from commonpurse.money.ledger.judge import Judgement, judge
from commonpurse.money.ledger.models import Transfer, TransferProgress
from commonpurse.money.ledger.rules import (
    CREATED,
    Journal,
    LedgerRefused,
    MalformedRow,
    Outcome,
    Refusal,
    TransferCode,
    reverse_row,
)
from commonpurse.money.ledger.storage import may_be_one_statement, storage

Atomic = Literal["batch", "journal"]
SAYS_THAT_AN_ID_IS_TAKEN = {"transfer_pk", "transfer_amount_key", "ledger_transfer_append_only"}


def post_transfers(journals: Sequence[Journal], *, by: UUID, now: datetime, atomic: Atomic = "batch") -> list[Outcome]:
    """Judge and write a set of 1 to 10,000 rows; return the outcome of each row, in order.

    A journal stands or falls whole; with `batch` so does the set, with `journal` a refused journal is taken out and
    the others stand. Each row is judged as if every good row before it had been applied. Repeating a set changes
    nothing: its rows answer `exists`. The number of SQL statements is the same for any size.
    Raises: MalformedRow, AccountNotLocked (faults of the program).
    """
    if not all(journal.rows for journal in journals):
        raise MalformedRow("a journal has at least one row")
    today = business_date_of(now)
    if len(journals) == 1 and len(journals[0].rows) == 1:
        rows = request_of(journals[0].rows[0], journals[0].id, today)
    else:
        rows = request_columns(columns_of(journals), today)
    ends = list(accumulate(len(journal.rows) for journal in journals))
    units = zip([0, *ends], ends, strict=False)
    return _post_set(rows, by, now, [(0, len(rows))] if atomic == "batch" else list(units))


def post_columns(columns: TransferColumns, *, by: UUID, now: datetime, atomic: Atomic = "batch") -> list[Outcome]:
    """Do what `post_transfers` does, for a big set that the caller has as columns."""
    rows = request_columns(columns, business_date_of(now))
    return _post_set(rows, by, now, [(0, len(rows))] if atomic == "batch" else units_of(rows))


def _post_set(rows: RequestColumns, by: UUID, now: datetime, units: list[tuple[int, int]]) -> list[Outcome]:
    """Post the rows; each unit, from a start to an end, stands or falls whole."""
    connection = connections[DEFAULT_DB_ALIAS]
    wanted = {id for id in (*rows.debit_account, *rows.credit_account) if id is not None}
    is_nested = connection.in_atomic_block
    if is_nested:
        locks.take(connection, wanted)
    if may_be_one_statement(rows) and storage().post_one(rows, by, now):
        return [CREATED]
    if not is_nested and not any(rows.hold) and not any(rows.reverses):
        # New ids are the rule: look for them only when the database says that one of them is there already.
        try:
            with transaction.atomic():
                return _post(rows, units, wanted, by, now, look_first=False)
        except IntegrityError as error:
            if constraint_name(error) not in SAYS_THAT_AN_ID_IS_TAKEN:
                raise
    # Without a savepoint: what can go wrong in here is a fault, and then the whole transaction must go.
    with transaction.atomic(savepoint=False):
        return _post(rows, units, wanted, by, now, look_first=True)


def _post(
    rows: RequestColumns,
    units: list[tuple[int, int]],
    wanted: set[str],
    by: UUID,
    now: datetime,
    *,
    look_first: bool,
) -> list[Outcome]:
    database = storage()

    def judged(look: bool) -> Judgement:
        open_from, accounts = database.lock(wanted)
        named = {id for id in (*rows.id, *rows.hold, *rows.reverses) if id is not None} if look else set()
        return judge(
            rows,
            units,
            accounts=accounts,
            recorded=database.read_recorded(named) if look else {},
            open_from=open_from,
            now=micros(now),
        )

    verdict = judged(look_first)
    if not look_first and len(verdict.created) < len(rows):
        # A repeat is answered before any refusal, so who is refused must be known not to be one.
        verdict = judged(True)
    if verdict.created:
        database.write(rows, verdict, by)
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
