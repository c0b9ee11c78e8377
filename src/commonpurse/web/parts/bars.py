"""The geometry of bars: each row of a table holds its own bar, so the chart and its table are one thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commonpurse.kernel.money import Money

BAR_WIDTH = 100  # units of the drawing
LEAST_WIDTH = 1  # units; a value above zero must be seen


@dataclass(frozen=True)
class Bar:
    label: str
    value: Money | int
    width: int


def bars_of(rows: Sequence[tuple[str, Money | int]]) -> list[Bar]:
    """Give each value of zero or more a width in proportion to the largest."""
    sizes = [value.minor if isinstance(value, Money) else value for _, value in rows]
    largest = max(sizes, default=0)
    return [
        Bar(label, value, max(BAR_WIDTH * size // largest, LEAST_WIDTH) if size > 0 else 0)
        for (label, value), size in zip(rows, sizes, strict=True)
    ]
