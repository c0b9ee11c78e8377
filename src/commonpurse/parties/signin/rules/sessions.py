"""How long a session lasts, and in which words it ends. docs/adr/0071 says why these lengths."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from commonpurse.kernel.words import Words


class Method(StrEnum):
    """By what somebody proved at the door who they are."""

    PASSWORD = "password"  # noqa: S105  a word for the way in
    PASSKEY = "passkey"
    OWN_ACCOUNT = "own_account"  # the account at the member's own organisation, by OpenID Connect
    SET_UP = "set_up"  # the link or code for the first time, given by an administrator
    CARD = "card"
    TEXT_CODE = "text_code"
    ASSISTED = "assisted"
    DEMO = "demo"


METHOD_WORDS = {
    Method.PASSWORD: Words("With a password and a code"),
    Method.PASSKEY: Words("With a passkey"),
    Method.OWN_ACCOUNT: Words("With the account at work"),
    Method.SET_UP: Words("With a code to set things up"),
    Method.CARD: Words("With a card and a PIN"),
    Method.TEXT_CODE: Words("With a code by text message"),
    Method.ASSISTED: Words("Together with a worker"),
    Method.DEMO: Words("With a button of the demo"),
}


class EndReason(StrEnum):
    """Why a session ended."""

    SIGNED_OUT = "signed_out"
    IDLE = "idle"
    TOO_LONG = "too_long"
    ELSEWHERE = "elsewhere"  # by the user, from another session
    BY_ANOTHER = "by_another"  # by an administrator, or by the worker who gave the card
    ACCESS_ENDED = "access_ended"
    NEW_SIGN_IN = "new_sign_in"  # another sign-in began in the same browser
    NEW_PASSWORD = "new_password"  # noqa: S105  a reason


END_WORDS = {
    EndReason.SIGNED_OUT: Words("Signed out"),
    EndReason.IDLE: Words("Nothing happened for a while"),
    EndReason.TOO_LONG: Words("It had lasted long enough"),
    EndReason.ELSEWHERE: Words("Signed out from another device"),
    EndReason.BY_ANOTHER: Words("Ended by somebody who may"),
    EndReason.ACCESS_ENDED: Words("The access ended"),
    EndReason.NEW_SIGN_IN: Words("Somebody signed in anew there"),
    EndReason.NEW_PASSWORD: Words("The password was changed"),
}


@dataclass(frozen=True)
class Limits:
    """A session ends after `idle` without a request, and after `whole` in any case."""

    idle: timedelta
    whole: timedelta


# Source: OWASP ASVS 5.0, 7.3.1 and 7.3.2, as the partnership sets them: a worker's desk stands in shared rooms.
MEMBER_LIMITS = Limits(idle=timedelta(minutes=15), whole=timedelta(hours=10))
# A person reads slowly, and puts the phone down; NIST SP 800-63B-4 allows an hour at this level.
PERSON_LIMITS = Limits(idle=timedelta(minutes=30), whole=timedelta(hours=10))
SHARED_PHONE_LIMITS = Limits(idle=timedelta(minutes=5), whole=timedelta(hours=1))
# Within the worker's own session, which ends it too.
ASSISTED_LIMITS = Limits(idle=timedelta(minutes=15), whole=timedelta(minutes=30))

# How exactly `last_seen_at` is kept: a session is not written anew at each request.
SEEN_EVERY = timedelta(seconds=30)


def hash_of(session_key: str) -> str:
    """Return what is kept of a session's key: from it nobody can go back to the key, which opens the session."""
    return hashlib.sha256(session_key.encode()).hexdigest()


def limits_of(*, is_member: bool, is_shared_phone: bool, is_assisted: bool) -> Limits:
    """Return how long such a session may last. A shared phone has the shortest, whoever is on it."""
    if is_shared_phone:
        return SHARED_PHONE_LIMITS
    if is_assisted:
        return ASSISTED_LIMITS
    return MEMBER_LIMITS if is_member else PERSON_LIMITS


def why_over(*, started_at: datetime, last_seen_at: datetime, now: datetime, limits: Limits) -> EndReason | None:
    """Return why a session is over by its limits, or None while it lasts. At the very limit it is over."""
    if now - started_at >= limits.whole:
        return EndReason.TOO_LONG
    if now - last_seen_at >= limits.idle:
        return EndReason.IDLE
    return None
