from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.beside import get_up
from commonpurse.web.parts.own_phone import leave_nothing
from commonpurse.web.parts.pages import go
from commonpurse.web.request import PageRequest


@door(PERSON, why="to end the help on her own pages", methods="POST")
def end_help(request: PageRequest) -> HttpResponse:
    """End the help. Who sat beside her is back on their own page about her; on her own nothing happens."""
    if request.helper is None:
        return go(request, _("Nobody is helping on this page."), "person:money")
    get_up(request, request.helper)
    response = go(request, _("You are back on your own pages."), "worker:person", request.person.id)
    leave_nothing(response)
    return response
