"""What a meeting reads, who might be the same, and what is counted. Names only where they are asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.periods import business_date, day_begins
from commonpurse.kernel.words import Words
from commonpurse.parties.partners.access import can_manage_partnership
from commonpurse.parties.partners.models import Member, Organisation
from commonpurse.parties.people.access import WORKS_WITH_PEOPLE, kept_from
from commonpurse.parties.people.models import Person, PersonName
from commonpurse.support.plans.queries import CouldCoordinate, caseload_sizes
from commonpurse.support.referrals.access import (
    can_hold_meeting,
    can_keep_ndt_permission,
    can_open_name,
    can_record_ndt_scores,
    can_refer,
    can_see_own_referrals,
    can_see_referral,
    can_take_back,
)
from commonpurse.support.referrals.models import (
    CaseloadDecision,
    EqualityAnswer,
    NameOpening,
    NdtPermission,
    NdtScores,
    Referral,
    SameAnswer,
)
from commonpurse.support.referrals.rules import (
    ANSWERS,
    NAME_OPEN_FOR,
    OPEN_STATES,
    QUESTION_WORDS,
    Counted,
    Question,
    State,
    counted,
    may_be_same,
    months_counted,
)


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
        seen = _without_name().exclude(person__in=around)
        rows = list(seen.filter(state__in=[state.value for state in OPEN_STATES]).order_by("referred_at", "id"))
        decided = CaseloadDecision.objects.exclude(referral__person__in=around)
        decided = decided.select_related("referral", "decided_by__organisation", "coordinator")
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
    places = _places(around)
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
        decisions = CaseloadDecision.objects.filter(referral=referral).select_related("decided_by", "coordinator")
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
            place=_places(kept_from(viewer)).get(referral.id) if referral.state == State.LISTED else None,
            decisions=list(decisions),
            openings=openings,
            is_mine=is_mine,
            is_told=is_mine or referral.state != State.REVOKED,
            has_equality_answers=EqualityAnswer.objects.filter(referral=referral).exists(),
        )


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
    decisions = list(CaseloadDecision.objects.filter(person=person).select_related("decided_by", "coordinator"))
    openings = list(NameOpening.objects.filter(person=person).select_related("member__organisation"))
    places = _places(kept_from(viewer)) if any(one.state == State.LISTED for one in found) else {}
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


def _places(around: tuple[UUID, ...]) -> dict[UUID, int]:
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


# Possibly the same ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MaybeSame:
    """Somebody who might be the same person: here already, or in another referral (`code`). `is_same`: as answered."""

    key: UUID
    name: str
    born: date | None
    code: str = ""
    is_same: bool | None = None


def maybe_the_same(*, viewer: Member, referral: Referral, now: datetime) -> list[MaybeSame] | None:
    """Who might be the same as who was referred, for who decides it. Nobody is merged: somebody answers each.

    None where the viewer has not opened, in the last hour, this name and each of the other referrals: no name is read
    without a reason that is kept (`commands.open_name`).
    """
    if not can_open_name(viewer, referral):
        raise NotAllowed
    around = kept_from(viewer)
    with acting_as_system("to find out whether somebody is here already"):
        opened = NameOpening.objects.filter(member=viewer, opened_at__gt=now - NAME_OPEN_FOR)
        found = alike(referral, without=around)
        needed = {referral.id, *(one.key for one in found if one.code)}
        return found if needed <= set(opened.values_list("referral", flat=True)) else None


def alike(referral: Referral, *, without: tuple[UUID, ...] = ()) -> list[MaybeSame]:
    """The same, as a part of another question, which has asked whether it may look across everybody.

    What was taken back or declined is left out: nobody is linked by it, so nobody needs that name any more.
    """
    if referral.person_id is not None:
        return []
    answers = _answers_about(referral)
    found: list[MaybeSame] = []
    seen: set[UUID] = set()
    people = Person.objects.exclude(id__in=without)
    own = people.values_list("id", "called_by", "date_of_birth")
    other = PersonName.objects.exclude(person__in=without).values_list("person", "name", "person__date_of_birth")
    for key, name, born in [*own, *other]:
        if key not in seen and may_be_same(referral.name, referral.date_of_birth, name, born):
            seen.add(key)
            found.append(MaybeSame(key, name, born, is_same=answers.get(key)))
    referrals = Referral.objects.exclude(id=referral.id).exclude(state__in=[State.REVOKED.value, State.DECLINED.value])
    for other_one in referrals.exclude(person__in=without).order_by("referred_at", "id"):
        if other_one.person_id in seen and other_one.person_id is not None:
            continue  # she stands there already
        if may_be_same(referral.name, referral.date_of_birth, other_one.name, other_one.date_of_birth):
            is_same = answers.get(other_one.id)
            found.append(MaybeSame(other_one.id, other_one.name, other_one.date_of_birth, other_one.code, is_same))
    return found


def _answers_about(referral: Referral) -> dict[UUID, bool]:
    """What was answered of this referral, from either side."""
    rows = SameAnswer.objects.filter(Q(referral=referral) | Q(other_key=referral.id))
    return {row.other_key if row.referral_id == referral.id else row.referral_id: row.is_same for row in rows}


# Equality -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class EqualityCheck:
    """How many were put forward and chosen in these whole months, and the counts that may be shown of each question."""

    starts_on: date
    ends_on: date
    put_forward: int
    chosen: int
    questions: list[tuple[Words, list[Counted]]]


def equality_check(*, viewer: Member, now: datetime) -> EqualityCheck:
    """Who was chosen beside who was put forward: counts over everybody, and nobody's answer.

    As it stood when the last whole month was over, in who was put forward, what was decided and what was said.
    """
    if not can_hold_meeting(viewer):
        raise NotAllowed
    starts_on, ends_on = months_counted(business_date(now))
    begins, ends = day_begins(starts_on), day_begins(ends_on)
    with acting_as_system("to count equality answers"):
        decided = CaseloadDecision.objects.filter(referral=OuterRef("id"), decided_at__lt=ends)
        said = EqualityAnswer.objects.filter(referral=OuterRef("id"), said_at__lt=ends)
        asked = Referral.objects.filter(referred_at__gte=begins, referred_at__lt=ends).order_by("referred_at", "id")
        rows = _one_for_each(
            asked.values_list(
                "person",
                "id",
                Subquery(decided.order_by("-decided_at", "-id").values("outcome")[:1]),
                *[Subquery(said.values(question.value)[:1]) for question in Question],
            )
        )
    put, chosen = len(rows), sum(row[0] == State.ACCEPTED for row in rows)
    questions = []
    for place, question in enumerate(Question, start=1):
        of_all = Counter(row[place] or "" for row in rows)
        of_chosen = Counter(row[place] or "" for row in rows if row[0] == State.ACCEPTED)
        questions.append((QUESTION_WORDS[question], counted(of_all, of_chosen, ANSWERS[question])))
    return EqualityCheck(starts_on, ends_on, put, chosen, questions)


def _one_for_each(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """A person who was put forward twice counts once: as chosen where one was, with the answers that are there."""
    found: dict[UUID, tuple[Any, ...]] = {}
    for person, key, state, *answers in rows:
        before = found.get(person or key, ("", *([None] * len(answers))))
        is_chosen = State.ACCEPTED in (before[0], state)
        said = [new or old for new, old in zip(answers, before[1:], strict=True)]
        found[person or key] = (State.ACCEPTED.value if is_chosen else state, *said)
    return list(found.values())


def _without_name() -> QuerySet[Referral]:
    return Referral.objects.select_related("referred_by__organisation").defer("name", "date_of_birth")


# Scores that need leave ---------------------------------------------------------------------------------------------


def ndt_permission_now() -> NdtPermission | None:
    """The leave that counts now, or None: then no score is kept, and no page speaks of any. It is of nobody."""
    return NdtPermission.objects.filter(ended_at=None).select_related("written_by").order_by("-written_at").first()


def ndt_permissions(*, viewer: Member) -> list[NdtPermission]:
    """Each leave that was written down, the newest first, for who keeps it."""
    if not can_keep_ndt_permission(viewer):
        raise NotAllowed
    return list(NdtPermission.objects.select_related("written_by", "ended_by").order_by("-written_at", "-id"))


def get_ndt_permission(*, viewer: Member, permission_id: UUID) -> NdtPermission | None:
    return next((one for one in ndt_permissions(viewer=viewer) if one.id == permission_id), None)


@dataclass(frozen=True)
class ReferralScored:
    """A referral with its scores, the newest day first, for the page behind it."""

    referral: Referral
    scores: list[NdtScores]


def scores_of_referral(*, viewer: Member, referral_id: UUID) -> ReferralScored | None:
    """The scores of one referral; None where it is not to be seen, or the partnership has no leave."""
    with acting_as_system("to find one referral"):
        referral = _without_name().filter(id=referral_id).first()
    if referral is None or not can_record_ndt_scores(viewer, referral) or ndt_permission_now() is None:
        return None
    with acting_as_system("to show the scores of one referral"):
        found = NdtScores.objects.filter(referral=referral).select_related("recorded_by", "referral")
        return ReferralScored(referral, list(found.order_by("-on", "-id")))
