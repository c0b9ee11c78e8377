from __future__ import annotations

from datetime import date

from django.db.models import F, QuerySet

from commonpurse.parties.partners.access import can_manage_partnership
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import can_see_person
from commonpurse.parties.people.models import Person
from commonpurse.parties.signin.models import User


def viewer_of(user: User) -> Member | Person | None:
    """Whom a signed-in user is, or None when that member has left or the sign-in was switched off."""
    if not user.is_active:
        return None
    if user.member is not None:
        return user.member if user.member.is_active else None
    return user.person


def find_user(username: str) -> User | None:
    """The user of that sign-in name, or None."""
    return User.objects.select_related("member", "person").filter(username=username).first()


def members_to_manage(viewer: Member | Person) -> QuerySet[Member]:
    """Every member with organisation, roles and `username`, for who lets members in; those with access first."""
    if not isinstance(viewer, Member) or not can_manage_partnership(viewer):
        return Member.objects.none()
    everybody = Member.objects.filter(is_system=False).order_by("-is_active", "name", "id")
    named = everybody.annotate(username=F("user__username"))
    return named.select_related("organisation").prefetch_related("member_roles")


def username_of_person(*, viewer: Member | Person, person: Person, today: date) -> str:
    """The name that the person signs in with; empty when there is none, or when it is not the viewer's to know."""
    if not can_see_person(viewer, person, today):
        return ""
    return User.objects.filter(person=person).values_list("username", flat=True).first() or ""
