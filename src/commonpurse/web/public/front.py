from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import redirect

from commonpurse.demo.people import DEMO_CARD, DEMO_PIN, DEMO_SIGN_INS, LOOK_AT
from commonpurse.web.doors import PUBLIC, door
from commonpurse.web.parts.context import menu_of
from commonpurse.web.parts.pages import show
from commonpurse.web.request import PageRequest

THIS_MACHINE = ("127.0.0.1", "::1")
NAMES_OF_THIS_MACHINE = ("localhost", "127.0.0.1", "[::1]")
# A proxy on this machine makes every visitor look local; it leaves one of these behind.
LEFT_BY_A_PROXY = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED", "HTTP_VIA")


def may_sign_in_by_button(request: HttpRequest) -> bool:
    """Only in an invented place, and only from the machine it runs on."""
    return (
        settings.IS_DEMO
        and request.META.get("REMOTE_ADDR") in THIS_MACHINE
        and split_domain_port(request.get_host())[0] in NAMES_OF_THIS_MACHINE
        and not any(name in request.META for name in LEFT_BY_A_PROXY)
    )


@door(PUBLIC, why="to see what this is")
def front(request: PageRequest) -> HttpResponse:
    """What this is, for who is not signed in; the first page of their door for who is."""
    entries = menu_of(request.viewer, request.path, request.now) if request.viewer is not None else []
    if entries:
        return redirect(entries[0].address)
    sign_ins = DEMO_SIGN_INS if may_sign_in_by_button(request) else []
    card = {"code": DEMO_CARD, "pin": DEMO_PIN}
    return show(request, "public/front.html", sign_ins=sign_ins, looks=LOOK_AT, card=card)
