from __future__ import annotations

from datetime import datetime

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.queries import accounts_of_holds
from commonpurse.money.ledger.commands import lock_accounts
from commonpurse.money.payments.access import can_answer_approval
from commonpurse.money.payments.bands import BandRefused, read_doubt
from commonpurse.money.payments.models import Approval, Payment
from commonpurse.money.payments.rules import PaymentState
from commonpurse.money.payments.second_looks import apart_refusal
from commonpurse.money.payments.steps import lock_payments, note_events, step_payments, stop_unsent
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


def agree_payment(*, by: Member, approval: Approval, now: datetime) -> Approval:
    """Say that the payee and the account are who they say. The payment goes on; agreeing again changes nothing.

    To an account that still waits it waits on. Raises: BandRefused (`same_person`, `wrote_account`,
    `acts_for_person`, `let_in_by_maker`, `doubted`, `payment_stopped`).
    """
    if not can_answer_approval(by, approval, business_date(now)):
        raise NotAllowed
    with transaction.atomic():
        current, payment = _locked(approval)
        _check_apart(current, by=by, now=now)
        if current.agreed_at is not None:
            return current
        if current.declined_at is not None:
            raise BandRefused("Somebody found a fault with this payment. Release it anew.", code="doubted")
        _check_waits(payment)
        current.agreed_at, current.agreed_by = now, by
        current.save(update_fields=["agreed_at", "agreed_by"])
        if payment.payee_account.is_usable_at(now):
            step_payments([payment], PaymentState.READY, code="second_agreed", by=by, now=now)
        else:
            note_events([payment], code="second_agreed", by=by, now=now)
        record_event("payment_agreed", by=by.id, subject_type="payment", subject_id=payment.id, now=now)
        return current


def decline_payment(*, by: Member, approval: Approval, reason: str, now: datetime) -> Approval:
    """Stop a payment whose payee or account is not who it says; its money is on the budget again.

    `reason` is one of `bands.Doubt`: what the money is for is no reason. Saying no again changes nothing.
    Raises: BandRefused (`same_person`, `wrote_account`, `acts_for_person`, `let_in_by_maker`, `reason_unknown`,
    `agreed`, `payment_stopped`).
    """
    if not can_answer_approval(by, approval, business_date(now)):
        raise NotAllowed
    doubt = read_doubt(reason)
    with transaction.atomic():
        current, payment = _locked(approval)
        _check_apart(current, by=by, now=now)
        if current.declined_at is not None:
            return current
        if current.agreed_at is not None:
            raise BandRefused("Somebody agreed to this payment. Stop it instead, while it can be.", code="agreed")
        _check_waits(payment)
        current.declined_at, current.declined_by, current.doubt = now, by, doubt.value
        current.save(update_fields=["declined_at", "declined_by", "doubt"])
        lock_accounts(accounts_of_holds([payment.hold_id]))
        stop_unsent([payment], code="second_declined", note=current.doubt_words, by=by, now=now)
        record_event(
            "payment_doubted_by_second",
            by=by.id,
            subject_type="payment",
            subject_id=payment.id,
            now=now,
            doubt=doubt.value,
        )
        return current


def _locked(approval: Approval) -> tuple[Approval, Payment]:
    """Lock the person, the payment and the approval, in the order of every verb that changes an account."""
    Person.objects.select_for_update(no_key=True).get(id=approval.person_id)
    (payment,) = lock_payments(Payment.objects.filter(id=approval.payment_id))
    current = Approval.objects.select_for_update(no_key=True).get(id=approval.id)
    return current, payment


def _check_apart(approval: Approval, *, by: Member, now: datetime) -> None:
    refusal = apart_refusal(by, approval, now)
    if refusal is not None:
        raise refusal


def _check_waits(payment: Payment) -> None:
    if payment.state != PaymentState.HELD:
        raise BandRefused("This payment was stopped. There is nothing to look at any more.", code="payment_stopped")
