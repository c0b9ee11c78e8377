"""Who decides, in figures, as the manager's page, the public page and the file say it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _

from commonpurse.insight.release.queries import Power
from commonpurse.support.agreements.rules import KIND_WORDS
from commonpurse.web.parts.bars import Bar, bars_of
from commonpurse.web.parts.downloads import csv_file
from commonpurse.web.parts.words import translated
from commonpurse.web.parts.written import short_day


@dataclass(frozen=True)
class Figure:
    """One figure, what it counts, and how it reads. `number` None: too few to tell."""

    label: str
    number: int | None
    unit: str = ""

    @property
    def words(self) -> str:
        return _("Too few to tell") if self.number is None else f"{self.number:,}{self.unit}"


@dataclass(frozen=True)
class FigureTable:
    """One table of the page: its heading, what it says, its rows, and bars beside them where a look says more."""

    heading: str
    meaning: str
    rows: Sequence[Figure]
    is_drawn: bool = False

    @property
    def bars(self) -> Sequence[tuple[Figure, Bar]]:
        drawn = bars_of([(row.label, row.number or 0) for row in self.rows])
        return list(zip(self.rows, drawn, strict=True))


def tables_of(power: Power) -> list[FigureTable]:
    """Every figure in the order of the page. The same feed the file."""
    return list(_tables(power))


def _tables(power: Power) -> Iterator[FigureTable]:
    released, decided, limits = power.released, power.decided, power.limits
    yield FigureTable(
        _("Truly released"),
        _("Of what was paid in these months: how much was in the person’s own hands."),
        [
            Figure(_("Of the money"), released.percent, " %"),
            Figure(_("Of the people who had money go out"), released.people_percent, " %"),
            *(Figure(name, percent, " %") for name, percent in released.funds),
        ],
        is_drawn=True,
    )
    yield FigureTable(
        _("Who decided"),
        _("Who said yes or no to what people asked for. After a talk, or when nobody answered, it was the person too."),
        [
            Figure(_("Decisions"), decided.count),
            Figure(_("Decided by the person"), decided.percent, " %"),
            Figure(_("A no"), decided.noes),
            Figure(_("Released by a worker as told"), decided.as_told),
        ],
    )
    if decided.organisations:
        yield FigureTable(
            _("Noes, by organisation"),
            _("Whose member said no."),
            [Figure(name or _("Others"), count) for name, count in decided.organisations],
            is_drawn=True,
        )
    yield FigureTable(
        _("Limits that count on {day}").format(day=short_day(power.until)),
        _("Each step down from “I decide”. A limit ends by itself after 90 days at most."),
        [
            Figure(_("Limits"), limits.count),
            Figure(_("Agreed anew at least once"), limits.renewed),
            Figure(_("The person disagreed"), limits.disagreed),
            Figure(_("Days since it began, for half of them"), limits.ages.half),
            Figure(_("Days since it began, for nine in ten"), limits.ages.nine_in_ten),
        ],
    )
    yield FigureTable(
        _("Limits, by what they are about"),
        _("What the person does not decide alone."),
        [Figure(translated(KIND_WORDS[kind]), count) for kind, count in limits.kinds],
        is_drawn=True,
    )
    if limits.organisations:
        yield FigureTable(
            _("Limits, by organisation"),
            _("Whose member set it."),
            [Figure(name or _("Others"), count) for name, count in limits.organisations],
            is_drawn=True,
        )
    challenged, back = power.challenged, power.taken_back
    yield FigureTable(
        _("Challenges"),
        _("Somebody challenged a no. This is what a panel made of it."),
        [
            Figure(_("Raised"), challenged.raised),
            Figure(_("The no became a yes"), challenged.changed),
            Figure(_("The no stayed"), challenged.kept),
            Figure(_("Taken back"), challenged.withdrawn),
            Figure(_("To be heard"), challenged.waiting),
            Figure(_("Of these, late"), challenged.late),
        ],
    )
    yield FigureTable(
        _("Money back"),
        _("Money goes back only by a notice. It says why, and it gives time. The person can ask us to look again."),
        [
            Figure(_("Notices given"), back.given),
            Figure(_("Taken off again"), back.withdrawn),
            Figure(_("Money went back"), back.taken),
            Figure(_("Still open"), back.open),
        ],
    )


def figures_file(power: Power) -> HttpResponse:
    """The same figures as a file: a row a figure; one that may not be told is empty, and says so."""
    stretch = [power.year.starts_on.isoformat(), power.until.isoformat()]
    rows = [
        [table.heading, row.label, "" if row.number is None else row.number, _unit(row), *stretch]
        for table in tables_of(power)
        for row in table.rows
    ]
    return csv_file(f"who-decides-{power.until}.csv", ["table", "row", "number", "unit", "from", "until"], rows)


def _unit(row: Figure) -> str:
    return _("too few to tell") if row.number is None else row.unit.strip() or _("count")
