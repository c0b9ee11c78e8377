"""What happened on an account, a page at a time, and whether all accounts together balance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, Sum

from commonpurse.kernel.money import Money
from commonpurse.money.ledger.models import Account, Transfer
from commonpurse.money.ledger.rules import NormalSide, TransferKind

PAGE = 50
# Only what a line shows: on SQLite most of a page's time goes into turning text into ids.
SHOWN = (
    "id",
    "journal",
    "kind",
    "code",
    "debit_account_id",
    "credit_account_id",
    "amount_minor",
    "freed_minor",
    "business_date",
    "recorded_at",
    "debit_version",
    "debit_balance_minor",
    "credit_version",
    "credit_balance_minor",
)


@dataclass(frozen=True)
class StatementLine:
    """One entry of one account, with the posted balance after it.

    `amount` is what it did to the balance; a hold, and the end of one, moves nothing and shows in `pending` what it
    reserved (or freed, below zero). `other_account` is where the money came from or went, None where none moved.
    """

    transfer_id: UUID
    journal: UUID
    kind: TransferKind
    code: str
    other_account: UUID | None
    business_date: date
    recorded_at: datetime
    version: int
    amount: Money
    pending: Money
    balance: Money


def statement_page(account_id: UUID, before_version: int | None = None, limit: int = PAGE) -> list[StatementLine]:
    """Return up to `limit` entries of an account, newest first, those before `before_version` where it is given.

    Reads by (account, version), and each row carries the balance after it: a page costs the same however long the
    history is. The next page begins before the `version` of the last line.
    Raises: ObjectDoesNotExist when there is no such account.
    """
    account = Account.objects.get(id=account_id)
    before = account.version + 1 if before_version is None else before_version
    since = before - limit
    entries = Transfer.objects.filter(
        Q(debit_account=account_id, debit_version__gte=since, debit_version__lt=before)
        | Q(credit_account=account_id, credit_version__gte=since, credit_version__lt=before)
    )
    lines = [_line(account, *row) for row in entries.values_list(*SHOWN)]
    lines.sort(key=lambda line: line.version, reverse=True)
    return lines


def _line(
    account: Account,
    id: UUID,
    journal: UUID,
    kind: str,
    code: str,
    debit: UUID,
    credit: UUID | None,
    amount: int,
    freed: int,
    business_date: date,
    recorded_at: datetime,
    debit_version: int,
    debit_balance: int,
    credit_version: int | None,
    credit_balance: int | None,
) -> StatementLine:
    is_debit = debit == account.id
    pending = 0
    if is_debit:
        pending = {TransferKind.HOLD: amount, TransferKind.SETTLE: -amount - freed}.get(TransferKind(kind), -freed)
    moved = 0 if credit is None else amount
    if is_debit != (account.normal_side == NormalSide.DEBIT):
        moved = -moved
    # An entry on the credit side has its version and balance there, by constraint transfer_sides_counted.
    version, balance = (debit_version, debit_balance) if is_debit else (credit_version or 0, credit_balance or 0)
    return StatementLine(
        transfer_id=id,
        journal=journal,
        kind=TransferKind(kind),
        code=code,
        other_account=credit if is_debit else debit,
        business_date=business_date,
        recorded_at=recorded_at,
        version=version,
        amount=Money(moved, account.currency),
        pending=Money(pending, account.currency),
        balance=Money(balance, account.currency),
    )


@dataclass(frozen=True)
class TrialBalance:
    """All debits and credits of a currency. Their difference is zero at every commit, whoever wrote the rows."""

    debits: Money
    credits: Money

    @property
    def difference(self) -> Money:
        return self.debits - self.credits


def trial_balance() -> dict[str, TrialBalance]:
    """Return the sums over all accounts, by currency."""
    return {
        found["currency"]: TrialBalance(
            Money(int(found["debits"]), found["currency"]), Money(int(found["credits"]), found["currency"])
        )
        for found in Account.objects.order_by("currency")
        .values("currency")
        .annotate(debits=Sum("debits_posted_minor"), credits=Sum("credits_posted_minor"))
    }
