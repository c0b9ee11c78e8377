"""The river of a fund, or of all of them: from what was promised to where each pound is now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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


MOST_FUNDS = 8  # streams that the eye can follow; the rest flow together


def river_of_funds(funds: Sequence[tuple[str, FundFigures]]) -> dict[str, list[Any]]:
    """The columns and streams of several funds together, the largest first; nothing where there is no fund.

    All of one currency. The table of the funds beneath the drawing says the same in figures.
    """
    if not funds:
        return {"columns": [], "streams": []}
    largest = sorted(funds, key=lambda each: -(each[1].expected + each[1].received).minor)
    shown = [(name, each.received, each.expected) for name, each in largest[:MOST_FUNDS]]
    if len(largest) > MOST_FUNDS:
        rest = [each for _name, each in largest[MOST_FUNDS:]]
        shown.append((_("Other funds"), total(rest, "received"), total(rest, "expected")))
    every = [each for _name, each in funds]
    received, expected, held = total(every, "received"), total(every, "expected"), total(every, "held")
    places = [
        (_("Not yet given"), total(every, "left")),
        (_("With people"), total(every, "committed") - held),
        (_("Kept or on its way"), held),
        (_("Paid out"), total(every, "spent")),
    ]
    come, to_come = _("Received"), _("Still to come")
    return {
        "columns": [[(name, r + e) for name, r, e in shown], [(come, received), (to_come, expected)], places],
        "streams": [
            *((name, come, r) for name, r, _e in shown),
            *((name, to_come, e) for name, _r, e in shown),
            *((come, place, amount) for place, amount in places),
        ],
    }


def total(figures: Sequence[FundFigures], name: str) -> Money:
    first, *others = [getattr(each, name) for each in figures]
    return sum(others, first)
