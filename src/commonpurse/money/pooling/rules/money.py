"""Sums of an agreement: what is due by a day, what goes back to whom, and when a quarter's statement is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from commonpurse.kernel.money import split_by_weight
from commonpurse.kernel.periods import FiscalYear, Period, Quarter
from commonpurse.money.pooling.rules.words import Drawdown, LeftOver

# How long after a quarter its statement is due. The guidance says quarterly, and no day: this is our own.
STATEMENT_DUE_AFTER = timedelta(days=30)
NEWS_STATEMENT_DUE = "statement_due"


def due_by(amount_minor: int, drawdown: Drawdown, period: Period, year: FiscalYear, day: date) -> int:
    """How much of a contribution is due up to and with that day, in minor units.

    By quarters it is due in equal parts, the odd pennies first, each on the first day of a quarter or of the period.
    What is paid when it is claimed is not due by itself.
    """
    if day < period.starts_on or drawdown is Drawdown.ON_CLAIM:
        return 0
    if drawdown is Drawdown.ON_START or period.ends_on is None:
        return amount_minor
    quarters = year.quarters(period.starts_on, period.ends_on - timedelta(days=1))
    parts = split_by_weight(amount_minor, [1] * len(quarters))
    begun = [max(quarter.starts_on, period.starts_on) <= day for quarter in quarters]
    return sum(part for part, has_begun in zip(parts, begun, strict=True) if has_begun)


def goes_back(rule: LeftOver, left_minor: int, put_in: Sequence[int], agreed: Sequence[int]) -> list[int]:
    """What of the money left goes back to each, in minor units and in their order; exact to the penny.

    In proportion to what each did put in, not to what it said it would: otherwise who paid late would take what others
    paid. Where nothing came in under the agreement (the money was there before) by what was agreed.
    """
    nothing = [0] * len(put_in)
    if rule is not LeftOver.IN_PROPORTION or left_minor <= 0:
        return nothing
    weights = [max(each, 0) for each in put_in]
    weights = weights if any(weights) else list(agreed)
    return split_by_weight(left_minor, weights) if any(weights) else nothing


def quarters_of(period: Period, year: FiscalYear, today: date) -> list[Quarter]:
    """The quarters in which the agreement ran, up to the one of today, the oldest first."""
    if today < period.starts_on:
        return []
    last = today if period.ends_on is None else min(today, period.ends_on - timedelta(days=1))
    return year.quarters(period.starts_on, last)


@dataclass(frozen=True)
class Due:
    """A quarter that is over and whose statement was not given."""

    quarter: Quarter
    is_late: bool


def statements_due(quarters: Sequence[Quarter], given: Sequence[date], today: date) -> list[Due]:
    """Which statements are due, the oldest first. `given`: the first days of the quarters that were told of."""
    return [
        Due(quarter, quarter.ends_on + STATEMENT_DUE_AFTER <= today)
        for quarter in quarters
        if quarter.ends_on <= today and quarter.starts_on not in given
    ]
