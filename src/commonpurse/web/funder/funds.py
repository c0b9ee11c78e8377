from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse

from commonpurse.money.budgets.queries import (
    count_of_people,
    fund_figures,
    funds_visible_to,
    get_fund,
    spent_by_kind,
)
from commonpurse.money.budgets.rules import SPEND_WORDS
from commonpurse.web.doors import FUNDER, door
from commonpurse.web.parts.downloads import csv_file
from commonpurse.web.parts.pages import or_404, show
from commonpurse.web.parts.rivers import river
from commonpurse.web.request import PageRequest

# A smaller count could tell whose money it is. Source: ONS, "Disclosure control for tables" (2021): suppress below 5.
SMALLEST_COUNT_SHOWN = 5


def people_words(count: int) -> str:
    """Say how many people have money, and never a number so small that it names somebody."""
    if count == 0:
        return "Nobody has"
    return (
        f"{count:,} people have" if count >= SMALLEST_COUNT_SHOWN else f"Fewer than {SMALLEST_COUNT_SHOWN} people have"
    )


@door(FUNDER, why="to see our own funds")
def funds(request: PageRequest) -> HttpResponse:
    listed = list(funds_visible_to(request.viewer))
    figures = fund_figures(viewer=request.viewer, funds=listed)
    return show(request, "funder/funds.html", rows=[(fund, figures[fund.id]) for fund in listed])


@door(FUNDER, why="to follow our own fund")
def fund(request: PageRequest, fund_id: UUID) -> HttpResponse:
    """One fund in sums: no person, no payee, no payment is named."""
    found = or_404(get_fund(viewer=request.viewer, fund_id=fund_id))
    figures = fund_figures(viewer=request.viewer, funds=[found])[found.id]
    by_kind = spent_by_kind(viewer=request.viewer, fund=found)
    return show(
        request,
        "funder/fund.html",
        fund=found,
        figures=figures,
        columns=river(figures),
        people_words=people_words(count_of_people(viewer=request.viewer, fund=found)),
        by_kind=[(SPEND_WORDS[kind], amount) for kind, amount in by_kind.items()],
        last_day=found.ends_on - timedelta(days=1) if found.ends_on else None,
    )


@door(FUNDER, why="to take our own fund's figures along")
def fund_csv(request: PageRequest, fund_id: UUID) -> HttpResponse:
    found = or_404(get_fund(viewer=request.viewer, fund_id=fund_id))
    figures = fund_figures(viewer=request.viewer, funds=[found])[found.id]
    rows = [
        ("Promised and still to come", "", figures.expected),
        ("Received", "", figures.received),
        ("Not yet given", "", figures.left),
        ("With people, not yet paid out", "", figures.committed),
        ("Paid out", "", figures.spent),
        ("Came back from failed payments", "", figures.returned),
    ]
    by_kind = spent_by_kind(viewer=request.viewer, fund=found)
    rows += [("Paid out for", SPEND_WORDS[kind], amount) for kind, amount in by_kind.items()]
    return csv_file(f"fund-{request.today}.csv", ["figure", "kind", found.currency], rows)
