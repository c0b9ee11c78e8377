"""Whether a member can come in. Plain values only."""

from __future__ import annotations

from enum import StrEnum

from commonpurse.kernel.words import Words


class MemberAccess(StrEnum):
    OPEN = "open"
    NO_SIGN_IN = "no_sign_in"
    ENDED = "ended"


ACCESS_WORDS = {
    MemberAccess.OPEN: Words("Can sign in"),
    MemberAccess.NO_SIGN_IN: Words("No sign-in yet"),
    MemberAccess.ENDED: Words("Ended"),
}
