"""How this app says no, and what every amount must be."""

from __future__ import annotations

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money


class BudgetRefused(Refused):
    """A rule about funds, budgets or holds said no. The code says which: see the functions that raise it."""

    code = "budget_refused"


def check_amount(amount: Money, currency: str) -> None:
    """Check an amount before it moves. Raises: BudgetRefused (`amount_not_positive`, `other_currency`)."""
    if amount.currency != currency:
        raise BudgetRefused(
            "This partnership keeps its money in {currency}.", code="other_currency", field="amount", currency=currency
        )
    if amount.minor <= 0:
        raise BudgetRefused("Write an amount above zero.", code="amount_not_positive", field="amount")
