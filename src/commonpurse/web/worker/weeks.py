"""How the weeks of a person were, that one was in touch, and who coordinates for her."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.support.plans.access import can_check_in, can_name_coordinator
from commonpurse.support.plans.commands import check_in, name_coordinator, note_contact
from commonpurse.support.plans.queries import check_ins_of, coordinating, could_coordinate, in_touch_of
from commonpurse.support.plans.rules import Face
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import go, refuse, show
from commonpurse.web.parts.plans import WeekForm, caseload_words, coordinator_said, week_line, who_words
from commonpurse.web.parts.written import named
from commonpurse.web.request import PageRequest, look_at
from commonpurse.web.worker.needs import lead_words
from commonpurse.web.worker.people import person_or_404


class NameForm(PageForm):
    member = forms.ChoiceField(
        label=gettext_lazy("Who should coordinate?"),
        help_text=gettext_lazy("Of those who work with them. Behind each name: for how many they coordinate now."),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose somebody.")},
    )


@door(WORKER, why="to write down how the person's week was", methods="GET POST")
def week(request: PageRequest, person_id: UUID) -> HttpResponse:
    """Write down what she said of her week; or only that one was in touch."""
    who = person_or_404(request, person_id, "name")
    may_say = can_check_in(request.member, who, request.today)
    form = WeekForm(posted(request) if "face" in request.POST or not request.POST.get("touch") else None)
    if request.method == "POST" and request.POST.get("touch"):
        note_contact(by=request.member, person=who, now=request.now)
        happened = _("It is written down that you were in touch with {name}.").format(name=named(who.called_by))
        return go(request, happened, "worker:person", who.id)
    if request.method == "POST" and form.is_valid():
        face, words = Face(form.cleaned_data["face"]), form.cleaned_data["words"]
        try:
            check_in(by=request.member, person=who, face=face, words=words, now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, _("It is written down. They can read it."), "worker:person", who.id)
    weeks = check_ins_of(viewer=request.member, person=who, today=request.today)
    if weeks:
        look_at(request, who.id, "weeks")
    touched = in_touch_of(viewer=request.member, person_ids=[who.id], today=request.today).get(who.id)
    return show(
        request,
        "worker/week.html",
        person=who,
        form=form if may_say else None,
        story=[week_line(one, request.member) for one in weeks],
        last_on=touched.last_on if touched else None,
        lead=lead_words(touched),
    )


@door(WORKER, why="to name who coordinates for the person", methods="GET POST")
def coordinator(request: PageRequest, person_id: UUID) -> HttpResponse:
    who: Any = person_or_404(request, person_id, "name", "who works with her")
    if not can_name_coordinator(request.member, who, request.today):
        raise NotAllowed
    found = coordinating(viewer=request.member, person=who, today=request.today)
    lead = found.lead if found else None
    offered = [
        one
        for one in could_coordinate(viewer=request.member, person=who, today=request.today)
        if lead is None or one.member.id != lead.member_id
    ]
    form = NameForm(posted(request))
    field: Any = form.fields["member"]
    field.choices = [(str(one.member.id), caseload_words(one)) for one in offered]
    if request.method == "POST" and form.is_valid():
        chosen = next(one.member for one in offered if str(one.member.id) == form.cleaned_data["member"])
        try:
            name_coordinator(by=request.member, person=who, member=chosen, now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            happened = _("{name} reads it, and says yes or no.").format(name=named(who.called_by))
            return go(request, happened, "worker:person", who.id)
    return show(
        request,
        "worker/coordinator.html",
        person=who,
        form=form,
        is_anybody=bool(offered),
        coordinates_alone=lead is not None and lead.member.is_active,
        coordinates=coordinator_said(found, request.member),
        waiting=who_words(found.waiting.member) if found and found.waiting else "",
    )
