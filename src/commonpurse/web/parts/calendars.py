"""A day as a file that any calendar opens, in words that say nothing."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from commonpurse.kernel.calendars import DayToKeep, as_ical
from commonpurse.web.parts.downloads import attachment


def day_file(day: DayToKeep) -> HttpResponse:
    content = as_ical([day], words=_("Something to do")).encode()
    return attachment("day.ics", content, "text/calendar; charset=utf-8")
