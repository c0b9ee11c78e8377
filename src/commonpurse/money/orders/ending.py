"""How an order ends: the one place that fills in what became of it, and takes its ask back."""

from __future__ import annotations

from datetime import datetime

from commonpurse.kernel.audit.commands import record_event
from commonpurse.money.decisions.commands import withdraw_ask
from commonpurse.money.decisions.rules import AskState
from commonpurse.money.orders.models import Order
from commonpurse.money.orders.rules import Outcome
from commonpurse.money.payments.models import Payment
from commonpurse.money.payments.rules import MAY_BE_STOPPED, PaymentRefused, PaymentState
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


def end_order(order: Order, outcome: Outcome, *, how: str, by: Member | Person, now: datetime) -> Order:
    """Call it off, or say that it did not happen: its ask is taken back, and its money is free again.

    Where its money has gone to the bank already, that is written down all the same: it is for a talk then.
    Under the lock of the order, after the gate of the verb. Raises: PaymentRefused (`stop_it_first`), and what
    `withdraw_ask` raises.
    """
    payment = Payment.objects.filter(ask=order.ask_id).first()
    if payment is not None and PaymentState(payment.state) in MAY_BE_STOPPED:
        raise PaymentRefused("There is a payment for this. Stop it first. It has not gone yet.", code="stop_it_first")
    if payment is None and order.ask.state in (AskState.WAITING, AskState.GRANTED):
        withdraw_ask(by=by, ask=order.ask, reason=how, now=now)
    return fill_in(order, outcome, how=how, by=by, now=now)


def fill_in(order: Order, outcome: Outcome, *, how: str, by: Member | Person, now: datetime) -> Order:
    """Write down what became of it, once."""
    order.outcome, order.outcome_at, order.outcome_how = outcome.value, now, how.strip()
    order.outcome_by_member = by if isinstance(by, Member) else None
    order.outcome_by_person = by if isinstance(by, Person) else None
    order.save(update_fields=["outcome", "outcome_at", "outcome_how", "outcome_by_member", "outcome_by_person"])
    record_event(f"order_{outcome.value}", by=by.id, subject_type="order", subject_id=order.id, now=now)
    return order
