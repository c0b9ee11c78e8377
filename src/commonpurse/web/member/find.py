"""Find a person, a fund, a payment, an ask, a member or a page, among what the viewer may see and nothing else.

The words go by POST and stay in the session: they may be a name. Each group is narrowed by the query of its own app
with `viewer=`, counts are of these rows only, and a look at a person is written down as on every list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Window
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonpurse.money.budgets.queries import funds_visible_to
from commonpurse.money.decisions.queries import asks_visible_to
from commonpurse.money.payments.queries import payments_visible_to
from commonpurse.parties.people.queries import people_visible_to
from commonpurse.parties.signin.queries import members_to_manage
from commonpurse.web.doors import ADMINISTRATOR, FINANCE, FUNDER, MEMBER, ROLES_OF, WORKER, door
from commonpurse.web.parts.context import MEMBER_PAGES, SLASH
from commonpurse.web.parts.cookies import give_cookie, take_cookie
from commonpurse.web.parts.pages import show
from commonpurse.web.parts.words import translated
from commonpurse.web.request import PageRequest, look_at

MOST_SHOWN = 8  # of each group; the whole group is a list of its own
LEAST_LETTERS = 2
LONGEST_SEARCH = 100
FIND = "find:everything"  # in the session
A_YEAR = 365 * 24 * 60 * 60  # seconds

Words = str | Promise

# What one can do, beside the pages of the menu.
ACTS: dict[str, tuple[tuple[str, Words], ...]] = {
    WORKER: (
        ("worker:add_person", _("Add a person")),
        ("public:services", _("Find help near you")),
        ("member:service_notes", _("Services to check")),
        ("partner:partners", _("Partners, and how to reach them")),
        ("partner:charter", _("The partners’ charter")),
        ("partner:network", _("Who works with whom")),
        ("partner:kept", _("Is the charter kept?")),
        ("partner:readiness", _("Are we ready to work together?")),
    ),
    FINANCE: (
        ("finance:add_fund", _("Set up a fund")),
        ("finance:due_back", _("Money due back")),
        ("finance:corrections", _("Errors of ours")),
        ("finance:notices", _("Notices about money back")),
        ("finance:reports", _("Read a status report of the bank")),
        ("finance:import", _("Read a statement in")),
        ("finance:mappings", _("What the columns of a file mean")),
        ("finance:months", _("Month end")),
        ("partner:together", _("Money together")),
        ("partner:partners", _("Partners, and how to reach them")),
    ),
    FUNDER: (
        ("partner:together", _("Money together")),
        ("partner:partners", _("Partners, and how to reach them")),
        ("partner:charter", _("The partners’ charter")),
        ("partner:kept", _("Is the charter kept?")),
    ),
    ADMINISTRATOR: (
        ("administrator:add_member", _("Add a member")),
        ("administrator:add_organisation", _("Add an organisation")),
        ("administrator:feeds", _("Where services come from")),
        ("administrator:feed_file", _("Take in a list of services")),
        ("partner:partners", _("Partners, and how to reach them")),
    ),
}


@dataclass(frozen=True)
class FoundRow:
    label: Words
    note: Words
    address: str


@dataclass(frozen=True)
class FoundGroup:
    """What was found of one kind: its first rows, how many there are, and the list that shows all of them."""

    name: str
    label: Words
    icon: str
    rows: Sequence[FoundRow]
    count: int
    all_address: str = ""

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.rows)


@door(MEMBER, why="to find a person, or what concerns her, by name or reference", methods="GET POST")
def find(request: PageRequest) -> HttpResponse:
    """Show what is found. While one types, the page asks for the groups alone, and nothing is kept of the words."""
    if request.method == "POST" and "slash" in request.POST:
        return set_slash_key(request.POST["slash"] == "on")
    if request.method == "POST":
        # PostgreSQL takes no NUL in a text.
        words = request.POST.get("find", "").replace("\0", "").strip()[:LONGEST_SEARCH]
        if request.headers.get("HX-Request"):
            return show(request, "member/found.html", find=words, groups=groups_of(request, words), is_page=False)
        request.session[FIND] = words
        return redirect("member:find")
    words = request.session.get(FIND, "")
    return show(
        request,
        "member/find.html",
        find=words,
        groups=groups_of(request, words),
        is_page=True,
        is_too_short=0 < len(words) < LEAST_LETTERS,
    )


def set_slash_key(is_on: bool) -> HttpResponse:
    """Let the / key go to the field, or leave it alone. Source: WCAG 2.2, 2.1.4: such a key can be turned off."""
    response = redirect("member:find")
    if is_on:
        take_cookie(response, SLASH)
    else:
        give_cookie(response, SLASH, "off", max_age=A_YEAR)
    return response


def groups_of(request: PageRequest, words: str) -> list[FoundGroup]:
    """Find in each group that the viewer's doors open on; a group without a row is not there."""
    if len(words) < LEAST_LETTERS:
        return []
    groups = [group(request, words) for name, group in GROUPS if opens(request, name)]
    return [group for group in groups if group.rows]


