from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from commonpurse.insight.network.access import can_see_network
from commonpurse.insight.network.rules import WINDOW, Network, network_of, pairs_of
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.periods import day_begins
from commonpurse.money.decisions.models import PanelSeat
from commonpurse.parties.partners.models import Member, Organisation
from commonpurse.parties.people.models import Person
from commonpurse.support.plans.models import Step
from commonpurse.support.referrals.models import CaseloadDecision


def who_works_with_whom(*, viewer: Member | Person, today: date) -> Network | None:
    """What the organisations did together in the last half-year, counted; None for who may not see it."""
    if not can_see_network(viewer):
        return None
    since = today - WINDOW
    at = day_begins(since)
    with acting_as_system("to count which organisations work together, and for nobody in particular"):
        named = list(Organisation.objects.order_by("name", "id").values_list("id", "name"))
        steps = Step.objects.counting().filter(written_at__gte=at, owner_member__isnull=False).order_by()
        people = pairs_of(_by(steps.values_list("person", "owner_member__organisation").distinct()))
        accepted = CaseloadDecision.objects.filter(
            decided_at__gte=at, outcome="accepted", referral__referred_by__isnull=False, coordinator__isnull=False
        ).order_by()
        referrals = pairs_of(accepted.values_list("referral__referred_by__organisation", "coordinator__organisation"))
        seats = PanelSeat.objects.filter(answered_at__gte=at, member__isnull=False).order_by()
        panels = pairs_of(_by(seats.values_list("challenge", "member__organisation").distinct()))
    return network_of(named, people=people, referrals=referrals, panels=panels, since=since)


def _by(rows: Iterable[tuple[UUID, UUID]]) -> list[set[UUID]]:
    """The organisations of each thing."""
    groups: dict[UUID, set[UUID]] = defaultdict(set)
    for thing, organisation in rows:
        groups[thing].add(organisation)
    return list(groups.values())
