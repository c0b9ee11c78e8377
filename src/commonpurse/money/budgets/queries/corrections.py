from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.access import can_correct, can_see_lines_of_fund
from commonpurse.money.budgets.models import Allocation, Correction, CorrectionQuerySet, Fund, HoldLeg, MoneyIn
from commonpurse.money.budgets.rules import most_to_put_right
from commonpurse.money.ledger.queries import Movement, balances_of, movements_of
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import kept_from
from commonpurse.parties.people.models import Person


def corrections_visible_to(viewer: Member | Person) -> CorrectionQuerySet:
    """Finance and the manager: all that was asked for, oldest first. The person sees hers with what came in."""
    if not can_correct(viewer):
        return Correction.objects.none()
    return Correction.objects.exclude(allocation__line__budget__person__in=kept_from(viewer)).select_related(
        "allocation__line__fund",
        "allocation__line__budget__person",
        "money_in__fund",
        "asked_by",
        "agreed_by",
        "declined_by",
    )


def get_correction(*, viewer: Member | Person, correction_id: UUID) -> Correction | None:
    """The correction, or None when it is not there or not to be seen."""
    return corrections_visible_to(viewer).filter(id=correction_id).first()


def given_by_fund(*, viewer: Member | Person, fund: Fund) -> QuerySet[Allocation]:
    """What the fund gave to whom, newest first, each with the corrections that wait for an answer as
    `waiting_corrections`; nothing for who may not see whose it became."""
    if not can_see_lines_of_fund(viewer):
        return Allocation.objects.none()
    rows = Allocation.objects.filter(line__fund=fund).select_related("line__fund", "line__budget__person")
    rows = rows.exclude(line__budget__person__in=kept_from(viewer))
    return rows.prefetch_related(_waiting()).order_by("-allocated_at", "-id")


def received_by_fund(*, viewer: Member | Person, fund: Fund) -> QuerySet[MoneyIn]:
    """What was counted to the fund, newest first, each with its `waiting_corrections`; not for a funder, who sees
    sums."""
    if not can_see_lines_of_fund(viewer):
        return MoneyIn.objects.none()
    rows = MoneyIn.objects.filter(fund=fund).select_related("fund", "received_by")
    return rows.prefetch_related(_waiting()).order_by("-business_date", "-id")


def _waiting() -> Prefetch[str, CorrectionQuerySet, str]:
    return Prefetch("corrections", queryset=Correction.objects.waiting(), to_attr="waiting_corrections")


@dataclass(frozen=True)
class StillThere:
    """What of a sum, given to a person or counted to a fund, can still be put right.

    `left` has not been taken back yet; `available` is free, of all the line or the fund has; `most` can go back now.
    """

    amount: Money
    left: Money
    available: Money

    @property
    def most(self) -> Money:
        return most_to_put_right(self.left, self.available)


def still_there_of(things: Sequence[Allocation] | Sequence[MoneyIn]) -> dict[UUID, StillThere]:
    """How much of each sum can be put right now, from the ledger, in a fixed number of statements. A hint only: the
    command judges again under the lock."""
    moved = movements_of(thing.transfer for thing in things)
    balances = balances_of({movement.credit_account for movement in moved.values()})
    return {
        thing.id: StillThere(
            amount=moved[thing.transfer].amount,
            left=moved[thing.transfer].left,
            available=balances[moved[thing.transfer].credit_account].available,
        )
        for thing in things
    }


def is_paid_from_since(allocation: Allocation) -> bool:
    """Whether money of its line was paid out since it came, to whomever. Asked across everybody: finance sees sums."""
    with acting_as_system("to see whether she has counted on it"):
        legs = HoldLeg.objects.filter(line=allocation.line_id).values_list("resolving_transfer", flat=True)
        left = movements_of(list(legs)).values()
    return any(movement.recorded_at >= allocation.allocated_at for movement in left)


def movements_to_correct(thing: Allocation | MoneyIn) -> tuple[Movement, Movement | None]:
    """What the ledger moved for it: the money, and the promise that it met. Read it again under the lock."""
    promise = thing.promise_transfer if isinstance(thing, MoneyIn) else None
    moved = movements_of(id for id in (thing.transfer, promise) if id is not None)
    return moved[thing.transfer], moved[promise] if promise is not None else None
