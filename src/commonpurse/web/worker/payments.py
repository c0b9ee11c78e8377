from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse

from commonpurse.kernel.errors import Refused
from commonpurse.money.payments.commands import reissue_payment, stop_payment
from commonpurse.money.payments.queries import payments_visible_to
from commonpurse.money.payments.rules import MAY_BE_REISSUED, MAY_BE_STOPPED, STATE_WORDS, PaymentState
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.forms import PageForm, RequestIdField
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.stories import payment_story
from commonpurse.web.request import PageRequest
from commonpurse.web.worker.people import person_or_404


class AgainForm(PageForm):
    request_id = RequestIdField()


class StopForm(PageForm):
    reason = forms.CharField(
        label="Why is it stopped?",
        help_text="The person can read this.",
        max_length=500,
        error_messages={"required": "Say in plain words why it is stopped."},
    )


@door(WORKER, why="to follow a payment of the person", methods="GET POST")
def payment(request: PageRequest, person_id: UUID, payment_id: UUID) -> HttpResponse:
    """One payment: what happened to it; stop it before it leaves, or pay it again after it failed."""
    who = person_or_404(request, person_id, "name", "payments")
    seen = payments_visible_to(request.viewer, request.today).filter(budget__person=who)
    found = or_404(
        seen.select_related(
            "ask__decided_by_member",
            "ask__decided_by_person",
            "created_by_member",
            "created_by_person",
            "settlement",
            "reissued_as",
        )
        .filter(id=payment_id)
        .first()
    )
    act = request.POST.get("act", "")
    again, stop = AgainForm(request.POST if act == "again" else None), StopForm(request.POST if act == "stop" else None)
    form: PageForm = again if act == "again" else stop
    if form.is_valid():
        try:
            return done(request, who, found, form)
        except Refused as refused:
            refuse(form, refused)
    state = PaymentState(found.state)
    return show(
        request,
        "worker/payment.html",
        person=who,
        payment=found,
        story=payment_story(found, request.viewer),
        events=[(event, STATE_WORDS[PaymentState(event.state)]) for event in found.events.all()],
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
        return go(request, f"It is stopped. {found.amount} is in the budget again.", "worker:person", who.id)
    fresh = reissue_payment(
        by=request.member, payment=found, request_id=form.cleaned_data["request_id"], now=request.now
    )
    happened = f"{fresh.amount} goes out again, with the next file for the bank."
    return go(request, happened, "worker:payment", who.id, fresh.id)
