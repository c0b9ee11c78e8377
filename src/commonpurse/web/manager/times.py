from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.utils.dateformat import format as format_day
from django.utils.translation import gettext as _

from commonpurse.insight.release.queries import BY_HERSELF, ReleaseTimes, WhoseHands, release_times, whose_hands
from commonpurse.insight.release.rules import (
    BY_DAY,
    DAY,
    DECIDER_WORDS,
    STATION_WORDS,
    STEP_WORDS,
    Times,
)
from commonpurse.kernel.small_numbers import SMALLEST_GROUP, is_few
from commonpurse.money.budgets.rules import HOLDING_WORDS
from commonpurse.web.doors import MANAGER, door
from commonpurse.web.manager.drawings import Span, columns_of, line_of, spans_of
from commonpurse.web.manager.said import count_words, time_words
from commonpurse.web.parts.downloads import csv_file
from commonpurse.web.parts.pages import or_404, show
from commonpurse.web.parts.shapes import Tab
from commonpurse.web.parts.words import translated
from commonpurse.web.parts.written import money
from commonpurse.web.request import PageRequest

NO_SPAN = Span(0, 0)


@dataclass(frozen=True)
class TimesRow:
    """A row of a table of times, in words. `number` names its part of the line, `span` is its bar."""

    label: str
    count: str
    half: str
    nine_in_ten: str
    longest: str
    number: int = 1
    span: Span = NO_SPAN

    @property
    def is_told(self) -> bool:
        return bool(self.half)


def tabs(name: str) -> list[Tab]:
    """The views of the way from yes to money, and of who decides on it."""
    views = [
        ("manager:times", _("How long it takes")),
        ("manager:waits", _("Where it waits now")),
        ("manager:power", _("Who decides")),
    ]
    return [Tab(label, reverse(view), view == name) for view, label in views]


@door(MANAGER, why="to see how long it takes from a yes to the money")
def times(request: PageRequest) -> HttpResponse:
    """From yes to money over the last twelve months: counts and times, and nobody's name."""
    found = or_404(release_times(viewer=request.viewer, today=request.today))
    hands = or_404(whose_hands(viewer=request.viewer, today=request.today))
    arrived = found.arrived
    return show(
        request,
        "manager/times.html",
        tabs=tabs("manager:times"),
        since=found.year.starts_on,
        arrived=arrived,
        hero=hero(arrived),
        nine_in_ten=time_words(arrived.nine_in_ten, by_day=True),
        longest=time_words(arrived.longest, by_day=True),
        more=[
            row_of(_("From the ask to the money"), found.from_asking),
            row_of(_("Failed first, and paid again"), found.mended),
        ],
        hands=hands,
        other_hands=other_hands(hands),
        line=line_of(
            [
                (
                    time_words(one.half, by_day=step in BY_DAY) or _("Too few to tell"),
                    translated(STATION_WORDS[step]),
                    one.half or 0,
                )
                for step, one in found.steps
            ]
        ),
        steps=[
            row_of(translated(STEP_WORDS[step]), one, by_day=step in BY_DAY, number=number)
            for number, (step, one) in enumerate(found.steps, start=1)
        ],
        chart=columns_of([month_of(first, one) for first, one in found.months]),
        months=rows_of([(format_day(first, "M Y"), one) for first, one in reversed(found.months)]),
        organisations=rows_of([(organisation_words(name), one) for name, one in found.organisations]),
        deciders=rows_of([(translated(DECIDER_WORDS[who]), one) for who, one in found.deciders]),
        answers=rows_of([(translated(DECIDER_WORDS[who]), one) for who, one in found.answers], by_day=False),
    )


