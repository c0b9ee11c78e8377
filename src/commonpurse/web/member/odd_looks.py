"""Looks that are worth a question, for the manager and the guardian."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from commonpurse.kernel.errors import NotAllowed
from commonpurse.parties.consent.rules import ODDITY_WORDS
from commonpurse.parties.people.odd_looks import looks_to_ask_about, may_ask_about_looks
from commonpurse.web.doors import MEMBER, door
from commonpurse.web.parts.pages import show
from commonpurse.web.request import PageRequest, look_at


@door(MEMBER, why="to ask about looks between people who may know each other")
def odd_looks(request: PageRequest) -> HttpResponse:
    if not may_ask_about_looks(request.member):
        raise NotAllowed
    found = looks_to_ask_about(viewer=request.viewer, now=request.now)
    look_at(request, [each.person.id for each in found if each.person is not None], "name", "looks")
    rows: list[tuple[Any, Any]] = [(each, ODDITY_WORDS[each.look.oddity]) for each in found]
    return show(request, "member/odd_looks.html", rows=rows, viewer_is_manager=request.member.has_role("manager"))
