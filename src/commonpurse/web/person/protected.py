from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from commonpurse.kernel.errors import Refused
from commonpurse.parties.protected.commands import end_protected_detail, protect_detail, reveal_detail
from commonpurse.parties.protected.queries import get_protected_detail, protected_details_of, reveals_of
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.forms import posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.protected import ProtectedLine, ProtectForm, protected_lines
from commonpurse.web.request import PageRequest, look_at

REVEALS_SHOWN = 20


@door(PERSON, why="to see what is kept safe for her", alone=True)
def protected(request: PageRequest) -> HttpResponse:
    """List that things are kept safe, never what they are."""
    person = request.person
    look_at(request, person.id, "protected")
    found = protected_details_of(viewer=person, person=person, today=request.today)
    return show(request, "person/protected.html", lines=protected_lines(found or []))


@door(PERSON, why="to keep something safe", methods="GET POST", alone=True)
def protect(request: PageRequest) -> HttpResponse:
    form = ProtectForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            protect_detail(by=request.person, person=request.person, now=request.now, **form.given)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, _("We keep it safe now."), "person:protected")
    return show(request, "person/protect.html", form=form)


def line_or_404(request: PageRequest, detail_id: UUID) -> ProtectedLine:
    person = request.person
    look_at(request, person.id, "protected")
    detail = get_protected_detail(viewer=person, person=person, detail_id=detail_id, today=request.today)
    return protected_lines([or_404(detail)])[0]


@door(PERSON, why="to look at what is kept safe for her", methods="GET POST", alone=True)
def one_protected(request: PageRequest, detail_id: UUID) -> HttpResponse:
    """Show one, and who opened it, when she asks by a button: a page that is left open by chance shows nothing."""
    line = line_or_404(request, detail_id)
    shown, reveals = None, []
    if request.method == "POST":
        shown = reveal_detail(by=request.person, detail=line.detail, reason="", now=request.now)
        reveals = list(reveals_of(viewer=request.person, detail=line.detail, now=request.now)[:REVEALS_SHOWN])
    return show(request, "person/one_protected.html", line=line, shown=shown, reveals=reveals)


@door(PERSON, why="to say that something is out of date", methods="GET POST", alone=True)
def end(request: PageRequest, detail_id: UUID) -> HttpResponse:
    line = line_or_404(request, detail_id)
    if request.method == "POST":
        end_protected_detail(by=request.person, detail=line.detail, now=request.now)
        return go(request, _("It is off your list now."), "person:protected")
    return show(request, "person/end_protected.html", line=line)
