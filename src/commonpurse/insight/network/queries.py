from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q

from commonpurse.insight.network.access import can_see_network
from commonpurse.insight.network.rules import WINDOW, Act, Network, Pair, each_with, network_of, pairs_of
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.periods import business_date, day_begins
from commonpurse.money.decisions.models import PanelSeat
from commonpurse.money.pooling.models import FundingSignature
from commonpurse.parties.partners.models import Member, Organisation
from commonpurse.parties.people.models import Person, Support
from commonpurse.support.blockages.models import Blockage, Flex, RuleDecision
from commonpurse.support.blockages.rules import Outcome, Verdict
from commonpurse.support.plans.models import Step
from commonpurse.support.referrals.models import CaseloadDecision, DecidedWith


def who_works_with_whom(*, viewer: Member | Person, today: date) -> Network | None:
    """What the organisations that are here did together in the last half-year; None for who may not see it."""
    if not can_see_network(viewer):
        return None
    since = today - WINDOW
    at = day_begins(since)
    with acting_as_system("to count which organisations work together, and for nobody in particular"):
        here = Organisation.objects.filter(Q(left_on=None) | Q(left_on__gt=today))
        named = list(here.order_by("name", "id").values_list("id", "name"))
        acts = {
            Act.PEOPLE: _people(at),
            Act.REFERRALS: _referrals(at),
            Act.DECISIONS: _decisions(at),
            Act.RULES: _rules(at),
        }
    return network_of(named, acts=acts, since=since)


def _people(at: datetime) -> Counter[Pair]:
    """For how many people both have a step in the plan."""
    steps = Step.objects.counting().filter(written_at__gte=at, owner_member__isnull=False).order_by()
    return pairs_of(_by(steps.values_list("person", "owner_member__organisation").distinct()))


def _referrals(at: datetime) -> Counter[Pair]:
    """How many one put forward and the other took on."""
    accepted = CaseloadDecision.objects.filter(
        decided_at__gte=at, outcome="accepted", referral__referred_by__isnull=False, coordinator__isnull=False
    ).order_by()
    return pairs_of(accepted.values_list("referral__referred_by__organisation", "coordinator__organisation"))


def _decisions(at: datetime) -> Counter[Pair]:
    """What both decided: on a panel, about money that they put together, in the meeting that says who is taken on.

    There it is who wrote the decision down and whoever decided with them. One statement.
    """
    seats = PanelSeat.objects.filter(answered_at__gte=at, member__isnull=False)
    agreed = FundingSignature.objects.filter(version__agreed_at__gte=at)
    met = CaseloadDecision.objects.filter(decided_at__gte=at, decided_by__isnull=False)
    beside = DecidedWith.objects.filter(decision__decided_at__gte=at)
    rows = (
        seats.order_by()
        .values_list("challenge", "member__organisation")
        .union(
            agreed.order_by().values_list("version", "organisation"),
            met.order_by().values_list("id", "decided_by__organisation"),
            beside.order_by().values_list("decision", "member__organisation"),
        )
    )
    return pairs_of(_by(rows))


def _rules(at: datetime) -> Counter[Pair]:
    """Where one moved what stood in the way of somebody with whom the other works, and rules that both moved for all.

    What is kept of a flex names its organisation and the month: where a rule changed because of flexes, they are in it.
    What somebody who is not here moved, and a member only wrote down, is no partner's.
    """
    of_others = ~Q(asked_words="") & Q(asked_member=F("decided_by"), outcome=Outcome.FLEXED.value)
    moved = list(
        Blockage.objects.exclude(of_others)
        .filter(decided_at__gte=at, outcome__in=[Outcome.FLEXED.value, Outcome.CHANGED.value])
        .order_by()
        .values_list("person", "raised_at", "decided_by__organisation", "raised_by_member__organisation")
    )
    supports = Support.objects.filter(person__in={person for person, *_ in moved}).order_by()
    workers: dict[UUID, list[tuple[UUID | None, date, date | None]]] = defaultdict(list)
    for person, of, starts_on, ends_on in supports.values_list(
        "person", "member__organisation", "starts_on", "ends_on"
    ):
        workers[person].append((of, starts_on, ends_on))

    def groups() -> Iterator[set[UUID]]:
        for person, raised_at, mover, raiser in moved:
            day = business_date(raised_at)
            others = {of for of, starts_on, ends_on in workers[person] if _open_on(day, starts_on, ends_on)}
            yield from each_with(mover, {raiser, *others})

    # A decision without a reason of its own came out of one blockage, and that one is counted.
    changed = RuleDecision.objects.filter(decided_at__gte=at, verdict=Verdict.CHANGED.value).exclude(reason="")
    changed = changed.order_by()
    rows = changed.values_list("id", "decided_by__organisation", "owner__organisation")
    both = [(key, one) for key, *organisations in rows for one in organisations]
    flexes = Flex.objects.filter(taken_up_by__in={key for key, _ in both}).order_by()
    return pairs_of([*groups(), *_by([*both, *flexes.values_list("taken_up_by", "organisation")])])


def _open_on(day: date, starts_on: date, ends_on: date | None) -> bool:
    return starts_on <= day and (ends_on is None or day < ends_on)


def _by(rows: Iterable[tuple[UUID, UUID | None]]) -> list[set[UUID]]:
    """The organisations of each thing."""
    groups: dict[UUID, set[UUID]] = defaultdict(set)
    for thing, organisation in rows:
        if organisation is not None:
            groups[thing].add(organisation)
    return list(groups.values())
