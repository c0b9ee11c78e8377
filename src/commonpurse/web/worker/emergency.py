"""Open one person's record in an emergency, look at it while the hour runs, and nothing after."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.parties.consent.rules import GLASS_LONGEST_REASON
from commonpurse.parties.people.commands import Sought, open_in_emergency
from commonpurse.parties.people.openings import OpenRecord, get_opening, open_record, openings_now
from commonpurse.parties.protected.commands import reveal_detail
from commonpurse.parties.protected.queries import protected_while_open
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.forms import DayField, PageForm, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.protected import RevealForm, protected_lines
from commonpurse.web.request import PageRequest, look_at
from commonpurse.web.worker.reach import reaches


class EmergencyForm(PageForm):
    reference = forms.CharField(
        label=gettext_lazy("The person’s reference"),
        help_text=gettext_lazy("For example H-204. Or fill in the next two."),
        max_length=40,
        required=False,
    )
    name = forms.CharField(
        label=gettext_lazy("Their name"),
        help_text=gettext_lazy("Letter for letter, as we know it."),
        max_length=200,
        required=False,
    )
    date_of_birth = DayField(label=gettext_lazy("Their date of birth"), required=False)
    glass_reason = forms.CharField(
        label=gettext_lazy("What happened, and why can it not wait?"),
        help_text=gettext_lazy("A sentence or two. The guardian reads it now, and the person later."),
        max_length=GLASS_LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say what happened, and why it cannot wait.")},
    )


@door(WORKER, why="to open a record in an emergency", methods="GET POST")
def emergency(request: PageRequest) -> HttpResponse:
    form = EmergencyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        sought = Sought(given["reference"], given["name"], given["date_of_birth"])
        try:
            opening = open_in_emergency(by=request.member, sought=sought, reason=given["glass_reason"], now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            happened = _("It is open for an hour. The guardian finds it on this site. Ring them too.")
            return go(request, happened, "worker:opened", opening.id)
    return show(
        request, "worker/emergency.html", form=form, running=openings_now(viewer=request.viewer, now=request.now)
    )


def record_or_none(request: PageRequest, opening_id: UUID, *fields: str) -> OpenRecord | None:
    """The record while it is open to the viewer; each look is written down before, with the reason they typed."""
    opening = get_opening(viewer=request.viewer, opening_id=opening_id, now=request.now)
    if opening is None:
        return None
    request.purpose = opening.reason
    look_at(request, opening.person_id, *fields)
    return open_record(viewer=request.viewer, opening=opening, now=request.now)


@door(WORKER, why="to look at a record that is open in an emergency")
def opened(request: PageRequest, opening_id: UUID) -> HttpResponse:
    """Show the record with its clock. When the hour is over the page goes by itself, and shows nothing."""
    record = record_or_none(request, opening_id, "name", "contact", "supports")
    if record is None:
        return show(request, "worker/opened_over.html")
    left = record.opening.closes_at - request.now
    response = show(
        request,
        "worker/opened.html",
        record=record,
        reaches=reaches(record.ways),
        protected=protected_lines(protected_while_open(viewer=request.viewer, person=record.person, now=request.now)),
        minutes=ceil(left / timedelta(minutes=1)),
    )
    response.headers["Refresh"] = str(ceil(left.total_seconds()) + 1)
    return response


@door(WORKER, why="to open a protected detail in an emergency", methods="GET POST", step_up=True)
def reveal(request: PageRequest, opening_id: UUID, detail_id: UUID) -> HttpResponse:
    record = record_or_none(request, opening_id, "name")
    if record is None:
        return redirect("worker:opened", opening_id)
    details = protected_while_open(viewer=request.viewer, person=record.person, now=request.now)
    line = protected_lines([or_404(next((each for each in details if each.id == detail_id), None))])[0]
    form = RevealForm(posted(request))
    shown = None
    if request.method == "POST" and form.is_valid():
        try:
            shown = reveal_detail(
                by=request.member, detail=line.detail, reason=form.cleaned_data["protected_reason"], now=request.now
            )
        except Refused as refused:
            refuse(form, refused)
    return show(request, "worker/opened_reveal.html", record=record, line=line, form=form, shown=shown)
