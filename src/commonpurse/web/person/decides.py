"""Who decides what, as the person sees it: why, who, until when; her ask to end it; the risks she takes on purpose."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.support.agreements.commands import ask_to_end_limit, sign_risk_record
from commonpurse.support.agreements.queries import (
    get_limit,
    get_risk_record,
    limits_of,
    risk_records_of,
)
from commonpurse.support.agreements.rules import SignerRole
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.downloads import attachment
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.limits import area_lines, limit_line, risk_line
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.papers.making import paper_look
from commonpurse.web.parts.papers.risk import risk_paper
from commonpurse.web.parts.words import said
from commonpurse.web.request import PageRequest, look_at


class EndAskForm(PageForm):
    persons_words = forms.CharField(
        label=gettext_lazy("Do you want to say why?"),
        help_text=gettext_lazy("You can leave this empty."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@door(PERSON, why="to see who decides")
def decides(request: PageRequest) -> HttpResponse:
    """Every kind of thing with who decides it; what is not hers alone first, and why."""
    person = request.person
    look_at(request, person.id, "who decides")
    found = limits_of(viewer=person, person=person, today=request.today)
    risks = risk_records_of(viewer=person, person=person, today=request.today)
    running = [one for one in found if one.is_running(request.today)]
    lines = area_lines(running)
    return show(
        request,
        "person/decides.html",
        steps_down=[line for line in lines if line.limit_id],
        hers=[line for line in lines if not line.limit_id],
        before=[limit_line(one, today=request.today) for one in found if one not in running],
        risks=[risk_line(one, today=request.today) for one in risks if one.record.ended_at is None],
    )


@door(PERSON, why="to see why she does not decide alone", methods="GET POST")
def limit(request: PageRequest, limit_id: UUID) -> HttpResponse:
    """One step down, all of it; and her ask to end it."""
    person = request.person
    look_at(request, person.id, "who decides")
    shown = or_404(get_limit(viewer=person, person=person, limit_id=limit_id, today=request.today))
    form = EndAskForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            ask_to_end_limit(
                by=person, limit=shown.limit, persons_words=form.cleaned_data["persons_words"], now=request.now
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, _("You have asked. They have five working days to answer."), "person:limit", limit_id)
    return show(
        request,
        "person/limit.html",
        form=form,
        line=limit_line(shown, today=request.today),
        may_ask=shown.is_running(request.today) and shown.waiting_ask is None,
        limit=shown.limit,
    )


@door(PERSON, why="to read and sign a risk record", methods="GET POST")
def risk(request: PageRequest, record_id: UUID) -> HttpResponse:
    person = request.person
    look_at(request, person.id, "risks")
    shown = or_404(get_risk_record(viewer=person, person=person, record_id=record_id, today=request.today))
    refusal = ""
    if request.method == "POST":
        try:
            sign_risk_record(by=person, record=shown.record, role=SignerRole.PERSON, now=request.now)
        except Refused as refused:
            refusal = said(refused)
        else:
            return go(request, _("You have signed."), "person:risk", record_id)
    return show(
        request,
        "person/risk.html",
        status=422 if refusal else 200,
        refusal=refusal,
        line=risk_line(shown, today=request.today),
        may_sign=shown.waits and SignerRole.PERSON in shown.missing,
    )


@door(PERSON, why="to take along her risk record")
def paper(request: PageRequest, record_id: UUID) -> HttpResponse:
    person = request.person
    look_at(request, person.id, "risks")
    shown = or_404(get_risk_record(viewer=person, person=person, record_id=record_id, today=request.today))
    line = risk_line(shown, today=request.today)
    content = risk_paper(line, called_by=person.called_by, look=paper_look(), now=request.now)
    return attachment(f"page-{request.today}.pdf", content, "application/pdf")
