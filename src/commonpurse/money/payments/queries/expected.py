"""When the bank pays what is on its way, as far as it is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from commonpurse.kernel.periods import business_date
from commonpurse.money.payments.hands import asks_check, payments_barred
from commonpurse.money.payments.models import DebtorAccount, Instruction, Payment
from commonpurse.money.payments.queries.accounts import next_execution_day
from commonpurse.money.payments.queries.payments import ON_ITS_WAY
from commonpurse.money.payments.rules import NOT_YET_SENT, PaymentState


@dataclass(frozen=True)
class ExpectedPay:
    """What is known of when the bank pays a payment on its way. It is never a promise that the payee has it.

    `on`: the day that a file names to the bank (`is_named`), else the first day on which the bank could pay it, else
    None. `waits_until`: money to a changed account waits for that moment first; where it `waits_for_second`, for a
    second worker alone, and no day is known. `second_since`: since when a large one waits for
    a second person, who may say no: no day is known either. `is_not_direct`: the law does not let its money go out
    direct now, so it goes into no file, and no day is known.
    """

    on: date | None
    is_named: bool = False
    waits_until: datetime | None = None
    waits_for_second: bool = False
    second_since: datetime | None = None
    is_not_direct: bool = False


def with_named_day(payments: QuerySet[Payment]) -> QuerySet[Any]:
    """Read with each payment, as `named_on`, the day that its file names to the bank; None while it is in no file."""
    live = Instruction.objects.filter(payment=OuterRef("id"), taken_back_at=None)
    return payments.annotate(named_on=Subquery(live.values("bank_file__requested_on")[:1]))


def expected_pay(payments: Iterable[Any], now: datetime) -> dict[UUID, ExpectedPay]:
    """Say of each of these payments that is on its way when the bank pays it. They come from `with_named_day`."""
    found = {}
    not_in_file = []
    for payment in payments:
        if payment.state in ON_ITS_WAY and payment.named_on is not None:
            found[payment.id] = ExpectedPay(payment.named_on, is_named=True)
        elif payment.state in NOT_YET_SENT:
            not_in_file.append(payment)
    accounts = list(DebtorAccount.objects.filter(currency__in={payment.currency for payment in not_in_file}))
    # Where `with_check_asked` has read that no check is asked of it, the law is not asked either.
    checked = [payment.id for payment in not_in_file if getattr(payment, "asks_check", True)]
    waiting = Payment.objects.filter(id__in=checked)
    barred = payments_barred(waiting, on=business_date(now)) if checked else set()
    for payment in not_in_file:
        account = payment.payee_account
        if payment.state == PaymentState.HELD and account.waits_for_second and account.called_back_at is None:
            found[payment.id] = ExpectedPay(None, waits_until=account.usable_from, waits_for_second=True)
            continue
        waits = account.usable_from if payment.state == PaymentState.HELD and not account.is_usable_at(now) else None
        start = max(now, waits or now)
        approval = getattr(payment, "approval", None)
        if payment.state == PaymentState.HELD and approval is not None and approval.is_waiting:
            found[payment.id] = ExpectedPay(None, waits_until=waits, second_since=approval.asked_at)
            continue
        if payment.id in barred:
            found[payment.id] = ExpectedPay(None, waits_until=waits, is_not_direct=True)
            continue
        days = [next_execution_day(own, start) for own in accounts if own.currency == payment.currency]
        found[payment.id] = ExpectedPay(min(days, default=None), waits_until=waits)
    return found


def with_check_asked(payments: QuerySet[Payment]) -> QuerySet[Any]:
    """Read with each payment, as `asks_check`, whether some of its money goes out direct only where the law lets it."""
    return payments.annotate(asks_check=asks_check())


def is_barred_now(*, payment: Payment, now: datetime) -> bool:
    """Whether the law keeps the money of this payment, not in a file yet, from going out direct. The viewer sees it."""
    return bool(payments_barred(Payment.objects.filter(id=payment.id), on=business_date(now)))
