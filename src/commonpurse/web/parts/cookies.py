"""The small cookies of a choice: all alike, and over HTTPS bound to this very host."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def cookie_name(name: str) -> str:
    """Its name in the browser. `__Host-` keeps a neighbouring site of the same domain from planting one of ours."""
    return f"{settings.COOKIE_PREFIX}{name}"


def read_cookie(request: HttpRequest, name: str) -> str | None:
    return request.COOKIES.get(cookie_name(name))


def give_cookie(response: HttpResponse, name: str, value: str, *, max_age: int | None = None) -> None:
    """Let the browser keep it: read by the server alone, sent along from our own pages."""
    response.set_cookie(
        cookie_name(name),
        value,
        max_age=max_age,
        httponly=True,
        samesite="Lax",
        secure=bool(settings.COOKIE_PREFIX),
    )


def take_cookie(response: HttpResponse, name: str) -> None:
    """Let the browser forget it; with the same marks, or a cookie of this host would stay."""
    response.delete_cookie(cookie_name(name), samesite="Lax")
    given: Any = response.cookies[cookie_name(name)]
    given["secure"] = bool(settings.COOKIE_PREFIX)
