"""Which counts of a table may be shown without telling whose they are."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

Cell = TypeVar("Cell", bound=Hashable)

# A smaller count could tell whose it is. Source: ONS, "Disclosure control for tables" (2021): suppress below 5.
SMALLEST_COUNT_SHOWN = 5


def hidden_cells(counts: Mapping[Cell, int]) -> set[Cell]:
    """Return the cells to hide: the small ones, and the next larger one where the total would give them away.

    The total of the table stands beside it, so what all hidden cells hold together is known: it may not be small
    either. A cell with nothing in it tells of nobody and is shown.
    """
    larger = sorted((cell for cell, count in counts.items() if count >= SMALLEST_COUNT_SHOWN), key=lambda c: counts[c])
    hidden = {cell for cell, count in counts.items() if 0 < count < SMALLEST_COUNT_SHOWN}
    if hidden and larger and sum(counts[cell] for cell in hidden) < SMALLEST_COUNT_SHOWN:
        hidden.add(larger[0])
    return hidden
