"""The geometry of the river: sums in columns, and how each flows into those of the next column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from commonpurse.kernel.money import Money

Part = tuple[str, Money]
Stream = tuple[str, str, Money]  # from which label to which, and how much

WIDTH, HEIGHT = 880, 300  # units of the drawing; two labels of one height stand side by side
BAR = 16  # width of a bar
GAP = 26  # height between bars of one column: a line of text fits
ROOM = 44  # least height for each bar of the fullest column, its gap with it
TOP = 24
LEAST_HEIGHT = 2
INK_OF = 6  # how many colours of parts there are


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


def flow_of(columns: Sequence[Sequence[Part]], streams: Sequence[Stream] | None = None) -> dict[str, Any]:
    """Lay bars column by column and the streams between them, all heights to one scale.

    Sums are zero or more; a part of nothing is left out of the drawing (the table beneath has it). Without `streams`
    each column is fed, top down, from the first bar of the column before. A label stands once in the whole drawing.
    """
    kept = [[(label, amount) for label, amount in column if amount.minor > 0] for column in columns]
    kept = [column for column in kept if column]
    if not kept:
        return {"bars": [], "streams": [], "width": WIDTH, "height": 0}
    largest = max(sum(amount.minor for _, amount in column) for column in kept)
    most = max(len(column) for column in kept)
    scale = (max(HEIGHT, ROOM * most) - TOP - GAP * most, largest)
    bars = {bar.label: bar for index, column in enumerate(kept) for bar in bars_of_column(column, index, kept, scale)}
    fed = streams if streams is not None else fed_by_the_first(kept)
    return {
        "bars": list(bars.values()),
        "streams": streams_between(bars, fed, scale),
        "width": WIDTH,
        "height": max(bar.y + bar.height for bar in bars.values()),
    }


def tall(amount: Money, scale: tuple[int, int]) -> int:
    room, largest = scale
    return max(room * amount.minor // largest, LEAST_HEIGHT)


def bars_of_column(
    column: Sequence[Part], index: int, columns: Sequence[Sequence[Part]], scale: tuple[int, int]
) -> list[FlowBar]:
    """Stack the bars of one column, each with its label above it; the last column's labels end at its bars."""
    x = (WIDTH - BAR) * index // max(len(columns) - 1, 1)
    is_last = index == len(columns) - 1 and index > 0
    before = sum(len(each) for each in columns[:index])
    y, laid = TOP, []
    for number, (label, amount) in enumerate(column, start=before):
        height = tall(amount, scale)
        text_x, anchor = (x + BAR, "end") if is_last else (x, "start")
        laid.append(FlowBar(label, amount, number % INK_OF + 1, x, y, height, text_x, y - 6, anchor))
        y += height + GAP
    return laid


def fed_by_the_first(columns: Sequence[Sequence[Part]]) -> list[Stream]:
    return [(before[0][0], label, amount) for before, column in pairwise(columns) for label, amount in column]


def streams_between(bars: dict[str, FlowBar], fed: Sequence[Stream], scale: tuple[int, int]) -> list[FlowStream]:
    """Draw each stream from where the last one left its bar to where the last one reached the next."""
    left: dict[str, int] = defaultdict(int)
    reached: dict[str, int] = defaultdict(int)
    drawn = []
    for source, target, amount in fed:
        if amount.minor <= 0 or source not in bars or target not in bars:
            continue
        start, end, height = bars[source], bars[target], tall(amount, scale)
        drawn.append(
            FlowStream(
                stream_path(start.x + BAR, start.y + left[source], end.x, end.y + reached[target], height),
                # coloured by the side that has more bars, so that one can follow each
                start.number if sum(bar.x == start.x for bar in bars.values()) > 2 else end.number,
            )
        )
        left[source] += height
        reached[target] += height
    return drawn


def stream_path(from_x: int, from_y: int, to_x: int, to_y: int, height: int) -> str:
    """Draw a band of one height from bar to bar, bending once each way."""
    half = (from_x + to_x) // 2
    return (
        f"M{from_x} {from_y}C{half} {from_y} {half} {to_y} {to_x} {to_y}V{to_y + height}"
        f"C{half} {to_y + height} {half} {from_y + height} {from_x} {from_y + height}Z"
    )
