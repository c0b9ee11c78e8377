from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _

from commonpurse.kernel.errors import Refused
from commonpurse.parties.protected.commands import end_protected_detail, protect_detail, reveal_detail
from commonpurse.parties.protected.queries import get_protected_detail, protected_details_of, stands_open
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.forms import posted
from commonpurse.web.parts.pages import go, go_on, or_404, refuse, show
from commonpurse.web.parts.protected import ProtectedLine, ProtectForm, RevealForm, protected_lines
from commonpurse.web.request import PageRequest
from commonpurse.web.worker.people import person_or_404


def protected_of(request: PageRequest, who: Any) -> list[ProtectedLine] | None:
    """What is protected, for the section of the page about the person. None: the page shows no such section."""
    found = protected_details_of(viewer=request.viewer, person=who, today=request.today)
    return None if found is None else protected_lines(found)


def line_or_404(request: PageRequest, who: Any, detail_id: UUID) -> ProtectedLine:
    detail = get_protected_detail(viewer=request.viewer, person=who, detail_id=detail_id, today=request.today)
    return protected_lines([or_404(detail)])[0]


@door(WORKER, why="to keep something about the person safe", methods="GET POST")
def protect(request: PageRequest, person_id: UUID) -> HttpResponse:
    who = person_or_404(request, person_id, "name")
    or_404(protected_of(request, who))
    form = ProtectForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            protect_detail(by=request.member, person=who, now=request.now, **form.given)
        except Refused as refused:
            refuse(form, refused)
        else:
            if stands_open(viewer=request.viewer, person=who, value=form.given["value"], today=request.today):
                happened = _("It is locked away. But the same stands open here, among the ways to reach them.")
                return go_on(request, happened, resolve_url("worker:about", who.id), is_done=False)
            return go(request, _("It is locked away. It stands on no page."), "worker:about", who.id)
    return show(request, "worker/protect.html", person=who, form=form)


@door(WORKER, why="to open one protected detail, with a reason", methods="GET POST", step_up=True)
def reveal(request: PageRequest, person_id: UUID, detail_id: UUID) -> HttpResponse:
    """Ask why; once it is said, show the one detail on this answer and nowhere else."""
    who = person_or_404(request, person_id, "name")
    line = line_or_404(request, who, detail_id)
    form = RevealForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            shown = reveal_detail(
                by=request.member, detail=line.detail, reason=form.cleaned_data["protected_reason"], now=request.now
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return show(request, "worker/revealed.html", person=who, line=line, shown=shown)
    return show(request, "worker/reveal.html", person=who, line=line, form=form)


@door(WORKER, why="to say that a protected detail is out of date", methods="GET POST")
def end(request: PageRequest, person_id: UUID, detail_id: UUID) -> HttpResponse:
    who = person_or_404(request, person_id, "name")
    line = line_or_404(request, who, detail_id)
    if request.method == "POST":
        end_protected_detail(by=request.member, detail=line.detail, now=request.now)
        return go(request, _("It is out of date now. Nobody can open it."), "worker:about", who.id)
    return show(request, "worker/end_protected.html", person=who, line=line)
