from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from commonpurse.kernel.helping import check_alone
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.own_phone import make_own, make_shared
from commonpurse.web.parts.pages import go, show
from commonpurse.web.request import PageRequest


@door(PERSON, why="to say whether this phone is her own", methods="GET POST")
def own_phone(request: PageRequest) -> HttpResponse:
    """Say what is kept where and what can go wrong; then switch it on or off. Nothing of it is on her record."""
    answer = request.POST.get("answer")
    if answer == "own":
        check_alone()  # the phone is not hers while somebody helps on theirs
        response = go(request, _("This phone keeps your last sum from now on."), "person:money")
        make_own(request, response)
        return response
    if answer == "shared":
        response = go(request, _("This phone keeps nothing now."), "person:own_phone")
        make_shared(response)
        return response
    return show(request, "person/own_phone.html")
