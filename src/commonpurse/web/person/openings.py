from __future__ import annotations

from django.http import HttpResponse

from commonpurse.parties.people.openings import openings_told
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.pages import show
from commonpurse.web.request import PageRequest, look_at


@door(PERSON, why="to see who opened her things in an emergency", alone=True)
def openings(request: PageRequest) -> HttpResponse:
    look_at(request, request.person.id, "opened in an emergency")
    return show(request, "person/openings.html", openings=openings_told(viewer=request.person, now=request.now))
