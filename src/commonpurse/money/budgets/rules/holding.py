"""In whose hands the money of a line is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from commonpurse.money.budgets.rules.lawful import needs_check
from commonpurse.money.budgets.rules.refusing import BudgetRefused
from commonpurse.money.budgets.rules.words import HoldingType, LegalBasis

# A step down is looked at again at least once a year.
# Source: Care and Support (Direct Payments) Regulations 2014 (SI 2014/2871) reg 7.
LONGEST_STEP_DOWN = timedelta(days=366)


@dataclass(frozen=True)
class Holding:
    """In whose hands money is from a day until a day."""

    holding_type: HoldingType
    starts_on: date
    ends_on: date | None = None
    reason: str = ""
    has_provider: bool = False


def holding_on(holdings: Sequence[Holding], day: date) -> Holding | None:
    """The holding that counts on that day, or None: the person's own hands.

    `holdings` in the order in which they were set. The newest that has begun counts, even over an older one that would
    last longer; when its own end comes, the money is in the person's own hands again.
    """
    begun = [holding for holding in holdings if holding.starts_on <= day]
    if not begun or (begun[-1].ends_on is not None and begun[-1].ends_on <= day):
        return None
    return None if begun[-1].holding_type == HoldingType.SELF_HELD else begun[-1]


def check_provider(holding: Holding, legal_basis: LegalBasis) -> None:
    """Check who holds money for somebody: of a direct payment it is a provider under contract with the authority.

    Raises: BudgetRefused (`holding_names_provider`, `holding_needs_provider`).
    """
    is_third_party = holding.holding_type == HoldingType.THIRD_PARTY_HELD
    if holding.has_provider and not is_third_party:
        raise BudgetRefused(
            "A provider is named where another organisation holds the money.",
            code="holding_names_provider",
            field="provider",
        )
    if is_third_party and needs_check(legal_basis) and not holding.has_provider:
        raise BudgetRefused(
            "Choose which provider holds it, under contract with the council or the NHS.",
            code="holding_needs_provider",
            field="provider",
        )


def check_holding(holding: Holding) -> None:
    """Check a change of hands: each has a reason, each step down an end within a year.

    Raises: BudgetRefused (`holding_needs_reason`, `holding_needs_end`, `holding_end_wrong`).
    """
    if not holding.reason.strip():
        raise BudgetRefused("Say in plain words why.", code="holding_needs_reason", field="reason")
    if holding.holding_type != HoldingType.SELF_HELD and holding.ends_on is None:
        raise BudgetRefused(
            "Say until when. After that the money is in the person's own hands again.",
            code="holding_needs_end",
            field="ends_on",
        )
    if holding.ends_on is not None and not (
        holding.starts_on < holding.ends_on <= holding.starts_on + LONGEST_STEP_DOWN
    ):
        raise BudgetRefused(
            "The end comes after the start, and within a year. It can be renewed with the person.",
            code="holding_end_wrong",
            field="ends_on",
        )
