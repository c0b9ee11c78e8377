"""Where she is, and what she wants to happen while she is away."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from commonpurse.kernel.errors import Refused
from commonpurse.parties.people.commands import say_while_away, tell_whereabouts
from commonpurse.parties.people.rules import AWAY, PLACE_WORDS, Place
from commonpurse.parties.people.whereabouts import WhereSheIs, told_of, where_she_is
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.forms import posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.whereabouts import (
    WhereForm,
    WhileAwayForm,
    ahead_lines,
    meanwhile_said,
    told_line,
    where_said,
)
from commonpurse.web.parts.words import translated
from commonpurse.web.request import PageRequest, look_at

TOLD_SHOWN = 6


def own_whereabouts(request: PageRequest) -> WhereSheIs:
    look_at(request, request.person.id, "where she is")
    return or_404(where_she_is(viewer=request.person, person=request.person, today=request.today))


@door(PERSON, why="to say where she is", methods="GET POST")
def where(request: PageRequest) -> HttpResponse:
    """Where she is: it counts at once, and nothing ends by it."""
    person, today = request.person, request.today
    found = own_whereabouts(request)
    form = WhereForm(posted(request), initial={"place": found.place.value, "since": today})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data | {"place": Place(form.cleaned_data["place"])}
        try:
            tell_whereabouts(by=person, person=person, now=request.now, **given)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, _("It is written down. Your plan and your money stay yours."), "person:where")
    told = told_of(viewer=person, person=person, today=today)[:TOLD_SHOWN]
    return show(
        request,
        "person/where.html",
        form=form,
        where=where_said(found, today),
        meanwhile=meanwhile_said(found, person),
        ahead=ahead_lines(found),
        story=[told_line(one, person) for one in told],
    )


@door(PERSON, why="to say what happens while she is away", methods="GET POST")
def while_away(request: PageRequest, place_name: str) -> HttpResponse:
    """What happens with her money, and what else matters, if she comes there."""
    if place_name not in AWAY:
        raise Http404
    place = Place(place_name)
    said = own_whereabouts(request).ahead.get(place)
    form = WhileAwayForm(posted(request), initial={"money": said.money, "words": said.words} if said else None)
    if request.method == "POST" and form.is_valid():
        try:
            say_while_away(by=request.person, person=request.person, place=place, now=request.now, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, _("It is written down. You can change it."), "person:where")
    return show(request, "person/while_away.html", form=form, place=translated(PLACE_WORDS[place]))
