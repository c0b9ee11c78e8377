from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from commonpurse.kernel.errors import Refused
from commonpurse.parties.people.commands import end_wall, raise_wall
from commonpurse.parties.people.queries import get_wall, members_to_keep_away, walls_of
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.forms import posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.walls import WallForm, wall_lines
from commonpurse.web.request import PageRequest, look_at


@door(PERSON, why="to see who is kept away from her", alone=True)
def walls(request: PageRequest) -> HttpResponse:
    look_at(request, request.person.id, "kept_apart")
    found = walls_of(viewer=request.person, person=request.person, today=request.today)
    return show(request, "person/walls.html", lines=wall_lines(found))


@door(PERSON, why="to keep somebody away from her", methods="GET POST", alone=True)
def add(request: PageRequest) -> HttpResponse:
    person = request.person
    members = members_to_keep_away(viewer=person, person=person, today=request.today)
    form = WallForm(posted(request), members=members, is_hers=True)
    if request.method == "POST" and form.is_valid():
        try:
            raise_wall(by=person, person=person, now=request.now, **form.given)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, _("They see nothing of yours now. We do not tell them."), "person:walls")
    return show(request, "person/add_wall.html", form=form)


@door(PERSON, why="to keep somebody away from her no more", methods="GET POST", alone=True)
def end(request: PageRequest, wall_id: UUID) -> HttpResponse:
    person = request.person
    look_at(request, person.id, "kept_apart")
    wall = or_404(get_wall(viewer=person, person=person, wall_id=wall_id, today=request.today))
    if request.method == "POST":
        end_wall(by=person, wall=wall, now=request.now)
        return go(request, _("It is off your list now."), "person:walls")
    return show(request, "person/end_wall.html", line=wall_lines([wall])[0])
