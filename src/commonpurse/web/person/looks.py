"""Who looked at her things, told to her alone: in pages, as a file, and with a way to say "I did not expect this"."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from commonpurse.kernel.periods import business_date
from commonpurse.parties.people.sharing import looks_at, members_by_id, who_looked
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.downloads import csv_file
from commonpurse.web.parts.looked import look_lines
from commonpurse.web.parts.pages import one_page, show
from commonpurse.web.parts.sharing import member_words
from commonpurse.web.parts.written import day, short_day
from commonpurse.web.request import PageRequest, look_at

MOST_IN_A_FILE = 20_000


def chosen(request: PageRequest) -> str:
    """The one whose looks alone are shown; anything that is no id shows all."""
    try:
        return str(UUID(request.GET.get("who", "")))
    except ValueError:
        return ""


@door(PERSON, why="to see who looked at her things", alone=True)
def looks(request: PageRequest) -> HttpResponse:
    person, who = request.person, chosen(request)
    look_at(request, person.id, "who looked")
    found = looks_at(viewer=person, person=person, now=request.now)
    page = one_page(request, found.filter(viewer_id=who) if who else found)
    shown = list(page.object_list)
    lines = look_lines(shown, members_by_id(look.viewer_id for look in shown))
    members = who_looked(viewer=person, person=person, now=request.now)
    return show(
        request,
        "person/looks.html",
        page=page,
        days=by_day(lines),
        who=who,
        choices=[(str(member.id), member_words(member)) for member, _organisation in members],
    )


def by_day(lines: list[Any]) -> list[tuple[str, list[Any]]]:
    """The looks of each day under its name, as they come."""
    days: dict[Any, list[Any]] = {}
    for line in lines:
        days.setdefault(business_date(line.look.looked_at), []).append(line)
    return [(day(each), theirs) for each, theirs in days.items()]


@door(PERSON, why="to take along who looked at her things", alone=True)
def looks_csv(request: PageRequest) -> HttpResponse:
    person, who = request.person, chosen(request)
    look_at(request, person.id, "who looked")
    found = looks_at(viewer=person, person=person, now=request.now)
    rows = list((found.filter(viewer_id=who) if who else found)[:MOST_IN_A_FILE])
    members = members_by_id({look.viewer_id for look in rows})
    lines = look_lines(rows, members)
    headings = [_("Day"), _("Time"), _("Who"), _("What"), _("Why")]
    return csv_file(
        "list.csv",
        headings,
        [(short_day(each.look.looked_at), each.time, each.who, each.what, each.why) for each in lines],
    )
