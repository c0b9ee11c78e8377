from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.models import Budget
from commonpurse.money.decisions.models import Challenge, ChallengeQuerySet, Decision, Learning, PanelSeat
from commonpurse.money.decisions.rules import VERDICT_WORDS, AskState, ChallengeState, Outcome, Panel, Verdict, Vote
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.able import members_apart, people_apart
from commonpurse.parties.people.models import Person, Representative
from commonpurse.parties.people.queries import all_names_of, people_visible_to
from commonpurse.support.agreements.models import Limit, LimitNamed
from commonpurse.support.agreements.queries import Named

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
    """The no, with its ask, or None when it is not there or not to be seen: a yes and a release have none."""
    shown = people_visible_to(viewer, today, Item.MONEY_DETAIL).values("id")
    found = Decision.objects.filter(person__in=shown, id=decision_id, outcome=Outcome.NO.value, ask__isnull=False)
    return found.select_related("person", "ask", "decided_by_member__organisation", "decided_by_person").first()


def names_to_leave_out(decision: Decision) -> list[str]:
    """The names that may stand in nothing that others read: all of hers, and those by which she could be told.

    These are who said no, who asked for her, who helps her, and who is named in a limit of hers.
    """
    with acting_as_system("to keep names out of what others read"):
        named = LimitNamed.objects.filter(person=decision.person_id)
        helpers = Representative.objects.filter(person=decision.person_id)
        others: list[Member | Person] = [
            decision.decided_by,
            decision.asked.asked_by,
            *Member.objects.filter(id__in=named.values("member")),
            *Person.objects.filter(Q(id__in=named.values("helper")) | Q(id__in=helpers.values("helper"))),
        ]
        return list(dict.fromkeys([*all_names_of(decision.person), *(Named(who).name for who in others)]))


def state_of(challenge: Challenge) -> ChallengeState:
    """Where it stands; reads the seats that its query brought along."""
    if challenge.withdrawn_at is not None:
        return ChallengeState.WITHDRAWN
    if challenge.verdict == Verdict.KEEP:
        return ChallengeState.KEPT
    if challenge.verdict == Verdict.CHANGE:
        if challenge.decision.asked.state == AskState.WAITING:
            return ChallengeState.WON
        is_unheard = challenge.concluded_by is not None and challenge.concluded_by.is_system
        return ChallengeState.UNHEARD if is_unheard else ChallengeState.CHANGED
    return ChallengeState.HEARD if challenge.seats.all() else ChallengeState.RAISED


@dataclass(frozen=True)
class ToHear:
    """How many challenges wait, how many of them are late, and how many wait for each member on a panel."""

    open: int
    late: int
    of_member: Mapping[UUID, int]


def challenges_to_hear(today: date) -> ToHear:
    """Count what waits to be heard, over everybody: figures alone, and whose turn it is."""
    with acting_as_system("to count what waits to be heard"):
        waiting = list(Challenge.objects.open().order_by().prefetch_related("seats"))
    open_seats = Counter(
        seat.member_id
        for challenge in waiting
        if not panel_of(challenge, today).is_done
        for seat in challenge.seats.all()
        if seat.member_id and seat.answered_at is None
    )
    return ToHear(len(waiting), sum(one.hear_by < today for one in waiting), open_seats)


# The panel ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """What one on a panel reads: never whose it is, nor who said no. `seat_id` leads to their own seat alone."""

    seat_id: UUID
    case: str
    amount: Money
    hear_by: date
    is_answered: bool
    is_over: bool


def cases_for(viewer: Member | Person, today: date) -> list[Case]:
    """What this member or person was asked to hear, what still waits for them first."""
    key = "member" if isinstance(viewer, Member) else "peer"
    if isinstance(viewer, Member) and not viewer.is_active:
        return []
    currency = the_partnership().currency
    with acting_as_system("to show somebody on a panel the case without its person"):
        seats = PanelSeat.objects.filter(**{key: viewer}).select_related("challenge__decision")
        seats = seats.prefetch_related("challenge__seats").order_by("-asked_at", "-id")
        found = [_case(seat, currency, today) for seat in seats]
    return sorted(found, key=lambda case: (case.is_answered or case.is_over, case.hear_by))


