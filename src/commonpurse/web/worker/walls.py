from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from commonpurse.kernel.errors import Refused
from commonpurse.parties.people.commands import end_wall, raise_wall
from commonpurse.parties.people.queries import get_person, get_wall, members_to_keep_away, walls_of
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.forms import posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.walls import WallForm, wall_lines
from commonpurse.web.request import PageRequest
from commonpurse.web.worker.people import person_or_404


@door(WORKER, why="to see who is kept away from the person", methods="GET POST")
def walls(request: PageRequest, person_id: UUID) -> HttpResponse:
    """What the viewer may know of who is kept away, and the form that keeps one more away."""
    who = person_or_404(request, person_id, "name", "kept_apart")
    members = members_to_keep_away(viewer=request.viewer, person=who, today=request.today)
    form = WallForm(posted(request), members=members, is_hers=False)
    if request.method == "POST" and form.is_valid():
        try:
            raise_wall(by=request.member, person=who, now=request.now, **form.given)
        except Refused as refused:
            refuse(form, refused)
        else:
            happened = _("They find nothing of this person any more. Nobody tells them.")
            if get_person(viewer=request.viewer, person_id=who.id, today=request.today) is None:
                return go(request, happened, "worker:people")  # it was the viewer's own: the page is closed now
            return go(request, happened, "worker:walls", who.id)
    found = walls_of(viewer=request.viewer, person=who, today=request.today)
    return show(request, "worker/walls.html", person=who, form=form, lines=wall_lines(found))


@door(WORKER, why="to keep somebody away from the person no more", methods="GET POST")
def end(request: PageRequest, person_id: UUID, wall_id: UUID) -> HttpResponse:
    who = person_or_404(request, person_id, "name", "kept_apart")
    wall = or_404(get_wall(viewer=request.viewer, person=who, wall_id=wall_id, today=request.today))
    if request.method == "POST":
        end_wall(by=request.member, wall=wall, now=request.now)
        return go(request, _("They can be put beside this person again."), "worker:walls", who.id)
    return show(request, "worker/end_wall.html", person=who, line=wall_lines([wall])[0])
