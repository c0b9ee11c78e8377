"""How much of the power is the person's, for the manager: the page and its file."""

from __future__ import annotations

from django.http import HttpResponse

from commonpurse.insight.release.queries import power_figures
from commonpurse.web.doors import MANAGER, door
from commonpurse.web.manager.times import tabs
from commonpurse.web.parts.pages import or_404, show
from commonpurse.web.parts.power import figures_file, tables_of
from commonpurse.web.request import PageRequest


@door(MANAGER, why="to see how much people decide themselves")
def power(request: PageRequest) -> HttpResponse:
    found = or_404(power_figures(viewer=request.viewer, today=request.today))
    return show(
        request,
        "manager/power.html",
        tabs=tabs("manager:power"),
        since=found.year.starts_on,
        until=found.until,
        is_public=False,
        hero=found.released.percent,
        hers=found.decided.percent,
        tables=tables_of(found),
    )


@door(MANAGER, why="to take the figures of who decides along")
def power_csv(request: PageRequest) -> HttpResponse:
    return figures_file(or_404(power_figures(viewer=request.viewer, today=request.today)))
