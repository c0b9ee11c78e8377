"""How lines and payments meet in the ledger. Called inside the transaction of a verb, after its gate and its locks.

A line that is not known yet stands in suspense: bank → suspense for money in, suspense → bank for money out. A payment
that a line shows moves by the verbs of payments; a line that was in suspense is taken out of it first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.money.ledger.commands import (
    Journal,
    LedgerRefused,
    Refusal,
    TransferColumns,
    post_columns,
    post_journal,
    reverse_row,
)
from commonpurse.money.ledger.rules import LARGEST_SET, TransferCode
from commonpurse.money.payments.commands import return_payment, settle_payment
from commonpurse.money.payments.models import DebtorAccount, Payment
from commonpurse.money.reconciliation.models import Match, MatchPart, StatementLine
from commonpurse.money.reconciliation.rules import (
    Found,
    LineKind,
    MatchKind,
    ReconciliationRefused,
)
from commonpurse.parties.partners.models import Member

# Rows of one INSERT: SQLite takes at most 32,766 values in a statement, a line has 27.
LINES_A_STATEMENT = 500


class Suspended(NamedTuple):
    """What of a line its row in suspense needs: a hundred thousand of them are held at once."""

    transfer: UUID
    line: UUID
    code: TransferCode
    amount_minor: int
    on: date

    @classmethod
    def of(cls, line: StatementLine) -> Suspended:
        assert line.suspense_transfer is not None, "a line of zero moves nothing"  # noqa: S101
        return cls(line.suspense_transfer, line.id, _code(line), line.amount_minor, line.booked_on)


def post_to_suspense(rows: Sequence[Suspended], account: DebtorAccount, *, by: UUID, now: datetime) -> None:
    """Put lines into suspense, thousands in one set.

    Raises: ReconciliationRefused (`period_closed`), LedgerRefused.
    """
    bank, suspense = account.bank_account_id, account.suspense_account_id
    for start in range(0, len(rows), LARGEST_SET):
        part = rows[start : start + LARGEST_SET]
        outcomes = post_columns(
            TransferColumns(
                id=[row.transfer for row in part],
                code=[row.code for row in part],
                debit_account=[bank if row.amount_minor > 0 else suspense for row in part],
                credit_account=[suspense if row.amount_minor > 0 else bank for row in part],
                amount_minor=[abs(row.amount_minor) for row in part],
                currency=account.currency,
                authority=[row.line for row in part],
                business_date=[row.on for row in part],
            ),
            by=by,
            now=now,
        )
        for outcome in outcomes:
            if outcome == Refusal.PERIOD_CLOSED:
                raise ReconciliationRefused(
                    "The books are closed for days on this statement. Ask who closed them.", code="period_closed"
                )
            if isinstance(outcome, Refusal):
                raise LedgerRefused(outcome)


def _code(line: StatementLine) -> TransferCode:
    if line.kind == LineKind.DIFFERENCE:
        return TransferCode.STATEMENT_DIFFERENCE
    return TransferCode.MONEY_IN if line.is_money_in else TransferCode.STATEMENT_DEBIT


def take_out_of_suspense(
    line: StatementLine, match: Match, account: DebtorAccount, *, by: UUID, now: datetime, on: date
) -> None:
    """Move a line's money back from suspense, so that what it turned out to be can be booked."""
    if line.suspense_transfer is None or match.freed_transfer is None:
        return
    bank, suspense = account.bank_account_id, account.suspense_account_id
    row = reverse_row(
        id=match.freed_transfer,
        reverses=line.suspense_transfer,
        debit_account=suspense if line.is_money_in else bank,
        credit_account=bank if line.is_money_in else suspense,
        amount=Money(abs(line.amount_minor), line.currency),
        code=_code(line),
        authority=match.id,
        business_date=on,
    )
    post_journal(Journal(match.id, (row,)), by=by, now=now)


def move_payments(found: Found, line: StatementLine, *, by: Member, now: datetime, on: date) -> None:
    """Say of each payment of a match that the line shows it as paid, or as come back.

    Raises: PaymentRefused, LedgerRefused.
    """
    payments = Payment.objects.in_bulk([part.payment for part in found.parts])
    for part in found.parts:
        payment = payments[part.payment]
        if found.kind is MatchKind.PAYMENT:
            settle_payment(by=by, payment=payment, settled_on=on, source_id=line.id, now=now)
        else:
            return_payment(
                by=by,
                payment=payment,
                amount=Money(part.amount_minor, line.currency),
                came_on=on,
                source_id=line.id,
                now=now,
                code=line.return_reason,
            )


def new_match(line: StatementLine, found: Found, *, by: Member, now: datetime, is_automatic: bool) -> Match:
    """Make the match of a line with payments, not yet kept."""
    return Match(
        id=new_id(),
        line=line,
        kind=found.kind.value,
        rule=found.rule.value,
        score=found.score,
        is_automatic=is_automatic,
        freed_transfer=new_id() if line.suspense_transfer is not None else None,
        made_at=now,
        made_by=by,
    )


def keep_match(match: Match, found: Found, person_of: Mapping[UUID, UUID]) -> None:
    """Keep a match and its payments; `person_of` says of each payment whose it is."""
    match.save(force_insert=True)
    MatchPart.objects.bulk_create(
        MatchPart(
            person_id=person_of[part.payment], match=match, payment_id=part.payment, amount_minor=part.amount_minor
        )
        for part in found.parts
    )


def is_refusal_of_day(refusal: Refused) -> bool:
    """Tell whether the ledger said no because the books of that day are closed: then today is the day to book it."""
    return refusal.code == Refusal.PERIOD_CLOSED.value
