"""What a person chooses for herself: a name and a password, and the end of these and of a passkey."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.helping import check_alone
from commonpurse.kernel.texts import check_fits
from commonpurse.parties.people.models import Person
from commonpurse.parties.signin.commands.sessions import end_all_sign_ins
from commonpurse.parties.signin.commands.users import UsernameTaken
from commonpurse.parties.signin.models import SignIn, User
from commonpurse.parties.signin.passwords import check_password
from commonpurse.parties.signin.rules import EndReason


def choose_own_password(
    *, by: Person, user: User, username: str, password: str, here: SignIn | None, now: datetime
) -> None:
    """Choose or change one's own name and password. Her other sessions end.

    Raises: UsernameTaken, PasswordWeak, TextTooLong, OnlyAlone.
    """
    if user.person_id != by.id:
        raise NotAllowed
    check_alone()
    check_fits(User, username=username)
    with transaction.atomic():
        current = User.objects.select_for_update(no_key=True).get(id=user.id)
        current.username = username.strip()
        check_password(password, current)
        if not current.username or User.objects.filter(username=current.username).exclude(id=user.id).exists():
            raise UsernameTaken("This name is taken. Choose another.", field="username")
        current.set_password(password)
        current.save(update_fields=["username", "password"])
        end_all_sign_ins(by=by, user=current, why=EndReason.NEW_PASSWORD, but=here, now=now)
        record_event("own_password_chosen", by=by.id, subject_type="user", subject_id=user.id, now=now)
    user.username, user.password = current.username, current.password


def end_own_password(*, by: Person, user: User, now: datetime) -> None:
    """Sign in by a password no more. Her sessions go on. Raises: OnlyAlone."""
    if user.person_id != by.id:
        raise NotAllowed
    check_alone()
    with transaction.atomic():
        current = User.objects.select_for_update(no_key=True).get(id=user.id)
        current.set_unusable_password()
        current.save(update_fields=["password"])
        record_event("own_password_ended", by=by.id, subject_type="user", subject_id=user.id, now=now)
    user.password = current.password


def end_own_passkey(*, by: Person, user: User, passkey_id: int, now: datetime) -> None:
    """Sign in by one of one's passkeys no more. Her sessions go on. Raises: OnlyAlone."""
    if user.person_id != by.id:
        raise NotAllowed
    check_alone()
    with transaction.atomic():
        found = Authenticator.objects.filter(user=user, id=passkey_id, type=Authenticator.Type.WEBAUTHN)
        if found.delete()[0]:
            record_event("own_passkey_ended", by=by.id, subject_type="user", subject_id=user.id, now=now)
