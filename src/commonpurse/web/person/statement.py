from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse

from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.queries import TracedAllocation, allocations_of
from commonpurse.money.payments.rules import PaymentState
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.downloads import csv_file
from commonpurse.web.parts.pages import one_page, show
from commonpurse.web.parts.stories import correction_words, what_for, whom
from commonpurse.web.person.money import own_budget, own_payments
from commonpurse.web.request import PageRequest, look_at


@dataclass(frozen=True)
class StatementRow:
    """One movement of her money. `left` is what she had after it: not yet released to anybody."""

    moment: datetime
    words: str
    came_in: Money | None
    went_out: Money | None
    left: Money

    @property
    def on(self) -> date:
        return business_date(self.moment)


def statement_rows(
    payments: Iterable[Any], allocations: Iterable[TracedAllocation], viewer: Any, nothing: Money
) -> Sequence[StatementRow]:
    """Everything in and out, newest first. A payment that failed or was stopped is out and in again."""
    moves: list[tuple[datetime, str, Money]] = []
    for allocation in allocations:
        moves.append((allocation.allocated_at, f"From {allocation.fund_name}", allocation.amount))
        for correction in allocation.corrections:
            moves.append((correction.corrected_at, correction_words(allocation, correction), -correction.amount))
    for payment in payments:
        moves.append((payment.created_at, f"To {whom(payment, viewer)} for {what_for(payment)}", -payment.amount))
        if payment.state == PaymentState.STOPPED:
            stopped = max(event.happened_at for event in payment.events.all())
            moves.append((stopped, f"Stopped: {whom(payment, viewer)}", payment.amount))
        for back in payment.money_back.all():
            came = Money(back.amount_minor, payment.currency)
            moves.append((back.recorded_at, f"Came back from {whom(payment, viewer)}", came))
    rows, left = [], nothing
    for moment, words, amount in sorted(moves, key=lambda move: move[0]):
        left += amount
        came_in, went_out = (amount, None) if amount.minor > 0 else (None, -amount)
        rows.append(StatementRow(moment, words, came_in, went_out, left))
    return rows[::-1]


def own_statement(request: PageRequest) -> Sequence[StatementRow] | None:
    look_at(request, request.person.id, "money", "payments")
    budget = own_budget(request)
    if budget is None:
        return None
    payments = list(own_payments(request).prefetch_related("events", "money_back"))
    allocations = allocations_of(viewer=request.person, budget=budget, today=request.today)
    currency = next((each.amount.currency for each in [*allocations, *payments]), "GBP")
    return statement_rows(payments, allocations, request.person, Money(0, currency))


@door(PERSON, why="to see all her money in and out")
def statement(request: PageRequest) -> HttpResponse:
    rows = own_statement(request)
    if rows is None:
        return show(request, "person/no_money.html")
    return show(request, "person/statement.html", page=one_page(request, rows))


@door(PERSON, why="to take her own statement along")
def statement_csv(request: PageRequest) -> HttpResponse:
    return csv_file(
        f"statement-{request.today}.csv",
        ["day", "what", "in", "out", "left"],
        [(row.on, row.words, row.came_in, row.went_out, row.left) for row in own_statement(request) or []],
    )
