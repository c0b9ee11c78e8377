from __future__ import annotations

from datetime import datetime

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import let_ask_be_paid
from commonpurse.money.decisions.models import Ask
from commonpurse.money.decisions.settling import lock_ask
from commonpurse.money.orders.access import can_call_off, can_rate, can_say_it_happened
from commonpurse.money.orders.ending import end_order, fill_in
from commonpurse.money.orders.locking import lock_order
from commonpurse.money.orders.models import Order
from commonpurse.money.orders.rules import (
    OrderRefused,
    Outcome,
    Rating,
    check_agreed,
    check_day_has_come,
    check_happened,
    check_how,
    check_not_over,
)
from commonpurse.money.payments.commands import release_money
from commonpurse.money.payments.queries import payee_named
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.models import Person


def say_it_happened(*, by: Member | Person, order: Order, now: datetime, how: str = "") -> Order:
    """Say that what was ordered happened: then who gave it is paid, what she agreed to and no more.

    She says so; or a member writes down that she did (`how`: on paper, by telephone), from its day on. That it
    happened is kept also where it cannot be paid yet: `pay_order` says why, and pays later. Again changes nothing.
    Raises: OrderRefused (`how_needed`, `order_over`, `not_agreed`, `day_to_come`), TextTooLong.
    """
    if not can_say_it_happened(by, order, business_date(now)):
        raise NotAllowed
    check_fits(Order, outcome_how=how)
    with transaction.atomic():
        current = lock_order(order)
        if current.outcome == Outcome.HAPPENED:
            return current
        if isinstance(by, Member):
            check_how(how)
        check_not_over(current.outcome)
        check_agreed(lock_ask(current.ask).state)
        if isinstance(by, Member):
            check_day_has_come(current.wanted_on, business_date(now))
        let_ask_be_paid(by=by, ask=current.ask, now=now)
        fill_in(current, Outcome.HAPPENED, how=how, by=by, now=now)
    try:
        return pay_order(by=by, order=current, now=now)
    except Refused:
        return current  # what stands against it is said where she looks at it, and by `pay_order`


def pay_order(*, by: Member | Person, order: Order, now: datetime) -> Order:
    """Pay for what happened: the sum that she agreed to, to whom her ask names. Once; again changes nothing.

    Raises: OrderRefused (`not_happened_yet`, `not_agreed`, `no_account`), and what `release_money` raises.
    """
    if not can_say_it_happened(by, order, business_date(now)):
        raise NotAllowed
    with transaction.atomic():
        current = lock_order(order)
        check_happened(current.outcome)
        ask = Ask.objects.get(id=current.ask_id)
        if ask.used_at is not None:
            return current
        check_agreed(ask.state)
        payee = payee_named(person=current.person, name=ask.pay_to, now=now)
        if payee is None or payee.payable is None:
            raise OrderRefused(
                "We do not know the account of {name} yet. Add it first.", code="no_account", name=ask.pay_to
            )
        release_money(
            by=by,
            budget=current.budget,
            payee_account=payee.payable,
            amount=Money(ask.amount_minor, the_partnership().currency),
            spend_kind=SpendKind(ask.spend_kind),
            ask=ask,
            request_id=current.pay_request,
            now=now,
        )
        record_event("order_paid", by=by.id, subject_type="order", subject_id=current.id, now=now)
        return current


def say_it_did_not_happen(*, by: Member | Person, order: Order, now: datetime, how: str = "") -> Order:
    """Say that it did not happen: nobody is paid, and the money is free again. The same again changes nothing.

    Raises: OrderRefused (`how_needed`, `order_over`), PaymentRefused (`stop_it_first`), TextTooLong, and what
    `withdraw_ask` raises.
    """
    return _end(order, Outcome.NOT_HAPPENED, how=how, by=by, now=now)


def cancel_order(*, by: Member | Person, order: Order, now: datetime, how: str = "") -> Order:
    """Call an order off: its money is free again. Calling it off again changes nothing.

    Raises: as `say_it_did_not_happen`.
    """
    return _end(order, Outcome.CANCELLED, how=how, by=by, now=now)


def rate_order(*, by: Person, order: Order, rating: Rating, now: datetime) -> Order:
    """Say how it was, with one of three faces. She may think otherwise later: then the new one counts.

    Raises: OrderRefused (`not_happened_yet`).
    """
    if not can_rate(by, order):
        raise NotAllowed
    with transaction.atomic():
        current = lock_order(order)
        check_happened(current.outcome)
        if current.rating != Rating(rating).value:
            current.rating, current.rated_at = Rating(rating).value, now
            current.save(update_fields=["rating", "rated_at"])
            record_event("order_rated", by=by.id, subject_type="order", subject_id=current.id, now=now)
        return current


def _end(order: Order, outcome: Outcome, *, how: str, by: Member | Person, now: datetime) -> Order:
    if not can_call_off(by, order, business_date(now)):
        raise NotAllowed
    check_fits(Order, outcome_how=how)
    with transaction.atomic():
        current = lock_order(order)
        if current.outcome == outcome:
            return current
        if isinstance(by, Member):
            check_how(how)
        check_not_over(current.outcome)
        return end_order(current, outcome, how=how, by=by, now=now)
