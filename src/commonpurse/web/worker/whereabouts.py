"""Where a person is: her plan, her team and her money go along with her."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from commonpurse.kernel.errors import Refused
from commonpurse.parties.people.commands import tell_whereabouts
from commonpurse.parties.people.rules import Place
from commonpurse.parties.people.whereabouts import told_of, where_she_is
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.forms import posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.whereabouts import WhereForm, meanwhile_said, told_line, where_said
from commonpurse.web.parts.written import named
from commonpurse.web.request import PageRequest, look_at
from commonpurse.web.worker.plans import takes_ideas, who_shows_plan

TOLD_SHOWN = 6


@door(WORKER, why="to see where the person is", methods="GET POST")
def where(request: PageRequest, person_id: UUID) -> HttpResponse:
    """Where she is and what she said ahead for it; to be written down by whom she lets say something."""
    who = who_shows_plan(request, person_id)
    member, today = request.member, request.today
    look_at(request, who.id, "where she is")
    found = or_404(where_she_is(viewer=member, person=who, today=today))
    may_write = takes_ideas(who, request)
    form = WhereForm(posted(request), initial={"place": found.place.value, "since": today})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data | {"place": Place(form.cleaned_data["place"])}
        try:
            tell_whereabouts(by=member, person=who, now=request.now, **given)
        except Refused as refused:
            refuse(form, refused)
        else:
            happened = _("It is written down. {name} can read it, and put it right.")
            return go(request, happened.format(name=named(who.called_by)), "worker:where", who.id)
    told = told_of(viewer=member, person=who, today=today)[:TOLD_SHOWN]
    return show(
        request,
        "worker/where.html",
        person=who,
        form=form if may_write else None,
        where=where_said(found, today),
        meanwhile=meanwhile_said(found, member),
        story=[told_line(one, member) for one in told],
    )
