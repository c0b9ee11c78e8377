"""Questions about emergency openings: what is open to a member, what a guardian reviews, what the person is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.periods import business_date
from commonpurse.parties.consent.access import kept_apart
from commonpurse.parties.consent.models import AccessRow, BreakGlass
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import can_review_opening, is_open_to, open_on, openings_of_member
from commonpurse.parties.people.models import ContactWay, Person, Support

MOST_REVIEWED_SHOWN = 20
# Why a guardian's page is opened: looks for it tell of an opening.
REVIEWING = "to review what was opened in an emergency"


@dataclass(frozen=True)
class OpenRecord:
    """What may matter in an emergency, while it is open: who she is, how to reach her safely, who works with her."""

    opening: BreakGlass
    person: Person
    ways: Sequence[ContactWay]
    supports: Sequence[Support]


def get_opening(*, viewer: Member | Person, opening_id: UUID, now: datetime) -> BreakGlass | None:
    """What this viewer opened and is open at that moment, or None: also once the hour is over."""
    if not isinstance(viewer, Member):
        return None
    return openings_of_member(viewer, now).filter(id=opening_id).select_related("person").first()


def openings_now(*, viewer: Member | Person, now: datetime) -> list[BreakGlass]:
    """What is open to this viewer at that moment, the longest open first. Nobody's name is read."""
    return list(openings_of_member(viewer, now)) if isinstance(viewer, Member) else []


def open_record(*, viewer: Member | Person, opening: BreakGlass, now: datetime) -> OpenRecord | None:
    """What the opening shows; None where it does not show anything any more."""
    if not is_open_to(viewer, opening.person, now):
        return None
    ways = ContactWay.objects.filter(person=opening.person_id, is_safe_to_use=True).order_by("kind", "value")
    supports = Support.objects.filter(open_on(business_date(now)), person=opening.person_id)
    return OpenRecord(
        opening=opening,
        person=opening.person,
        ways=list(ways),
        supports=list(supports.select_related("member__organisation").order_by("starts_on", "id")),
    )


# For the guardian -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ToReview:
    """One opening as its guardian sees it. `fields` are what was looked at in that hour."""

    opening: BreakGlass
    is_overdue: bool
    time_left: timedelta
    may_review: bool
    fields: Sequence[str] = ()


def openings_to_review(*, viewer: Member | Person, now: datetime) -> list[ToReview]:
    """What waits for this viewer: the guardian who was told, or, once overdue, the manager. The soonest due first."""
    return _to_review(viewer, now, _of_reviewer(viewer, now).filter(reviewed_at=None).order_by("review_by", "id"))


def count_to_review(*, viewer: Member | Person, now: datetime) -> int:
    """How many openings wait for this viewer."""
    with acting_as_system("to count what a guardian is to review"):
        return _of_reviewer(viewer, now).filter(reviewed_at=None).count()


def reviewed_openings(*, viewer: Member | Person, now: datetime) -> list[ToReview]:
    """What this viewer, or for a manager whoever, reviewed last."""
    reviewed = _of_reviewer(viewer, now).filter(reviewed_at__isnull=False).order_by("-reviewed_at")
    return _to_review(viewer, now, reviewed[:MOST_REVIEWED_SHOWN])


def get_to_review(*, viewer: Member | Person, opening_id: UUID, now: datetime) -> ToReview | None:
    """One opening with what was looked at in its hour, or None when it is not there or not this viewer's to review."""
    found = _to_review(viewer, now, _of_reviewer(viewer, now).filter(id=opening_id))
    if not found:
        return None
    opening = found[0].opening
    with acting_as_system("to show a guardian what was looked at"):
        looks = AccessRow.objects.filter(
            person=opening.person_id,
            viewer_id=opening.member_id,
            looked_at__gte=opening.opened_at,
            looked_at__lt=opening.closes_at,
        )
        fields = {field for each in looks.values_list("fields", flat=True) for field in each}
    return ToReview(**{**vars(found[0]), "fields": sorted(fields)})


def _of_reviewer(viewer: Member | Person, now: datetime) -> QuerySet[BreakGlass]:
    if not isinstance(viewer, Member) or not viewer.is_active:
        return BreakGlass.objects.none()
    theirs = Q(guardian=viewer)
    if viewer.has_role("manager"):
        theirs |= Q(review_by__lte=now) | Q(reviewed_at__isnull=False)
    found = BreakGlass.objects.filter(theirs).exclude(member=viewer)
    found = found.exclude(person__in=kept_apart(viewer))  # each who asks this asks it as the system
    return found.select_related("person", "member__organisation", "guardian", "reviewed_by")


def _to_review(viewer: Member | Person, now: datetime, found: QuerySet[BreakGlass]) -> list[ToReview]:
    """A guardian need not know the person otherwise: what they review is read across everybody, and only that."""
    if not isinstance(viewer, Member):
        return []
    with acting_as_system("to show a guardian what to review"):
        openings = list(found)
    return [
        ToReview(
            opening=each,
            is_overdue=not each.is_reviewed and each.review_by <= now,
            time_left=max(each.review_by - now, timedelta(0)),
            may_review=not each.is_reviewed and can_review_opening(viewer, each, now),
        )
        for each in openings
    ]


# For the person -------------------------------------------------------------------------------------------------------


def _not_told_yet(now: datetime) -> Q:
    """While the guardian may still find that telling her is not safe, and where the guardian did."""
    return Q(reviewed_at=None, review_by__gt=now) | ~Q(kept_from_person_why="")


def openings_told(*, viewer: Member | Person, now: datetime) -> list[BreakGlass]:
    """When somebody opened her things in an emergency, the last first; not what her guardian keeps from her."""
    if not isinstance(viewer, Person):
        return []
    told = BreakGlass.objects.filter(person=viewer).exclude(_not_told_yet(now))
    return list(told.select_related("member__organisation").order_by("-opened_at", "-id"))


def looks_told(*, viewer: Person, now: datetime) -> QuerySet[AccessRow]:
    """Who looked at her things, without the looks of an opening that she is not told of (yet)."""
    return AccessRow.objects.filter(~look_kept_back(now), person=viewer)


def look_kept_back(now: datetime) -> Q:
    """The looks that tell of an opening she is not told of (yet): in its hour, and whoever reviews it, from then on."""
    opened_before = BreakGlass.objects.filter(
        _not_told_yet(now), person=OuterRef("person_id"), opened_at__lte=OuterRef("looked_at")
    )
    return Q(in_opening_kept_back("viewer_id", "looked_at", now)) | Q(Exists(opened_before), why=REVIEWING)


def in_opening_kept_back(member: str, at: str, now: datetime, person: str = "person_id") -> Exists:
    """The rows, by their columns for whom, when and whose, that belong to an opening she is not told of (yet)."""
    hours = BreakGlass.objects.filter(_not_told_yet(now), person=OuterRef(person), member=OuterRef(member))
    return Exists(hours.filter(opened_at__lte=OuterRef(at), closes_at__gt=OuterRef(at)))


def is_told(now: datetime) -> Q:
    """The openings that the person is told of."""
    return ~_not_told_yet(now)
