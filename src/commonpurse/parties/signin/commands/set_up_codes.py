from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.parties.partners.access import can_manage_partnership
from commonpurse.parties.partners.commands import end_membership
from commonpurse.parties.partners.hands import stand_apart
from commonpurse.parties.partners.models import Member, Organisation
from commonpurse.parties.people.models import Person
from commonpurse.parties.signin.commands.sessions import end_all_sign_ins
from commonpurse.parties.signin.commands.users import bring_in_member, make_user
from commonpurse.parties.signin.models import FactorReset, SetUpCode, SignIn, User, WorkAccount
from commonpurse.parties.signin.passwords import check_password
from commonpurse.parties.signin.rules import SET_UP_CODE_LASTS, CodeWrong, EndReason, code_typed

# No letter or number that is taken for another when it is read aloud or written by hand.
SIGNS = "bcdfghjkmnpqrstvwxz23456789"
LENGTH = 12  # of 27 signs each: 57 bits, for half an hour and five tries


class ResetRefused(Refused):
    code = "reset_refused"


def give_set_up_code(*, by: Member, user: User, now: datetime) -> str:
    """Make the code with which a member chooses a password herself. The one from before is void. Shown once.

    Her second factor stays: after the code she is asked for it. Raises: ResetRefused, for oneself.
    """
    if user.member is None or not can_manage_partnership(by):
        raise NotAllowed
    if by.id == user.member_id:
        raise ResetRefused("You cannot give yourself a code. Change your password on your own page.")
    code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(id=user.id)
        SetUpCode.objects.filter(user=user, used_at=None).update(used_at=now)
        SetUpCode.objects.create(
            user=user, code_hash=_hash(code), made_by=by, made_at=now, ends_at=now + SET_UP_CODE_LASTS
        )
        record_event("set_up_code_given", by=by.id, subject_type="user", subject_id=user.id, now=now)
    return "-".join(code[place : place + 4] for place in range(0, LENGTH, 4))


def invite_member(
    *, by: Member, organisation: Organisation, name: str, roles: Iterable[str], username: str, now: datetime
) -> tuple[Member, str]:
    """Add a member with a name to sign in by, and the code for the first time. She alone will know the password.

    Raises: RoleUnknown, UsernameTaken, TextTooLong.
    """
    with transaction.atomic():
        member = bring_in_member(by=by, organisation=organisation, name=name, roles=roles, username=username, now=now)
        return member, give_set_up_code(by=by, user=User.objects.get(member=member), now=now)


def invite_to_sign_in(*, by: Member, member: Member, username: str, now: datetime) -> str:
    """Give a member who is here already a name to sign in by. Returns the code. Raises: UsernameTaken, UserThere."""
    with transaction.atomic():
        user = make_user(by=by, username=username, password=None, whose=member, now=now)
        return give_set_up_code(by=by, user=user, now=now)


def use_set_up_code(*, username: str, typed: str, password: str, now: datetime) -> User:
    """Choose a password by a set-up code. The code is used up, and every session of the user ends.

    Nobody acts here: who holds the code is known by it alone. A name that is not here, and a code that is wrong, used
    or too old, are told apart by nobody. Raises: CodeWrong, PasswordWeak. Count the try first (`take_try`).
    """
    with transaction.atomic():
        user = User.objects.select_related("member").filter(username=username.strip()).first()
        kept = (
            SetUpCode.objects.select_for_update(no_key=True)
            .filter(user=user, used_at=None, ends_at__gt=now, code_hash=_hash(code_typed(typed)))
            .first()
        )
        if user is None or kept is None or user.member is None or not (user.is_active and user.member.is_active):
            raise CodeWrong
        check_password(password, user)
        kept.used_at = now
        kept.save(update_fields=["used_at"])
        user.set_password(password)
        user.save(update_fields=["password"])
        end_all_sign_ins(by=user.member, user=user, why=EndReason.NEW_PASSWORD, now=now)
        record_event("password_chosen", by=user.member.id, subject_type="user", subject_id=user.id, now=now)
        return user


def change_password(
    *, by: Member | Person, user: User, password: str, here: SignIn | None = None, now: datetime
) -> None:
    """Choose another password for oneself; every session ends but the one `here`. Raises: PasswordWeak."""
    if by.id not in (user.member_id, user.person_id):
        raise NotAllowed
    check_password(password, user)
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        end_all_sign_ins(by=by, user=user, why=EndReason.NEW_PASSWORD, but=here, now=now)
        record_event("password_chosen", by=by.id, subject_type="user", subject_id=user.id, now=now)


def ask_factor_reset(*, by: Member, user: User, now: datetime) -> FactorReset:
    """Ask to take off the second factor of a member who lost it. Another administrator or manager must agree.

    Raises: ResetRefused.
    """
    if user.member is None or not can_manage_partnership(by):
        raise NotAllowed
    if by.id == user.member_id:
        raise ResetRefused("You cannot ask this for yourself. Two others must do it.")
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(id=user.id)
        asked = FactorReset.objects.filter(user=user, closed_at=None).first()
        if asked is not None:
            return asked
        made = FactorReset.objects.create(user=user, asked_by=by, asked_at=now)
        record_event("factor_reset_asked", by=by.id, subject_type="user", subject_id=user.id, now=now)
        return made


def close_factor_reset(*, by: Member, user: User, is_agreed: bool, now: datetime) -> bool:
    """Agree that a member's second factors are taken off, or say no. Agreeing ends all her sessions too, and
    her account at work lets her in no more: who took it over may have linked it.

    Whoever asked may say no, and never agree; nor may the member herself. False when nothing was asked.
    Raises: ResetRefused.
    """
    if not can_manage_partnership(by):
        raise NotAllowed
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(id=user.id)
        asked = FactorReset.objects.filter(user=user, closed_at=None).first()
        if asked is None:
            return False
        if is_agreed and by.id in (asked.asked_by_id, user.member_id):
            raise ResetRefused("Somebody else must agree: neither who asked for it, nor whose sign-in it is.")
        if is_agreed and not stand_apart(by, asked.asked_by):
            raise ResetRefused("Whoever asked, and you, were let in by the same hand. Somebody else must agree.")
        asked.closed_by, asked.closed_at, asked.is_agreed = by, now, is_agreed
        asked.save(update_fields=["closed_by", "closed_at", "is_agreed"])
        if is_agreed:
            Authenticator.objects.filter(user=user).delete()
            WorkAccount.objects.filter(user=user).delete()
            end_all_sign_ins(by=by, user=user, why=EndReason.BY_ANOTHER, now=now)
        event = "factor_reset_agreed" if is_agreed else "factor_reset_declined"
        record_event(event, by=by.id, subject_type="user", subject_id=user.id, now=now)
        return True


def close_access(*, by: Member, member: Member, now: datetime) -> None:
    """End a member's access and every session of hers, both at once. Raises: OwnMembership, MembershipUnchanged."""
    with transaction.atomic():
        end_membership(by=by, member=member, now=now)
        user = User.objects.filter(member=member).first()
        if user is not None:
            end_all_sign_ins(by=by, user=user, why=EndReason.ACCESS_ENDED, now=now)


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
