"""Every penny, from the fund it came from to the payment it went into, and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Literal
from uuid import UUID

from django.db.models import F, FilteredRelation, Q, QuerySet

from commonpurse.kernel.money import Money
from commonpurse.money.budgets.access import can_see_fund, can_see_lines_of_fund
from commonpurse.money.budgets.models import Allocation, Budget, Fund, Hold, HoldLeg
from commonpurse.money.budgets.queries.budgets import budgets_visible_to
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.ledger.queries import hold_remaining, movements_of
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import kept_from
from commonpurse.parties.people.models import Person


@dataclass(frozen=True)
class TracedLeg:
    """What one fund gave to one hold, and so to the payment that used it.

    `held` is still reserved; `released` left for the payment; `returned` of that came back. Freed money is neither.
    """

    hold_id: UUID
    budget_id: UUID
    line_id: UUID
    fund_id: UUID
    fund_name: str
    spend_kind: SpendKind
    amount: Money
    held: Money
    released: Money
    returned: Money
    released_at: datetime | None

    @property
    def state(self) -> Literal["held", "released", "freed"]:
        if self.released_at is not None:
            return "released"
        return "held" if self.held else "freed"


@dataclass(frozen=True)
class TracedCorrection:
    """What of an allocation went back to its fund because the error was ours, and why."""

    correction_id: UUID
    amount: Money
    reason: str
    corrected_at: datetime


@dataclass(frozen=True)
class TracedAllocation:
    """What one fund gave to one budget at a time, and what of it was put right since, oldest first."""

    allocation_id: UUID
    budget_id: UUID
    line_id: UUID
    fund_id: UUID
    fund_name: str
    amount: Money
    reason: str
    allocated_at: datetime
    corrections: Sequence[TracedCorrection] = ()

    @property
    def left(self) -> Money:
        """What of it still counts as given."""
        return self.amount - sum((each.amount for each in self.corrections), Money(0, self.amount.currency))


@dataclass(frozen=True)
class FundTrace:
    """A fund's pounds: to whose budgets they went, and for what they left them."""

    allocations: Sequence[TracedAllocation]
    legs: Sequence[TracedLeg]


def trace_fund(*, viewer: Member | Person, fund: Fund) -> FundTrace | None:
    """Follow a fund's money forwards; None for who may not see whose it became (a funder has `spent_by_kind`)."""
    if not (can_see_fund(viewer, fund) and can_see_lines_of_fund(viewer)):
        return None
    apart = kept_from(viewer)
    return FundTrace(
        allocations=_allocations(Allocation.objects.filter(line__fund=fund).exclude(line__budget__person__in=apart)),
        legs=_legs(HoldLeg.objects.filter(line__fund=fund).exclude(line__budget__person__in=apart)),
    )


def trace_budget(*, viewer: Member | Person, budget: Budget, today: date) -> FundTrace | None:
    """Follow the money of one budget: which fund gave what, and to which hold. None if not visible."""
    if not budgets_visible_to(viewer, today, Item.PAYMENTS).filter(id=budget.id).exists():
        return None
    return FundTrace(
        allocations=_allocations(Allocation.objects.filter(line__budget=budget)),
        legs=_legs(HoldLeg.objects.filter(hold__budget=budget)),
    )


def allocations_of(*, viewer: Member | Person, budget: Budget, today: date) -> list[TracedAllocation]:
    """What came into the budget and from which fund, oldest first, each with what of it was put right and why;
    nothing if it is not visible."""
    visible = budgets_visible_to(viewer, today, Item.PAYMENTS).filter(id=budget.id)
    return _allocations(Allocation.objects.filter(line__budget__in=visible.values("id")))


def trace_holds(*, viewer: Member | Person, hold_ids: Iterable[UUID], today: date) -> dict[UUID, list[TracedLeg]]:
    """Follow payments backwards: the legs of each hold that the viewer may see. A payment names its hold."""
    visible = Hold.objects.filter(
        id__in=list(hold_ids), budget__in=budgets_visible_to(viewer, today, Item.PAYMENTS).values("id")
    )
    found: dict[UUID, list[TracedLeg]] = {}
    for leg in _legs(HoldLeg.objects.filter(hold__in=visible.values("id"))):
        found.setdefault(leg.hold_id, []).append(leg)
    return found


def _allocations(rows: QuerySet[Allocation]) -> list[TracedAllocation]:
    """One statement: an allocation comes once for each correction of it that was agreed, or once without any."""
    agreed = FilteredRelation("corrections", condition=Q(corrections__agreed_at__isnull=False))
    joined = rows.select_related("line__fund").annotate(
        agreed=agreed,
        correction_id=F("agreed__id"),
        corrected_minor=F("agreed__amount_minor"),
        correction_reason=F("agreed__reason"),
        corrected_at=F("agreed__agreed_at"),
    )
    traced = []
    for _, same in groupby(joined.order_by("allocated_at", "id", "corrected_at", "correction_id"), lambda row: row.id):
        group = list(same)
        row, currency = group[0], group[0].line.fund.currency
        traced.append(
            TracedAllocation(
                allocation_id=row.id,
                budget_id=row.line.budget_id,
                line_id=row.line_id,
                fund_id=row.line.fund_id,
                fund_name=row.line.fund.name,
                amount=Money(row.amount_minor, currency),
                reason=row.reason,
                allocated_at=row.allocated_at,
                corrections=[
                    TracedCorrection(
                        correction_id=each.correction_id,
                        amount=Money(each.corrected_minor, currency),
                        reason=each.correction_reason,
                        corrected_at=each.corrected_at,
                    )
                    for each in group
                    if each.correction_id is not None
                ],
            )
        )
    return traced


def _legs(rows: QuerySet[HoldLeg]) -> list[TracedLeg]:
    legs = list(rows.select_related("hold", "line__fund").order_by("hold__held_at", "hold_id", "line__fund__name"))
    remaining = hold_remaining(leg.transfer for leg in legs)
    released = movements_of(leg.resolving_transfer for leg in legs)
    traced = []
    for leg in legs:
        movement = released.get(leg.resolving_transfer)
        nothing = Money(0, leg.line.fund.currency)
        traced.append(
            TracedLeg(
                hold_id=leg.hold_id,
                budget_id=leg.hold.budget_id,
                line_id=leg.line_id,
                fund_id=leg.line.fund_id,
                fund_name=leg.line.fund.name,
                spend_kind=SpendKind(leg.hold.spend_kind),
                amount=Money(leg.amount_minor, leg.line.fund.currency),
                held=remaining[leg.transfer],
                released=movement.amount if movement else nothing,
                returned=movement.reversed if movement else nothing,
                released_at=movement.recorded_at if movement else None,
            )
        )
    return traced
