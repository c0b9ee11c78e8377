"""What a member was asked to hear, as one of a panel."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from commonpurse.money.decisions.queries import cases_for
from commonpurse.web.doors import MEMBER, door
from commonpurse.web.parts.pages import show
from commonpurse.web.parts.panels import hear_case
from commonpurse.web.request import PageRequest


@door(MEMBER, why="to hear what somebody challenged")
def panels(request: PageRequest) -> HttpResponse:
    return show(request, "member/panels.html", cases=cases_for(request.member, request.today))


@door(MEMBER, why="to hear what somebody challenged", methods="GET POST")
def panel_case(request: PageRequest, seat_id: UUID) -> HttpResponse:
    return hear_case(request, request.member, seat_id, "member/panel_case.html", "member:panels")
