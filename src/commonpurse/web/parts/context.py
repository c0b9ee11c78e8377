"""What every template may know: who is signed in, where they can go, what just happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonpurse import __version__
from commonpurse.kernel.periods import business_date
from commonpurse.parties.partners.queries import Member
from commonpurse.parties.partners.rules import Group
from commonpurse.parties.people.openings import count_to_review
from commonpurse.parties.people.queries import Person
from commonpurse.web.doors import ADMINISTRATOR, FINANCE, FUNDER, MANAGER, ROLES_OF, WORKER
from commonpurse.web.parts.assets import assets_version
from commonpurse.web.parts.cookies import read_cookie
from commonpurse.web.parts.guardians import is_guardian
from commonpurse.web.parts.hearing import to_hear
from commonpurse.web.parts.looks import shown_look
from commonpurse.web.parts.own_phone import is_own_phone
from commonpurse.web.parts.pages import NOTICE, NOTICE_WARNS
from commonpurse.web.parts.reading import languages, reading_of
from commonpurse.web.parts.seats import named_to
from commonpurse.web.parts.turns import turns_of

# Where "Exit this page" goes: a page that anybody might have open.
EXIT_ADDRESS = "https://www.bbc.co.uk/weather"

# The cookie of a member who does not want the / key to go to the search: it is typed or spoken for other things.
SLASH = "slash_key"

# Each page: its address, its word, and the icon beside the word.
PERSON_PAGES = (
    ("person:money", _("Your money"), "money"),
    ("person:ask", _("Pay or be paid"), "pay"),
    ("person:payees", _("Who gets paid"), "people"),
    ("person:statement", _("My statement"), "list"),
    ("person:messages", _("News"), "letter"),
)
# For the manager, and for the administrators whatever their other doors are: somebody always sees what waits too long.
BOARD = ("manager:board", _("The board’s list"), "clock")
MEMBER_PAGES = {
    WORKER: (
        ("worker:people", _("People"), "people"),
        ("worker:waiting", _("Waiting for me"), "clock"),
        ("worker:asks", _("Asks"), "ask"),
    ),
    FINANCE: (
        ("finance:today", _("Today"), "calendar"),
        ("finance:funds", _("Funds"), "purse"),
        ("finance:payments", _("Payments"), "pay"),
        ("finance:files", _("Bank files"), "file"),
        ("finance:statements", _("Statements"), "bank"),
        ("finance:unmatched", _("To match"), "search"),
    ),
    FUNDER: (
        ("funder:funds", _("Your funds"), "purse"),
        ("partner:together", _("Money together"), "kept"),
    ),
    # After the work itself: a manager comes for the people and the money, and lands there.
    MANAGER: (
        ("manager:times", _("From yes to money"), "clock"),
        BOARD,
        ("partner:caseload", _("The caseload meeting"), "people"),
        ("manager:challenges", _("Challenges"), "talk"),
        ("manager:limits", _("Limits about to end"), "clock"),
        ("manager:erasures", _("To be erased"), "people"),
        ("partner:together", _("Money together"), "kept"),
        ("manager:wanted", _("What people could not get"), "hand"),
        ("manager:benefits", _("Rules about savings"), "words"),
    ),
    ADMINISTRATOR: (
        ("administrator:members", _("Members"), "people"),
        ("administrator:organisations", _("Organisations"), "home"),
        ("administrator:bases", _("What we stand on"), "words"),
        ("administrator:templates", _("Agreements"), "save"),
        ("administrator:accounts", _("Our accounts"), "bank"),
        ("administrator:bands", _("Second person"), "eye"),
        ("administrator:messages", _("Messages"), "letter"),
        ("administrator:concerns", _("Complaints"), "talk"),
        ("administrator:retention", _("How long kept"), "clock"),
        ("administrator:look", _("Our look"), "settings"),
    ),
}


# What the pages of a member's door have in common, where somebody has several doors.
DOOR_WORDS = {
    WORKER: _("With people"),
    FINANCE: _("Finance"),
    FUNDER: _("Funding"),
    MANAGER: _("Partnership"),
    ADMINISTRATOR: _("This site"),
}


# For the guardian and the manager, whatever their other doors are.
EMERGENCIES = ("member:openings", _("Emergencies"), "look")
# For who was named to a group and has no role that leads there.
SEAT_PAGES: dict[Group, tuple[str, tuple[str, ...], Any, str]] = {
    Group.CASELOAD: ("partner:caseload", (), _("The caseload meeting"), "people"),
    Group.OPERATIONAL: ("manager:agenda", ("group",), _("The operational group"), "clock"),
    Group.BOARD: ("manager:agenda", ("board",), _("The board’s agenda"), "clock"),
}
# For who sits on a panel and has not answered, whatever their doors are.
TO_HEAR = ("member:panels", _("To hear"), "talk")


@dataclass(frozen=True)
class MenuEntry:
    label: str
    address: str
    icon: str
    is_here: bool
    door: str = ""
    count: int = 0


def page(request: HttpRequest) -> dict[str, Any]:
    """Add the frame's values. They cost no query beyond those that found out who is signed in, but once a minute."""
    viewer = getattr(request, "viewer", None)
    return {
        "viewer": viewer,
        "helper": getattr(request, "helper", None),
        "menu": menu_of(viewer, request.path, request.now) if viewer is not None else [],  # type: ignore[attr-defined]
        "notice": kept_once(request, NOTICE) or "",
        "notice_warns": kept_once(request, NOTICE_WARNS),
        "look": shown_look(),
        "reading": reading_of(request),
        "languages": languages(),
        "is_kept_draft": False,
        "is_person": isinstance(viewer, Person),
        # What a page that everybody has extends: a person finds her own menu and the way out where they always are.
        "frame": "parts/base_person.html" if isinstance(viewer, Person) else "parts/base.html",
        "is_own_phone": is_own_phone(request),
        "is_member": isinstance(viewer, Member),
        "alarms": alarms_of(request, viewer),
        "may_sign_in": viewer is None and SESSION_KEY not in getattr(request, "session", {}),
        "is_slash_key": read_cookie(request, SLASH) != "off",
        "is_demo": settings.IS_DEMO,
        "exit_address": EXIT_ADDRESS,
        "version": __version__,
        "source_address": settings.SOURCE_ADDRESS,
        "assets": assets_version(),
    }


