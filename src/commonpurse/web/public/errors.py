"""The pages for what is not there, not open, or broken, and for forms that come without their session."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from commonpurse.web.doors import PUBLIC, Door
from commonpurse.web.parts.context import EXIT_ADDRESS
from commonpurse.web.parts.drafts import keep_draft
from commonpurse.web.parts.marks import Mark, read_mark
from commonpurse.web.parts.once import was_done
from commonpurse.web.parts.own_phone import leave_nothing
from commonpurse.web.parts.pages import go_on, show_problem, tell
from commonpurse.web.parts.problem_documents import problem_document
from commonpurse.web.parts.sessions import leave, said_of_end
from commonpurse.web.request import set_viewer

NO_DOOR = Door(PUBLIC, why="", methods=())


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say it without reading anything more of a request that cannot be read."""
    return bare_problem("unreadable", status=400)


def bare_problem(kind: str, *, status: int) -> HttpResponse:
    """Render a page that knows nobody. It may be a person's, so it can be left at once."""
    return HttpResponse(render_to_string(f"parts/problems/{kind}.html", {"exit_address": EXIT_ADDRESS}), status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    know_who_asks(request)
    return show_problem(request, "not_found", status=404)


def know_who_asks(request: Any) -> None:
    """Find out who is signed in where no view was reached: the page then has their menu and their language."""
    if request.viewer is None:
        set_viewer(request, NO_DOOR)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    return show_problem(request, "not_allowed", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Say sorry without reading anything: the database itself may be what broke."""
    return bare_problem("broken", status=500)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that came without its session's token: signed out meanwhile, an old page, no cookies, or forged.

    Nothing is done with it. If it is one of our own forms, what was typed is kept for whoever it was made for.
    """
    know_who_asks(request)
    if request.resolver_match is not None and getattr(request.resolver_match.func, "door", NO_DOOR).is_api:
        return problem_document(403, "form_token", _("Send the token of your session in the header X-CSRFToken."))
    if not is_from_our_page(request):
        return show_problem(request, "expired", status=403)
    if request.path == reverse("public:sign_out"):
        # Whoever presses it wants out, however old the page is.
        leave(request)
        response = redirect("public:front")
        leave_nothing(response)
        return response
    if request.path in (reverse("public:sign_in"), reverse("public:sign_in_to_demo")):
        return sign_in_again(request)
    mark = read_mark(request)
    # Somebody else is signed in here now: they learn nothing of it.
    if mark is None or (request.user.is_authenticated and request.user.pk != mark.user_id):
        return show_problem(request, "expired", status=403)
    return back_to_the_form(request, mark)


def is_from_our_page(request: HttpRequest) -> bool:
    """Whether the browser says that the form stood on a page of ours. Browsers that say nothing are believed."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"


def back_to_the_form(request: Any, mark: Mark) -> HttpResponse:
    """Go back to the page of the form, by way of sign-in where that is needed, with what was typed filled in."""
    is_done, is_kept = was_done(request), False
    if is_done:
        happened, address = _("You had sent this before, and it is done."), reverse("public:front")
    else:
        is_kept = keep_draft(request, mark)
        address = request.get_full_path() if is_kept else mark.path
        happened = _("This page had been open too long. Nothing was sent yet.")
    if request.user.is_authenticated:
        return whole_page(request, go_on(request, happened, address, is_done=is_done))
    if not is_done:
        happened = _("You were signed out, so nothing was sent. Sign in, and you come back to where you were.")
    ended = said_of_end(request)
    if ended and not is_done:
        kept = _("What you wrote is kept.") if is_kept else _("Nothing was sent.")
        happened = f"{ended} {kept}"
    tell(request, happened, is_done=False)
    response = redirect_to_login(address, resolve_url(settings.LOGIN_URL))
    response.status_code = 303
    return whole_page(request, response)


def whole_page(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let the whole page go there also where a script asked for a part of it."""
    if "HX-Request" not in request.headers:
        return response
    return HttpResponse(headers={"HX-Redirect": response.headers["Location"]})


def sign_in_again(request: HttpRequest) -> HttpResponse:
    """The sign-in page itself was too old, or the browser keeps no cookies: without one nobody can sign in."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return show_problem(request, "no_cookie", status=403)
    is_typed = request.path == reverse("public:sign_in")
    address = reverse("public:sign_in" if is_typed else "public:front")
    return go_on(request, _("This page had been open too long. Please try once more."), address, is_done=False)
