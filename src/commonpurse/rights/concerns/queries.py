"""What is wrong, as she sees it and as those who answer do.

On PostgreSQL the rows show to the person alone. Whoever may answer is asked first, and then reads as the system: so a
worker who sees her name, and is whom the complaint is about, finds nothing by any way.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from commonpurse.kernel.context import acting_as_system
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.parties.people.openings import looks_told
from commonpurse.parties.people.queries import supports_of
from commonpurse.rights.concerns.access import concerns_for, not_about
from commonpurse.rights.concerns.models import Concern

NEWEST_ANSWERED = 100


def own_concerns(*, viewer: Person, beside: Member | None = None) -> list[Concern]:
    """What she told us, the newest first. `beside`: a worker who reads along, and must not read of themselves."""
    found = Concern.objects.filter(not_about(beside), person=viewer).select_related("answered_by", "about_member")
    return list(found.order_by("-asked_at", "-id"))


def get_own_concern(*, viewer: Person, concern_id: UUID, beside: Member | None = None) -> Concern | None:
    """One of hers, or None."""
    return next((one for one in own_concerns(viewer=viewer, beside=beside) if one.id == concern_id), None)


def open_concerns(*, viewer: Member) -> list[Concern]:
    """What waits for an answer of this member's, the nearest day first: so what is overdue stands on top."""
    with acting_as_system("to find what waits for an answer"):
        found = concerns_for(viewer).filter(answered_at=None).select_related("person", "about_member")
        return list(found.order_by("answer_by", "id"))


def answered_concerns(*, viewer: Member) -> list[Concern]:
    """The newest that were answered."""
    with acting_as_system("to find what was answered"):
        found = concerns_for(viewer).exclude(answered_at=None).select_related("person", "about_member", "answered_by")
        return list(found.order_by("-answered_at", "-id")[:NEWEST_ANSWERED])


def get_concern(*, viewer: Member, concern_id: UUID) -> Concern | None:
    """One that this member may answer, or None: that it is about them looks like nothing there."""
    with acting_as_system("to find what waits for an answer"):
        found = concerns_for(viewer).filter(id=concern_id).select_related("person", "about_member", "answered_by")
        return found.first()


def members_to_name(*, viewer: Person, today: date) -> list[Member]:
    """Whom a complaint of hers may be about: who works with her now, with their organisation."""
    return [support.member for support in supports_of(viewer=viewer, person=viewer, today=today)]


def member_who_looked(*, viewer: Person, look_id: UUID, now: datetime) -> Member | None:
    """Who made one look at her things, where it was a member; None when it is no look at hers that she is told of."""
    look = looks_told(viewer=viewer, now=now).filter(id=look_id, viewer_kind="member").first()
    return Member.objects.select_related("organisation").filter(id=look.viewer_id).first() if look else None
