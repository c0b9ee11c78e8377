"""The days of the steps that a member does, in a calendar of their own, in words that say nothing."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commonpurse.support.plans.commands import make_own_calendar, shut_own_calendar
from commonpurse.support.plans.queries import day_of_step, get_step, own_calendar_of
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.calendars import day_file
from commonpurse.web.parts.pages import go, or_404, show
from commonpurse.web.request import PageRequest
from commonpurse.web.worker.plans import who_shows_plan


@door(WORKER, why="to keep the days of the steps that are mine to do", methods="GET POST")
def calendar(request: PageRequest) -> HttpResponse:
    """A secret address for the member's own calendar. It is shown once, on the page that answers the button."""
    address = ""
    if request.method == "POST" and request.POST.get("act") == "shut":
        shut_own_calendar(by=request.member, now=request.now)
        return go(request, _("It is shut. Whoever has the address sees nothing now."), "worker:calendar")
    if request.method == "POST":
        made = make_own_calendar(by=request.member, now=request.now)
        address = request.build_absolute_uri(reverse("public:calendar", args=[made.secret]))
    return show(request, "worker/calendar.html", address=address, calendar=own_calendar_of(viewer=request.member))


@door(WORKER, why="to keep the day of a step of the plan of the person")
def step_day(request: PageRequest, person_id: UUID, step_id: UUID) -> HttpResponse:
    """The day of one step as a file."""
    who = who_shows_plan(request, person_id)
    step = or_404(get_step(viewer=request.member, person=who, step_id=step_id, today=request.today))
    return day_file(or_404(day_of_step(viewer=request.member, step=step, today=request.today)))