def opens(request: PageRequest, name: str) -> bool:
    return name == MEMBER or request.member.has_role(*ROLES_OF[name])


def first_rows(found: QuerySet[Any]) -> tuple[list[Any], int]:
    """Read the first rows, and how many there are, in one statement."""
    rows = list(found.annotate(found_count=Window(Count("pk")))[:MOST_SHOWN])
    return rows, rows[0].found_count if rows else 0


def people(request: PageRequest, words: str) -> FoundGroup:
    found = people_visible_to(request.viewer, request.today).found_by(words).order_by("called_by", "id")
    rows, count = first_rows(found)
    look_at(request, [row.id for row in rows], "name", "reference")
    return FoundGroup(
        "people",
        _("People"),
        "people",
        [FoundRow(row.called_by, row.reference, reverse("worker:person", args=[row.id])) for row in rows],
        count,
        reverse("worker:people"),
    )


def asks(request: PageRequest, words: str) -> FoundGroup:
    rows, count = first_rows(asks_visible_to(request.viewer, request.today).found_by(words))
    look_at(request, [row.budget.person_id for row in rows], "name", "asks")
    return FoundGroup(
        "asks",
        _("Asks"),
        "ask",
        [FoundRow(row.what_for, row.budget.person.called_by, reverse("worker:ask", args=[row.id])) for row in rows],
        count,
        f"{reverse('worker:asks')}?state=",
    )


def payments(request: PageRequest, words: str) -> FoundGroup:
    rows, count = first_rows(payments_visible_to(request.viewer, request.today).found_by(words))
    look_at(request, [row.budget.person_id for row in rows], "payments", "payees")
    return FoundGroup(
        "payments",
        _("Payments"),
        "pay",
        [
            FoundRow(
                row.end_to_end_id,
                f"{row.payee_account.holder_name}, {translated(row.state_words)}",
                reverse("finance:payment", args=[row.id]),
            )
            for row in rows
        ],
        count,
        reverse("finance:payments"),
    )


def funds(request: PageRequest, words: str) -> FoundGroup:
    rows, count = first_rows(funds_visible_to(request.viewer).found_by(words).order_by("name", "id"))
    is_finance = opens(request, FINANCE)
    page = "finance:fund" if is_finance else "funder:fund"
    return FoundGroup(
        "funds",
        _("Funds"),
        "purse",
        [FoundRow(row.name, row.funder.name, reverse(page, args=[row.id])) for row in rows],
        count,
        reverse("finance:funds") if is_finance else "",
    )


def members(request: PageRequest, words: str) -> FoundGroup:
    rows, count = first_rows(members_to_manage(request.viewer).found_by(words).prefetch_related(None))
    return FoundGroup(
        "members",
        _("Members"),
        "people",
        [FoundRow(row.name, row.organisation.name, reverse("administrator:member", args=[row.id])) for row in rows],
        count,
        reverse("administrator:members"),
    )


def pages(request: PageRequest, words: str) -> FoundGroup:
    asked = words.casefold()
    known = {reverse(name): translated(label) for name, label in pages_for(request)}
    rows = [FoundRow(label, "", address) for address, label in known.items() if asked in label.casefold()]
    return FoundGroup("pages", _("Pages"), "list", rows[:MOST_SHOWN], len(rows[:MOST_SHOWN]))


def pages_for(request: PageRequest) -> Iterator[tuple[str, Words]]:
    """The pages of the viewer's menu, and what can be done from them."""
    for name, entries in MEMBER_PAGES.items():
        if opens(request, name):
            yield from ((page, label) for page, label, _icon in entries)
            yield from ACTS.get(name, ())


# In the order in which they are shown, each with the door that it stands behind.
GROUPS: tuple[tuple[str, Callable[[PageRequest, str], FoundGroup]], ...] = (
    (WORKER, people),
    (WORKER, asks),
    (FINANCE, payments),
    (MEMBER, funds),
    (ADMINISTRATOR, members),
    (MEMBER, pages),
)
