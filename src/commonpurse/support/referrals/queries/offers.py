"""What became of what was offered with a referral: for who offered it, and for the meeting that took the person on.

The step alone is told, and nothing else of her plan.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.periods import business_date
from commonpurse.parties.consent.queries import has_live_basis
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import can_see_person, kept_from
from commonpurse.parties.people.models import Person
from commonpurse.support.plans.queries import OfferStands, coordinators_on, offer_stands, step_of_offer
from commonpurse.support.referrals.access import can_refer, can_see_referral
from commonpurse.support.referrals.models import Referral
from commonpurse.support.referrals.rules import State


def offers_of(*, viewer: Member, referrals: Iterable[Referral], now: datetime) -> dict[UUID, OfferStands]:
    """Where the offer of each accepted referral stands, by referral: of one's own, and for who holds the meeting."""
    if not has_live_basis(viewer):
        return {}
    seen = [one.id for one in referrals if can_see_referral(viewer, one)]
    found = _standing(Referral.objects.filter(id__in=seen), business_date(now)) if seen else []
    return {one.id: stands for one, stands in found}


@dataclass(frozen=True)
class OfferToKeep:
    """An offer of one's own whose day is near, or has passed."""

    referral: Referral
    stands: OfferStands


def offers_to_keep(*, viewer: Member, today: date) -> list[OfferToKeep]:
    """What this member offered and is to be called to mind: the day is near or has passed; the next day first."""
    if not can_refer(viewer) or not has_live_basis(viewer):
        return []
    around = kept_from(viewer)
    mine = Referral.objects.filter(referred_by=viewer).exclude(person__in=around)
    return [OfferToKeep(one, stands) for one, stands in _standing(mine, today) if stands.is_to_call_to_mind]


def is_part_already(*, viewer: Member | Person, person: Person, today: date) -> bool:
    """Whether a meeting took her on, or somebody coordinates for her with her yes: then nobody puts her forward anew.

    Her money is known above: where she has a budget she is part of this too.
    """
    if not can_see_person(viewer, person, today):
        return False
    with acting_as_system("to see whether somebody is part of this"):
        taken_on = Referral.objects.filter(person=person, state=State.ACCEPTED.value)
        return taken_on.exists() or coordinators_on(person, today).lead is not None


def _standing(referrals: QuerySet[Referral], today: date) -> list[tuple[Referral, OfferStands]]:
    """Those that were accepted, with where the offer stands, the next day first: one statement."""
    step = step_of_offer(person="person", offered_by="referred_by", what="what", by_when="by_when")
    accepted = referrals.filter(state=State.ACCEPTED.value, referred_by__isnull=False).annotate(step=step)
    with acting_as_system("to see what became of what was offered"):
        rows: list[Any] = list(accepted.order_by("by_when", "id"))
    found = [(one, offer_stands(one.step, by_when=one.by_when, today=today)) for one in rows]
    return [(one, stands) for one, stands in found if stands is not None]
