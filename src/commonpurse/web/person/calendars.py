"""Her days in the calendar of her phone: one by one as a file, or as somebody asked her to keep it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse

from commonpurse.support.plans.queries import day_of_invite, day_of_step, get_invite
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.calendars import day_file
from commonpurse.web.parts.pages import or_404, show
from commonpurse.web.parts.plans import owner_words
from commonpurse.web.person.plan import own_step
from commonpurse.web.request import PageRequest, look_at


@door(PERSON, why="to keep her own days")
def step_day(request: PageRequest, step_id: UUID) -> HttpResponse:
    """The day of one step, for who wants no e-mail."""
    step = own_step(request, step_id)
    return day_file(or_404(day_of_step(viewer=request.person, step=step, today=request.today)))


def asked_day(request: PageRequest, invite_id: UUID) -> Any:
    """A day that she was asked to keep: her own, or of somebody whom she helps and who shows her the plan."""
    found = or_404(get_invite(viewer=request.person, invite_id=invite_id, today=request.today))
    look_at(request, found.person_id, "plan")
    return found


@door(PERSON, why="to keep a day she was asked to keep")
def kept_day(request: PageRequest, invite_id: UUID) -> HttpResponse:
    """What the day is for, which the calendar does not say."""
    found = asked_day(request, invite_id)
    is_hers = found.person_id == request.person.id
    return show(
        request,
        "person/kept_day.html",
        invite=found,
        is_hers=is_hers,
        who=owner_words(found.step, request.person),
        is_kept=found.is_kept and found.is_newest,
        has_file=found.is_kept and found.is_newest and found.on >= request.today,
    )


@door(PERSON, why="to keep a day she was asked to keep")
def kept_day_file(request: PageRequest, invite_id: UUID) -> HttpResponse:
    """The day as it is kept now: what was moved or taken out since is not put in again."""
    asked_day(request, invite_id)
    return day_file(or_404(day_of_invite(viewer=request.person, invite_id=invite_id, today=request.today)))
