from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.models import Budget
from commonpurse.money.decisions.models import Challenge, ChallengeQuerySet, Decision, Learning, PanelSeat
from commonpurse.money.decisions.rules import ChallengeState, Verdict
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.access import open_on
from commonpurse.parties.people.models import Person, PersonName, Representative, Support
from commonpurse.parties.people.queries import people_visible_to

# How many of each are offered to the manager: drawn, so that not always the same are asked.
OFFERED = 12


def challenges_visible_to(viewer: Member | Person, today: date) -> ChallengeQuerySet:
    """The challenges of the people whose asks this viewer may see, the newest first."""
    shown = people_visible_to(viewer, today, Item.MONEY_DETAIL).values("id")
    return (
        Challenge.objects.filter(person__in=shown)
        .select_related("person", "decision__ask", "decision__decided_by_member__organisation", "concluded_by")
        .prefetch_related("seats")
    )


def decision_to_challenge(*, viewer: Member | Person, decision_id: UUID, today: date) -> Decision | None:
    """The decision, with its ask, or None when it is not there or not to be seen."""
    shown = people_visible_to(viewer, today, Item.MONEY_DETAIL).values("id")
    found = Decision.objects.filter(person__in=shown, id=decision_id)
    return found.select_related("person", "ask", "decided_by_member__organisation", "decided_by_person").first()


def names_to_leave_out(decision: Decision) -> list[str]:
    """The names that may stand in nothing that others read: hers, all of them, and of who said no."""
    with acting_as_system("to keep names out of what others read"):
        others = PersonName.objects.filter(person=decision.person_id).values_list("name", flat=True)
        author = decision.decided_by
        said_no = author.name if isinstance(author, Member) else author.called_by
        return [decision.person.called_by, *others, said_no]


def state_of(challenge: Challenge) -> ChallengeState:
    """Where it stands; reads the seats that its query brought along."""
    if challenge.withdrawn_at is not None:
        return ChallengeState.WITHDRAWN
    if challenge.verdict is not None:
        return ChallengeState.CHANGED if challenge.verdict == Verdict.CHANGE else ChallengeState.KEPT
    return ChallengeState.HEARD if challenge.seats.all() else ChallengeState.RAISED


# The panel ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """What one on a panel reads: never whose it is, nor who said no."""

    challenge: Challenge
    case: str
    amount: Money
    reason: str
    would_change: str
    hear_by: date
    is_answered: bool
    is_over: bool


def cases_for(viewer: Member | Person) -> list[Case]:
    """What this member or person was asked to hear, what still waits for them first."""
    key = "member" if isinstance(viewer, Member) else "peer"
    if isinstance(viewer, Member) and not viewer.is_active:
        return []
    with acting_as_system("to show somebody on a panel the case without its person"):
        seats = PanelSeat.objects.filter(**{key: viewer}).select_related("challenge__decision")
        found = [_case(seat) for seat in seats.order_by("-asked_at", "-id")]
    return sorted(found, key=lambda case: (case.is_answered or case.is_over, case.hear_by))


def get_case(*, viewer: Member | Person, challenge_id: UUID) -> Case | None:
    return next((case for case in cases_for(viewer) if case.challenge.id == challenge_id), None)


def _case(seat: PanelSeat) -> Case:
    challenge = seat.challenge
    return Case(
        challenge=challenge,
        case=challenge.case_told,
        amount=Money(challenge.decision.amount_minor, the_partnership().currency),
        reason=challenge.decision.reason,
        would_change=challenge.decision.would_change,
        hear_by=challenge.hear_by,
        is_answered=seat.answered_at is not None,
        is_over=not challenge.is_open,
    )


@dataclass(frozen=True)
class Offered:
    """Who may be asked to hear a challenge."""

    members: Sequence[Member]
    peers: Sequence[Person]


def panel_offered(*, viewer: Member, challenge: Challenge, today: date) -> Offered:
    """Some who stand apart from the person and from the no, drawn anew for each challenge and the same each time."""
    draw = random.Random(str(challenge.id))  # noqa: S311  a draw of whom to ask, not a secret
    working = Support.objects.filter(open_on(today), person=challenge.person_id).values("member")
    seated = challenge.seats.values("member"), challenge.seats.values("peer")
    members = list(
        Member.objects.filter(is_active=True, is_system=False)
        .exclude(id__in=working)
        .exclude(id__in=[challenge.decision.decided_by_member_id or challenge.id])
        .exclude(id__in=seated[0].filter(member__isnull=False))
        .select_related("organisation")
        .order_by("id")
    )
    helping = Representative.objects.live_on(today).filter(person=challenge.person_id).values("helper")
    peers = list(
        people_visible_to(viewer, today)
        .filter(id__in=Budget.objects.values("person"))
        .exclude(id=challenge.person_id)
        .exclude(id__in=helping)
        .exclude(id__in=seated[1].filter(peer__isnull=False))
        .order_by("id")
    )
    return Offered(
        sorted(draw.sample(members, min(OFFERED, len(members))), key=lambda member: member.name),
        sorted(draw.sample(peers, min(OFFERED, len(peers))), key=lambda person: person.called_by),
    )


# For everybody --------------------------------------------------------------------------------------------------------


def learnings() -> QuerySet[Learning]:
    """What challenges taught, the newest month first. It is of nobody, and open to all."""
    return Learning.objects.all()
