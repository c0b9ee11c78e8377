from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from commonpurse.kernel.calendars import as_ical
from commonpurse.support.plans.queries import days_of_secret
from commonpurse.web.doors import PUBLIC, door
from commonpurse.web.parts.pages import or_404
from commonpurse.web.request import PageRequest


@door(PUBLIC, why="to keep days for whoever holds a secret address")
def calendar(request: PageRequest, secret: str) -> HttpResponse:
    """The days of one person or member, in words that say nothing. An address that was shut looks like none."""
    days = or_404(days_of_secret(secret, today=request.today))
    return HttpResponse(as_ical(days, words=_("Something to do")), content_type="text/calendar; charset=utf-8")
