"""The retention table: what is kept how long and why, what is due, and when the next row is."""

from __future__ import annotations

from django.http import HttpResponse

from commonpurse.rights.retention.queries import retention_table
from commonpurse.rights.retention.rules import ENDING_WORDS
from commonpurse.web.doors import ADMINISTRATOR, door
from commonpurse.web.parts.pages import show
from commonpurse.web.request import PageRequest


@door(ADMINISTRATOR, why="to see what is kept how long")
def retention(request: PageRequest) -> HttpResponse:
    rows = [(due, ENDING_WORDS[due.rule.ending]) for due in retention_table(viewer=request.member, now=request.now)]
    return show(request, "administrator/retention.html", rows=rows)
