from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonpurse.insight.release.queries import OpenWait, open_waits, wait_cards, waits_by_step
from commonpurse.insight.release.rules import TO_DO_WORDS, WAITING_WORDS, Step
from commonpurse.kernel.spreadsheets import Cell
from commonpurse.money.budgets.queries import count_reviews_overdue
from commonpurse.web.doors import MANAGER, door
from commonpurse.web.manager.said import days_words
from commonpurse.web.manager.times import tabs
from commonpurse.web.parts.downloads import csv_file
from commonpurse.web.parts.hearing import hearings_of
from commonpurse.web.parts.pages import one_page, show
from commonpurse.web.parts.words import listed, translated
from commonpurse.web.parts.written import as_day, moment, named
from commonpurse.web.request import PageRequest

ASKS = (Step.ANSWER, Step.RELEASE)
FILES = (Step.CHECK, Step.SEND, Step.BANK)
ICONS_OF = {
    Step.ANSWER: "ask",
    Step.RELEASE: "ask",
    Step.SECOND: "eye",
    Step.ACCOUNT: "phone",
    Step.CHECK: "file",
    Step.SEND: "file",
    Step.BANK: "bank",
    Step.DOUBT: "help",
    Step.AGAIN: "stop",
}
MOST_IN_A_FILE = 50_000  # rows
AT_ONCE = 1_000  # rows whose organisations are asked for in one statement


@dataclass(frozen=True)
class WaitRow:
    """One wait in words, with the page of the thing that waits. Whose it is stands there, not here."""

    wait: OpenWait
    words: str
    so_long: str
    turn: str
    address: str
    open_words: str
    icon: str


@dataclass(frozen=True)
class StepRow:
    words: str
    count: int
    oldest: str
    address: str
    is_chosen: bool


@door(MANAGER, why="to see where money waits, and for whom")
def waits(request: PageRequest) -> HttpResponse:
    """Everything that waits now, the oldest first: at which step, how long, and whose turn it is."""
    chosen = chosen_step(request)
    by_step = waits_by_step(viewer=request.viewer, now=request.now, today=request.today)
    page = one_page(request, open_waits(viewer=request.viewer, now=request.now, step=chosen))
    there = [one for one in by_step if one.things]
    return show(
        request,
        "manager/waits.html",
        tabs=tabs("manager:waits"),
        chosen=translated(WAITING_WORDS[chosen]) if chosen else "",
        filter=f"?step={chosen.value}" if chosen else "",
        count=sum(one.count for one in by_step),
        oldest=so_long(max((one.longest_days or 0 for one in there), default=0)),
        steps=[
            StepRow(
                words=translated(TO_DO_WORDS[one.step]),
                count=one.count,
                oldest=so_long(one.longest_days) if one.longest_days is not None else "",
                address=f"?step={one.step.value}",
                is_chosen=one.step == chosen,
            )
            for one in by_step
        ],
        page=page,
        rows=rows_of(request, list(page.object_list)),
        hearings=hearings_of(request.member, request.today),
        reviews_overdue=count_reviews_overdue(viewer=request.viewer, today=request.today),
    )


def chosen_step(request: PageRequest) -> Step | None:
    asked = request.GET.get("step", "")
    return Step(asked) if asked in set(Step) else None


def rows_of(request: PageRequest, found: Sequence[Any]) -> list[WaitRow]:
    return [
        WaitRow(
            wait=wait,
            words=waiting_words(wait),
            so_long=so_long(wait.days),
            turn=turn_of(wait),
            address=address_of(wait),
            open_words=open_words(wait),
            icon=ICONS_OF.get(wait.step, "pay"),
        )
        for wait in wait_cards(found, viewer=request.viewer, today=request.today)
    ]


def so_long(days: int) -> str:
    return days_words(days) if days else _("since today")


def waiting_words(wait: OpenWait) -> str:
    """What waits; of a file, how many payments are in it."""
    words = translated(WAITING_WORDS[wait.step])
    if wait.step not in FILES:
        return words
    payments = ngettext("{number} payment", "{number} payments", wait.count).format(number=wait.count)
    return _("{what} ({payments})").format(what=words, payments=payments)


def turn_of(wait: OpenWait) -> str:
    """Whose turn it is: a role or an organisation, never a name."""
    if wait.step in (Step.FILE, Step.SEND):
        return _("Finance")
    if wait.step == Step.SECOND and wait.is_late:
        return _("You: nobody looked in time. Or finance: somebody else than who released it")
    if wait.step == Step.SECOND:
        return _("Finance or the manager: somebody else than who released it")
    if wait.step == Step.CHECK and wait.is_late:
        return _("You: nobody checked it in time. Or finance: somebody else than who made it")
    if wait.step == Step.CHECK:
        return _("Finance: somebody else than who made it")
    if wait.step == Step.BANK:
        return _("The bank, then finance with its statement")
    if wait.step == Step.DOUBT:
        return _("Finance and the bank")
    if not wait.organisations:
        return _("Nobody works with this person. It is your turn.")
    theirs = listed([named(each) for each in wait.organisations], "or")
    if wait.step == Step.ACCOUNT and wait.until:
        until = moment(wait.until)
        return _("{organisations}: a second worker rings. Or it ends {until}.").format(
            organisations=theirs, until=until
        )
    return _("{organisations}, or the person").format(organisations=theirs) if wait.step == Step.RELEASE else theirs


def address_of(wait: OpenWait) -> str:
    """The page of what waits. Who opens it is written down there."""
    if wait.step in ASKS:
        return reverse("worker:ask", args=[wait.thing_id])
    if wait.step == Step.SECOND:
        return reverse("finance:second_look", args=[wait.thing_id])
    return reverse("finance:file" if wait.step in FILES else "finance:payment", args=[wait.thing_id])


def open_words(wait: OpenWait) -> str:
    if wait.step in ASKS:
        return _("Open the ask")
    return _("Open the file") if wait.step in FILES else _("Open the payment")


@door(MANAGER, why="to take along what waits, and for whom")
def waits_csv(request: PageRequest) -> HttpResponse:
    found = open_waits(viewer=request.viewer, now=request.now, step=chosen_step(request))
    headings = ["step", "waits_since", "days", "how_many", "for_whom"]
    listed_waits = list(found[:MOST_IN_A_FILE])
    rows: list[list[Cell]] = [
        [row.words, as_day(row.wait.since).isoformat(), row.wait.days, row.wait.count, row.turn]
        for first in range(0, len(listed_waits), AT_ONCE)
        for row in rows_of(request, listed_waits[first : first + AT_ONCE])
    ]
    return csv_file(f"where-it-waits-{request.today}.csv", headings, rows)
