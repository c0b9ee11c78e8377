"""The pages for what is not there, not open, or broken."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from commonpurse.web.parts.pages import show_problem


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return show_problem(request, "not_found", status=404)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    return show_problem(request, "not_allowed", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Say sorry without reading anything: the database itself may be what broke."""
    return HttpResponse(render_to_string("parts/problems/broken.html"), status=500)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    return show_problem(request, "expired", status=403)
