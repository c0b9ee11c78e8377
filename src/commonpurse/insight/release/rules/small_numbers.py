"""Which counts of a table may be shown without telling whose they are."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeVar
from uuid import UUID

from commonpurse.kernel.small_numbers import SMALLEST_GROUP, is_few

Cell = TypeVar("Cell", bound=Hashable)


def hidden_cells(counts: Mapping[Cell, int]) -> set[Cell]:
    """Return the cells to hide: the small ones, and the next larger one where the total would give them away.

    The total of the table stands beside it, so what all hidden cells hold together is known: it may not be small
    either. A cell with nothing in it tells of nobody and is shown.
    """
    larger = sorted((cell for cell, count in counts.items() if count >= SMALLEST_GROUP), key=lambda c: counts[c])
    hidden = {cell for cell, count in counts.items() if is_few(count)}
    if hidden and larger and sum(counts[cell] for cell in hidden) < SMALLEST_GROUP:
        hidden.add(larger[0])
    return hidden


def is_of_few(people: Collection[UUID]) -> bool:
    """Somebody, and fewer than five: what is told of them tells whose it is."""
    return is_few(len(people))


def hidden_of_people(cells: Mapping[Cell, Sequence[AbstractSet[UUID]]]) -> set[Cell]:
    """The same by whose it is, however many things each of them has: which cells to hide of a table with a known total.

    `cells`: for each cell the people on each side of what is told of it: of a count there is one side, of a share two.
    What all hidden cells hold together is known, so it may not be of a few either, on any side.
    """
    sides = max((len(each) for each in cells.values()), default=0)

    def together(some: set[Cell]) -> list[set[UUID]]:
        return [set().union(*(cells[cell][side] for cell in some)) for side in range(sides)]

    def are_few(some: Sequence[AbstractSet[UUID]]) -> bool:
        return any(is_of_few(side) for side in some)

    hidden = {cell for cell, each in cells.items() if are_few(each)}
    rest = sorted(
        (cell for cell in cells if cell not in hidden and any(cells[cell])),
        key=lambda cell: sum(len(side) for side in cells[cell]),
    )
    while rest and hidden and are_few(together(hidden)):
        hidden.add(rest.pop(0))
    return hidden
