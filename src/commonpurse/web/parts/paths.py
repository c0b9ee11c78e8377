"""The path of a payment: yes, in a file, sent, paid by the bank; what goes on now and whom it waits for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.money.payments.queries import ExpectedPay
from commonpurse.money.payments.rules import PaymentState
from commonpurse.web.doors import Viewer
from commonpurse.web.parts.shapes import Step, Wait
from commonpurse.web.parts.stories import NOT_DIRECT, when_paid, who_decided
from commonpurse.web.parts.written import day

# What a bank's code says, in words. Source: ISO 20022 external code sets, return and status reason, 2024.
BANK_REASONS = {
    "AC01": gettext_lazy("The bank says: there is no account of this number."),
    "AC04": gettext_lazy("The bank says: the account is closed."),
    "AC06": gettext_lazy("The bank says: the account is blocked."),
    "BE01": gettext_lazy("The bank says: the name does not go with the account."),
    "RC01": gettext_lazy("The bank says: there is no bank of this sort code."),
}
ACCOUNT_IS_WRONG = frozenset(BANK_REASONS)


def bank_reason(code: str) -> str:
    """Say why the bank sent money back, where its code tells."""
    return str(BANK_REASONS.get(code, _("The bank did not say why.")))


def wait_for_account(payment: Any, expected: ExpectedPay | None) -> Wait:
    """Say for whom money to a new account waits, and until when, where time ends it."""
    if expected is not None and expected.waits_for_second:
        return Wait(_("a second worker"), payment.created_at, None, _("They look at the new account first."))
    then = _("A new account waits 72 hours. So nobody can take your money.")
    return Wait(_("the new account"), payment.created_at, expected.waits_until if expected else None, then)


def payment_path(payment: Any, expected: ExpectedPay | None, viewer: Viewer, today: date) -> list[Step]:
    """Tell the steps of one payment, its events being read already, from the yes to the bank's word."""
    state = PaymentState(payment.state)
    events = list(payment.events.all())
    at = {PaymentState(event.state): event.happened_at for event in events}
    steps = [Step(_("The money is set aside"), "done", payment.created_at, who_decided(payment, viewer))]
    if state == PaymentState.STOPPED:
        return [*steps, stopped(events[-1], viewer)]
    is_in_file = state not in (PaymentState.HELD, PaymentState.READY)
    is_sent = is_in_file and state != PaymentState.IN_FILE
    waits_until = expected.waits_until if expected else None
    is_looked_at = expected is not None and expected.second_since is not None
    if (approval := getattr(payment, "approval", None)) is not None:
        steps.append(second_step(approval, is_looked_at, today))
    if waits_until is not None:
        wait = wait_for_account(payment, expected)
        steps.append(Step(_("The account can be paid"), "now", wait=wait))
    then = " ".join(each.words for each in when_paid(payment, expected, today))
    if not is_in_file and waits_until is None and expected is not None and expected.is_not_direct:
        wait = Wait(_("another way to pay it"), payment.created_at, None, str(NOT_DIRECT))
        steps.append(Step(_("In a file for the bank"), "now", wait=wait))
    elif not is_in_file and waits_until is None and not is_looked_at:
        on = expected.on if expected else None
        first = _("The bank can pay it from {day}.").format(day=day(on)) if on else ""
        steps.append(
            Step(_("In a file for the bank"), "now", wait=Wait(_("our next file"), payment.created_at, None, first))
        )
    else:
        file_at = at.get(PaymentState.IN_FILE)
        steps.append(
            Step(_("In a file for the bank"), "done" if is_in_file else "next", file_at if is_in_file else None)
        )
    if state == PaymentState.IN_FILE:
        wait = Wait(_("our finance team"), at[state], None, _("Two people check each file before it goes."))
        steps.append(Step(_("Sent to the bank"), "now", wait=wait))
    else:
        steps.append(
            Step(_("Sent to the bank"), "done" if is_sent else "next", at.get(PaymentState.SENT) if is_sent else None)
        )
    return [*steps, *last_steps(payment, state, at, events, then)]


def second_step(approval: Any, is_now: bool, today: date) -> Step:
    """The look of a second person at a large payment: at whom it goes to, and never at what it is for."""
    words = _("A second person checked the account")
    if is_now:
        then = _("It is a large sum. So two people look where it goes. What it is for is yours alone.")
        if approval.is_late(today):
            then = _("That is late. Who runs this place sees it now. What it is for is yours alone.")
        wait = Wait(_("a second person to check the account"), approval.asked_at, approval.look_by_on, then)
        return Step(_("The account is checked"), "now", wait=wait)
    return Step(words, "done", approval.agreed_at)


def last_steps(
    payment: Any, state: PaymentState, at: dict[PaymentState, Any], events: Sequence[Any], then: str
) -> list[Step]:
    """Tell what the bank said, or that it has not yet."""
    settlement = getattr(payment, "settlement", None)
    paid = [Step(_("The bank paid it"), "done", settlement.settled_on)] if settlement is not None else []
    if state == PaymentState.RETURNED:
        return [*paid, Step(_("It came back"), "failed", at[state], bank_reason(events[-1].code))]
    if state == PaymentState.REJECTED:
        return [Step(_("The bank refused it"), "failed", at[state], bank_reason(events[-1].code))]
    if state in (PaymentState.SENT, PaymentState.UNKNOWN):
        return [Step(_("The bank pays it"), "now", wait=Wait(_("the bank"), at.get(PaymentState.SENT), None, then))]
    return paid or [Step(_("The bank pays it"), "next")]


def stopped(event: Any, viewer: Viewer) -> Step:
    """Say who stopped it: she herself, or why somebody else did."""
    is_hers = event.actor_id == viewer.id
    return Step(_("It was stopped"), "failed", event.happened_at, _("You stopped it.") if is_hers else event.note)