def alarms_of(request: HttpRequest, viewer: Any) -> int:
    """How many openings in an emergency wait for the guardian: said on top of each page of theirs, and of nobody's."""
    if not isinstance(viewer, Member) or not is_guardian(viewer):
        return 0
    return count_to_review(viewer=viewer, now=request.now)  # type: ignore[attr-defined]


def kept_once(request: HttpRequest, name: str) -> Any:
    """Take what the session kept for one page. Who has nothing there writes nothing."""
    return request.session.pop(name) if name in getattr(request, "session", {}) else None


def menu_of(viewer: Any, path: str, now: datetime) -> list[MenuEntry]:
    """List the pages that the viewer's doors open on, door by door, the longest match of the path being here."""
    pages = [("", entry) for entry in PERSON_PAGES] if not isinstance(viewer, Member) else []
    counts: dict[str, int] = {}
    if isinstance(viewer, Member):
        waiting, turns = to_hear(business_date(now)), turns_of(viewer, now)
        counts = {
            "worker:waiting": turns.mine,
            "manager:board": turns.board,
            "manager:challenges": waiting.open,
            "member:panels": waiting.of_member.get(viewer.id, 0),
        }
        for name, entries in MEMBER_PAGES.items():
            if viewer.has_role(*ROLES_OF[name]):
                both = (*entries, EMERGENCIES) if name == MANAGER else entries
                pages.extend((str(DOOR_WORDS[name]), entry) for entry in both)
        if viewer.has_role("administrator") and not viewer.has_role("manager"):
            pages.append((str(DOOR_WORDS[MANAGER]), BOARD))
        if not viewer.has_role("manager") and is_guardian(viewer):
            pages.append((str(DOOR_WORDS[MANAGER]), EMERGENCIES))
        if counts["member:panels"]:
            door = pages[-1][0] if pages else ""
            pages.append((door, TO_HEAR))
    found = [(door, str(label), reverse(name), icon, counts.get(name, 0)) for door, (name, label, icon) in pages]
    if isinstance(viewer, Member) and not viewer.has_role("manager"):
        seats = [SEAT_PAGES[group] for group in Group if group in named_to(viewer.id)]
        partnership = str(DOOR_WORDS[MANAGER])
        found.extend((partnership, str(label), reverse(name, args=args), icon, 0) for name, args, label, icon in seats)
    here = max((address for _door, _label, address, *_ in found if path.startswith(address)), key=len, default="")
    return [
        MenuEntry(label, address, icon, address == here, door, count) for door, label, address, icon, count in found
    ]
