"""The one definition of a balance, and every other question about money."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, Sum

from commonpurse.kernel.money import Money
from commonpurse.money.ledger.models import Account, Transfer, TransferProgress
from commonpurse.money.ledger.rules import TransferKind


@dataclass(frozen=True)
class Balance:
    """What an account holds. `available` = `posted` - `pending`."""

    posted: Money
    pending: Money
    available: Money


def _balance(account: Account) -> Balance:
    minor = account.credits_posted_minor - account.debits_posted_minor
    posted = Money(-minor if account.normal_side == "debit" else minor, account.currency)
    pending = Money(account.debits_pending_minor, account.currency)
    return Balance(posted, pending, posted - pending)


def balance_of(account_id: UUID) -> Balance:
    """Return what the account holds now. Raises Account.DoesNotExist."""
    return _balance(Account.objects.get(id=account_id))


def balances_of(ids: Iterable[UUID]) -> dict[UUID, Balance]:
    """Return what each account holds now; an id that is no account is left out."""
    return {account.id: _balance(account) for account in Account.objects.filter(id__in=list(ids))}


def hold_remaining(hold_ids: Iterable[UUID]) -> dict[UUID, Money]:
    """Return what is still reserved by each hold; zero when it was used up or freed."""
    return {
        progress.transfer_id: Money(
            0 if progress.resolved_at else progress.amount_minor - progress.settled_minor,
            progress.transfer.currency,
        )
        for progress in TransferProgress.objects.filter(
            transfer_id__in=list(hold_ids), transfer__kind="hold"
        ).select_related("transfer")
    }


@dataclass(frozen=True)
class Turnover:
    """All that was ever posted to an account, by side. A reversal counts on the other side and takes nothing off."""

    debits: Money
    credits: Money


def turnovers_of(ids: Iterable[UUID]) -> dict[UUID, Turnover]:
    """Return what was posted to each account on either side; an id that is no account is left out."""
    return {
        account.id: Turnover(
            Money(account.debits_posted_minor, account.currency), Money(account.credits_posted_minor, account.currency)
        )
        for account in Account.objects.filter(id__in=list(ids))
    }


@dataclass(frozen=True)
class Movement:
    """One posted row (a post, a settle or a reversal) and how much of it has been reversed since."""

    kind: TransferKind
    amount: Money
    reversed: Money
    business_date: date
    recorded_at: datetime

    @property
    def left(self) -> Money:
        return self.amount - self.reversed


def movements_of(ids: Iterable[UUID]) -> dict[UUID, Movement]:
    """Return each row that moved money; an id that is not there, or that only reserved or freed, is left out."""
    rows = Transfer.objects.filter(id__in=list(ids), credit_account__isnull=False)
    reversed_minor = dict(
        TransferProgress.objects.filter(transfer__in=rows.values("id")).values_list("transfer_id", "reversed_minor")
    )
    return {
        row.id: Movement(
            kind=TransferKind(row.kind),
            amount=Money(row.amount_minor, row.currency),
            reversed=Money(reversed_minor.get(row.id, 0), row.currency),
            business_date=row.business_date,
            recorded_at=row.recorded_at,
        )
        for row in rows
    }


@dataclass(frozen=True)
class StatementLine:
    """One entry of one account, with the posted balance after it. `amount` is what it did to the balance: a hold,
    and the end of one, moves nothing (zero), and shows what it reserved or freed in `pending`."""

    transfer: Transfer
    version: int
    amount: Money
    pending: Money
    balance: Money


def statement_page(account_id: UUID, before_version: int | None = None, limit: int = 50) -> list[StatementLine]:
    """Return up to `limit` entries of an account, newest first, those before `before_version` where it is given."""
    account = Account.objects.get(id=account_id)
    start = account.version + 1 if before_version is None else before_version
    entries = Transfer.objects.filter(
        Q(debit_account=account_id, debit_version__lt=start, debit_version__gte=start - limit)
        | Q(credit_account=account_id, credit_version__lt=start, credit_version__gte=start - limit)
    )
    lines = [_line(account, transfer) for transfer in entries]
    return sorted(lines, key=lambda line: -line.version)


def _line(account: Account, transfer: Transfer) -> StatementLine:
    currency = account.currency
    is_debit = transfer.debit_account_id == account.id
    version = transfer.debit_version if is_debit else transfer.credit_version
    balance = transfer.debit_balance_minor if is_debit else transfer.credit_balance_minor
    moved = 0 if transfer.credit_account_id is None else transfer.amount_minor
    if is_debit != (account.normal_side == "debit"):
        moved = -moved
    pending = 0
    if is_debit and transfer.kind == "hold":
        pending = transfer.amount_minor
    elif is_debit and transfer.hold_id is not None:
        pending = -transfer.freed_minor - (transfer.amount_minor if transfer.kind == "settle" else 0)
    if version is None or balance is None:
        raise AssertionError("constraint transfer_sides_counted")
    return StatementLine(transfer, version, Money(moved, currency), Money(pending, currency), Money(balance, currency))


def balance_on(account_id: UUID, business_date: date) -> Balance:
    """Return what the account held at the end of that business day."""
    return _folded(account_id, Q(business_date__lte=business_date))


def balance_at(account_id: UUID, moment: datetime) -> Balance:
    """Return what the account held at that instant: entries recorded up to and at it count."""
    return _folded(account_id, Q(recorded_at__lte=moment))


def _folded(account_id: UUID, which: Q) -> Balance:
    account = Account.objects.get(id=account_id)
    moved = Q(credit_account__isnull=False)
    debit = Transfer.objects.filter(which, debit_account=account_id).aggregate(
        debits=Sum("amount_minor", filter=moved),
        held=Sum("amount_minor", filter=Q(kind="hold")),
        settled=Sum("amount_minor", filter=Q(kind="settle")),
        freed=Sum("freed_minor"),
    )
    credits = Transfer.objects.filter(which, credit_account=account_id).aggregate(total=Sum("amount_minor"))
    account.debits_posted_minor = debit["debits"] or 0
    account.credits_posted_minor = credits["total"] or 0
    account.debits_pending_minor = (debit["held"] or 0) - (debit["settled"] or 0) - (debit["freed"] or 0)
    return _balance(account)


@dataclass(frozen=True)
class TrialBalance:
    """Debits and credits over all accounts of a currency. Their difference is zero at every commit."""

    debits: Money
    credits: Money

    @property
    def difference(self) -> Money:
        return self.debits - self.credits


def trial_balance() -> dict[str, TrialBalance]:
    """Return the sums of all accounts, by currency."""
    return {
        found["currency"]: TrialBalance(
            Money(found["debits"], found["currency"]), Money(found["credits"], found["currency"])
        )
        for found in Account.objects.order_by("currency")
        .values("currency")
        .annotate(debits=Sum("debits_posted_minor"), credits=Sum("credits_posted_minor"))
    }


@dataclass(frozen=True)
class Difference:
    """Something that does not add up: what, where, what was expected and what is there."""

    what: str
    subject: UUID | None
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.what} of {self.subject}: expected {self.expected}, found {self.found}"
