"""What a person reads of her own."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from commonpurse.parties.people.access import kept_from
from commonpurse.parties.people.models import Person
from commonpurse.support.referrals.access import can_see_own_referrals, can_take_back
from commonpurse.support.referrals.models import CaseloadDecision, EqualityAnswer, NameOpening, Referral
from commonpurse.support.referrals.queries.meeting import decisions_told, places_listed
from commonpurse.support.referrals.rules import State


@dataclass(frozen=True)
class OwnReferral:
    """One time the person was put forward, or asked herself: what was said, what came of it, who opened her name."""

    referral: Referral
    place: int | None
    decisions: list[CaseloadDecision]
    openings: list[NameOpening]
    may_take_back: bool


def referrals_of(*, viewer: Person, person: Person) -> list[OwnReferral] | None:
    """Each time she was put forward, the newest first; None for anybody but herself."""
    if not can_see_own_referrals(viewer, person):
        return None
    hers = Referral.objects.filter(person=person).select_related("referred_by__organisation", "lawful_basis")
    found = list(hers.order_by("-referred_at", "-id"))
    decisions = list(decisions_told().filter(person=person))
    openings = list(NameOpening.objects.filter(person=person).select_related("member__organisation"))
    places = places_listed(kept_from(viewer)) if any(one.state == State.LISTED for one in found) else {}
    return [
        OwnReferral(
            referral=one,
            place=places.get(one.id),
            decisions=[each for each in decisions if each.referral_id == one.id],
            openings=[each for each in openings if each.referral_id == one.id],
            may_take_back=can_take_back(viewer, one),
        )
        for one in found
    ]


def own_referral(*, viewer: Person, referral_id: UUID) -> Referral | None:
    """One of hers, or None."""
    return Referral.objects.filter(person=viewer.id, id=referral_id).first()


def own_answers(*, viewer: Person) -> EqualityAnswer | None:
    """What stands of her own answers for counting."""
    return EqualityAnswer.objects.filter(person=viewer.id).select_related("kept_by").order_by("-said_at").first()
