"""Large payments: a second person looks at whom each one pays, and never at what it is for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.money.payments.bands import DOUBT_WORDS
from commonpurse.money.payments.commands import agree_payment, decline_payment
from commonpurse.money.payments.second_looks import approvals_visible_to, get_approval, may_answer, was_paid_before
from commonpurse.web.doors import FINANCE, door
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import go, one_page, or_404, refuse, show
from commonpurse.web.parts.words import said
from commonpurse.web.parts.written import money
from commonpurse.web.request import PageRequest, look_at


class FaultForm(PageForm):
    reason = forms.ChoiceField(
        label=_("What is wrong?"),
        help_text=_("Only what is wrong with the account or with who released it."),
        choices=list(DOUBT_WORDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong.")},
    )


@door(FINANCE, why="to see which large payments wait for a second person")
def second_looks(request: PageRequest) -> HttpResponse:
    page = one_page(request, approvals_visible_to(request.viewer, request.today).waiting())
    look_at(request, [each.person_id for each in page.object_list], "name", "payments", "payees")
    rows = [(each, each.is_late(request.today)) for each in page.object_list]
    return show(request, "finance/second_looks.html", page=page, rows=rows)


@door(FINANCE, why="to look at whom a large payment goes to", methods="GET POST", step_up=True)
def second_look(request: PageRequest, approval_id: UUID) -> HttpResponse:
    """Who is paid and where to, beside what was known before; then: it is right, or what is wrong with it."""
    found = or_404(get_approval(viewer=request.viewer, approval_id=approval_id, today=request.today))
    look_at(request, found.person_id, "name", "payments", "payees")
    act = request.POST.get("act")
    form, refusal = FaultForm(posted(request) if act == "decline" else None), ""
    if act == "agree" or form.is_valid():
        try:
            return answered(request, found, form if act == "decline" else None)
        except Refused as refused:
            if form.is_bound and refused.field == "reason":
                refuse(form, refused)
            else:
                refusal = said(refused)
                found = or_404(get_approval(viewer=request.viewer, approval_id=approval_id, today=request.today))
    is_open = found.is_waiting and found.payment.state == "held"
    return show(
        request,
        "finance/second_look.html",
        status=422 if refusal else 200,
        approval=found,
        payment=found.payment,
        account=found.payment.payee_account,
        old_account=found.payment.payee_account.replaces,
        is_known=was_paid_before(found.payment),
        form=form,
        refusal=refusal,
        is_open=is_open,
        is_late=is_open and found.is_late(request.today),
        hindrance=said(hindrance) if is_open and (hindrance := may_answer(request.member, found, request.now)) else "",
    )


def answered(request: PageRequest, found: Any, form: FaultForm | None) -> HttpResponse:
    """Do what the button says, and say what happened."""
    if form is None:
        agree_payment(by=request.member, approval=found, now=request.now)
        happened = gettext("{sum} can go now, with the next file that its account allows.")
    else:
        decline_payment(by=request.member, approval=found, reason=form.cleaned_data["reason"], now=request.now)
        happened = gettext("It is stopped. {sum} is in the budget again. The person and the worker read why.")
    return go(request, happened.format(sum=money(found.payment.amount)), "finance:second_look", found.id)
