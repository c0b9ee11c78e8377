"""From which sum on a fund would like to see what its money was spent on, and how little is enough. Plain values only.

A proof is asked for and never waited for: no rule here is read by what releases money.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.words import Words

# A proof that is not there opens a talk about it after so many days. Our own choice: long enough for a post to come.
TALK_AFTER = timedelta(days=14)

# An ask that was made so long before the payment is agreed beforehand without anybody's yes. Source: our own choice
# (docs/adr/0088): time enough for who works with her to see it.
KNOWN_BEFORE = timedelta(days=1)

NEWS_ABOUT_RECEIPT = "about_receipt"


class ProofRefused(Refused):
    """A rule about proofs said no. The code says which."""

    code = "proof_refused"


class Tier(IntEnum):
    """How much is asked for; the higher one is the stricter one."""

    NOTHING = 0
    LINE = 1
    BEFOREHAND = 2


TIER_WORDS = {
    Tier.NOTHING: Words("No receipt"),
    Tier.LINE: Words("A line or a photo"),
    Tier.BEFOREHAND: Words("Agreed beforehand, or a line or a photo"),
}


class ProofKind(StrEnum):
    LINE = "line"
    PICTURE = "picture"
    NOT_NEEDED = "not_needed"


PROOF_WORDS = {
    ProofKind.LINE: Words("A line about it"),
    ProofKind.PICTURE: Words("A picture or a PDF"),
    ProofKind.NOT_NEEDED: Words("No receipt needed"),
}
# What shows that it was spent. That nobody needs a receipt shows nothing.
SHOWS_SPENDING = (ProofKind.LINE, ProofKind.PICTURE)


@dataclass(frozen=True)
class Tiers:
    """From which sum on, in minor units and that sum included, each tier begins. None: never."""

    line_from_minor: int | None
    agreed_from_minor: int | None

    def tier_of(self, amount_minor: int) -> Tier:
        """What is asked for of a payment of this sum."""
        if self.agreed_from_minor is not None and amount_minor >= self.agreed_from_minor:
            return Tier.BEFOREHAND
        if self.line_from_minor is not None and amount_minor >= self.line_from_minor:
            return Tier.LINE
        return Tier.NOTHING


# Before a fund has set its own: nothing under 100, a line or a photo under 500, agreed beforehand from there on.
# Source: our own choice, docs/adr/0088: most of what people buy is below the first, and a room's furniture is above.
DEFAULT_TIERS = Tiers(line_from_minor=10_000, agreed_from_minor=50_000)


def check_tiers(tiers: Tiers) -> None:
    """Raises: ProofRefused (`proof_sum_wrong`, `proof_order_wrong`)."""
    for field, minor in (("line_from", tiers.line_from_minor), ("agreed_from", tiers.agreed_from_minor)):
        if minor is not None and minor <= 0:
            raise ProofRefused("Write an amount above zero, or leave it empty.", code="proof_sum_wrong", field=field)
    if tiers.line_from_minor is None or tiers.agreed_from_minor is None:
        return
    if tiers.agreed_from_minor <= tiers.line_from_minor:
        raise ProofRefused(
            "What is agreed beforehand begins above a line or a photo. Write a larger sum.",
            code="proof_order_wrong",
            field="agreed_from",
        )


def strictest(tiers: Iterable[Tiers], amount_minor: int) -> Tier:
    """What is asked for where several funds pay: the most that one of them asks for a payment of the whole sum."""
    return max((each.tier_of(amount_minor) for each in tiers), default=Tier.NOTHING)


def was_agreed_before(asked_at: datetime, paid_at: datetime, *, with_another: bool) -> bool:
    """Whether an ask shows that a payment was agreed beforehand: somebody else said yes to it, or it was known a day.

    Every payment of her own makes an ask of itself in the same moment: that one agrees nothing with anybody.
    """
    return with_another or paid_at - asked_at >= KNOWN_BEFORE


def is_missing(tier: Tier, *, has_proof: bool, was_agreed: bool) -> bool:
    """Tell whether a payment has less than is asked for. An ask that was answered yes before is enough of itself."""
    return tier is not Tier.NOTHING and not has_proof and not (tier is Tier.BEFOREHAND and was_agreed)


def talk_opens_at(released_at: datetime) -> datetime:
    """From when on a missing proof is talked about."""
    return released_at + TALK_AFTER
