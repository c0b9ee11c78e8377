"""The geometry of the manager's two drawings: the steps as one line, the months as columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

LINE_WIDTH = 880  # units of the drawing
EDGE = 14  # the first and the last station stand whole inside it
LEAST_WIDTH = 108  # the time of a step stands above it
COLUMNS_WIDTH, COLUMNS_HEIGHT = 480, 260
TOP, BOTTOM = 24, 28  # room for the number above a column and the month beneath
COLUMN_GAP = 10
LEAST_HEIGHT = 3
SPAN = 100  # units; the longest bar of a table


@dataclass(frozen=True)
class Stretch:
    """One step on the line, with the station at which it ends."""

    number: int
    words: str
    station: str
    x: int
    end: int
    anchor: str = "middle"

    @property
    def middle(self) -> int:
        return (self.x + self.end) // 2

    @property
    def text_x(self) -> int:
        return LINE_WIDTH if self.anchor == "end" else self.end


@dataclass(frozen=True)
class Span:
    """One bar of a table: half of it dark, nine in ten light."""

    half: int
    nine_in_ten: int


@dataclass(frozen=True)
class Column:
    """One month. `height` 0: nothing to draw; `words` stand above it."""

    label: str
    words: str
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def words_y(self) -> int:
        return self.y - 6


def line_of(steps: Sequence[tuple[str, str, int]]) -> list[Stretch]:
    """Lay steps end to end over the whole width: words, the station at the end, and a size.

    The longer a step, the longer its stretch; none is too short for its words.
    """
    room = LINE_WIDTH - 2 * EDGE - LEAST_WIDTH * len(steps)
    whole = sum(size for *_, size in steps)
    laid, x, passed = [], EDGE, 0
    for number, (words, station, size) in enumerate(steps, start=1):
        passed += size
        end = EDGE + LEAST_WIDTH * number + (room * passed // whole if whole else room * number // len(steps))
        laid.append(Stretch(number, words, station, x, end, "end" if number == len(steps) else "middle"))
        x = end
    return laid


def spans_of(times: Sequence[tuple[int, int]]) -> list[Span]:
    """Scale half and nine in ten of each row to the longest of them."""
    longest = max((nine for _, nine in times), default=0)
    return [Span(SPAN * half // longest, SPAN * nine // longest) if longest else Span(0, 0) for half, nine in times]


def columns_of(months: Sequence[tuple[str, str, int | None]]) -> dict[str, Any]:
    """Stand months beside each other: label, words, and a size; None has no column."""
    largest = max((size for _, _, size in months if size is not None), default=0)
    step = (COLUMNS_WIDTH + COLUMN_GAP) // max(len(months), 1)
    room = COLUMNS_HEIGHT - TOP - BOTTOM
    columns = []
    for place, (label, words, size) in enumerate(months):
        height = 0 if size is None else max(room * size // largest if largest else 0, LEAST_HEIGHT)
        y = TOP + room - height
        columns.append(Column(label, words, place * step, y, step - COLUMN_GAP, height))
    return {"columns": columns, "width": COLUMNS_WIDTH, "height": COLUMNS_HEIGHT, "ground": TOP + room}
