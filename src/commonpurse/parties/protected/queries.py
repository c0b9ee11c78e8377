from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import is_open_to
from commonpurse.parties.people.models import Person
from commonpurse.parties.people.openings import in_opening_kept_back
from commonpurse.parties.people.queries import contact_ways_of
from commonpurse.parties.protected.access import can_open_protected
from commonpurse.parties.protected.models import ProtectedDetail, Reveal
from commonpurse.parties.protected.rules import bare


def protected_details_of(*, viewer: Member | Person, person: Person, today: date) -> list[ProtectedDetail] | None:
    """That these are protected, never what they are. None for who may not open them: then nothing may be shown at all.

    An empty list and None must look different to no one but who may open them.
    """
    if not can_open_protected(viewer, person, today):
        return None
    return list(ProtectedDetail.objects.filter(person=person, ended_at=None).select_related("person"))


def get_protected_detail(
    *, viewer: Member | Person, person: Person, detail_id: UUID, today: date
) -> ProtectedDetail | None:
    """One of them, or None when it is not there, was ended, or is not the viewer's to open: the three look alike."""
    details = protected_details_of(viewer=viewer, person=person, today=today) or []
    return next((detail for detail in details if detail.id == detail_id), None)


def reveals_of(*, viewer: Member | Person, detail: ProtectedDetail, now: datetime) -> QuerySet[Reveal]:
    """Which members opened one detail, when and why, the newest first. For the person herself alone.

    Not what was opened in an emergency that she is not told of (yet): telling her might put her in danger.
    """
    if not isinstance(viewer, Person) or viewer.id != detail.person_id:
        return Reveal.objects.none()
    told = ~in_opening_kept_back("revealed_to_id", "revealed_at", now)
    by_members = Reveal.objects.filter(told, detail=detail, revealed_to__isnull=False)
    return by_members.select_related("revealed_to__organisation").order_by("-revealed_at", "-id")


def stands_open(*, viewer: Member | Person, person: Person, value: str, today: date) -> bool:
    """Tell whether the same number or address stands open among the ways to reach the person, however it is spaced."""
    ways = contact_ways_of(viewer=viewer, person=person, today=today)
    return any(bare(way.value) == bare(value) for way in ways)


def protected_while_open(*, viewer: Member | Person, person: Person, now: datetime) -> list[ProtectedDetail]:
    """That these are protected, for who opened the person's record in an emergency; nothing once the hour is over."""
    if not is_open_to(viewer, person, now):
        return []
    return list(ProtectedDetail.objects.filter(person=person, ended_at=None).select_related("person"))
