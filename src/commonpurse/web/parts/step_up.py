"""The second factor of members: who has none sets one up first, and some acts ask for it anew.

docs/adr/0072-second-factors.md says what asks for it, and for how long it holds.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from commonpurse.parties.signin.queries import has_second_factor
from commonpurse.parties.signin.rules import SHOWN_HOLDS_FOR
from commonpurse.web.doors import PUBLIC, Door
from commonpurse.web.parts.drafts import keep_draft
from commonpurse.web.parts.marks import read_mark

GO_BACK = "confirm_back"  # in the session: where to go once the second factor was shown


def ask_second_factor(request: Any, door: Door) -> HttpResponse | None:
    """Send a member to where the second factor is set up, or shown anew; None where nothing is asked.

    What was typed is kept as a draft, so that the page she comes back to is filled in.
    """
    if request.member is None or door.name == PUBLIC:
        return None
    shown_at = request.sign_in.second_factor_at if request.sign_in is not None else None
    confirm = reverse("member:confirm")
    if shown_at is None and not has_second_factor(request.user):
        return None if door.before_second_factor else redirect("member:factors")
    if request.path == confirm:
        return None
    if shown_at is not None and (not door.asks_again(request) or request.now - shown_at < SHOWN_HOLDS_FOR):
        return None
    request.session[GO_BACK] = way_back(request, door)
    response = HttpResponseRedirect(confirm)
    response.status_code = 303
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Redirect": response.headers["Location"]})
    return response


def way_back(request: Any, door: Door) -> str:
    """Return the page on which the form stood, or from which a file was asked for; an address of ours."""
    if request.method == "POST":
        mark = read_mark(request)
        is_own = mark is not None and mark.user_id == request.user.pk
        if mark is not None and is_own and keep_draft(request, mark):
            address: str = request.get_full_path()
            return address
        return mark.path if mark is not None and is_own else reverse("public:front")
    whole: str = request.get_full_path()
    if "POST" in door.methods:
        return whole
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(came_from)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return whole
