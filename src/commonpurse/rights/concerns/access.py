"""Who answers what somebody told us is wrong. Whom it is about, and who is kept apart from her, never learn of it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from commonpurse.parties.consent.access import kept_apart
from commonpurse.parties.partners.models import Member, MemberRole
from commonpurse.parties.people.models import Person
from commonpurse.rights.concerns.models import Concern


def can_answer_concerns(actor: Member | Person) -> bool:
    """A manager; and an administrator, for what is about a manager."""
    return isinstance(actor, Member) and not actor.is_system and actor.has_role("manager", "administrator")


def concerns_for(actor: Member | Person) -> QuerySet[Concern]:
    """Those that this member may read and answer. Asked in the system's context: see `queries`."""
    if not isinstance(actor, Member) or not can_answer_concerns(actor):
        return Concern.objects.none()
    found = Concern.objects.exclude(about_member=actor).exclude(person__in=kept_apart(actor))
    if not actor.has_role("manager"):
        managers = MemberRole.objects.filter(role="manager").values("member")
        return found.filter(about_member__in=managers)
    return found


def can_add_note(actor: Member | Person, concern: Concern) -> bool:
    """A note beside our answer is hers alone."""
    return isinstance(actor, Person) and concern.person_id == actor.id


def not_about(member: Member | None) -> Q:
    """Those that may be shown while this member sits beside her."""
    return ~Q(about_member=member) if member is not None else Q()
