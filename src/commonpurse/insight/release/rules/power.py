"""Who decides, in figures: each count as far as it may be told, and never so small that it could tell whose it is."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import TypeVar

from commonpurse.insight.release.rules.hands import percent_of
from commonpurse.insight.release.rules.small_numbers import SMALLEST_COUNT_SHOWN, hidden_cells

Cell = TypeVar("Cell", bound=Hashable)


def told(count: int) -> int | None:
    """The count, or None where it is of one to four."""
    return None if 0 < count < SMALLEST_COUNT_SHOWN else count


def share_told(part: int, whole: int, count: int) -> int | None:
    """What per cent the part is of the whole; None where too few are behind it, `count` of them."""
    return percent_of(part, whole) if count >= SMALLEST_COUNT_SHOWN else None


def split_told(part: int, whole: int) -> int | None:
    """What per cent of `whole` things are of one sort; None where either sort is of one to four.

    A percentage of a known count gives the count away, and with it the other sort.
    """
    is_small = any(0 < count < SMALLEST_COUNT_SHOWN for count in (part, whole - part))
    return None if whole < SMALLEST_COUNT_SHOWN or is_small else percent_of(part, whole)


def table_told(counts: Mapping[Cell, int]) -> list[tuple[Cell, int | None]]:
    """Each cell with its count, or None for the small ones and for what would give them away."""
    hidden = hidden_cells(counts)
    return [(cell, None if cell in hidden else count) for cell, count in counts.items()]


@dataclass(frozen=True)
class Ages:
    """How many days things have lasted: half of them at most this long, and the longest. None where they are few."""

    half: int | None
    longest: int | None


def ages_of(days: Sequence[int]) -> Ages:
    if len(days) < SMALLEST_COUNT_SHOWN:
        return Ages(None, None)
    return Ages(median_low(days), max(days))
