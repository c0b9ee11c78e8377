"""The river of a fund: from what was promised to where each pound is now."""

from __future__ import annotations

from django.utils.translation import gettext as _

from commonpurse.kernel.money import Money
from commonpurse.money.budgets.queries import FundFigures


def river(figures: FundFigures) -> list[list[tuple[str, Money]]]:
    """The columns of the drawing, each fed by the first part of the one before."""
    return [
        [(_("Promised"), figures.expected + figures.received)],
        [(_("Received"), figures.received), (_("Still to come"), figures.expected)],
        [
            (_("Not yet given"), figures.left),
            (_("With people"), figures.committed - figures.held),
            (_("Kept or on its way"), figures.held),
            (_("Paid out"), figures.spent),
        ],
    ]
