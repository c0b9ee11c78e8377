from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.utils.crypto import constant_time_compare

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.parties.signin.models import User
from commonpurse.parties.signin.rules import CodeWrong, code_typed

PERIOD = 30  # seconds; RFC 6238, section 5.2
COUNTERS_BESIDE = (-1, 0, 1)  # a phone's clock may be half a minute off
LONGEST_NAME = 60


class FactorThere(Refused):
    code = "factor_there"


class LastFactor(Refused):
    code = "last_factor"


def set_up_app_code(*, by: Member | Person, user: User, secret: str, typed: str, now: datetime) -> None:
    """Take an app on the member's phone as second factor, once it has shown a first right code.

    Raises: CodeWrong, FactorThere.
    """
    _check_own(by, user)
    with transaction.atomic():
        _lock(user)
        if Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
            raise FactorThere("There is an app already. Take it off before you set up another.")
        counter = _counter_of(secret, typed, now)
        if counter is None:
            raise CodeWrong
        made = TOTP.activate(user, secret).instance
        made.data["last_counter"] = counter
        made.save(update_fields=["data"])
        _note("second_factor_added", by, user, now, kind="app")


def add_passkey(*, by: Member | Person, user: User, name: str, credential: dict[str, Any], now: datetime) -> None:
    """Keep a passkey that this browser has just made and that was checked against our challenge."""
    _check_own(by, user)
    with transaction.atomic():
        WebAuthn.add(user, name.strip()[:LONGEST_NAME] or "Passkey", credential)
        _note("second_factor_added", by, user, now, kind="passkey")


def note_passkey_used(*, by: Member | Person, user: User, passkey: Authenticator, now: datetime) -> None:
    """Keep when a passkey was last used, so that its owner finds the one that she does not know."""
    _check_own(by, user)
    Authenticator.objects.filter(id=passkey.pk, user=user).update(last_used_at=now)


def use_second_factor(*, by: Member | Person, user: User, typed: str, now: datetime) -> str:
    """Take a code of the app, or a recovery code. Each is good once, also when two requests bring it together.

    Returns which kind it was. Raises: CodeWrong. Count the try first (`take_try`).
    """
    _check_own(by, user)
    code = code_typed(typed)
    with transaction.atomic():
        _lock(user)
        for kept in Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.WEBAUTHN).order_by("-type"):
            is_app = kept.type == Authenticator.Type.TOTP
            if _uses_app_code(kept, code, now) if is_app else RecoveryCodes(kept).validate_code(code):
                Authenticator.objects.filter(id=kept.id).update(last_used_at=now)
                kind = "app" if is_app else "recovery_code"
                _note("second_factor_used", by, user, now, kind=kind)
                return kind
    raise CodeWrong


def make_recovery_codes(*, by: Member | Person, user: User, now: datetime) -> list[str]:
    """Make ten new recovery codes, for a paper in a drawer. Those from before open nothing any more."""
    _check_own(by, user)
    with transaction.atomic():
        _lock(user)
        Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
        made: list[str] = RecoveryCodes.activate(user).generate_codes()
        _note("recovery_codes_made", by, user, now)
        return made


def remove_second_factor(*, by: Member | Person, user: User, factor_id: int, now: datetime) -> None:
    """Take off an app or a passkey; the last one stays. Raises: LastFactor."""
    _check_own(by, user)
    with transaction.atomic():
        _lock(user)
        real = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
        if not real.filter(id=factor_id).exists():
            return
        if real.count() == 1:
            raise LastFactor("This is the only one. Set up another one first, then take this one off.")
        real.filter(id=factor_id).delete()
        _note("second_factor_removed", by, user, now)


def _check_own(by: Member | Person, user: User) -> None:
    if by.id not in (user.member_id, user.person_id):
        raise NotAllowed


def _lock(user: User) -> None:
    User.objects.select_for_update(no_key=True).get(id=user.id)


def _note(event: str, by: Member | Person, user: User, now: datetime, **facts: str) -> None:
    record_event(event, by=by.id, subject_type="user", subject_id=user.id, now=now, **facts)


def _counter_of(secret: str, typed: str, now: datetime) -> int | None:
    """The step of 30 seconds that this code is of, if it is one of those around now."""
    for beside in COUNTERS_BESIDE:
        counter = int(now.timestamp()) // PERIOD + beside
        if constant_time_compare(format_hotp_value(hotp_value(secret, counter)), code_typed(typed)):
            return counter
    return None


def _uses_app_code(kept: Authenticator, code: str, now: datetime) -> bool:
    """A code counts once: the step it is of must be later than the last one used. Kept in the row."""
    counter = _counter_of(decrypt(kept.data["secret"]), code, now)
    if counter is None or counter <= kept.data.get("last_counter", 0):
        return False
    kept.data["last_counter"] = counter
    kept.save(update_fields=["data"])
    return True
