"""The quarter report: a page, a file and a paper that say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import Quarter
from commonpurse.money.budgets.queries import fiscal_year, funds_visible_to, quarter_reports
from commonpurse.web.doors import FUNDER, door
from commonpurse.web.funder.tables import last_day, quarter_days, quarter_name, section_of
from commonpurse.web.parts.downloads import attachment, csv_file
from commonpurse.web.parts.pages import show
from commonpurse.web.parts.papers.making import paper_look
from commonpurse.web.parts.papers.report import ReportSection, report_paper
from commonpurse.web.request import PageRequest


@dataclass(frozen=True)
class Report:
    """What one look at a quarter shows. `quarters` are all that can be chosen, the newest first."""

    quarter: Quarter
    last: Quarter
    quarters: Sequence[Quarter]
    sections: Sequence[ReportSection]

    @property
    def title(self) -> str:
        return _("Quarter report: {quarter}").format(quarter=quarter_name(self.quarter))


def report_of(request: PageRequest) -> Report:
    """Read the quarter from the address by its first day; without one it is the last that is over."""
    year = fiscal_year()
    funds = list(funds_visible_to(request.viewer))
    first = min((fund.starts_on for fund in funds), default=request.today)
    quarters = year.quarters(min(first, request.today), request.today)[::-1]
    over = [quarter for quarter in quarters if quarter.ends_on <= request.today]
    asked = [quarter for quarter in quarters if quarter.starts_on == asked_day(request)]
    quarter = (asked or over or quarters)[0]
    reports = quarter_reports(viewer=request.viewer, funds=funds, quarter=quarter, year=year)
    return Report(quarter, year.before(quarter), quarters, [section_of(each) for each in reports])


def asked_day(request: PageRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("quarter", ""))
    except ValueError:
        return None


def address(name: str, quarter: Quarter) -> str:
    return f"{reverse(name)}?{urlencode({'quarter': quarter.starts_on.isoformat()})}"


@door(FUNDER, why="to read the report of a quarter")
def report(request: PageRequest) -> HttpResponse:
    """Each of our funds in one quarter, beside the quarter before."""
    found = report_of(request)
    place = found.quarters.index(found.quarter)
    return show(
        request,
        "funder/report.html",
        report=found,
        days=quarter_days(found.quarter),
        last_days=quarter_days(found.last),
        choices=[(quarter.starts_on, quarter_name(quarter)) for quarter in found.quarters],
        earlier=address("funder:report", found.quarters[place + 1]) if place + 1 < len(found.quarters) else "",
        later=address("funder:report", found.quarters[place - 1]) if place else "",
        pdf_address=address("funder:report_pdf", found.quarter),
        csv_address=address("funder:report_csv", found.quarter),
    )


@door(FUNDER, why="to take the report of a quarter along")
def report_csv(request: PageRequest) -> HttpResponse:
    """A row a figure: fund, table, figure, and the sum or number of either quarter; days as ISO 8601 has them."""
    found = report_of(request)
    days = [f"{each.starts_on}/{last_day(each.ends_on)}" for each in (found.quarter, found.last)]
    rows: list[Sequence[Money | int | str]] = []
    for section in found.sections:
        for table in section.tables:
            for words, cells in table.rows:
                each_quarter = len(cells) // 2
                rows.append([section.title, table.name, words, cells[0], cells[each_quarter]])
                if each_quarter > 1:
                    rows.append([section.title, _("People"), words, cells[1], cells[each_quarter + 1]])
    return csv_file(f"report-{found.quarter.starts_on}.csv", ["fund", "part", "figure", *days], rows)


@door(FUNDER, why="to take the report of a quarter along")
def report_pdf(request: PageRequest) -> HttpResponse:
    found = report_of(request)
    content = report_paper(
        found.sections,
        title=found.title,
        lead=_("For {organisation}. {days}, beside {last_days}. By the day on which money moved in the books.").format(
            organisation=request.member.organisation,
            days=quarter_days(found.quarter),
            last_days=quarter_days(found.last),
        ),
        look=paper_look(),
        now=request.now,
    )
    return attachment(f"report-{found.quarter.starts_on}.pdf", content, "application/pdf")
