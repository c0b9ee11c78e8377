"""The one place where a session begins, is watched, and ends. docs/adr/0071 says how long it lasts and why.

Django keeps the session itself; each has a `SignIn` beside it. A session without one is nobody's.
"""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, login, logout
from django.contrib.auth.models import AnonymousUser
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.parties.signin.commands import begin_sign_in, end_sign_in, note_seen
from commonpurse.parties.signin.queries import sign_in_of_session, viewer_of
from commonpurse.parties.signin.rules import EndReason, Method, why_over
from commonpurse.web.parts.beside import get_up

BACKEND = "commonpurse.parties.signin.backends.NameAndPassword"

BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"))
MORE_BROWSERS = (("Chrome", "Chrome"), ("CriOS", "Chrome"), ("FxiOS", "Firefox"), ("Safari", "Safari"))
DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def enter(
    request: Any,
    user: Any,
    *,
    method: Method,
    has_second_factor: bool = False,
    is_shared_phone: bool = False,
) -> None:
    """Let `user` in: whatever session this browser had ends, and a new one with a new key begins.

    A key that somebody planted in the browser beforehand opens nothing afterwards.
    Raises: NotAllowed, when the user is nobody (a leaver, a sign-in that was switched off).
    """
    with acting_as_system("to let somebody in"):
        viewer = viewer_of(user)
        if viewer is None:
            raise NotAllowed
        if SESSION_KEY in request.session:
            leave(request, why=EndReason.NEW_SIGN_IN)
        login(request, user, backend=BACKEND)
        request.sign_in = begin_sign_in(
            by=viewer,
            user=user,
            session_key=request.session.session_key,
            method=method,
            device=device_of(request),
            has_second_factor=has_second_factor,
            is_shared_phone=is_shared_phone,
            now=request.now,
        )


def leave(request: Any, why: EndReason = EndReason.SIGNED_OUT) -> None:
    """End the session of this browser, and help that was begun within it, and empty it."""
    sign_in = sign_in_of_session(request.session.session_key or "")
    if sign_in is not None:
        whose = sign_in.user.member or sign_in.user.person
        if sign_in.user.member is not None:
            get_up(request, sign_in.user.member)
        with acting_as_system("to let somebody out"):
            end_sign_in(by=whose, sign_in=sign_in, why=why, now=request.now)  # type: ignore[arg-type]
    logout(request)
    request.sign_in = None


def stay(request: Any) -> None:
    """Go on in this session after the password was changed in it."""
    request.session[HASH_SESSION_KEY] = request.user.get_session_auth_hash()


def watch(request: Any) -> None:
    """Find out whose session a request brings, before anything else is done with it.

    Sets `request.user` and `request.sign_in`. A session that is idle, too old, ended, a leaver's, or that has no
    sign-in, ends here; `request.ended_why` then says why.
    """
    request.sign_in = request.ended_why = None
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or SESSION_KEY not in request.session:
        request.user = AnonymousUser()
        return
    sign_in = sign_in_of_session(request.session.session_key or "")
    if sign_in is None or str(sign_in.user_id) != request.session[SESSION_KEY]:
        logout(request)
        return
    viewer, why = viewer_of(sign_in.user), sign_in.ended_why
    if why == "":
        why = why_of_watch(request, sign_in)
    if why or viewer is None:
        request.ended_why = EndReason(why or EndReason.ACCESS_ENDED)
        request.ended_after = sign_in.limits
        leave(request, request.ended_why)
        return
    with acting_as_system("to find out who is signed in"):
        note_seen(by=viewer, sign_in=sign_in, now=request.now)
    request.user, request.sign_in = sign_in.user, sign_in


def why_of_watch(request: Any, sign_in: Any) -> str:
    """Return why an open session is over now, or nothing."""
    if viewer_of(sign_in.user) is None or request.session.get(BACKEND_SESSION_KEY) != BACKEND:
        return EndReason.ACCESS_ENDED
    known = request.session.get(HASH_SESSION_KEY, "")
    if not constant_time_compare(known, sign_in.user.get_session_auth_hash()):
        return EndReason.NEW_PASSWORD
    limits, started, seen = sign_in.limits, sign_in.started_at, sign_in.last_seen_at
    return why_over(started_at=started, last_seen_at=seen, now=request.now, limits=limits) or ""


def said_of_end(request: Any) -> str:
    """Say to whoever was signed out why, in words that a tired person reads."""
    why: EndReason | None = getattr(request, "ended_why", None)
    if why is None:
        return ""
    minutes = int(request.ended_after.idle.total_seconds() // 60)
    hours = int(request.ended_after.whole.total_seconds() // 3600)
    return {
        EndReason.IDLE: _("You were signed out because nothing happened for {minutes} minutes.").format(
            minutes=minutes
        ),
        EndReason.TOO_LONG: (
            _("You were signed out because an hour has passed.")
            if hours == 1
            else _("You were signed out because you came in {hours} hours ago.").format(hours=hours)
        ),
        EndReason.NEW_PASSWORD: _("You were signed out because your password was changed."),
        EndReason.ACCESS_ENDED: _("You were signed out because your way in was closed."),
        EndReason.ELSEWHERE: _("You were signed out from another device."),
        EndReason.BY_ANOTHER: _("Somebody who may do so signed you out."),
    }.get(why, _("You were signed out."))


def device_of(request: Any) -> str:
    """Name the kind of browser and device, so that its owner knows it again: "Firefox, Windows". Nothing finer."""
    agent = request.headers.get("User-Agent", "")
    browser = next((name for sign, name in (*BROWSERS, *MORE_BROWSERS) if sign in agent), "")
    device = next((name for sign, name in DEVICES if sign in agent), "")
    return ", ".join(part for part in (browser, device) if re.fullmatch(r"[\w ]+", part))
