"""Look at a round before it is given: every row judged as it will be, and nothing kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from commonpurse.kernel.errors import Refused, RowError
from commonpurse.kernel.money import Money
from commonpurse.kernel.texts import check_fits
from commonpurse.kernel.words import Words
from commonpurse.money.budgets.access import can_allocate
from commonpurse.money.budgets.models import Allocation, Budget, Fund
from commonpurse.money.budgets.queries.budgets import budgets_visible_to
from commonpurse.money.budgets.queries.funds import fund_figures
from commonpurse.money.budgets.round_files import RoundFile, RoundRow
from commonpurse.money.budgets.rules import check_allocation, check_amount
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


@dataclass(frozen=True)
class RoundLook:
    """A round that was looked at: each good row with its budget, what is wrong, and what the fund keeps after it.

    `found` has every row that names a budget, also where the fund cannot give it now: a round that was given already
    is told from one that cannot be given by the command alone.
    """

    rows: Sequence[tuple[RoundRow, Budget]]
    found: Sequence[tuple[RoundRow, Budget]]
    errors: Sequence[RowError]
    total: Money
    left: Money


def look_at_round(*, viewer: Member | Person, fund: Fund, read: RoundFile, today: date) -> RoundLook | None:
    """Judge the rows in order, each after those before it, by the rules of giving; None for who may not give."""
    if not isinstance(viewer, Member) or not can_allocate(viewer):
        return None
    wanted = {row.reference for row in read.rows}
    there = budgets_visible_to(viewer, today).filter(person__reference__in=wanted).select_related("person")
    budgets = {budget.person.reference: budget for budget in there}
    left = fund_figures(viewer=viewer, funds=[fund])[fund.id].left
    errors = list(read.errors)
    good: list[tuple[RoundRow, Budget]] = []
    found: list[tuple[RoundRow, Budget]] = []
    for row in read.rows:
        budget = budgets.get(row.reference)
        if budget is None:
            errors.append(
                RowError(row.row, "reference", Words("Nobody with this reference has a budget. Ask the worker."))
            )
            continue
        found.append((row, budget))
        try:
            check_fits(Allocation, reason=row.reason)
            check_amount(row.amount, fund.currency)
            check_allocation(fund.name, fund.period, row.amount, left, today)
        except Refused as refused:
            errors.append(RowError(row.row, refused.field, refused.message))
        else:
            left -= row.amount
            good.append((row, budget))
    errors.sort(key=lambda error: error.row or 0)
    total = sum((row.amount for row, _ in good), Money(0, fund.currency))
    return RoundLook(good, found, errors, total, left)
