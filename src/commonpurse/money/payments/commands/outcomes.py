from __future__ import annotations

import hashlib
import io
from collections import Counter
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.money import Money
from commonpurse.kernel.requests import RequestReused
from commonpurse.money.budgets.queries import accounts_of_holds
from commonpurse.money.ledger.commands import Journal, lock_accounts, post_journal, post_row
from commonpurse.money.ledger.rules import TransferCode
from commonpurse.money.payments.access import can_make_files, can_record_bank
from commonpurse.money.payments.models import BankFile, MoneyBack, Payment, Settlement, StatusReport
from commonpurse.money.payments.queries import accounts_of_payments, money_back_of
from commonpurse.money.payments.rails.bank_file import pain002_read
from commonpurse.money.payments.rails.bank_file.pain002_read import Meaning, Outcome
from commonpurse.money.payments.rules import (
    AT_THE_BANK,
    NEWS_ARRIVED,
    BackKind,
    PaymentRefused,
    PaymentState,
    check_back,
)
from commonpurse.money.payments.steps import (
    bring_back,
    bring_back_unpaid,
    lock_payments,
    note_events,
    sent_file_of,
    step_payments,
)
from commonpurse.parties.partners.models import Member

# Twice the 1 kB that a report says of each of the 10,000 payments of our largest file: beyond it is another file.
LARGEST_REPORT_BYTES = 20_000_000


def read_status_report(*, by: Member, content: bytes, now: datetime) -> StatusReport:
    """Read what the bank says of a file of ours, and act on it.

    Rejected: the money is on the budget again and the payment can be reissued. Uncertain or contradicted: the payment
    is unknown until the bank says more. Accepted is noted; it is not paid before a statement shows it.
    The same report again changes nothing.
    Raises: DocumentRefused, PaymentRefused (`report_of_no_file`, `report_too_large`).
    """
    if not can_make_files(by):
        raise NotAllowed
    if len(content) > LARGEST_REPORT_BYTES:
        raise PaymentRefused(
            "This file is too large for a status report. Check which one it is.", code="report_too_large"
        )
    report = pain002_read.read_pain002(io.BytesIO(content))
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        bank_file = (
            BankFile.objects.select_for_update(no_key=True, of=("self",))
            .filter(message_id=report.original_message_id or "", sent_at__isnull=False)
            .first()
        )
        if bank_file is None:
            raise PaymentRefused(
                "This report is not about a file that was sent from here. Check which bank it is from.",
                code="report_of_no_file",
            )
        known = StatusReport.objects.filter(sha256=sha256).first()
        if known is not None:
            return known
        read = StatusReport(id=new_id(), bank_file=bank_file)
        warnings = list(report.warnings)
        counts = _apply(read.id, report, bank_file, warnings, by=by, now=now)
        read.message_id = (report.message_id or "")[:100]
        read.status = (report.status or "")[:35]
        read.content, read.sha256 = content, sha256
        read.accepted_count = counts[PaymentState.SENT]
        read.rejected_count = counts[PaymentState.REJECTED]
        read.unknown_count = counts[PaymentState.UNKNOWN]
        read.warnings, read.read_at, read.read_by = warnings, now, by
        read.save(force_insert=True)
        record_event(
            "status_report_read",
            by=by.id,
            subject_type="bank_file",
            subject_id=bank_file.id,
            now=now,
            report=str(read.id),
            accepted=read.accepted_count,
            rejected=read.rejected_count,
            unknown=read.unknown_count,
        )
        return read


def settle_payment(*, by: Member, payment: Payment, settled_on: date, source_id: UUID, now: datetime) -> Settlement:
    """Say that the bank's statement shows the payment as paid. `source_id` is what shows it, for ever the same.

    Called again for the same source it changes nothing. Money that came back before it was shown as paid stays back.
    Raises: PaymentRefused (`not_sent`, `settled_already`, `rejected_but_paid`), LedgerRefused (`period_closed`).
    """
    if not can_record_bank(by):
        raise NotAllowed
    with transaction.atomic():
        (current,) = lock_payments(Payment.objects.filter(id=payment.id))
        known = Settlement.objects.filter(payment=current).first()
        if known is not None:
            if known.source_id != source_id:
                raise PaymentRefused(
                    "This payment was shown as paid before. Look at both lines.", code="settled_already"
                )
            return known
        if current.state == PaymentState.REJECTED:
            raise PaymentRefused(
                "The bank had refused this payment, and now shows it as paid. Ask the bank.", code="rejected_but_paid"
            )
        bank_file = sent_file_of(current)
        lock_accounts([bank_file.clearing_account_id, bank_file.debtor_account.bank_account_id])
        row = post_row(
            id=current.settle_transfer,
            code=TransferCode.STATEMENT_DEBIT,
            debit_account=bank_file.clearing_account_id,
            credit_account=bank_file.debtor_account.bank_account_id,
            amount=current.amount,
            business_date=settled_on,
            authority=source_id,
        )
        post_journal(Journal(row.id, (row,)), by=by.id, now=now)
        settlement = Settlement.objects.create(
            person_id=current.person_id,
            payment=current,
            source_id=source_id,
            settled_on=settled_on,
            recorded_at=now,
            recorded_by=by.id,
        )
        if PaymentState(current.state) in AT_THE_BANK:
            step_payments([current], PaymentState.SETTLED, code="settled", by=by, now=now)
            note_news(recipient_id=current.budget.person_id, kind=NEWS_ARRIVED, subject_id=current.id, now=now)
        record_event(
            "payment_settled",
            by=by.id,
            subject_type="payment",
            subject_id=current.id,
            now=now,
            amount_minor=current.amount_minor,
            settled_on=settled_on.isoformat(),
            source=str(source_id),
        )
        return settlement


