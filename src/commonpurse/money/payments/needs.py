"""What a person needs of those who work with her, most pressing first. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

# How far ahead an end is said: a month is one round of visits, and time enough to ask finance for a change.
# Source: our own rule, docs/adr/0066.
LOOK_AHEAD = timedelta(days=30)
# How long a failed payment stands first. After that its money has lain in the budget for a month: the payment still
# says so and can still be paid again, but what waits now comes before it.
LOOK_BACK = timedelta(days=30)


class Need(StrEnum):
    """What is needed now. The order here is the order of the list.

    First what has gone wrong with money that was promised, then who waits for us, the longest wait first; then what
    ends by itself, the soonest end first; then what is missing and stands in nobody's way today.
    """

    PAYMENT_FAILED = "payment_failed"  # money came back, or the bank refused it, and it was not paid again
    ASK_WAITS = "ask_waits"  # an ask has no answer
    YES_UNPAID = "yes_unpaid"  # the answer was yes, and nobody has released the money
    CALL_BACK = "call_back"  # a changed account waits, until its time or a call-back
    MONEY_ENDS = "money_ends"  # money is left whose time is over soon
    HANDS_END = "hands_end"  # a step down from her own hands ends soon
    REVIEW_DUE = "review_due"  # somebody is to sit down with her over her money, soon or some time ago
    NO_BUDGET = "no_budget"
    NO_SAFE_CONTACT = "no_safe_contact"


ORDER = tuple(Need)
# Those that carry a moment or a day: since when it waits, or when it ends.
SINCE = (Need.PAYMENT_FAILED, Need.ASK_WAITS, Need.YES_UNPAID)
UNTIL = (Need.CALL_BACK, Need.MONEY_ENDS, Need.HANDS_END, Need.REVIEW_DUE)


@dataclass(frozen=True)
class Needed:
    """One need of a person: `since` when it waits, or `until` when it ends by itself, where it has either."""

    need: Need
    since: datetime | None = None
    until: date | datetime | None = None


def needs_from(found: Mapping[Need, date | datetime | int | None]) -> list[Needed]:
    """Put what was found about a person into order: by need, the moment or day with it; nothing found, no need."""
    listed = []
    for need in ORDER:
        value = found.get(need)
        if not value:
            continue
        since = value if need in SINCE and isinstance(value, datetime) else None
        until = value if need in UNTIL and isinstance(value, date) else None
        listed.append(Needed(need, since, until))
    return listed
