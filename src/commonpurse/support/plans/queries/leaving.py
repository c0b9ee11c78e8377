"""What an organisation that leaves has open: counts; of people only those for whom the next coordinator is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.parties.consent.models import StandIn
from commonpurse.parties.partners.access import can_manage_partnership
from commonpurse.parties.partners.models import Member, Organisation
from commonpurse.parties.people.access import kept_from
from commonpurse.parties.people.models import Person, Support
from commonpurse.support.plans.models import Coordinator, Step
from commonpurse.support.plans.rules import State


@dataclass(frozen=True)
class OpenInPlans:
    """How many open steps its members own, how many people they coordinate for, and for how many no next is named.

    `without_next`: who these are, for a manager, on this side of every wall; `alone` counts no others for them.
    """

    steps: int
    led: int
    alone: int
    without_next: list[Person]


def open_in_plans(*, viewer: Member, organisation: Organisation) -> OpenInPlans:
    """What is open with this organisation in the plans of people."""
    if not can_manage_partnership(viewer):
        raise NotAllowed
    with acting_as_system("to count what an organisation that leaves has open"):
        open_ones = Step.objects.counting().filter(owner_member__organisation=organisation, state=State.OPEN.value)
        steps, led = open_ones.count(), list(_led_by(organisation.id))
    alone = [each for each in led if not each.has_next]
    apart = set(kept_from(viewer)) if alone and viewer.has_role("manager") else None
    seen = [] if apart is None else [each for each in alone if each.id not in apart]
    return OpenInPlans(steps, len(led), len(alone) if apart is None else len(seen), seen)


def led_without_next(organisation_id: UUID) -> list[Person]:
    """The people for whom one of its members coordinates, and nobody of another is named. Ask it as the system."""
    return [each for each in _led_by(organisation_id) if not each.has_next]


def people_concerned(organisation_id: UUID, today: date) -> list[UUID]:
    """The people for whom its members coordinate or are named to, with whom they work, for whom they stand in.

    Ask it as the system.
    """
    of_it = Q(member__organisation=organisation_id)
    waits = Q(answered_at=None) | Q(is_agreed=True, ends_on=None)
    working = Support.objects.filter(of_it & (Q(ends_on=None) | Q(ends_on__gt=today)))
    found = {
        *Coordinator.objects.filter(of_it & waits).values_list("person", flat=True),
        *working.values_list("person", flat=True),
        *StandIn.objects.standing().filter(of_it, absence__ends_on__gt=today).values_list("person", flat=True),
    }
    return sorted(found)


def _led_by(organisation_id: UUID) -> QuerySet[Any]:
    """The people for whom one of its members coordinates, `has_next`: whether one of another is named."""
    leads = Coordinator.objects.filter(member__organisation=organisation_id, is_agreed=True, ends_on=None)
    waiting = Coordinator.objects.filter(person=OuterRef("pk"), answered_at=None, member__is_active=True)
    has_next = Exists(waiting.exclude(member__organisation=organisation_id))
    people = Person.objects.filter(id__in=leads.values("person")).annotate(has_next=has_next)
    return people.order_by("called_by", "id")
