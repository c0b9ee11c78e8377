from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.money.budgets.rules import HOLDING_WORDS, SPEND_WORDS, HoldingType, SpendKind
from commonpurse.money.payments.access import can_read_proof
from commonpurse.money.payments.commands import reissue_payment, stop_payment
from commonpurse.money.payments.proofs import proof_states
from commonpurse.money.payments.queries import (
    earliest_paid_on,
    is_barred_now,
    payments_visible_to,
    with_check_asked,
    with_who_decided,
)
from commonpurse.money.payments.rules import MAY_BE_REISSUED, MAY_BE_STOPPED, STATE_WORDS, PaymentState
from commonpurse.parties.signin.ways import who_helped
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.forms import PageForm, RequestIdField
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.stories import payment_story
from commonpurse.web.parts.written import money
from commonpurse.web.request import PageRequest
from commonpurse.web.worker.payment_steps import steps_of
from commonpurse.web.worker.people import person_or_404


class AgainForm(PageForm):
    request_id = RequestIdField()


class StopForm(PageForm):
    reason = forms.CharField(
        label=gettext_lazy("Why is it stopped?"),
        help_text=gettext_lazy("The person can read this."),
        max_length=500,
        error_messages={"required": gettext_lazy("Say in plain words why it is stopped.")},
    )


def is_paid_again(request: HttpRequest) -> bool:
    """Stopping asks for nothing more: it must be quick."""
    return request.POST.get("act") == "again"


@door(WORKER, why="to follow a payment of the person", methods="GET POST", step_up=is_paid_again)
def payment(request: PageRequest, person_id: UUID, payment_id: UUID) -> HttpResponse:
    """One payment: what happened to it; stop it before it leaves, or pay it again after it failed."""
    who = person_or_404(request, person_id, "name", "payments")
    seen = payments_visible_to(request.viewer, request.today).filter(budget__person=who)
    read = with_who_decided(with_check_asked(seen)).select_related("settlement", "reissued_as")
    found = or_404(read.filter(id=payment_id).first())
    act = request.POST.get("act", "")
    again, stop = AgainForm(request.POST if act == "again" else None), StopForm(request.POST if act == "stop" else None)
    form: PageForm = again if act == "again" else stop
    if form.is_valid():
        try:
            return done(request, who, found, form)
        except Refused as refused:
            refuse(form, refused)
    state, events = PaymentState(found.state), list(found.events.all())
    earliest, is_not_direct = None, False
    if state == PaymentState.READY:
        earliest = earliest_paid_on(now=request.now, currency=found.currency)
        is_not_direct = found.asks_check and is_barred_now(payment=found, now=request.now)
    return show(
        request,
        "worker/payment.html",
        person=who,
        payment=found,
        helped=who_helped(found.id),
        proof=proof_states([found], request.now)[found.id],
        reads_proof=can_read_proof(request.member, who, request.today),
        story=payment_story(found, request.viewer),
        kind_words=SPEND_WORDS[SpendKind(found.spend_kind)],
        holding_words=HOLDING_WORDS[HoldingType(found.holding_type)] if found.holding_type else "",
        steps=steps_of(found, events, earliest=earliest, today=request.today, is_not_direct=is_not_direct),
        events=[(event, STATE_WORDS[PaymentState(event.state)]) for event in events],
        form=form,
        again=again,
        stop=stop,
        may_stop=state in MAY_BE_STOPPED,
        may_pay_again=state in MAY_BE_REISSUED and not hasattr(found, "reissued_as"),
    )


def done(request: PageRequest, who: Any, found: Any, form: PageForm) -> HttpResponse:
    """Do what the form asks, and say it."""
    if isinstance(form, StopForm):
        stop_payment(by=request.member, payment=found, reason=form.cleaned_data["reason"], now=request.now)
        happened = _("It is stopped. {sum} is in the budget again.").format(sum=money(found.amount))
        return go(request, happened, "worker:payment", who.id, found.id)
    fresh = reissue_payment(
        by=request.member, payment=found, request_id=form.cleaned_data["request_id"], now=request.now
    )
    happened = _("{sum} goes out again, with the next file for the bank.").format(sum=money(fresh.amount))
    return go(request, happened, "worker:payment", who.id, fresh.id)
