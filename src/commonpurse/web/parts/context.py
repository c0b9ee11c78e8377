"""What every template may know: who is signed in, where they can go, what just happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from commonpurse import __version__
from commonpurse.parties.partners.queries import Member
from commonpurse.web.doors import ADMINISTRATOR, FINANCE, FUNDER, ROLES_OF, WORKER
from commonpurse.web.parts.pages import NOTICE

# Where "Exit this page" goes: a page that anybody might have open.
EXIT_ADDRESS = "https://www.bbc.co.uk/weather"

PERSON_PAGES = (
    ("person:money", "Your money"),
    ("person:ask", "Ask to be paid"),
    ("person:payees", "Who gets paid"),
    ("person:statement", "All in and out"),
)
MEMBER_PAGES = {
    WORKER: (("worker:people", "People"), ("worker:asks", "Asks")),
    FINANCE: (
        ("finance:today", "Today"),
        ("finance:funds", "Funds"),
        ("finance:payments", "Payments"),
        ("finance:files", "Bank files"),
        ("finance:statements", "Statements"),
        ("finance:unmatched", "To match"),
    ),
    FUNDER: (("funder:funds", "Your funds"),),
    # Last: a manager comes for the people and the money, and lands there.
    ADMINISTRATOR: (
        ("administrator:members", "Members"),
        ("administrator:organisations", "Organisations"),
        ("administrator:accounts", "Our accounts"),
    ),
}


@dataclass(frozen=True)
class MenuEntry:
    label: str
    address: str
    is_here: bool


def page(request: HttpRequest) -> dict[str, Any]:
    """Add the frame's values. They cost no query beyond those that found out who is signed in."""
    viewer = getattr(request, "viewer", None)
    return {
        "viewer": viewer,
        "menu": menu_of(viewer, request.path) if viewer is not None else [],
        "notice": request.session.pop(NOTICE, "") if hasattr(request, "session") and NOTICE in request.session else "",
        "is_demo": settings.IS_DEMO,
        "exit_address": EXIT_ADDRESS,
        "version": __version__,
    }


def menu_of(viewer: Any, path: str) -> list[MenuEntry]:
    """List the pages that the viewer's doors open on, the longest match of the path being here."""
    pages = list(PERSON_PAGES) if not isinstance(viewer, Member) else []
    if isinstance(viewer, Member):
        for name, entries in MEMBER_PAGES.items():
            if viewer.has_role(*ROLES_OF[name]):
                pages.extend(entries)
    addresses = [(label, reverse(name)) for name, label in pages]
    here = max((address for _, address in addresses if path.startswith(address)), key=len, default="")
    return [MenuEntry(label, address, address == here) for label, address in addresses]
