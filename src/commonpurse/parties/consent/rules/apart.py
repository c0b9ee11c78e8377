"""Who must not meet, and what opens a record in an emergency."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.periods import business_date, day_begins
from commonpurse.kernel.words import Words
from commonpurse.kernel.workdays import working_days_after


class Bond(StrEnum):
    """Why a member must not meet a person here (P27)."""

    RELATIVE = "relative"
    EX_PARTNER = "ex_partner"
    LANDLORD = "landlord"
    COLLEAGUE = "colleague"
    NEIGHBOUR = "neighbour"
    OTHER = "other"


BOND_WORDS = {
    Bond.RELATIVE: Words("A relative"),
    Bond.EX_PARTNER: Words("A partner now or before"),
    Bond.LANDLORD: Words("A landlord"),
    Bond.COLLEAGUE: Words("Somebody from work"),
    Bond.NEIGHBOUR: Words("A neighbour"),
    Bond.OTHER: Words("Another reason"),
}


# Break-glass: how long one opening lasts, how fast the guardian is told, and how fast it is reviewed (P24).
GLASS_OPEN_MINUTES = 60
GLASS_ALARM_MINUTES = 5
GLASS_REVIEW_WORKING_DAYS = 2

# Fewer letters say nothing to a guardian, or to the person who reads it later; more do not fit into the access log.
GLASS_REASON_LETTERS = 20
GLASS_LONGEST_REASON = 200

# Whoever is looked for in an emergency is known exactly; a fifth wrong try within an hour is no emergency.
GLASS_MISSES_AN_HOUR = 5


class GlassRefused(Refused):
    code = "glass_refused"


def check_glass_reason(reason: str) -> str:
    """Return the reason as it is kept. Raises: GlassRefused."""
    clean = " ".join(reason.split())
    if sum(letter.isalpha() for letter in clean) < GLASS_REASON_LETTERS:
        raise GlassRefused("Say what happened, and why it cannot wait. A sentence or two.", field="glass_reason")
    if len(clean) > GLASS_LONGEST_REASON:
        raise GlassRefused(
            "Write this in {longest} characters or fewer.", field="glass_reason", longest=GLASS_LONGEST_REASON
        )
    return clean


def review_until(opened_at: datetime) -> datetime:
    """The moment by which an opening must be reviewed: the end of the second working day after it."""
    last_day = working_days_after(business_date(opened_at), GLASS_REVIEW_WORKING_DAYS)
    return day_begins(last_day + timedelta(days=1))
