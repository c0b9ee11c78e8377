"""What the answer of an organisation's own sign-in must say before it opens ours. Plain values only.

Source: OpenID Connect Core 1.0, 3.1.3.7 (what a client checks in an ID token), and RFC 9700 for what goes around it.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from commonpurse.kernel.errors import Refused

# How far two clocks may be apart.
LEEWAY = timedelta(minutes=1)
BEGUN_LASTS = timedelta(minutes=10)
LONGEST_SUBJECT = 255  # characters; OpenID Connect Core 1.0, section 2


@dataclass(frozen=True)
class Provider:
    """An organisation whose own accounts open the door here."""

    slug: str
    name: str
    issuer: str
    client_id: str
    client_secret: str
    acr: tuple[str, ...] = ()
    max_age: int | None = None


class WorkAccountRefused(Refused):
    code = "work_account_refused"

    def __init__(self) -> None:
        super().__init__("The sign-in at work did not go through. Please try again, or come in another way.")


def check_answer(claims: Mapping[str, object], *, provider: Provider, nonce: str, now: datetime) -> str:
    """Return the subject that an ID token, its signature checked, is about.

    Raises: WorkAccountRefused: another issuer or audience, another sign-in's nonce, too weak, or too long ago.
    """
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    subject, given = claims.get("sub"), claims.get("nonce")
    is_for_us = provider.client_id in audiences and claims.get("azp", provider.client_id) == provider.client_id
    is_this_one = isinstance(given, str) and bool(nonce) and hmac.compare_digest(given.encode(), nonce.encode())
    is_named = isinstance(subject, str) and 0 < len(subject) <= LONGEST_SUBJECT
    if claims.get("iss") != provider.issuer or not (is_for_us and is_this_one and is_named):
        raise WorkAccountRefused
    if provider.acr and claims.get("acr") not in provider.acr:
        raise WorkAccountRefused
    if provider.max_age is not None:
        at = claims.get("auth_time")
        if not isinstance(at, int) or now.timestamp() - at > provider.max_age + LEEWAY.total_seconds():
            raise WorkAccountRefused
    return str(subject)
