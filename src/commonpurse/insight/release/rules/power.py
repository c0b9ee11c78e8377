"""Who decides, in figures: each as far as it may be told, and never so that it could tell whose it is.

What counts is how many people are behind a figure, not how many things: ten limits of one person are one person's.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median_low
from typing import TypeVar
from uuid import UUID

from commonpurse.insight.release.rules.hands import percent_of
from commonpurse.insight.release.rules.small_numbers import hidden_of_people, is_of_few
from commonpurse.kernel.small_numbers import SMALLEST_GROUP

Cell = TypeVar("Cell", bound=Hashable)

# On each side of a mark there are five people at least, so that no mark is near one of them alone.
ENOUGH_FOR_HALF = 2 * SMALLEST_GROUP
ENOUGH_FOR_NINE_IN_TEN = 10 * SMALLEST_GROUP


@dataclass(frozen=True)
class Tally:
    """So many things, and whose they are."""

    count: int = 0
    people: frozenset[UUID] = field(default_factory=frozenset)

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.count + other.count, self.people | other.people)

    @property
    def is_of_few(self) -> bool:
        return is_of_few(self.people)


def tallies(rows: Iterable[tuple[Cell, UUID, int]]) -> dict[Cell, Tally]:
    """Add up what the database counted: a cell, whose, and how many."""
    found: dict[Cell, Tally] = {}
    for cell, person, count in rows:
        found[cell] = found.get(cell, Tally()) + Tally(count, frozenset({person}))
    return found


def told(tally: Tally) -> int | None:
    """The count, or None where it is of one to four people."""
    return None if tally.is_of_few else tally.count


def part_told(part: Tally, rest: Tally) -> int | None:
    """The count of a part whose whole is told beside it; None where either the part or the rest is of a few people."""
    return None if part.is_of_few or rest.is_of_few else part.count


def split_told(part: Tally, rest: Tally) -> int | None:
    """What per cent the part is of both; None where either is of a few people, or there is nothing.

    A percentage of a known count gives the count away, and with it the rest.
    """
    return None if part.is_of_few or rest.is_of_few else percent_of(part.count, part.count + rest.count)


def table_told(cells: Mapping[Cell, Tally]) -> list[tuple[Cell, int | None]]:
    """Each cell with its count, or None for those of a few people and for what would give them away."""
    hidden = hidden_of_people({cell: (tally.people,) for cell, tally in cells.items()})
    return [(cell, None if cell in hidden else tally.count) for cell, tally in cells.items()]


def shares_told(cells: Mapping[Cell, tuple[Tally, Tally]]) -> list[tuple[Cell, int | None]]:
    """Each cell with what per cent its first side is of both, or None: as in a table, for each of the two sides."""
    hidden = hidden_of_people({cell: (part.people, rest.people) for cell, (part, rest) in cells.items()})
    return [(cell, None if cell in hidden else split_told(*sides)) for cell, sides in cells.items()]


@dataclass(frozen=True)
class Ages:
    """How many days things have lasted: half of them, and nine in ten, at most this long. None where people are few."""

    half: int | None
    nine_in_ten: int | None


def ages_of(days: Sequence[int], people: int) -> Ages:
    """`people`: how many are behind them. The longest is not told: it is one person's."""
    ranked = sorted(days)
    return Ages(
        half=median_low(ranked) if people >= ENOUGH_FOR_HALF else None,
        nine_in_ten=ranked[-(-len(ranked) * 9 // 10) - 1] if people >= ENOUGH_FOR_NINE_IN_TEN else None,
    )
