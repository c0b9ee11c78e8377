from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from commonpurse.rights.erasure.commands import ask_erasure
from commonpurse.rights.erasure.queries import own_erasure
from commonpurse.rights.erasure.rules import GOES, STAYS
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.pages import go, show
from commonpurse.web.request import PageRequest, look_at


@door(PERSON, why="to ask to be erased", methods="GET POST", alone=True)
def erase(request: PageRequest) -> HttpResponse:
    """Say what would go, what would stay and why; and take her wish."""
    look_at(request, request.person.id, "erasure")
    if request.method == "POST":
        ask_erasure(by=request.person, person=request.person, now=request.now)
        return go(request, _("We have it. Nothing is gone yet."), "person:erase")
    asked = own_erasure(viewer=request.person)
    return show(request, "person/erase.html", asked=asked, goes=GOES.values(), stays=STAYS)
