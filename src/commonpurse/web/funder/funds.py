from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonpurse.kernel.money import Money
from commonpurse.kernel.small_numbers import SMALLEST_GROUP, count_shown
from commonpurse.money.budgets.queries import (
    SpendingSoFar,
    count_of_people,
    fund_figures,
    funds_visible_to,
    get_fund,
    spending_so_far,
)
from commonpurse.web.doors import FUNDER, door
from commonpurse.web.funder.tables import kind_words, last_day
from commonpurse.web.parts.downloads import csv_file
from commonpurse.web.parts.pages import or_404, show
from commonpurse.web.parts.rivers import river
from commonpurse.web.request import PageRequest


def people_words(count: int) -> str:
    """Say how many people have money, and never a number so small that it names somebody."""
    if count == 0:
        return _("Nobody has money from this fund.")
    if count_shown(count) is None:
        return _("Fewer than {number} people have money from this fund.").format(number=SMALLEST_GROUP)
    return ngettext(
        "{number} person has money from this fund.", "{number} people have money from this fund.", count
    ).format(number=f"{count:,}")


def spending_rows(so_far: SpendingSoFar) -> list[tuple[str, Money]]:
    """What the fund paid for, as far as a report of a closed quarter tells it, and the rest; it adds up to all."""
    rows = [(kind_words(kind), amount) for kind, amount in so_far.kinds]
    if so_far.rest:
        rows.append((_("Not told by kind: too few people"), so_far.rest))
    if so_far.since:
        rows.append((_("Not told by kind yet: the books are open"), so_far.since))
    return rows


@door(FUNDER, why="to see our own funds")
def funds(request: PageRequest) -> HttpResponse:
    listed = list(funds_visible_to(request.viewer))
    figures = fund_figures(viewer=request.viewer, funds=listed)
    return show(request, "funder/funds.html", rows=[(fund, figures[fund.id]) for fund in listed])


def figures_of(request: PageRequest, fund_id: UUID) -> tuple[Any, Any, list[tuple[str, Money]], SpendingSoFar]:
    """A fund with its figures now, and what it paid for."""
    found = or_404(get_fund(viewer=request.viewer, fund_id=fund_id))
    figures = fund_figures(viewer=request.viewer, funds=[found])[found.id]
    so_far = or_404(spending_so_far(viewer=request.viewer, fund=found, spent=figures.spent))
    return found, figures, spending_rows(so_far), so_far


@door(FUNDER, why="to follow our own fund")
def fund(request: PageRequest, fund_id: UUID) -> HttpResponse:
    """One fund in sums: no person, no payee, no payment is named."""
    found, figures, spending, so_far = figures_of(request, fund_id)
    return show(
        request,
        "funder/fund.html",
        fund=found,
        figures=figures,
        columns=river(figures),
        people_words=people_words(count_of_people(viewer=request.viewer, fund=found)),
        spending=spending,
        told_until=last_day(so_far.until) if so_far.until else None,
        smallest=SMALLEST_GROUP,
        last_day=last_day(found.ends_on) if found.ends_on else None,
    )


@door(FUNDER, why="to take our own fund's figures along")
def fund_csv(request: PageRequest, fund_id: UUID) -> HttpResponse:
    found, figures, spending, _so_far = figures_of(request, fund_id)
    rows = [
        (_("Promised and still to come"), "", figures.expected),
        (_("Received"), "", figures.received),
        (_("Not yet given"), "", figures.left),
        (_("With people, not yet paid out"), "", figures.committed),
        (_("Paid out"), "", figures.spent),
        (_("Came back from failed payments"), "", figures.returned),
        *((_("Paid out for"), words, amount) for words, amount in spending),
    ]
    return csv_file(f"fund-{request.today}.csv", ["figure", "kind", found.currency], rows)
