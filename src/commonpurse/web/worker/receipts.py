"""Receipts of the people one works with: what is there, what is missing, the talk about it, and "none needed"."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.money.payments.access import can_give_proof
from commonpurse.money.payments.commands import give_proof, waive_proof, write_about_proof
from commonpurse.money.payments.proofs import shown_proof, wanted_proofs
from commonpurse.money.payments.queries import payments_visible_to
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.attachments import attachment_of
from commonpurse.web.parts.forms import PageForm
from commonpurse.web.parts.pages import go, one_page, or_404, refuse, show
from commonpurse.web.parts.receipts import KeepForm, NotNeededForm, WriteForm, kept_lines, talk_lines
from commonpurse.web.parts.written import named
from commonpurse.web.request import PageRequest, look_at
from commonpurse.web.worker.people import person_or_404


@door(WORKER, why="to see which receipts are missing")
def receipts(request: PageRequest) -> HttpResponse:
    """Payments without a receipt that somebody wants: first who wrote and has no answer, then the oldest."""
    wanted = wanted_proofs(viewer=request.member, now=request.now, today=request.today)
    wanted.sort(key=lambda each: not each.waits_for_answer)
    page = one_page(request, wanted)
    people = {each.payment.budget.person_id for each in page.object_list}
    if people:
        look_at(request, people, "name", "payments", "receipts")
    return show(request, "worker/receipts.html", page=page, rows=page.object_list)


@door(WORKER, why="to look after a receipt with the person", methods="GET POST")
def receipt(request: PageRequest, person_id: UUID, payment_id: UUID) -> HttpResponse:
    """One payment's receipt: what was given, the talk, a line or a photo for her, or that none is needed."""
    who = person_or_404(request, person_id, "name", "payments", "receipts")
    seen = payments_visible_to(request.viewer, request.today).filter(budget__person=who)
    payment = or_404(seen.filter(id=payment_id).first())
    act = request.POST.get("act", "")
    forms: dict[str, Any] = {
        "keep": KeepForm(*((request.POST, request.FILES) if act == "keep" else ())),
        "write": WriteForm(request.POST if act == "write" else None),
        "not_needed": NotNeededForm(request.POST if act == "not_needed" else None),
    }
    form: PageForm = forms.get(act, forms["write"])
    if form.is_valid():
        try:
            return done(request, who, payment, form)
        except Refused as refused:
            refuse(form, refused)
    shown = shown_proof(viewer=request.member, payment=payment, now=request.now, today=request.today)
    if shown is None:
        raise NotAllowed
    return show(
        request,
        "worker/receipt.html",
        person=who,
        payment=payment,
        state=shown.state,
        kept=kept_lines(request.member, shown.proofs, lambda id: reverse("worker:attachment", args=[who.id, id])),
        talk=talk_lines(request.member, shown.messages),
        may_act=can_give_proof(request.member, who, request.today),
        form=form,
        **forms,
    )


def done(request: PageRequest, who: Any, payment: Any, form: PageForm) -> HttpResponse:
    """Do what the form asks, and say it."""
    given = form.cleaned_data
    wanted: dict[str, Any] = {"by": request.member, "payment": payment, "now": request.now}
    if isinstance(form, KeepForm):
        give_proof(**wanted, **given)
        happened = _("The receipt is kept.")
    elif isinstance(form, NotNeededForm):
        waive_proof(**wanted, **given)
        happened = _("Written down: no receipt is needed.")
    else:
        write_about_proof(**wanted, words=given["message"], request_id=given["request_id"])
        happened = _("{name} is told that you wrote.").format(name=named(who.called_by))
    return go(request, happened, "worker:receipt", who.id, payment.id)


@door(WORKER, why="to look at a picture or paper of the person")
def attachment(request: PageRequest, person_id: UUID, attachment_id: UUID) -> HttpResponse:
    """One picture or PDF of the person's, for a member who sees what she pays."""
    who = person_or_404(request, person_id, "name", "picture")
    return attachment_of(request.viewer, who.id, attachment_id, request.now, request.today)
