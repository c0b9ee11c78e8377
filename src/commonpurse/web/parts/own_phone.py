"""“This is my own phone”: a choice that lives on the phone itself, in a cookie that counts for one person only."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from commonpurse.parties.people.queries import Person
from commonpurse.parties.signin.rules import SHARED_PHONE_LIMITS
from commonpurse.web.parts.cookies import give_cookie, read_cookie, take_cookie

COOKIE = "own_phone"
SALT = "commonpurse.web.parts.own_phone"
KEPT_FOR = 365 * 24 * 60 * 60  # seconds


def is_own_phone(request: Any) -> bool:
    """Whether who is signed in said, on this very phone, that it is their own."""
    viewer = getattr(request, "viewer", None)
    kept = read_cookie(request, COOKIE)
    return isinstance(viewer, Person) and kept is not None and constant_time_compare(kept, sign_of(viewer))


def sign_of(person: Person) -> str:
    """What the cookie holds: nobody but us can write it, and it says nothing of whom it is for."""
    return salted_hmac(SALT, person.id.hex, algorithm="sha256").hexdigest()


def make_own(request: Any, response: HttpResponse) -> None:
    give_cookie(response, COOKIE, sign_of(request.person), max_age=KEPT_FOR)


def make_shared(response: HttpResponse) -> None:
    """The phone is one of others again: the cookie goes, and with it whatever the browser keeps of this site."""
    take_cookie(response, COOKIE)
    leave_nothing(response)


def leave_nothing(response: HttpResponse) -> None:
    """Tell the browser to forget what it keeps of this site. It listens over HTTPS and on its own machine only.

    Cookies are not named: this answer sets some itself, and the session is ended by the server anyway.
    """
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


def leave_shared_phone(request: Any, response: HttpResponse) -> None:
    """On a phone that others use, let the page go by itself when the session is over, and leave nothing behind.

    A header and no script: it works everywhere, and the page needs nothing for it.
    """
    sign_in = getattr(request, "sign_in", None)
    if sign_in is not None and sign_in.is_shared_phone:
        seconds = int(sign_in.limits.idle.total_seconds())
        response.headers["Refresh"] = f"{seconds + 1}; url={reverse('public:front')}"
    ended = getattr(request, "ended_after", None)
    if ended is not None and ended == SHARED_PHONE_LIMITS:
        leave_nothing(response)
