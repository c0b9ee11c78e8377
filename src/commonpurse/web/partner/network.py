"""Who works with whom, as a picture, in words and as a table; where it is thin."""

from __future__ import annotations

from django.http import HttpResponse

from commonpurse.insight.network.queries import who_works_with_whom
from commonpurse.web.doors import MEMBER, door
from commonpurse.web.partner.network_drawing import SIZE, acts_counted, dots_of, lines_of, network_said, pair_lines
from commonpurse.web.parts.pages import or_404, show
from commonpurse.web.request import PageRequest


@door(MEMBER, why="to see who works with whom")
def network(request: PageRequest) -> HttpResponse:
    found = or_404(who_works_with_whom(viewer=request.member, today=request.today))
    dots = dots_of(found)
    return show(
        request,
        "partner/network.html",
        size=SIZE,
        dots=list(dots.values()),
        lines=lines_of(found, dots),
        said=network_said(found),
        pairs=pair_lines(found),
        acts=acts_counted(),
        since=found.since,
    )
