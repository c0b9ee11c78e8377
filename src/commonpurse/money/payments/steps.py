"""How every verb of payments moves a payment along its machine: locked, checked, with its event. Called inside a verb's
transaction only, after its gate.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from commonpurse.money.budgets.commands import free_hold
from commonpurse.money.payments.models import Payment, PaymentEvent
from commonpurse.money.payments.rules import PaymentState, check_step
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
