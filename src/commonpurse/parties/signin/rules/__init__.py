"""How somebody comes in, for how long, and when it is over. Plain values only."""

from __future__ import annotations

from commonpurse.parties.signin.rules.access_of_members import ACCESS_WORDS, MemberAccess
from commonpurse.parties.signin.rules.sessions import (
    ASSISTED_LIMITS,
    END_WORDS,
    MEMBER_LIMITS,
    METHOD_WORDS,
    PERSON_LIMITS,
    SEEN_EVERY,
    SHARED_PHONE_LIMITS,
    EndReason,
    Limits,
    Method,
    hash_of,
    limits_of,
    why_over,
)

__all__ = [
    "ACCESS_WORDS",
    "ASSISTED_LIMITS",
    "END_WORDS",
    "MEMBER_LIMITS",
    "METHOD_WORDS",
    "PERSON_LIMITS",
    "SEEN_EVERY",
    "SHARED_PHONE_LIMITS",
    "EndReason",
    "Limits",
    "MemberAccess",
    "Method",
    "hash_of",
    "limits_of",
    "why_over",
]
