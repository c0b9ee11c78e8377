"""What the meeting reads: its agenda, and one referral."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.parties.partners.access import can_manage_partnership
from commonpurse.parties.partners.models import Member, Organisation
from commonpurse.parties.people.access import WORKS_WITH_PEOPLE, kept_from
from commonpurse.support.plans.queries import CouldCoordinate, caseload_sizes
from commonpurse.support.referrals.access import can_hold_meeting, can_open_name, can_refer, can_see_referral
from commonpurse.support.referrals.models import CaseloadDecision, DecidedWith, EqualityAnswer, NameOpening, Referral
from commonpurse.support.referrals.rules import NAME_OPEN_FOR, OPEN_STATES, State


@dataclass(frozen=True)
class Agenda:
    """What waits for a meeting, the oldest first; the waiting list, by place; what was decided last."""

    waiting: list[Referral]
    listed: list[Referral]
    decided: list[CaseloadDecision]


def count_open_of(*, viewer: Member, organisation: Organisation) -> int:
    """How many referrals of an organisation wait for the meeting, or for a place, for who lets it leave."""
    if not can_manage_partnership(viewer):
        raise NotAllowed
    with acting_as_system("to count what an organisation that leaves has open"):
        open_ones = Referral.objects.filter(state__in=[state.value for state in OPEN_STATES])
        return open_ones.filter(referred_by__organisation=organisation).count()


def agenda_of(*, viewer: Member, count: int = 10) -> Agenda:
    """The agenda of the caseload meeting. It makes itself. No row of it holds a name that is read."""
    if not can_hold_meeting(viewer):
        raise NotAllowed
    around = kept_from(viewer)
    with acting_as_system("to make the agenda of the caseload meeting"):
        seen = without_name().exclude(person__in=around)
        rows = list(seen.filter(state__in=[state.value for state in OPEN_STATES]).order_by("referred_at", "id"))
        decided = decisions_told().exclude(referral__person__in=around).select_related("referral")
        decided = decided.defer("referral__name", "referral__date_of_birth")
        last = list(decided.order_by("-decided_at", "-id")[:count])
    listed = [row for row in rows if row.state == State.LISTED]
    return Agenda(
        waiting=[row for row in rows if row.state == State.WAITING],
        listed=sorted(listed, key=lambda row: (row.listed_at, row.id)),
        decided=last,
    )


def referrals_by(*, viewer: Member) -> list[tuple[Referral, int | None]]:
    """What this member referred, the newest first, and for each its place on the waiting list."""
    if not can_refer(viewer):
        raise NotAllowed
    around = kept_from(viewer)
    with acting_as_system("to show a member what they referred"):
        mine = Referral.objects.filter(referred_by=viewer).exclude(person__in=around).order_by("-referred_at", "-id")
        found = list(mine)
    places = places_listed(around)
    return [(one, places.get(one.id)) for one in found]


@dataclass(frozen=True)
class ReferralShown:
    """One referral for its page. `name` and `born`: for who referred, and for who opened it, for an hour.

    `is_told`: what was said of her is shown; not to the meeting once it was taken back.
    """

    referral: Referral
    name: str
    born: date | None
    place: int | None
    decisions: list[CaseloadDecision]
    openings: list[NameOpening]
    is_mine: bool
    is_told: bool
    has_equality_answers: bool

    @property
    def is_named(self) -> bool:
        return bool(self.name)


def get_referral(*, viewer: Member, referral_id: UUID, now: datetime) -> ReferralShown | None:
    """One referral; None where it is not there or not to be seen: the two must look alike."""
    with acting_as_system("to find one referral"):
        found = Referral.objects.select_related("person", "referred_by__organisation", "lawful_basis")
        referral = found.filter(id=referral_id).first()
    if referral is None or not can_see_referral(viewer, referral):
        return None
    with acting_as_system("to show one referral"):
        decisions = decisions_told().filter(referral=referral)
        openings = list(NameOpening.objects.filter(referral=referral).select_related("member"))
        is_mine = referral.referred_by_id == viewer.id
        is_open = (
            any(each.member_id == viewer.id and now - each.opened_at < NAME_OPEN_FOR for each in openings)
            and State(referral.state) in OPEN_STATES
        )
        is_named = is_mine or (is_open and can_open_name(viewer, referral))
        return ReferralShown(
            referral=referral,
            name=referral.name if is_named else "",
            born=referral.date_of_birth if is_named else None,
            place=places_listed(kept_from(viewer)).get(referral.id) if referral.state == State.LISTED else None,
            decisions=list(decisions),
            openings=openings,
            is_mine=is_mine,
            is_told=is_mine or referral.state != State.REVOKED,
            has_equality_answers=EqualityAnswer.objects.filter(referral=referral).exists(),
        )


def places_listed(around: tuple[UUID, ...]) -> dict[UUID, int]:
    """The place of each, counted as the viewer's own list has them: a gap in it would tell of who is `around`."""
    with acting_as_system("to say which place on the waiting list somebody has"):
        listed = Referral.objects.filter(state=State.LISTED.value).exclude(person__in=around)
        listed = listed.order_by("listed_at", "id")
        return {key: place for place, key in enumerate(listed.values_list("id", flat=True), start=1)}


def could_coordinate_newly() -> list[CouldCoordinate]:
    """Every active worker and coordinator, by name, with for how many they coordinate: for somebody who is taken on."""
    working = Member.objects.filter(is_active=True, is_system=False, member_roles__role__in=WORKS_WITH_PEOPLE)
    found = list(working.select_related("organisation").distinct().order_by("name", "id"))
    counted_now = caseload_sizes([member.id for member in found])
    return [CouldCoordinate(member, counted_now.get(member.id, 0)) for member in found]


def decisions_told() -> QuerySet[CaseloadDecision]:
    """Decisions with who decided them, together with whom, and who is to coordinate. Asked inside another question."""
    together = Prefetch("together", DecidedWith.objects.select_related("member__organisation").order_by("member__name"))
    return CaseloadDecision.objects.select_related("decided_by__organisation", "coordinator").prefetch_related(together)


def without_name() -> QuerySet[Referral]:
    return Referral.objects.select_related("referred_by__organisation").defer("name", "date_of_birth")
