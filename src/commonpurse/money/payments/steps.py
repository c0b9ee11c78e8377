"""How every verb of payments moves a payment along its machine: locked, checked, with its event. Called inside a verb's
transaction only, after its gate.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.commands import free_hold
from commonpurse.money.budgets.queries import return_hold_rows
from commonpurse.money.ledger.commands import Journal, Row, post_journal
from commonpurse.money.payments.models import BankFile, MoneyBack, Payment, PaymentEvent
from commonpurse.money.payments.rules import NEWS_CAME_BACK, BackKind, PaymentRefused, PaymentState, check_step
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person

LONGEST_NOTE = 500
ROWS_A_STATEMENT = 500  # SQLite takes at most 32,766 values in one statement, an event has 7


def lock_payments(payments: QuerySet[Payment]) -> list[Payment]:
    """Lock these payments in the order of their ids, before any account: every verb does so in this order."""
    return list(
        payments.select_for_update(no_key=True, of=("self",)).select_related("payee_account", "hold").order_by("id")
    )


def step_payments(
    payments: Sequence[Payment],
    state: PaymentState,
    *,
    by: Member | Person,
    now: datetime,
    code: str = "",
    note: str = "",
) -> None:
    """Move locked payments one step and write it down. Raises: PaymentRefused (`wrong_state`)."""
    for payment in payments:
        check_step(payment.state, state)
    Payment.objects.filter(id__in=[payment.id for payment in payments]).update(state=state.value)
    for payment in payments:
        payment.state = state.value
    note_events(payments, by=by, now=now, code=code, note=note)


def note_events(
    payments: Sequence[Payment], *, by: Member | Person, now: datetime, code: str = "", note: str = ""
) -> None:
    """Write down what happened to payments, in the state in which they are now."""
    PaymentEvent.objects.bulk_create(
        (
            PaymentEvent(
                person_id=payment.person_id,
                payment=payment,
                state=payment.state,
                code=code[:35],
                note=note[:LONGEST_NOTE],
                happened_at=now,
                actor_id=by.id,
            )
            for payment in payments
        ),
        batch_size=ROWS_A_STATEMENT,
    )


def stop_unsent(payments: Sequence[Payment], *, code: str, note: str, by: Member | Person, now: datetime) -> None:
    """Stop locked payments that have not gone to the bank, and free their money. Their accounts are locked already."""
    step_payments(payments, PaymentState.STOPPED, code=code, note=note, by=by, now=now)
    for payment in payments:
        free_hold(by=by, hold=payment.hold, now=now)


def sent_file_of(payment: Payment) -> BankFile:
    """The sent file this payment is in, without its bytes. Raises: PaymentRefused (`not_sent`)."""
    bank_file = (
        BankFile.objects.filter(instructions__payment=payment, instructions__taken_back_at=None, sent_at__isnull=False)
        .select_related("debtor_account")
        .defer("content")
        .first()
    )
    if bank_file is None:
        raise PaymentRefused("This payment was never sent to the bank.", code="not_sent")
    return bank_file


def bring_back(
    payment: Payment, bank_file: BankFile, back: MoneyBack, first: list[Row], *, by: Member, now: datetime
) -> None:
    """Post the reversals of both release rows, after `first`, and note it for the person. The accounts are locked.

    Raises: LedgerRefused (`period_closed`).
    """
    rows = return_hold_rows(
        hold=payment.hold,
        clearing_account=bank_file.clearing_account_id,
        payment=payment.id,
        amount=Money(back.amount_minor, payment.currency),
        business_date=back.came_on,
    )
    post_journal(Journal(back.id, (*first, *rows)), by=by.id, now=now)
    note_news(recipient_id=payment.budget.person_id, kind=NEWS_CAME_BACK, subject_id=back.id, now=now)


def bring_back_unpaid(
    payment: Payment, bank_file: BankFile, *, source_id: UUID, code: str, by: Member, now: datetime
) -> None:
    """Bring back all of a payment that the bank never paid: nothing moves at the bank. The accounts are locked."""
    back = MoneyBack.objects.create(
        person_id=payment.person_id,
        payment=payment,
        kind=BackKind.REJECTED.value,
        amount_minor=payment.amount_minor,
        source_id=source_id,
        came_on=business_date(now),
        code=code,
        recorded_at=now,
        recorded_by=by.id,
    )
    bring_back(payment, bank_file, back, [], by=by, now=now)
