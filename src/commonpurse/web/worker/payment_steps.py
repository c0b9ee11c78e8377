"""A payment as a path of steps: what is done, what it waits for now, what is still to come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from commonpurse.money.payments.rules import PaymentState
from commonpurse.web.parts.shapes import Step, Wait
from commonpurse.web.parts.words import translated
from commonpurse.web.parts.written import day

# The states on the way, in order, and from which of them on each step is behind us.
WAY = (PaymentState.READY, PaymentState.IN_FILE, PaymentState.SENT, PaymentState.SETTLED)


def steps_of(
    payment: Any, events: Sequence[Any], *, earliest: date | None, today: date, is_not_direct: bool = False
) -> list[Step]:
    """Lay out the path. `earliest`: the first day on which it could be paid if finance made a file now.

    `is_not_direct`: the law does not let its money go out direct now, so it goes into no file.
    """
    state = PaymentState(payment.state)
    reached = {PaymentState(event.state): event.happened_at for event in events}
    steps = [Step(_("Released"), "done", payment.created_at)]
    approval = getattr(payment, "approval", None)
    if approval is not None:
        steps.append(second_step(approval, state, today))
    # One that waits for a second person alone never waited for its account.
    if PaymentState.HELD in reached and (approval is None or waited_for_account(payment)):
        steps.append(account_step(payment, state, reached))
    if state == PaymentState.STOPPED:
        return [*steps, Step(_("Stopped. The money is in the budget again"), "failed", reached.get(state))]
    if state in (PaymentState.RETURNED, PaymentState.REJECTED):
        came = _("It came back") if state == PaymentState.RETURNED else _("The bank refused it")
        sent = Step(_("Sent to the bank"), "done", reached.get(PaymentState.SENT))
        return [*steps, sent, Step(came, "failed", reached.get(state), _("The money is in the budget again."))]
    words = {
        PaymentState.IN_FILE: _("Put into a file for the bank"),
        PaymentState.SENT: _("Sent to the bank"),
        PaymentState.SETTLED: _("Paid, as the bank’s statement shows"),
    }
    now_at = next_step(state)
    for each, said in words.items():
        place = WAY.index(each)
        if place < WAY.index(now_at) or state == PaymentState.SETTLED:
            steps.append(Step(said, "done", reached.get(each)))
        elif each == PaymentState.IN_FILE == now_at and is_not_direct and state != PaymentState.HELD:
            then = _("The council or the NHS can hold it and pay from it. Or stop it, and pay from other money.")
            wait = Wait(_("money that can be paid out direct"), reached.get(PaymentState.READY), then=then)
            steps.append(Step(said, "now", wait=wait))
        elif each == now_at and state != PaymentState.HELD:
            steps.append(Step(said, "now", wait=wait_for(each, reached, earliest, state)))
        else:
            steps.append(Step(said, "next"))
    return steps


def next_step(state: PaymentState) -> PaymentState:
    """The step that a payment in this state waits for."""
    if state in (PaymentState.HELD, PaymentState.READY):
        return PaymentState.IN_FILE
    return PaymentState.SENT if state == PaymentState.IN_FILE else PaymentState.SETTLED


def second_step(approval: Any, state: PaymentState, today: date) -> Step:
    """The look of a second person at whom a large payment goes to: still to come, done, or with a fault found."""
    words = _("A second person checks the account")
    if approval.declined_at is not None:
        return Step(words, "failed", approval.declined_at, translated(approval.doubt_words))
    if approval.agreed_at is not None:
        return Step(words, "done", approval.agreed_at)
    if state == PaymentState.STOPPED:
        return Step(words, "failed")
    then = _("They look at who is paid and where, never at what it is for.")
    who = _("a second person ({role})").format(role=translated(approval.role_words))
    if approval.is_late(today):
        then = _("That is late. The manager sees it now, and can look too.")
    return Step(words, "now", wait=Wait(who, approval.asked_at, approval.look_by_on, then))


def waited_for_account(payment: Any) -> bool:
    """Whether the account could not be paid yet when the payment was released."""
    return not payment.payee_account.is_usable_at(payment.created_at)


def account_step(payment: Any, state: PaymentState, reached: dict[PaymentState, datetime]) -> Step:
    """The wait of a changed account: over, or still on."""
    words = _("The account may be paid")
    if state == PaymentState.STOPPED:
        return Step(words, "failed")
    if state != PaymentState.HELD:
        return Step(words, "done", reached.get(PaymentState.READY))
    account = payment.payee_account
    if account.waits_for_second:
        return Step(words, "now", wait=Wait(_("a second worker"), account.added_at, None, _("They call back first.")))
    then = _("Then it can go. A call-back by a second worker ends the wait at once.")
    return Step(words, "now", wait=Wait(_("the new account"), account.added_at, account.usable_from, then))


def wait_for(
    step: PaymentState, reached: dict[PaymentState, datetime], earliest: date | None, state: PaymentState
) -> Wait:
    """Whom a step waits for, since when, and when it can come at the earliest."""
    if step == PaymentState.IN_FILE:
        then = ""
        if earliest is not None:
            then = _("With a file that is made now it could be paid on {day}.").format(day=day(earliest))
        return Wait(_("finance"), reached.get(PaymentState.READY), then=then)
    if step == PaymentState.SENT:
        return Wait(_("finance"), reached.get(PaymentState.IN_FILE), then=_("Two people check each file."))
    if state == PaymentState.UNKNOWN:
        return Wait(_("the bank"), reached.get(PaymentState.UNKNOWN), then=_("We have asked what became of it."))
    return Wait(_("the bank’s statement"), reached.get(PaymentState.SENT))