def get_case(*, viewer: Member | Person, seat_id: UUID, today: date) -> Case | None:
    return next((case for case in cases_for(viewer, today) if case.seat_id == seat_id), None)


def _case(seat: PanelSeat, currency: str, today: date) -> Case:
    challenge = seat.challenge
    return Case(
        seat_id=seat.id,
        case=challenge.case_told,
        amount=Money(challenge.decision.amount_minor, currency),
        hear_by=challenge.hear_by,
        is_answered=seat.answered_at is not None,
        is_over=not challenge.is_open or panel_of(challenge, today).is_done,
    )


def panel_of(challenge: Challenge, today: date) -> Panel:
    """How far its panel has come; reads the seats that its query brought along."""
    seats = list(challenge.seats.all())
    votes = [Vote(seat.peer_id is not None, Verdict(seat.verdict)) for seat in seats if seat.verdict]
    return Panel(len(seats), tuple(votes), challenge.hear_by < today)


@dataclass(frozen=True)
class SeatShown:
    """One seat as the manager sees it. `verdict` and `view` are empty until the panel is done."""

    is_peer: bool
    is_answered: bool
    verdict: str = ""
    view: str = ""


def seats_shown(challenge: Challenge, today: date) -> list[SeatShown]:
    """The panel without a name: what each said only once it is counted, so that nobody chooses by it."""
    is_told = challenge.concluded_at is not None or (challenge.is_open and panel_of(challenge, today).is_done)
    return [
        SeatShown(
            seat.peer_id is not None,
            seat.answered_at is not None,
            VERDICT_WORDS[Verdict(seat.verdict)] if is_told and seat.verdict else "",
            seat.view or "" if is_told else "",
        )
        for seat in challenge.seats.all()
    ]


@dataclass(frozen=True)
class Offered:
    """Who may be asked to hear a challenge."""

    members: Sequence[Member]
    peers: Sequence[Person]


def panel_offered(*, viewer: Member, challenge: Challenge, today: date) -> Offered:
    """Some who stand apart from the person and from the no, drawn anew for each challenge and the same each time."""
    draw = random.Random(str(challenge.id))  # noqa: S311  a draw of whom to ask, not a secret
    author = challenge.decision.decided_by_member_id or challenge.decision.decided_by_person_id or challenge.id
    named = LimitNamed.objects.filter(limit__in=_limits_of(challenge, today))
    seated = PanelSeat.objects.filter(challenge=challenge)
    known = people_visible_to(viewer, today).filter(id__in=Budget.objects.values("person"))
    with acting_as_system("to offer only who stands apart"):
        members = list(
            members_apart(challenge.person, today)
            .exclude(id=author)
            .exclude(Exists(named.filter(member=OuterRef("pk"))))
            .exclude(Exists(seated.filter(member=OuterRef("pk"))))
            .select_related("organisation")
            .order_by("id")
        )
        peers = list(
            people_apart(challenge.person, today)
            .filter(id__in=known.values("id"))
            .exclude(id=author)
            .exclude(Exists(named.filter(helper=OuterRef("pk"))))
            .exclude(Exists(seated.filter(peer=OuterRef("pk"))))
            .order_by("id")
        )
    return Offered(
        sorted(draw.sample(members, min(OFFERED, len(members))), key=lambda member: member.name),
        sorted(draw.sample(peers, min(OFFERED, len(peers))), key=lambda person: person.called_by),
    )


def _limits_of(challenge: Challenge, today: date) -> QuerySet[Limit]:
    hers = Limit.objects.filter(person=challenge.person_id)
    return hers.counting_on(today) | hers.filter(id__in=[challenge.decision.limit_id or challenge.id])


def is_named_in_limit(who: Member | Person, challenge: Challenge, today: date) -> bool:
    """Whether they have a say under a limit of hers that counts now, or under which the no was said."""
    key = "member" if isinstance(who, Member) else "helper"
    return LimitNamed.objects.filter(limit__in=_limits_of(challenge, today), **{key: who}).exists()


# For everybody --------------------------------------------------------------------------------------------------------


def learnings() -> QuerySet[Learning]:
    """What challenges taught, the newest month first. It is of nobody, and open to all."""
    return Learning.objects.all()
