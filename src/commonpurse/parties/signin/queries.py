from __future__ import annotations

from datetime import date

from django.db.models import Case, F, Value, When

from commonpurse.parties.partners.access import can_manage_partnership
from commonpurse.parties.partners.models import Member, MemberQuerySet
from commonpurse.parties.people.access import can_see_person
from commonpurse.parties.people.models import Person
from commonpurse.parties.signin.models import SignIn, User
from commonpurse.parties.signin.rules import MemberAccess, hash_of


def viewer_of(user: User) -> Member | Person | None:
    """Whom a signed-in user is, or None when that member has left or the sign-in was switched off."""
    if not user.is_active:
        return None
    if user.member is not None:
        return user.member if user.member.is_active else None
    return user.person


def sign_in_of_session(session_key: str) -> SignIn | None:
    """The sign-in of a browser's session, with user, member and person in one query; ended or not. None is no sign-in.

    It is asked before anybody is known, to find out who asks: it narrows by nothing but the key.
    """
    return (
        SignIn.objects.select_related("user__member__organisation", "user__person")
        .filter(session_hash=hash_of(session_key))
        .first()
    )


def find_user(username: str) -> User | None:
    """The user of that sign-in name, or None."""
    return User.objects.select_related("member", "person").filter(username=username).first()


def members_to_manage(viewer: Member | Person) -> MemberQuerySet:
    """Every member with organisation, roles, `username` and `access`, for who lets members in; those with it first."""
    if not isinstance(viewer, Member) or not can_manage_partnership(viewer):
        return Member.objects.none()
    everybody = Member.objects.filter(is_system=False).order_by("-is_active", "name", "id")
    access = Case(
        When(is_active=False, then=Value(MemberAccess.ENDED.value)),
        When(user__username__isnull=False, then=Value(MemberAccess.OPEN.value)),
        default=Value(MemberAccess.NO_SIGN_IN.value),
    )
    named = everybody.annotate(username=F("user__username"), access=access)
    return named.select_related("organisation").prefetch_related("member_roles")


def username_of_person(*, viewer: Member | Person, person: Person, today: date) -> str:
    """The name that the person signs in with; empty when there is none, or when it is not the viewer's to know."""
    if not can_see_person(viewer, person, today):
        return ""
    return User.objects.filter(person=person).values_list("username", flat=True).first() or ""
