"""The geometry of the river: how a sum on the left flows into parts in the middle and on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from commonpurse.kernel.money import Money

WIDTH, HEIGHT = 880, 300  # units of the drawing; two labels of one height stand side by side
BAR = 16  # width of a bar
GAP = 26  # height between bars of one column: a line of text fits
TOP = 24
LEAST_HEIGHT = 2


@dataclass(frozen=True)
class FlowBar:
    label: str
    amount: Money
    number: int
    x: int
    y: int
    height: int
    text_x: int
    text_y: int
    anchor: str


@dataclass(frozen=True)
class FlowStream:
    path: str
    number: int


def flow_of(columns: Sequence[Sequence[tuple[str, Money]]]) -> dict[str, Any]:
    """Lay bars column by column; each column's bars are fed, top down, from the first bar of the column before.

    Sums are zero or more; a part of nothing is left out of the drawing (the table beneath has it).
    """
    kept = [[(label, amount) for label, amount in column if amount.minor > 0] for column in columns]
    kept = [column for column in kept if column]
    largest = max((sum(amount.minor for _, amount in column) for column in kept), default=0)
    most = max((len(column) for column in kept), default=1)
    room = HEIGHT - TOP - GAP * most
    bars: list[FlowBar] = []
    streams: list[FlowStream] = []
    number = 0
    feeding: FlowBar | None = None
    for index, column in enumerate(kept):
        x = (WIDTH - BAR) * index // max(len(kept) - 1, 1)
        is_last = index == len(kept) - 1 and index > 0
        y, drawn, fed_y = TOP, [], feeding.y if feeding else 0
        for label, amount in column:
            height = max(room * amount.minor // largest, LEAST_HEIGHT)
            number += 1
            bar = FlowBar(
                label, amount, number, x, y, height, x + BAR if is_last else x, y - 6, "end" if is_last else "start"
            )
            drawn.append(bar)
            if feeding is not None:
                streams.append(FlowStream(stream_path(feeding.x + BAR, fed_y, x, y, height), number))
                fed_y += height
            y += height + GAP
        bars.extend(drawn)
        feeding = drawn[0]
    height = max((bar.y + bar.height for bar in bars), default=0)
    return {"bars": bars, "streams": streams, "width": WIDTH, "height": height}


def stream_path(from_x: int, from_y: int, to_x: int, to_y: int, height: int) -> str:
    """Draw a band of one height from bar to bar, bending once each way."""
    half = (from_x + to_x) // 2
    return (
        f"M{from_x} {from_y}C{half} {from_y} {half} {to_y} {to_x} {to_y}V{to_y + height}"
        f"C{half} {to_y + height} {half} {from_y + height} {from_x} {from_y + height}Z"
    )
