"""The geometry of the purse band: parts of one bar, widths to scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commonpurse.kernel.money import Money

BAND_WIDTH = 1000  # units of the drawing
LEAST_WIDTH = 12  # units; a small part must still be seen
GAP = 6  # units between parts


@dataclass(frozen=True)
class BandPart:
    label: str
    amount: Money
    number: int
    x: int
    width: int


def band_of(parts: Sequence[tuple[str, Money]]) -> list[BandPart]:
    """Lay sums of zero or more beside each other. A part of nothing has no width but keeps its word in the list."""
    drawn = [amount.minor for _, amount in parts if amount.minor > 0]
    total = sum(drawn)
    room = BAND_WIDTH - GAP * max(len(drawn) - 1, 0) - LEAST_WIDTH * len(drawn)
    laid, x = [], 0
    for number, (label, amount) in enumerate(parts, start=1):
        width = LEAST_WIDTH + room * amount.minor // total if amount.minor > 0 else 0
        laid.append(BandPart(label, amount, number, x, width))
        x += width + GAP if width else 0
    return laid
