"""The one definition of a balance: now, at the end of a day, at an instant; and what a hold or a movement has left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BigIntegerField, Case, F, Q, QuerySet, When
from django.db.models.expressions import CombinedExpression

from commonpurse.kernel.money import Money
from commonpurse.money.ledger.models import Account, Period, PeriodBalance, Transfer, TransferProgress
from commonpurse.money.ledger.rules import AccountCode, NormalSide, TransferCode, TransferKind
from commonpurse.money.ledger.sql import sql

# Each stands twice in a statement, and SQLite takes 32,766 values (its own default since 3.32).
ACCOUNTS_A_STATEMENT = 10_000


@dataclass(frozen=True)
class Balance:
    """What an account holds. `available` = `posted` - `pending`."""

    posted: Money
    pending: Money
    available: Money


def _balance(account: Account) -> Balance:
    return _balance_from(
        account, account.debits_posted_minor, account.credits_posted_minor, account.debits_pending_minor
    )


def _balance_from(account: Account, debits: int, credits: int, pending: int) -> Balance:
    return _balance_of_sums(NormalSide(account.normal_side), account.currency, debits, credits, pending)


def _balance_of_sums(side: NormalSide, currency: str, debits: int, credits: int, pending: int) -> Balance:
    posted = debits - credits if side == NormalSide.DEBIT else credits - debits
    return Balance(Money(posted, currency), Money(pending, currency), Money(posted - pending, currency))


def available_minor(account: str) -> CombinedExpression:
    """What the account at the end of this path has available, in minor units: for a question that the database sorts
    or filters by. The same definition as `Balance.available`."""
    debits, credits = F(f"{account}__debits_posted_minor"), F(f"{account}__credits_posted_minor")
    posted = Case(
        When(**{f"{account}__normal_side": NormalSide.DEBIT.value}, then=debits - credits),
        default=credits - debits,
        output_field=BigIntegerField(),
    )
    return posted - pending_minor(account)


def pending_minor(account: str) -> F:
    """What is reserved of it, in minor units, likewise."""
    return F(f"{account}__debits_pending_minor")


def balance_of(account_id: UUID) -> Balance:
    """Return what the account holds now.

    Raises: ObjectDoesNotExist when there is no such account.
    """
    return _balance(Account.objects.get(id=account_id))


def balances_of(ids: Iterable[UUID]) -> dict[UUID, Balance]:
    """Return what each account holds now; an id that is no account is left out."""
    return {account.id: _balance(account) for account in Account.objects.filter(id__in=list(ids))}


def balance_on(account_id: UUID, business_date: date) -> Balance:
    """Return what the account held at the end of that business day, holds included.

    Begins at the last period that was closed by then, and adds up the entries since: flat while periods are closed.
    """
    account = Account.objects.get(id=account_id)
    snapshot = (
        PeriodBalance.objects.filter(account=account_id, period__ends_on__lte=business_date + timedelta(days=1))
        .select_related("period")
        .order_by("-period__ends_on")
        .first()
    )
    starts_on = snapshot.period.ends_on if snapshot else None
    found = _fold(
        "fold_on",
        {
            "account": account_id.hex,
            "version": snapshot.next_version if snapshot else 1,
            "starts_on": (starts_on or date.min).isoformat(),
            "on": business_date.isoformat(),
        },
    )
    if snapshot:
        was = (snapshot.on_debits_minor, snapshot.on_credits_minor, snapshot.on_pending_minor)
        found = tuple(a + b for a, b in zip(found, was, strict=True))
    return _balance_from(account, *found)


@dataclass(frozen=True)
class Turnover:
    """All that was ever posted to an account, by side. A reversal counts on the other side and takes nothing off."""

    debits: Money
    credits: Money


@dataclass(frozen=True)
class Position:
    """What an account held, and all that was ever posted to it, at one time."""

    balance: Balance
    turnover: Turnover


def positions_before(ids: Iterable[UUID], days: Iterable[date]) -> dict[date, dict[UUID, Position]]:
    """Return, for each day, where each account stood before it, by business date: entries of earlier days count.

    Adds up all entries of these accounts, in one statement for up to 10,000 of them and any number of days. An account
    that was opened later stands at zero; an id that is no account is left out.
    """
    found: dict[date, dict[UUID, Position]] = {day: {} for day in days}
    if not found:
        return found
    text = sql("fold_before", connection.vendor).replace("{days}", ", ".join(["(%s)"] * len(found)))
    asked = [connection.ops.adapt_datefield_value(day) for day in found]
    with connection.cursor() as cursor:
        for some in _batched(dict.fromkeys(ids), ACCOUNTS_A_STATEMENT):
            accounts = [id.hex for id in some]
            listed = text.replace("{accounts}", ", ".join(["%s"] * len(accounts)))
            cursor.execute(listed, [*asked, *accounts, *accounts])
            for day, id, currency, side, *sums in cursor.fetchall():
                position = _position(NormalSide(side), currency, *(int(each) for each in sums))
                found[date.fromisoformat(str(day))][UUID(str(id))] = position
    return found


def _batched(ids: Iterable[UUID], size: int) -> Iterator[list[UUID]]:
    rest = iter(ids)
    while some := list(islice(rest, size)):
        yield some


def positions_of(ids: Iterable[UUID]) -> dict[UUID, Position]:
    """Return where each account stands now; an id that is no account is left out."""
    return {
        account.id: _position(
            NormalSide(account.normal_side),
            account.currency,
            account.debits_posted_minor,
            account.credits_posted_minor,
            account.debits_pending_minor,
        )
        for account in Account.objects.filter(id__in=list(ids))
    }


def _position(side: NormalSide, currency: str, debits: int, credits: int, pending: int) -> Position:
    return Position(
        _balance_of_sums(side, currency, debits, credits, pending),
        Turnover(Money(debits, currency), Money(credits, currency)),
    )


def balance_at(account_id: UUID, moment: datetime) -> Balance:
    """Return what the account held at that instant: entries recorded up to and at it count.

    Begins at the last closing of a period before it, and adds up the entries since.
    """
    account = Account.objects.get(id=account_id)
    snapshot = (
        PeriodBalance.objects.filter(account=account_id, at_recorded_at__lte=moment).order_by("-at_version").first()
    )
    found = _fold(
        "fold_at",
        {
            "account": account_id.hex,
            "version": snapshot.at_version + 1 if snapshot else 1,
            "at": connection.ops.adapt_datetimefield_value(moment),
        },
    )
    if snapshot:
        was = (snapshot.at_debits_minor, snapshot.at_credits_minor, snapshot.at_pending_minor)
        found = tuple(a + b for a, b in zip(found, was, strict=True))
    return _balance_from(account, *found)


def _fold(name: str, values: dict[str, Any]) -> tuple[int, ...]:
    """Add up entries: debits, credits and reserved, in minor units."""
    with connection.cursor() as cursor:
        cursor.execute(sql(name, connection.vendor), values)
        return tuple(int(value) for value in cursor.fetchone())


def hold_remaining(hold_ids: Iterable[UUID]) -> dict[UUID, Money]:
    """Return what is still reserved by each hold; zero when it was used up or freed."""
    return {
        progress.transfer_id: Money(
            0 if progress.resolved_at else progress.amount_minor - progress.settled_minor,
            progress.transfer.currency,
        )
        for progress in TransferProgress.objects.filter(
            transfer_id__in=list(hold_ids), transfer__kind=TransferKind.HOLD
        ).select_related("transfer")
    }


def turnovers_of(ids: Iterable[UUID]) -> dict[UUID, Turnover]:
    """Return what was posted to each account on either side; an id that is no account is left out."""
    return {
        account.id: Turnover(
            Money(account.debits_posted_minor, account.currency), Money(account.credits_posted_minor, account.currency)
        )
        for account in Account.objects.filter(id__in=list(ids))
    }


POSTED = (
    "reverses",
    "amount_minor",
    "currency",
    "business_date",
    "debit_account__normal_side",
    "credit_account__normal_side",
)


@dataclass(frozen=True)
class Posting:
    """What one row did to the balance of an account; `origin` is the row that it takes back, or itself."""

    account: UUID
    origin: UUID
    amount: Money
    business_date: date


def postings_of(ids: Iterable[UUID], *, before: date) -> list[Posting]:
    """Return all that was posted to these accounts on business days before that one, in no order of note."""
    accounts = set(ids)
    rows = Transfer.objects.filter(
        Q(debit_account__in=accounts) | Q(credit_account__in=accounts),
        credit_account__isnull=False,
        business_date__lt=before,
    ).select_related("debit_account", "credit_account")
    found = []
    for row in rows.only(*POSTED):
        for account, side in ((row.debit_account, NormalSide.DEBIT), (row.credit_account, NormalSide.CREDIT)):
            if account is not None and account.id in accounts:
                moved = Money(row.amount_minor if account.normal_side == side else -row.amount_minor, row.currency)
                found.append(Posting(account.id, row.reverses_id or row.id, moved, row.business_date))
    return found


def books_open_from() -> date | None:
    """Return the first day that still takes entries; None where nobody has closed the books yet."""
    return Period.objects.filter(ends_on__isnull=True).values_list("starts_on", flat=True).first()


@dataclass(frozen=True)
class Movement:
    """One posted row (a post, a settle or a reversal) and how much of it has been reversed since."""

    kind: TransferKind
    debit_account: UUID
    credit_account: UUID
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
            debit_account=row.debit_account_id,
            credit_account=row.credit_account_id,
            amount=Money(row.amount_minor, row.currency),
            reversed=Money(reversed_minor.get(row.id, 0), row.currency),
            business_date=row.business_date,
            recorded_at=row.recorded_at,
        )
        for row in rows
        if row.credit_account_id is not None  # by the filter above; for the type checker
    }


@dataclass(frozen=True)
class PostedRow:
    """One row that moved money from the credit to the debit account, with what both are for."""

    id: UUID
    code: TransferCode
    debit_account: UUID
    debit_code: AccountCode
    credit_account: UUID
    credit_code: AccountCode
    amount: Money
    business_date: date
    authority: UUID | None


def posted_rows(*, starts_on: date, ends_on: date, left_out: QuerySet[Any, Any] | None = None) -> list[PostedRow]:
    """Return all that moved on business days from `starts_on` to before `ends_on`, in the order of the books.

    `left_out` is a question for the ids of rows to leave out.
    """
    rows = Transfer.objects.filter(
        credit_account__isnull=False, business_date__gte=starts_on, business_date__lt=ends_on
    ).order_by("business_date", "recorded_at", "id")
    if left_out is not None:
        rows = rows.exclude(id__in=left_out)
    return [
        PostedRow(
            id=id,
            code=TransferCode(code),
            debit_account=debit,
            debit_code=AccountCode(debit_code),
            credit_account=credit,
            credit_code=AccountCode(credit_code),
            amount=Money(amount, currency),
            business_date=on,
            authority=authority,
        )
        for id, code, debit, debit_code, credit, credit_code, amount, currency, on, authority in rows.values_list(
            "id",
            "code",
            "debit_account_id",
            "debit_account__code",
            "credit_account_id",
            "credit_account__code",
            "amount_minor",
            "currency",
            "business_date",
            "authority",
        )
    ]


def first_day_of_books() -> date | None:
    """Return the first business day on which money moved; None before that."""
    rows = Transfer.objects.filter(credit_account__isnull=False).order_by("business_date")
    return rows.values_list("business_date", flat=True).first()
