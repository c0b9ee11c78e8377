"""“This is my own phone”: a choice that lives on the phone itself, in a cookie that counts for one person only."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from commonpurse.parties.people.queries import Person
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
