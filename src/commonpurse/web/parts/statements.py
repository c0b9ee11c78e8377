"""All money in and out of one budget as rows that add up, cut to a stretch of days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.queries import TracedAllocation, TracedCorrection, TracedLeg
from commonpurse.money.payments.rules import PaymentState
from commonpurse.web.doors import Viewer
from commonpurse.web.parts.stories import notice_words, what_for, whom
from commonpurse.web.parts.written import day, money, named

Origins = Mapping[UUID, Sequence[TracedLeg]]


@dataclass(frozen=True)
class StatementRow:
    """One movement. `left` is what was left after it, not yet released to anybody.

    `origin` says which fund it came from; empty where nobody asked.
    """

    moment: datetime
    words: str
    came_in: Money | None
    went_out: Money | None
    left: Money
    origin: str = ""

    @property
    def on(self) -> date:
        return business_date(self.moment)


@dataclass(frozen=True)
class Statement:
    """The rows of some days, newest first; `opening` and `closing` is what was left before and after them."""

    rows: Sequence[StatementRow]
    opening: Money
    came_in: Money
    went_out: Money
    closing: Money


def statement_rows(
    payments: Iterable[Any],
    allocations: Iterable[TracedAllocation],
    viewer: Viewer,
    nothing: Money,
    origins: Origins | None = None,
    notices: Iterable[Any] = (),
) -> Sequence[StatementRow]:
    """Everything in and out, newest first. A payment that failed or was stopped is out and in again.

    What went back by `notices` is out: a surplus taken back without a line would be one that nobody can explain.

    `origins` are the legs of each payment's hold: with them each row says which fund the money is of.
    """
    moves: list[tuple[datetime, str, Money, str]] = []
    for allocation in allocations:
        origin = _("From {fund}").format(fund=named(allocation.fund_name)) if origins is not None else ""
        words = _("Money added: “{reason}”").format(reason=allocation.reason.rstrip("."))
        moves.append((allocation.allocated_at, words, allocation.amount, origin))
        for correction in allocation.corrections:
            moves.append((correction.corrected_at, put_right(allocation, correction), -correction.amount, origin))
    for payment in payments:
        name, origin = whom(payment, viewer), _origin_of(origins, payment)
        sent = _("To {whom} for {what}").format(whom=name, what=what_for(payment))
        moves.append((payment.created_at, sent, -payment.amount, origin))
        if payment.state == PaymentState.STOPPED:
            stopped = max(event.happened_at for event in payment.events.all())
            moves.append((stopped, _("Stopped: {whom}").format(whom=name), payment.amount, origin))
        for back in payment.money_back.all():
            came = Money(back.amount_minor, payment.currency)
            moves.append((back.recorded_at, _("Came back from {whom}").format(whom=name), came, origin))
    moves += [(each.reclaimed_at, notice_words(each), -each.reclaimed, "") for each in notices if each.reclaimed_at]
    rows, left = [], nothing
    for moment, words, amount, origin in sorted(moves, key=lambda move: move[0]):
        left += amount
        came_in, went_out = (amount, None) if amount.minor > 0 else (None, -amount)
        rows.append(StatementRow(moment, words, came_in, went_out, left, origin))
    return rows[::-1]


def put_right(allocation: TracedAllocation, correction: TracedCorrection) -> str:
    """Say what of a sum that came in went back, and why: the error was ours, and she can read it."""
    return _("{sum} of the {whole} from {day} went back. The error was ours: “{reason}”.").format(
        sum=money(correction.amount),
        whole=money(allocation.amount),
        day=day(allocation.allocated_at),
        reason=correction.reason.rstrip("."),
    )


def _origin_of(origins: Origins | None, payment: Any) -> str:
    legs = (origins or {}).get(payment.hold_id, ())
    if len(legs) == 1:
        return _("Of {fund}").format(fund=named(legs[0].fund_name))
    return ", ".join(_("{sum} of {fund}").format(sum=money(leg.amount), fund=leg.fund_name) for leg in legs)


def statement_of(
    rows: Sequence[StatementRow], nothing: Money, *, starts_on: date | None, ends_on: date | None
) -> Statement:
    """Cut all rows (newest first) to the days from `starts_on` to before `ends_on`; None is open."""
    until = [row for row in rows if ends_on is None or row.on < ends_on]
    shown = [row for row in until if starts_on is None or row.on >= starts_on]
    before = until[len(shown) :]
    return Statement(
        rows=shown,
        opening=before[0].left if before else nothing,
        came_in=sum((row.came_in for row in shown if row.came_in), nothing),
        went_out=sum((row.went_out for row in shown if row.went_out), nothing),
        closing=until[0].left if until else nothing,
    )