def month_of(first: date, one: Times | None) -> tuple[str, str, int | None]:
    """A month as the drawing needs it: its short name, the days above its column, and how high that is."""
    half = one.half if one is not None else None
    return format_day(first, "M"), "" if half is None else str(half // DAY), half


def hero(arrived: Times) -> tuple[str, str] | None:
    """The one number and its word; None while there are too few to tell."""
    if arrived.half is None:
        return None
    number, _space, word = time_words(arrived.half, by_day=True).partition(" ")
    return (number, word) if number.isdigit() else ("", time_words(arrived.half, by_day=True).capitalize())


def row_of(label: str, one: Times | None, *, by_day: bool = True, number: int = 1, span: Span = NO_SPAN) -> TimesRow:
    told = one if one is not None and one.are_told else Times(0)
    return TimesRow(
        label=label,
        count=count_words(one),
        half=time_words(told.half, by_day=by_day),
        nine_in_ten=time_words(told.nine_in_ten, by_day=by_day),
        longest=time_words(told.longest, by_day=by_day),
        number=number,
        span=span,
    )


def rows_of(cells: list[tuple[str, Times | None]], *, by_day: bool = True) -> list[TimesRow]:
    """Rows of one table, each with a bar of how long half of them and nine in ten took."""
    spans = spans_of([((one and one.half) or 0, (one and one.nine_in_ten) or 0) for _label, one in cells])
    return [row_of(label, one, by_day=by_day, span=span) for (label, one), span in zip(cells, spans, strict=True)]


def organisation_words(name: str) -> str:
    return _("Released by the person") if name == BY_HERSELF else name


def other_hands(hands: WhoseHands) -> list[tuple[str, str]]:
    """The kinds of other hands with their sums; of a few payments, that they are few."""
    few = _("Fewer than {number} payments").format(number=SMALLEST_GROUP)
    return [
        (
            translated(HOLDING_WORDS[one.kind]) if one.kind else _("In other hands"),
            money(one.amount) if one.amount else few,
        )
        for one in hands.others
    ]


@door(MANAGER, why="to take the times from a yes to the money along")
def times_csv(request: PageRequest) -> HttpResponse:
    found = or_404(release_times(viewer=request.viewer, today=request.today))
    hands = or_404(whose_hands(viewer=request.viewer, today=request.today))
    headings = [
        *("table", "row", "how_many", "half_within", "nine_in_ten_within", "longest", "unit"),
        *("from", "until"),
    ]
    last_day = min(found.year.ends_on - timedelta(days=1), request.today)
    rows = [[*row, found.year.starts_on.isoformat(), last_day.isoformat()] for row in csv_rows(found, hands)]
    return csv_file(f"from-yes-to-money-{request.today}.csv", headings, rows)


def csv_rows(found: ReleaseTimes, hands: WhoseHands) -> Iterator[list[str | int]]:
    """One table under the other, each row with its unit. A cell that may not be told is empty."""
    yield csv_row("From yes to money", "All", found.arrived)
    yield csv_row("From asking to money", "All", found.from_asking)
    yield csv_row("Failed first, and paid again", "All", found.mended)
    for step, one in found.steps:
        yield csv_row("Step by step", STEP_WORDS[step], one, by_day=step in BY_DAY)
    for first, in_month in found.months:
        yield csv_row("By month", f"{first:%Y-%m}", in_month)
    for name, theirs in found.organisations:
        yield csv_row("By organisation", name or "Released by the person", theirs)
    for who, ones in found.deciders:
        yield csv_row("By who said yes", DECIDER_WORDS[who], ones)
    for who, ones in found.answers:
        yield csv_row("Answers", DECIDER_WORDS[who], ones, by_day=False)
    if hands.percent is not None:
        yield ["In the person's own hands", "All", hands.count, hands.percent, "", "", "per cent"]


def csv_row(table: str, label: str, one: Times | None, *, by_day: bool = True) -> list[str | int]:
    unit = DAY if by_day else 1
    if one is None or is_few(one.count):
        return [table, label, "", "", "", "", "too few to tell"]
    figures = ["" if each is None else each // unit for each in (one.half, one.nine_in_ten, one.longest)]
    return [table, label, one.count, *figures, "days" if by_day else "minutes"]
