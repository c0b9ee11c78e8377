"""The river of a fund: from what was promised to where each pound is now."""

from __future__ import annotations

from commonpurse.kernel.money import Money
from commonpurse.money.budgets.queries import FundFigures


def river(figures: FundFigures) -> list[list[tuple[str, Money]]]:
    """The columns of the drawing, each fed by the first part of the one before."""
    return [
        [("Promised", figures.expected + figures.received)],
        [("Received", figures.received), ("Still to come", figures.expected)],
        [
            ("Not yet given", figures.left),
            ("With people", figures.committed - figures.held),
            ("Kept or on its way", figures.held),
            ("Paid out", figures.spent),
        ],
    ]
