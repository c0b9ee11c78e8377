from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.db.models import Case, F, Value, When

from commonpurse.kernel.context import acting_as_system
from commonpurse.parties.partners.access import can_manage_partnership
from commonpurse.parties.partners.models import Member, MemberQuerySet
from commonpurse.parties.people.access import can_see_person
from commonpurse.parties.people.models import Person
from commonpurse.parties.signin.access import can_end_sign_ins
from commonpurse.parties.signin.models import FactorReset, SignIn, User, WorkAccount
from commonpurse.parties.signin.rules import METHOD_WORDS, MemberAccess, Method, hash_of, why_over


# Who asks is not known yet in these four: no row of a person would show.
@acting_as_system("to find out who is signed in")
def viewer_of(user: User) -> Member | Person | None:
    """Whom a signed-in user is, or None when that member has left or the sign-in was switched off."""
    if not user.is_active:
        return None
    if user.member is not None:
        return user.member if user.member.is_active else None
    return user.person


@acting_as_system("to find out who is signed in")
def sign_in_of_session(session_key: str) -> SignIn | None:
    """The sign-in of a browser's session, with user, member and person in one query; ended or not. None is no sign-in.

    It is asked before anybody is known, to find out who asks: it narrows by nothing but the key.
    """
    return (
        SignIn.objects.select_related("user__member__organisation", "user__person")
        .filter(session_hash=hash_of(session_key))
        .first()
    )


@acting_as_system("to find out who wants to come in")
def find_user(username: str) -> User | None:
    """The user of that sign-in name, or None."""
    return User.objects.select_related("member", "person").filter(username=username).first()


@acting_as_system("to find out who wants to come in")
def user_by_id(user_id: str) -> User | None:
    """The user of a session that has given a right password and not yet the second factor; None once switched off."""
    found = User.objects.select_related("member__organisation", "person").filter(id=user_id).first()
    return found if found is not None and viewer_of(found) is not None else None


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


@dataclass(frozen=True)
class Passkey:
    id: int
    name: str
    made_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class SecondFactors:
    """What somebody has beside a password: an app on the phone, passkeys, codes on paper."""

    app: Passkey | None
    passkeys: tuple[Passkey, ...]
    codes_left: int | None

    @property
    def is_there(self) -> bool:
        return self.app is not None or bool(self.passkeys)


def second_factors_of(*, viewer: Member | Person, user: User) -> SecondFactors:
    """The second factors of the viewer's own sign-in."""
    if viewer.id not in (user.member_id, user.person_id):
        return SecondFactors(None, (), None)
    app, passkeys, left = None, [], None
    for kept in Authenticator.objects.filter(user=user).order_by("created_at"):
        if kept.type == Authenticator.Type.RECOVERY_CODES:
            left = len(kept.wrap().get_unused_codes())
            continue
        is_app = kept.type == Authenticator.Type.TOTP
        one = Passkey(kept.id, "" if is_app else kept.wrap().name, kept.created_at, kept.last_used_at)
        if is_app:
            app = one
        else:
            passkeys.append(one)
    return SecondFactors(app, tuple(passkeys), left)


def work_accounts_of(*, viewer: Member | Person, user: User) -> Sequence[WorkAccount]:
    """The accounts at work that let the viewer in."""
    hers = viewer.id in (user.member_id, user.person_id)
    return list(WorkAccount.objects.filter(user=user).order_by("linked_at")) if hers else ()


def has_second_factor(user: User) -> bool:
    """Whether a code or a passkey is asked for after the password. Asked at the door, before anybody is let in."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


@dataclass(frozen=True)
class OpenSession:
    """One place where somebody is signed in, as its owner knows it again."""

    sign_in: SignIn
    is_here: bool

    @property
    def how(self) -> str:
        return METHOD_WORDS[Method(self.sign_in.method)]


def open_sessions_of(
    *, viewer: Member | Person, user: User, here: SignIn | None = None, now: datetime
) -> list[OpenSession]:
    """Where this user is signed in now, the newest first; for herself, and for who may end it. `here` is marked."""
    if not can_end_sign_ins(viewer, user, now):
        return []
    return [
        OpenSession(each, is_here=here is not None and each.id == here.id)
        for each in SignIn.objects.filter(user=user, ended_at=None).select_related("assisted_by")
        if not why_over(started_at=each.started_at, last_seen_at=each.last_seen_at, now=now, limits=each.limits)
    ]


def user_of_member(*, viewer: Member | Person, member: Member) -> User | None:
    """The sign-in of a member, for who lets members in."""
    if not isinstance(viewer, Member) or not can_manage_partnership(viewer):
        return None
    return User.objects.select_related("member", "person").filter(member=member).first()


def open_factor_reset(*, viewer: Member | Person, user: User) -> FactorReset | None:
    """What was asked, and not answered yet, about a lost second factor; for who may answer."""
    if not isinstance(viewer, Member) or not can_manage_partnership(viewer):
        return None
    return FactorReset.objects.select_related("asked_by").filter(user=user, closed_at=None).first()


def user_of_work_account(issuer: str, subject: str) -> User | None:
    """Who comes in by this account at work; None when nobody linked it, or she has left. Both keys, never one."""
    with acting_as_system("to find out who wants to come in"):
        found = (
            WorkAccount.objects.select_related("user__member__organisation", "user__person")
            .filter(issuer=issuer, subject=subject)
            .first()
        )
        return found.user if found is not None and viewer_of(found.user) is not None else None
