"""In whose hands the money was when it was released, without telling of a few."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from commonpurse.kernel.small_numbers import SMALLEST_GROUP


@dataclass(frozen=True)
class Held:
    """A sum in minor units, of so many payments."""

    minor: int
    count: int

    def __add__(self, other: Held) -> Held:
        return Held(self.minor + other.minor, self.count + other.count)


def percent_of(part: int, whole: int) -> int | None:
    """Whole per cent, rounded down, so that 100 is all of it; None of nothing."""
    return part * 100 // whole if whole else None


def kept_apart(held: Mapping[str, Held]) -> dict[str, Held]:
    """The kinds of other hands one by one, if none of them is of a few payments; else nothing: tell them together."""
    there = {kind: one for kind, one in held.items() if one.count}
    return there if all(one.count >= SMALLEST_GROUP for one in there.values()) else {}