def return_payment(
    *, by: Member, payment: Payment, amount: Money, came_on: date, source_id: UUID, now: datetime, code: str = ""
) -> MoneyBack:
    """Say that the bank sent money of a payment back: all of it, or a part. It is on the lines it came from again.

    `source_id` is the line of the statement; for the same one it changes nothing. A part is split over the lines by
    what of each is still out, largest remainder. When all is back, the payment can be reissued.
    Raises: PaymentRefused (`not_sent`, `more_than_paid`, `amount_not_positive`), RequestReused where the same line
    gave another sum before, LedgerRefused (`period_closed`).
    """
    if not can_record_bank(by):
        raise NotAllowed
    with transaction.atomic():
        (current,) = lock_payments(Payment.objects.filter(id=payment.id))
        known = MoneyBack.objects.filter(payment=current, source_id=source_id).first()
        if known is not None:
            if known.amount_minor != amount.minor:
                raise RequestReused
            return known
        bank_file = sent_file_of(current)
        lock_accounts(accounts_of_payments([current.id]))
        already = Money(money_back_of(current.id), current.currency)
        check_back(amount, paid=current.amount, back_already=already)
        if current.state == PaymentState.REJECTED:
            raise PaymentRefused("This payment was never paid, so nothing of it comes back.", code="more_than_paid")
        back = MoneyBack.objects.create(
            person_id=current.person_id,
            payment=current,
            kind=BackKind.RETURNED.value,
            amount_minor=amount.minor,
            source_id=source_id,
            bank_transfer=new_id(),
            came_on=came_on,
            code=code[:35],
            recorded_at=now,
            recorded_by=by.id,
        )
        from_bank = post_row(
            id=back.bank_transfer or new_id(),
            code=TransferCode.BANK_RETURN,
            debit_account=bank_file.debtor_account.bank_account_id,
            credit_account=bank_file.clearing_account_id,
            amount=amount,
            business_date=came_on,
            authority=source_id,
        )
        bring_back(current, bank_file, back, [from_bank], by=by, now=now)
        if already + amount == current.amount:
            step_payments([current], PaymentState.RETURNED, code=code or "returned", by=by, now=now)
        else:
            note_events([current], code=code or "partly_returned", note=f"{amount} came back.", by=by, now=now)
        record_event(
            "payment_returned",
            by=by.id,
            subject_type="payment",
            subject_id=current.id,
            now=now,
            amount_minor=amount.minor,
            came_on=came_on.isoformat(),
            source=str(source_id),  # the bank's reason stays on the row: some banks write names into it
        )
        return back


def _apply(
    report_id: UUID,
    report: pain002_read.StatusReport,
    bank_file: BankFile,
    warnings: list[str],
    *,
    by: Member,
    now: datetime,
) -> Counter[PaymentState]:
    """Act on what the report concludes for each payment of the file; return how many went which way."""
    live = bank_file.instructions.filter(taken_back_at=None).values("payment")
    payments = lock_payments(Payment.objects.filter(id__in=live))
    outcomes = {payment.id: report.outcome_of(payment.end_to_end_id, bank_file.group_id) for payment in payments}
    concluded = {
        payment: outcome
        for payment in payments
        if (outcome := outcomes[payment.id]) is not None and outcome.meaning in NEXT_STATE
    }
    rejected = [payment for payment, outcome in concluded.items() if outcome.meaning is Meaning.REJECTED]
    lock_accounts({bank_file.clearing_account_id, *accounts_of_holds(payment.hold_id for payment in rejected)})
    counts: Counter[PaymentState] = Counter()
    for payment, outcome in concluded.items():
        state = NEXT_STATE[outcome.meaning]
        if PaymentState(payment.state) not in AT_THE_BANK:
            if payment.state != state:
                warnings.append(
                    f"Payment {payment.end_to_end_id} is “{payment.state_words}” here. "
                    f"The report says {outcome.status}, so ask the bank."
                )
            continue
        if state is PaymentState.REJECTED and money_back_of(payment.id):
            warnings.append(f"Some of payment {payment.end_to_end_id} came back, so it was paid. Ask the bank.")
            state = PaymentState.UNKNOWN
        counts[state] += 1
        if state is PaymentState.REJECTED:
            bring_back_unpaid(payment, bank_file, source_id=report_id, code=_code(outcome), by=by, now=now)
        if payment.state == state:
            note_events([payment], code=outcome.status or "", note=_said(outcome), by=by, now=now)
        else:
            step_payments([payment], state, code=_code(outcome), note=_said(outcome), by=by, now=now)
    return counts


NEXT_STATE = {
    Meaning.REJECTED: PaymentState.REJECTED,
    Meaning.UNCERTAIN: PaymentState.UNKNOWN,
    Meaning.ACCEPTED: PaymentState.SENT,
}


def _code(outcome: Outcome) -> str:
    """The bank's reason code, or its status where it gave no reason."""
    given = [reason.code for reason in outcome.reasons if reason.code]
    return (given[0] if given else outcome.status or "")[:35]


def _said(outcome: Outcome) -> str:
    """The bank's own words."""
    return " ".join(info for reason in outcome.reasons for info in reason.info)
