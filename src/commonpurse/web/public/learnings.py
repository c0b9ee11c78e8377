"""What challenges taught, for everybody."""

from __future__ import annotations

from django.http import HttpResponse

from commonpurse.money.decisions.queries import learnings as all_learnings
from commonpurse.web.doors import PUBLIC, door
from commonpurse.web.parts.pages import one_page, show
from commonpurse.web.request import PageRequest


@door(PUBLIC, why="to see what challenges taught")
def learnings(request: PageRequest) -> HttpResponse:
    return show(request, "public/learnings.html", page=one_page(request, all_learnings()))
