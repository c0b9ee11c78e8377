"""What people could not get, in numbers that tell of nobody: for the manager, who brings it to the partnership."""

from __future__ import annotations

from django.http import HttpResponse

from commonpurse.kernel.small_numbers import SMALLEST_GROUP
from commonpurse.money.orders.queries import unmet_counts
from commonpurse.web.doors import MANAGER, door
from commonpurse.web.parts.orders import reason_words, topic_words
from commonpurse.web.parts.pages import or_404, show
from commonpurse.web.request import PageRequest


@door(MANAGER, why="to see what people could not get")
def wanted(request: PageRequest) -> HttpResponse:
    found = or_404(unmet_counts(viewer=request.viewer, today=request.today))
    return show(
        request,
        "manager/wanted.html",
        rows=[(topic_words(one.topic), reason_words(one.reason), one.people) for one in found.rows],
        found=found,
        fewest=SMALLEST_GROUP,
    )
