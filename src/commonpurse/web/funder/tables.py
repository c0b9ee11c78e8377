"""The tables of a quarter report, from the domain's figures: one making for the page, the file and the paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from commonpurse.kernel.periods import Quarter
from commonpurse.kernel.small_numbers import SMALLEST_GROUP
from commonpurse.money.budgets.queries import QuarterFigures, QuarterReport
from commonpurse.money.budgets.rules import SPEND_WORDS, SpendKind
from commonpurse.web.parts.papers.report import Cell, ReportSection, ReportTable
from commonpurse.web.parts.words import translated
from commonpurse.web.parts.written import short_day


def quarter_name(quarter: Quarter) -> str:
    """Name a quarter as its year is named: Quarter 2 of 2026/27, or of 2026 where years begin in January."""
    is_calendar = quarter.starts_on.month == 3 * quarter.number - 2 and quarter.starts_on.day == 1
    year = str(quarter.year) if is_calendar else f"{quarter.year}/{(quarter.year + 1) % 100:02d}"
    return _("Quarter {number} of {year}").format(number=quarter.number, year=year)


def quarter_days(quarter: Quarter) -> str:
    return _("{first} to {last}").format(first=short_day(quarter.starts_on), last=short_day(last_day(quarter.ends_on)))


def last_day(ends_on: date) -> date:
    return ends_on - timedelta(days=1)


def fewer() -> str:
    return _("fewer than {number}").format(number=SMALLEST_GROUP)


def section_of(report: QuarterReport) -> ReportSection:
    """One fund of the report."""
    this, last = report.this, report.last
    quarters = [quarter_name(this.quarter), quarter_name(last.quarter)]
    tables = [
        ReportTable(_("In the quarter"), [_("What happened"), *quarters], _beside(this, last, _in_the_quarter)),
        ReportTable(_("At its end"), [_("Where the money was"), *quarters], _beside(this, last, _at_its_end)),
    ]
    if this.kinds or last.kinds:
        headings = [_("Kind"), quarters[0], _("People"), quarters[1], _("People")]
        tables.append(ReportTable(_("What was paid for"), headings, _kinds(this, last)))
    return ReportSection(
        title=report.fund.name,
        lead=report.fund.purpose,
        tables=tables,
        notes=_notes(this, last),
    )


Rows = list[tuple[str, Sequence[Cell]]]


def _beside(
    this: QuarterFigures, last: QuarterFigures, rows_of: Callable[[QuarterFigures], list[tuple[str, Cell]]]
) -> Rows:
    """The rows of one quarter with those of the other beside them."""
    return [(words, [now, before]) for (words, now), (_same, before) in zip(rows_of(this), rows_of(last), strict=True)]


def _in_the_quarter(figures: QuarterFigures) -> list[tuple[str, Cell]]:
    flow = figures.flow
    return [
        (_("Promised"), flow.promised),
        (_("Received"), flow.received),
        (_("Given to people"), flow.given),
        (_("Paid out"), flow.spent),
        (_("Came back from failed payments"), flow.returned),
    ]


def _at_its_end(figures: QuarterFigures) -> list[tuple[str, Cell]]:
    stood = figures.at_end
    return [
        (_("Promised so far"), stood.expected + stood.received),
        (_("Still to come of that"), stood.expected),
        (_("Received so far"), stood.received),
        (_("Not yet given to anybody"), stood.left),
        (_("With people, not yet paid out"), stood.committed),
        (_("Paid out so far"), stood.spent),
        (_("People who were given money so far"), fewer() if figures.people is None else figures.people),
    ]


def _kinds(this: QuarterFigures, last: QuarterFigures) -> Rows:
    """A row a kind that either quarter tells, in the order of this one; other kinds last."""
    by_kind = [{each.kind: each for each in figures.kinds} for figures in (this, last)]
    kinds = sorted(dict.fromkeys([*by_kind[0], *by_kind[1]]), key=lambda kind: kind is None)
    rows: Rows = []
    for kind in kinds:
        cells: list[Cell] = []
        for found in (each.get(kind) for each in by_kind):
            cells += [found.amount, found.people] if found else ["–", "–"]
        rows.append((kind_words(kind), cells))
    return rows


def kind_words(kind: SpendKind | None) -> str:
    return translated(SPEND_WORDS[kind]) if kind is not None else _("Other kinds together")


def _notes(*both: QuarterFigures) -> list[str]:
    """What must be said about quarters whose kinds are not told, or of which there are none."""
    said = {
        "open": _(
            "The books are not closed yet: {quarters}. So a figure may still change."
            " What was paid for is told by kind when they are closed."
        ),
        "few": _("Too few people chose for a list by kind: {quarters}. The total stands above."),
        "": _("Nothing was paid out: {quarters}."),
    }
    found: dict[str, list[str]] = {}
    for figures in both:
        if not figures.kinds:
            found.setdefault(figures.hidden, []).append(quarter_name(figures.quarter))
    return [said[why].format(quarters=", ".join(names)) for why, names in found.items()]
