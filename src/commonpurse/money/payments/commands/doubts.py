from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.money.ledger.commands import lock_accounts
from commonpurse.money.payments.access import can_make_files
from commonpurse.money.payments.models import BankFile, Payment, PaymentEvent
from commonpurse.money.payments.queries import accounts_of_payments, money_back_of
from commonpurse.money.payments.rules import PaymentRefused, PaymentState, check_doubter_is_another
from commonpurse.money.payments.steps import bring_back_unpaid, lock_payments, sent_file_of, step_payments
from commonpurse.parties.partners.models import Member


def mark_payment_unknown(*, by: Member, payment: Payment, reason: str, now: datetime) -> Payment:
    """Say that nobody knows whether a sent payment arrived. Nothing is paid again until the bank has said.

    Raises: PaymentRefused (`reason_needed`, `wrong_state`).
    """
    if not can_make_files(by):
        raise NotAllowed
    with transaction.atomic():
        (current,) = lock_payments(Payment.objects.filter(id=payment.id))
        if current.state == PaymentState.UNKNOWN:
            return current
        if not reason.strip():
            raise PaymentRefused("Say in plain words why.", code="reason_needed", field="reason")
        step_payments([current], PaymentState.UNKNOWN, code="asked", note=reason.strip(), by=by, now=now)
        record_event("payment_doubted", by=by.id, subject_type="payment", subject_id=current.id, now=now)
        return current


def mark_file_unknown(*, by: Member, bank_file: BankFile, reason: str, now: datetime) -> list[Payment]:
    """Say that nobody knows whether the bank took a file: each of its payments that is sent is unknown from now on.

    Returns those that became so. Raises: PaymentRefused (`reason_needed`, `not_sent`).
    """
    if not can_make_files(by):
        raise NotAllowed
    with transaction.atomic():
        current = BankFile.objects.defer("content").get(id=bank_file.id)
        if current.sent_at is None:
            raise PaymentRefused("This file was never sent to the bank. Take it back instead.", code="not_sent")
        if not reason.strip():
            raise PaymentRefused("Say in plain words why.", code="reason_needed", field="reason")
        inside = lock_payments(Payment.objects.filter(instructions__bank_file=current))
        doubted = [payment for payment in inside if payment.state == PaymentState.SENT]
        step_payments(doubted, PaymentState.UNKNOWN, code="asked", note=reason.strip(), by=by, now=now)
        record_event(
            "bank_file_doubted",
            by=by.id,
            subject_type="bank_file",
            subject_id=current.id,
            now=now,
            payments=len(doubted),
        )
        return doubted


def reject_payments(*, by: Member, payments: Collection[UUID], reason: str, now: datetime) -> list[Payment]:
    """Say that the bank told us it did not pay these, and never will: their money is on the budgets again.

    For what no report and no statement will ever show, such as a file that the bank's own page would not take. Two
    people: who says so is not who said that nobody knows. All or none; one that is rejected already stays as it is.
    Raises: PaymentRefused (`reason_needed`, `not_doubted`, `same_person`, `came_back`).
    """
    if not can_make_files(by):
        raise NotAllowed
    with transaction.atomic():
        current = lock_payments(Payment.objects.filter(id__in=payments))
        if not reason.strip():
            raise PaymentRefused("Say who at the bank said so, and when.", code="reason_needed", field="reason")
        unpaid = [payment for payment in current if payment.state != PaymentState.REJECTED]
        lock_accounts(accounts_of_payments([payment.id for payment in unpaid]))
        for payment in unpaid:
            if payment.state != PaymentState.UNKNOWN:
                raise PaymentRefused(
                    "Payment {reference} is “{state}”. Ask the bank, write down that nobody "
                    "knows, and let somebody else write down the answer.",
                    code="not_doubted",
                    reference=payment.end_to_end_id,
                    state=payment.state_words,
                )
            doubt = _doubt_of(payment)
            check_doubter_is_another(doubt.actor_id, by.id)
            if money_back_of(payment.id):
                raise PaymentRefused(
                    "Some of payment {reference} came back, so it was paid. Ask the bank for the rest.",
                    code="came_back",
                    reference=payment.end_to_end_id,
                )
            bank_file = sent_file_of(payment)
            bring_back_unpaid(payment, bank_file, source_id=doubt.id, code="told_by_bank", by=by, now=now)
            step_payments([payment], PaymentState.REJECTED, code="told_by_bank", note=reason.strip(), by=by, now=now)
            record_event(
                "payment_rejected",
                by=by.id,
                subject_type="payment",
                subject_id=payment.id,
                now=now,
                amount_minor=payment.amount_minor,
                doubted_by=str(doubt.actor_id),
            )
        return current


def _doubt_of(payment: Payment) -> PaymentEvent:
    """The event with which the payment became unknown, of which it has not come out since."""
    doubt: PaymentEvent | None = None
    for event in payment.events.order_by("-happened_at", "-id"):
        if event.state != PaymentState.UNKNOWN:
            break
        doubt = event
    assert doubt is not None, "each step of a payment writes its event"  # noqa: S101
    return doubt
