"""Limits about to end, and risk records that wait for a hand: so that nothing runs on unseen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commonpurse.parties.partners.queries import organisations
from commonpurse.support.agreements.queries import (
    AGAIN,
    ENDS_LATER,
    ENDS_SOON,
    FIRST,
    LONG,
    SHORT,
    end_asks_waiting,
    limits_running,
    risk_records_unsigned,
    risk_reviews_due,
)
from commonpurse.support.agreements.rules import DecidesHow, DecisionKind, PersonSays
from commonpurse.web.doors import MANAGER, door
from commonpurse.web.manager.said import days_words
from commonpurse.web.parts.limits import AREA_WORDS, SAYS_OF_HER, risk_line
from commonpurse.web.parts.lists import Choice, Column, ListOf, in_order, show_list
from commonpurse.web.parts.pages import or_404, show
from commonpurse.web.parts.shapes import Tab
from commonpurse.web.request import PageRequest, look_at

AREA_CHOICES = [(kind.value, words) for kind, words in AREA_WORDS.items()]
HOW_WORDS = {
    DecidesHow.AFTER_TALKING: gettext_lazy("Decides after talking"),
    DecidesHow.AGREE_TOO: gettext_lazy("Somebody must agree too"),
    DecidesHow.OTHER_FOR_NOW: gettext_lazy("Somebody else decides"),
}


@dataclass(frozen=True)
class LimitRow:
    """One limit in the words of the list."""

    limit: Any
    area: str
    how: str
    says: str
    age: str
    times: str
    left: str


def rows_of(request: PageRequest, found: Sequence[Any]) -> list[LimitRow]:
    return [
        LimitRow(
            limit=limit,
            area=str(AREA_WORDS[DecisionKind(limit.kind)]),
            how=str(HOW_WORDS[DecidesHow(limit.how)]),
            says=str(SAYS_OF_HER[PersonSays(limit.person_says)]),
            age=days_words(days) if (days := (request.today - limit.began_on).days) else _("since today"),
            times=ngettext("once before", "{number} times before", limit.times_before).format(number=limit.times_before)
            if limit.times_before
            else _("the first"),
            left=days_words((limit.ends_on - request.today).days),
        )
        for limit in found
    ]


def organisations_of(_request: Any) -> list[tuple[str, str]]:
    return [(str(each.id), each.name) for each in organisations().order_by("name")]


LIMITS = ListOf(
    name="manager:limits",
    counted=lambda count: ngettext("{count} limit", "{count} limits", count),
    columns=(
        Column(
            "person",
            gettext_lazy("Person"),
            sort=("person__called_by",),
            cell=lambda row: row.limit.person.called_by,
        ),
        Column(
            "area",
            gettext_lazy("What it is about"),
            "order",
            sort=(in_order("kind", [kind.value for kind in DecisionKind]),),
            cell=lambda row: row.area,
        ),
        Column("ends", gettext_lazy("Ends on"), "day", sort=("ends_on",), cell=lambda row: row.limit.ends_on),
        Column("since", gettext_lazy("Since"), "day", sort=("began_on",), cell=lambda row: row.limit.began_on),
        Column(
            "times",
            gettext_lazy("How often before"),
            "count",
            sort=("times_before",),
            cell=lambda row: row.limit.times_before,
        ),
        Column(
            "says",
            gettext_lazy("What they say"),
            "order",
            sort=(in_order("person_says", [says.value for says in PersonSays]),),
            cell=lambda row: row.says,
        ),
        Column(
            "author",
            gettext_lazy("Written by"),
            sort=("author__organisation__name", "author__name"),
            cell=lambda row: f"{row.limit.author.name}, {row.limit.author.organisation.name}",
        ),
    ),
    sort="ends",
    row="manager/limit_row.html",
    filters=(
        Choice(
            "when",
            gettext_lazy("Ends"),
            [(ENDS_SOON, gettext_lazy("Within two weeks")), (ENDS_LATER, gettext_lazy("Later"))],
            narrow_by=lambda found, band: found.filter(ends_band=band),
        ),
        Choice(
            "age",
            gettext_lazy("Runs for"),
            [(SHORT, gettext_lazy("Less than a month")), (LONG, gettext_lazy("A month or longer"))],
            field="age_band",
        ),
        Choice(
            "before",
            gettext_lazy("Had one before"),
            [(FIRST, gettext_lazy("The first")), (AGAIN, gettext_lazy("Not the first"))],
            field="times_band",
        ),
        Choice("organisation", gettext_lazy("Organisation"), organisations_of, field="author__organisation"),
        Choice(
            "about",
            gettext_lazy("What it is about"),
            AREA_CHOICES,
            narrow_by=lambda found, kind: found.filter(kind=kind),
        ),
    ),
    dress=rows_of,
    person=lambda row: row.person_id,
    looks_at=("name", "who decides"),
    empty=gettext_lazy("No limit runs. Everybody decides for themselves."),
)


def tabs(name: str) -> list[Tab]:
    views = [("manager:limits", _("Limits")), ("manager:risks", _("Risk records"))]
    return [Tab(label, reverse(view), view == name) for view, label in views]


@door(MANAGER, why="to see which limits are about to end", methods="GET POST")
def limits(request: PageRequest) -> HttpResponse:
    """Every limit that runs, what ends first first; above it, who asks to end one and waits for the manager."""
    listed = LIMITS.read(request, limits_running(viewer=request.viewer, today=request.today))
    if listed.response is not None:
        return listed.response
    asks = end_asks_waiting(viewer=request.member, today=request.today)
    look_at(request, [ask.person_id for ask in asks], "name", "who decides")
    return show_list(
        request,
        "manager/limits.html",
        listed,
        tabs=tabs("manager:limits"),
        asks=[(ask, AREA_WORDS[DecisionKind(ask.limit.kind)]) for ask in asks],
    )


@door(MANAGER, why="to see which risk records wait for a hand")
def risks(request: PageRequest) -> HttpResponse:
    """Those that somebody has yet to sign, and those to be looked at again."""
    unsigned = or_404(risk_records_unsigned(viewer=request.viewer, today=request.today))
    due = or_404(risk_reviews_due(viewer=request.viewer, today=request.today))
    look_at(request, {each.record.person_id for each in (*unsigned, *due)}, "name", "risks")
    return show(
        request,
        "manager/risks.html",
        tabs=tabs("manager:risks"),
        unsigned=[(each.record, risk_line(each, today=request.today)) for each in unsigned],
        due=[(each.record, risk_line(each, today=request.today)) for each in due],
    )
