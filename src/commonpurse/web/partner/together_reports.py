"""The statement of a quarter and the annual return of money put together: page, file and paper say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.periods import Quarter
from commonpurse.money.pooling.access import can_give_statement
from commonpurse.money.pooling.commands import give_quarter_statement
from commonpurse.money.pooling.queries import (
    AgreementSeen,
    PutIn,
    Statement,
    due_of,
    in_all,
    quarters_told,
    statements_of,
)
from commonpurse.money.pooling.rules import LONGEST_TEXT
from commonpurse.web.doors import MEMBER, door
from commonpurse.web.funder.tables import quarter_days, quarter_name
from commonpurse.web.partner.together import agreement_of
from commonpurse.web.parts.downloads import attachment, csv_file
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.papers.making import paper_look
from commonpurse.web.parts.papers.report import Cell, ReportSection, ReportTable, report_paper
from commonpurse.web.request import PageRequest


class StatementForm(PageForm):
    note = forms.CharField(
        label=_("What should the partners know about this quarter?"),
        help_text=_("Name nobody who gets money."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write a line about the quarter.")},
    )


@dataclass(frozen=True)
class Report:
    """What one look shows: a quarter, or the quarters of a year with all of them beside."""

    seen: AgreementSeen
    title: str
    days: str
    asked: dict[str, str]
    statements: Sequence[Statement]
    quarters: Sequence[Quarter]  # all that can be chosen, the newest first

    @property
    def section(self) -> ReportSection:
        return ReportSection(self.seen.agreement.name, self.days, tables_of(self.statements), [])


def report_of(request: PageRequest, agreement_id: UUID) -> Report:
    """Read from the address which quarter, by its first day, or which year; without either the last that is over."""
    seen = agreement_of(request, agreement_id)
    quarters = quarters_told(seen)
    year = request.GET.get("year", "")
    chosen = [quarter for quarter in quarters[::-1] if str(quarter.year) == year]
    if chosen:
        title = gettext("Annual return: {year}").format(year=year_name(chosen[0]))
        days = quarter_days(Quarter(chosen[0].starts_on, chosen[-1].ends_on, 1, chosen[0].year))
        asked = {"year": year}
    else:
        asked_for = [quarter for quarter in quarters if quarter.starts_on.isoformat() == request.GET.get("quarter")]
        over = [quarter for quarter in quarters if quarter.ends_on <= request.today]
        chosen = (asked_for or over or quarters)[:1]
        or_404(chosen or None)
        title = gettext("Statement: {quarter}").format(quarter=quarter_name(chosen[0]))
        days = quarter_days(chosen[0])
        asked = {"quarter": chosen[0].starts_on.isoformat()}
    return Report(seen, title, days, asked, statements_of(seen, chosen), quarters)


def year_name(quarter: Quarter) -> str:
    ends_in = quarter.ends_on.year if quarter.number == 4 else quarter.year + 1
    return str(quarter.year) if ends_in == quarter.year else f"{quarter.year}/{(quarter.year + 1) % 100:02d}"


def tables_of(statements: Sequence[Statement]) -> list[ReportTable]:
    """The tables of one quarter; of several, a column each and one of all together."""
    names = [quarter_name(each.quarter) for each in statements]
    whole = in_all(statements)
    columns: list[Any] = list(statements)
    if len(statements) > 1:
        names, columns = [*names, gettext("All together")], [*columns, whole]

    def row(words: str, name: str) -> tuple[str, list[Cell]]:
        return words, [getattr(each, name) for each in columns]

    last = statements[-1]
    by_partner: list[tuple[str, list[Cell]]] = []
    for party, _put_in, _whole in last.parts:
        cells: list[Cell] = [
            next((sum_ for other, sum_, _ in each.parts if other == party), gettext("Not a partner"))
            for each in statements
        ]
        if len(statements) > 1:
            cells.append(whole.parts[party.id])
        by_partner.append((gettext("Put in by {name}").format(name=party.name), cells))
    beginning, end = gettext("There at the beginning"), gettext("There at the end")
    tables = [
        ReportTable(
            gettext("Money that nobody was given yet"),
            [gettext("What happened"), *names],
            [
                row(beginning, "opened"),
                *by_partner,
                row(gettext("Given to people, and taken off here"), "given"),
                row(end, "left"),
            ],
        ),
        ReportTable(
            gettext("Money with people"),
            [gettext("What happened"), *names],
            [
                row(beginning, "with_people_before"),
                row(gettext("Given to people"), "given"),
                row(gettext("Paid out, and taken off here"), "released"),
                row(gettext("Came back from failed payments"), "returned"),
                row(end, "with_people"),
            ],
        ),
        ReportTable(
            gettext("Against what was agreed, at the end"),
            [
                gettext("Partner"),
                gettext("Agreed"),
                gettext("Due by then"),
                gettext("Put in so far"),
                gettext("Still to come"),
            ],
            [(party.name, [each.agreed, due_cell(each), each.received, each.to_come]) for party, _, each in last.parts],
        ),
    ]
    if len(statements) == 1 and last.has_changed:
        tables.append(told_table(last))
    return tables


def told_table(statement: Statement) -> ReportTable:
    """What was given to the partners, beside what the books say today, where the two differ."""
    words = {
        "opened": gettext("There at the beginning"),
        "put_in": gettext("Put in"),
        "given": gettext("Given to people"),
        "released": gettext("Paid out"),
        "returned": gettext("Came back from failed payments"),
        "left": gettext("There at the end"),
    }
    return ReportTable(
        gettext("What is different since it was given"),
        [gettext("What happened"), gettext("As it was given"), gettext("Today")],
        [(words[name], [was, today]) for name, (was, today) in statement.told_otherwise.items()],
    )


def due_cell(each: PutIn) -> Cell:
    return gettext("When claimed") if each.is_claimed else each.due


def address(name: str, seen: AgreementSeen, asked: dict[str, str]) -> str:
    return f"{reverse(name, args=[seen.agreement.id])}?{urlencode(asked)}"


@door(MEMBER, why="to read what a quarter did with money put together", methods="GET POST")
def together_report(request: PageRequest, agreement_id: UUID) -> HttpResponse:
    """The statement of a quarter, which the pool manager gives here; or the annual return."""
    report = report_of(request, agreement_id)
    seen = report.seen
    (statement,) = report.statements if "quarter" in report.asked else (None,)
    form = StatementForm(posted(request))
    if request.method == "POST" and statement is not None and form.is_valid():
        try:
            give_quarter_statement(
                by=request.member,
                agreement=seen.agreement,
                quarter_starts_on=statement.quarter.starts_on,
                note=form.cleaned_data["note"],
                now=request.now,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(
                request,
                gettext("The statement is given. The partners can read it."),
                "partner:together_one",
                agreement_id,
            )
    is_over = statement is not None and statement.quarter.ends_on <= request.today
    return show(
        request,
        "partner/together_report.html",
        report=report,
        seen=seen,
        statement=statement,
        form=form,
        due=due_of(seen, report.quarters),
        is_over=is_over,
        may_tell=is_over and can_give_statement(request.member, seen.holds),
        quarters=[
            (address("partner:together_report", seen, {"quarter": each.starts_on.isoformat()}), quarter_name(each))
            for each in report.quarters
        ],
        years=[
            (address("partner:together_report", seen, {"year": str(each.year)}), year_name(each))
            for each in {quarter.year: quarter for quarter in report.quarters}.values()
        ],
        csv_address=address("partner:together_report_csv", seen, report.asked),
        pdf_address=address("partner:together_report_pdf", seen, report.asked),
    )


def file_name(report: Report, kind: str) -> str:
    asked: date | str = next(iter(report.asked.values()))
    return f"statement-{asked}.{kind}"


@door(MEMBER, why="to take the statement of a quarter along")
def together_report_csv(request: PageRequest, agreement_id: UUID) -> HttpResponse:
    """A row a figure: table, what it is of, column, and the sum."""
    report = report_of(request, agreement_id)
    rows = [
        [table.name, words, heading, cell]
        for table in report.section.tables
        for words, cells in table.rows
        for heading, cell in zip(table.headings[1:], cells, strict=True)
    ]
    return csv_file(file_name(report, "csv"), ["part", "figure", "of", report.seen.agreement.currency], rows)


@door(MEMBER, why="to take the statement of a quarter along")
def together_report_pdf(request: PageRequest, agreement_id: UUID) -> HttpResponse:
    report = report_of(request, agreement_id)
    content = report_paper(
        [report.section],
        title=report.title,
        lead=gettext("{name}. By the day on which money moved in the books.").format(name=report.seen.agreement.name),
        look=paper_look(),
        now=request.now,
    )
    return attachment(file_name(report, "pdf"), content, "application/pdf")
