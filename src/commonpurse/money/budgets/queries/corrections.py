from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from commonpurse.money.budgets.access import can_correct
from commonpurse.money.budgets.models import Allocation, Correction, MoneyIn
from commonpurse.money.ledger.queries import Movement, movements_of
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


def corrections_visible_to(viewer: Member | Person) -> QuerySet[Correction]:
    """Finance and the manager: all that was asked for, oldest first. The person sees hers with what came in."""
    if not can_correct(viewer):
        return Correction.objects.none()
    return Correction.objects.select_related("allocation__line__fund", "money_in__fund", "asked_by", "agreed_by")


def get_correction(*, viewer: Member | Person, correction_id: UUID) -> Correction | None:
    """The correction, or None when it is not there or not to be seen."""
    return corrections_visible_to(viewer).filter(id=correction_id).first()


def movements_to_correct(thing: Allocation | MoneyIn) -> tuple[Movement, Movement | None]:
    """What the ledger moved for it: the money, and the promise that it met. Read it again under the lock."""
    promise = thing.promise_transfer if isinstance(thing, MoneyIn) else None
    moved = movements_of(id for id in (thing.transfer, promise) if id is not None)
    return moved[thing.transfer], moved[promise] if promise is not None else None
