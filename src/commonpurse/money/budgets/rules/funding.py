"""When a fund may give money to a person, and what becomes of it when the fund ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import Period
from commonpurse.money.budgets.rules.refusing import BudgetRefused
from commonpurse.money.budgets.rules.words import UnspentRule


def check_allocation(fund_name: str, period: Period, amount: Money, left: Money, on: date) -> None:
    """Check that a fund may give this amount on that day. `left`: what it has received and not yet given to anybody.

    Raises: BudgetRefused (`fund_not_started`, `fund_ended`, `fund_short`).
    """
    if on < period.starts_on:
        raise BudgetRefused(
            "{fund} starts on {day}. Give its money from that day on.",
            code="fund_not_started",
            field="fund",
            fund=fund_name,
            day=period.starts_on,
        )
    if on not in period and period.ends_on is not None:
        raise BudgetRefused(
            "{fund} ended on {day}. Choose another fund.",
            code="fund_ended",
            field="fund",
            fund=fund_name,
            day=period.ends_on - timedelta(days=1),
        )
    if amount > left:
        raise BudgetRefused(
            "{fund} has {left} left to give. Give that or less, or wait until more has arrived.",
            code="fund_short",
            field="amount",
            fund=fund_name,
            left=left,
            left_minor=left.minor,
        )


def lapses_on(unspent_rule: UnspentRule, ends_on: date | None) -> date | None:
    """The first day on which money that a person has no longer pays; None where it stays usable after the fund's end.

    Only what returns to the fund lapses: what rolls over, or stays with the person, is hers to use afterwards.
    """
    return ends_on if unspent_rule == UnspentRule.RETURNS_TO_FUND else None


@dataclass(frozen=True)
class DueBack:
    """Which money of an ended fund is due back to its funder: what nobody was given, what people have left, or both."""

    unallocated: bool
    on_lines: bool


def due_back(unspent_rule: UnspentRule, ends_on: date | None, today: date) -> DueBack:
    """Say what is due back. Nothing before the end; nothing at all of a fund whose money rolls over."""
    if ends_on is None or today < ends_on or unspent_rule == UnspentRule.ROLLS_OVER:
        return DueBack(unallocated=False, on_lines=False)
    return DueBack(unallocated=True, on_lines=lapses_on(unspent_rule, ends_on) is not None)
