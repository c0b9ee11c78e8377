"""A risk that is taken on purpose: written together, signed by three, looked at again, printed on one page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.signin.access import can_sit_beside
from commonpurse.support.agreements.access import can_sign_risk_record, can_write_agreed
from commonpurse.support.agreements.commands import end_risk_record, sign_risk_record, write_risk_record
from commonpurse.support.agreements.queries import RiskShown, get_risk_record
from commonpurse.support.agreements.rules import (
    LONGEST_CONCERN,
    LONGEST_RISK_PART,
    RISK_PARTS,
    USUAL_REVIEW_DAYS,
    SignedHow,
    SignerRole,
)
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.downloads import attachment
from commonpurse.web.parts.forms import DayField, PageForm, posted
from commonpurse.web.parts.limits import RISK_LABELS, risk_line
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.papers.making import paper_look
from commonpurse.web.parts.papers.risk import risk_paper
from commonpurse.web.parts.words import said
from commonpurse.web.parts.written import named
from commonpurse.web.request import PageRequest
from commonpurse.web.worker.limits import person_with_limits
from commonpurse.web.worker.sharing import person_to_act_for

# What helps to begin with each part, said to both.
HINTS = {
    "concern": gettext_lazy("What is somebody worried will happen?"),
    "what_matters": gettext_lazy("In the person’s own words: what is this for, and what would be lost without it?"),
    "what_could_go_wrong": gettext_lazy("Name it plainly. Also what is unlikely."),
    "how_bad": gettext_lazy("How bad, for whom, and could it be put right?"),
    "what_helps": gettext_lazy("What helped before? Who and what is there already?"),
    "signs": gettext_lazy("What would the person notice first, and what would others?"),
    "who_does_what": gettext_lazy("Each thing with its name and its day. Also what happens at night."),
    "why_worth_it": gettext_lazy("Say it so that a stranger would understand it in a year."),
}


class RiskForm(PageForm):
    """Both look at one screen: each part is a question. Nothing is kept before the last button."""

    review_on = DayField(
        label=gettext_lazy("When do you look at it again?"),
        help_text=gettext_lazy("Within six months. It goes on counting until somebody ends it."),
        error_messages={"required": gettext_lazy("Choose a day to look at it again.")},
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for part in RISK_PARTS:
            self.fields[part] = forms.CharField(
                label=RISK_LABELS[part],
                help_text=HINTS[part],
                max_length=LONGEST_CONCERN if part == "concern" else LONGEST_RISK_PART,
                widget=forms.Textarea(attrs={"rows": 2 if part == "concern" else 3}),
                error_messages={"required": gettext_lazy("Write a few words here.")},
            )
        self.order_fields([*RISK_PARTS, "review_on"])

    @property
    def texts(self) -> dict[str, str]:
        return {part: self.cleaned_data[part] for part in RISK_PARTS}


class SaidForm(PageForm):
    note = forms.CharField(
        label=gettext_lazy("What did they say?"),
        help_text=gettext_lazy("In their own words. They read it, with your name under it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write down what was said.")},
    )


class PaperForm(PageForm):
    file = forms.FileField(
        label=gettext_lazy("A photo or scan of the paper with their name under it"),
        error_messages={
            "required": gettext_lazy("Add a photo or scan of the paper."),
            "empty": gettext_lazy("This file is empty. Choose another."),
        },
    )


class EndForm(PageForm):
    reason = forms.CharField(
        label=gettext_lazy("Why does it end?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say why, in plain words.")},
    )


@door(WORKER, why="to write down a risk worth taking with the person", methods="GET POST")
def write(request: PageRequest, person_id: UUID) -> HttpResponse:
    who = person_to_act_for(request, person_id, Item.MONEY_DETAIL, "name", "risks")
    return written(request, who, None, {"review_on": request.today + timedelta(days=USUAL_REVIEW_DAYS)})


@door(WORKER, why="to write a risk record anew with the person", methods="GET POST")
def change(request: PageRequest, person_id: UUID, record_id: UUID) -> HttpResponse:
    """A new wording, which all three sign again. The one before counts until then."""
    who = person_to_act_for(request, person_id, Item.MONEY_DETAIL, "name", "risks")
    shown = record_of(request, who, record_id)
    or_404(None if shown.record.ended_at else shown)
    initial: Mapping[str, str | date] = shown.parts | {"review_on": request.today + timedelta(days=USUAL_REVIEW_DAYS)}
    return written(request, who, shown, initial)


def written(request: PageRequest, who: Any, before: RiskShown | None, initial: Mapping[str, Any]) -> HttpResponse:
    form = RiskForm(posted(request), initial=dict(initial))
    if request.method == "POST" and form.is_valid():
        try:
            made = write_risk_record(
                by=request.member,
                person=who,
                texts=form.texts,
                review_on=form.cleaned_data["review_on"],
                replaces=before.record if before else None,
                now=request.now,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            happened = _("It is written down. Now three sign it: the person, a worker and a manager.")
            return go(request, happened, "worker:risk", who.id, made.id)
    return show(request, "worker/write_risk.html", person=who, form=form, before=before)


@door(WORKER, why="to read and sign a risk record of the person", methods="GET POST")
def risk(request: PageRequest, person_id: UUID, record_id: UUID) -> HttpResponse:
    """One record: sign it, write down that the person agreed to it aloud, or end it."""
    who = person_with_limits(request, person_id)
    shown = record_of(request, who, record_id)
    step, refusal = request.POST.get("step"), ""
    note, end = SaidForm(request.POST if step == "said" else None), EndForm(request.POST if step == "end" else None)
    paper = PaperForm(*((request.POST, request.FILES) if step == "paper" else ()))
    try:
        if step in (SignerRole.WORKER, SignerRole.MANAGER):
            sign_risk_record(by=request.member, record=shown.record, role=SignerRole(step), now=request.now)
            return go(request, _("You have signed."), "worker:risk", who.id, record_id)
        if step == "said" and note.is_valid():
            sign_risk_record(
                by=request.member,
                record=shown.record,
                role=SignerRole.PERSON,
                how=SignedHow.SPOKEN,
                note=note.cleaned_data["note"],
                now=request.now,
            )
            happened = _("It is written down that {name} agreed.").format(name=named(who.called_by))
            return go(request, happened, "worker:risk", who.id, record_id)
        if step == "paper" and paper.is_valid():
            sign_risk_record(
                by=request.member,
                record=shown.record,
                role=SignerRole.PERSON,
                how=SignedHow.PAPER,
                picture=paper.cleaned_data["file"],
                now=request.now,
            )
            happened = _("The paper that {name} signed is kept.").format(name=named(who.called_by))
            return go(request, happened, "worker:risk", who.id, record_id)
        if step == "end" and end.is_valid():
            end_risk_record(by=request.member, record=shown.record, reason=end.cleaned_data["reason"], now=request.now)
            return go(request, _("It has ended. It can still be read."), "worker:decides", who.id)
    except Refused as refused:
        refusal = said(refused)
    return show(
        request,
        "worker/risk.html",
        status=422 if refusal else 200,
        person=who,
        line=risk_line(shown, today=request.today),
        note=note,
        end=end,
        paper=paper,
        refusal=refusal,
        may_write=can_write_agreed(request.member, who, request.today),
        may_sit_beside=can_sit_beside(request.member, who, request.today),
        signs_as=signs_as(request, who, shown),
        wants_person=SignerRole.PERSON in shown.missing,
        waits=shown.waits,
    )


def signs_as(request: PageRequest, who: Any, shown: RiskShown) -> str:
    """As what the viewer could sign now: a manager as that first; nothing where they signed, or may not."""
    if not shown.waits or request.member.id in {each.signed_by_member_id for each in shown.signatures}:
        return ""
    roles = (SignerRole.MANAGER, SignerRole.WORKER) if request.member.has_role("manager") else (SignerRole.WORKER,)
    able = [role for role in roles if can_sign_risk_record(request.member, who, role, request.today)]
    return next((role.value for role in able if role in shown.missing), "")


@door(WORKER, why="to take along a risk record of the person")
def risk_pdf(request: PageRequest, person_id: UUID, record_id: UUID) -> HttpResponse:
    """One page, for whoever asks later why this was right: an inquest, an audit, a newspaper."""
    who = person_with_limits(request, person_id)
    shown = record_of(request, who, record_id)
    content = risk_paper(
        risk_line(shown, today=request.today), called_by=who.called_by, look=paper_look(), now=request.now
    )
    return attachment(f"risk-record-{request.today}.pdf", content, "application/pdf")


def record_of(request: PageRequest, who: Any, record_id: UUID) -> RiskShown:
    found = get_risk_record(viewer=request.member, person=who, record_id=record_id, today=request.today)
    return or_404(found)
