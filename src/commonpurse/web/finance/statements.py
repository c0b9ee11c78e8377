from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse

from commonpurse.money.reconciliation.queries import (
    differences_waiting,
    get_statement,
    lines_of,
    statements_visible_to,
)
from commonpurse.money.reconciliation.rules import MATCH_WORDS, MatchKind
from commonpurse.web.doors import FINANCE, door
from commonpurse.web.parts.pages import one_page, or_404, show
from commonpurse.web.request import PageRequest


@door(FINANCE, why="to see the bank's statements")
def statements(request: PageRequest) -> HttpResponse:
    return show(
        request,
        "finance/statements.html",
        page=one_page(request, statements_visible_to(request.viewer)),
        differences=list(differences_waiting(request.viewer)),
    )


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
    return f"Money for {', '.join(funds)}" if funds else MATCH_WORDS[MatchKind(live.kind)]
