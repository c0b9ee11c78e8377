"""How much of the power is the person's, for everybody."""

from __future__ import annotations

from django.http import HttpResponse

from commonpurse.insight.release.queries import public_power
from commonpurse.web.doors import PUBLIC, door
from commonpurse.web.parts.pages import show
from commonpurse.web.parts.power import figures_file, tables_of
from commonpurse.web.request import PageRequest


@door(PUBLIC, why="to see how much people decide themselves")
def power(request: PageRequest) -> HttpResponse:
    found = public_power(today=request.today)
    return show(
        request,
        "public/power.html",
        since=found.year.starts_on,
        until=found.until,
        is_public=True,
        hero=found.released.percent,
        hers=found.decided.percent,
        tables=tables_of(found),
    )


@door(PUBLIC, why="to take the figures of who decides along")
def power_csv(request: PageRequest) -> HttpResponse:
    return figures_file(public_power(today=request.today))
