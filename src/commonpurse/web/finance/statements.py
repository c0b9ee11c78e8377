from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from commonpurse.money.reconciliation.queries import (
    differences_waiting,
    get_statement,
    lines_of,
    statements_visible_to,
)
from commonpurse.money.reconciliation.rules import MATCH_WORDS, PROOF_WORDS, MatchKind
from commonpurse.web.doors import FINANCE, door
from commonpurse.web.finance.files import our_accounts
from commonpurse.web.parts.lists import Choice, Column, Days, ListOf, Search, in_order, show_list
from commonpurse.web.parts.pages import one_page, or_404, show
from commonpurse.web.parts.words import listed, translated
from commonpurse.web.request import PageRequest

STATEMENTS = ListOf(
    name="finance:statements",
    counted=lambda count: ngettext("{count} statement", "{count} statements", count),
    columns=(
        Column("statement", _("Statement"), sort=("bank_id", "bank_number"), cell=str),
        Column(
            "account",
            _("Account"),
            sort=("series__debtor_account__name",),
            cell=lambda row: row.series.debtor_account.name,
        ),
        Column("day", _("Last day"), "day", sort=("closes_on",), cell=lambda row: row.closes_on, may_be_empty=True),
        Column(
            "proof",
            _("Proof"),
            "order",
            sort=(in_order("proof", PROOF_WORDS),),
            cell=lambda row: translated(PROOF_WORDS[row.proof]),
        ),
        Column("new", _("New lines"), "count", sort=("new_count",), cell=lambda row: row.new_count),
        Column("opens", _("Opens at"), "sum", sort=("opening_minor",), cell=lambda row: row.opening, may_be_empty=True),
        Column(
            "closes", _("Closes at"), "sum", sort=("closing_minor",), cell=lambda row: row.closing, may_be_empty=True
        ),
    ),
    sort="-day",
    row="finance/statement_row.html",
    filters=(
        Choice("account", _("Account"), our_accounts, field="series__debtor_account"),
        Choice("proof", _("Proof"), PROOF_WORDS.items(), field="proof"),
        Days("day", _("Last day"), "closes_on"),
    ),
    search=Search(_("Find by number or by name of the file"), lambda found, text: found.found_by(text)),
    empty=_("No statement has been read in yet. Fetch one from the bank and read it in here."),
)


@door(FINANCE, why="to see the bank's statements", methods="GET POST")
def statements(request: PageRequest) -> HttpResponse:
    listed = STATEMENTS.read(request, statements_visible_to(request.viewer))
    if listed.response is not None:
        return listed.response
    return show_list(request, "finance/statements.html", listed, differences=list(differences_waiting(request.viewer)))


@door(FINANCE, why="to follow the lines of a bank statement")
def statement(request: PageRequest, statement_id: UUID) -> HttpResponse:
    found = or_404(get_statement(viewer=request.viewer, statement_id=statement_id))
    page = one_page(request, lines_of(viewer=request.viewer, statement=found))
    return show(
        request,
        "finance/statement.html",
        statement=found,
        page=page,
        rows=[(line, explanation_of(line)) for line in page.object_list],
    )


def explanation_of(line: Any) -> str:
    """What explains a line, in words; empty while nothing does."""
    live = next((match for match in line.matches.all() if match.undone_at is None), None)
    if live is None:
        return ""
    funds = [part.fund.name for part in live.parts.all() if part.fund is not None]
    if funds:
        return gettext("Money for {funds}").format(funds=listed(funds))
    return translated(MATCH_WORDS[MatchKind(live.kind)])
