"""When the books of some days may be closed."""

from __future__ import annotations

from datetime import date

from commonpurse.kernel.words import Words
from commonpurse.money.reconciliation.rules.refusing import ReconciliationRefused


def check_closing(last_day: date, *, today: date, open_count: int, reason: str) -> None:
    """Check that the books may be closed up to and including `last_day`. `open_count`: its lines nothing explains.

    Raises: ReconciliationRefused (`day_not_over`, `reason_needed`).
    """
    if last_day >= today:
        raise ReconciliationRefused(
            "This day is not over yet. Choose yesterday or a day before it.", code="day_not_over", field="last_day"
        )
    if open_count and not reason.strip():
        raise ReconciliationRefused(
            Words.counted(
                "1 line of the bank has no explanation yet. Explain them first, or say why you close all the same.",
                "{number} lines of the bank have no explanation yet. "
                "Explain them first, or say why you close all the same.",
                open_count,
            ),
            code="reason_needed",
            field="reason",
            open_count=open_count,
        )
