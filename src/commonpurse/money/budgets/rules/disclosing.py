"""What a funder may see of what people chose: sums by kind in which nobody can be seen, alone or by subtraction."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from commonpurse.kernel.small_numbers import SMALLEST_GROUP
from commonpurse.money.budgets.rules.words import SpendKind

# A group of one kind would be that kind. Source: Federal Committee on Statistical Methodology, Statistical Policy
# Working Paper 22 (2005), chapter II: where totals are shown, one suppressed cell needs a complementary one.
SMALLEST_TOGETHER = 2


@dataclass(frozen=True)
class ShownKind:
    """A sum (minor units) that may be shown, and how many people are behind it. `kind` None: other kinds together."""

    kind: SpendKind | None
    amount_minor: int
    people: int


def kinds_shown(spent: Mapping[SpendKind, Mapping[Hashable, int]]) -> Sequence[ShownKind] | None:
    """Say what may be shown of what each person's money was spent on in one stretch of time; None: only the total.

    `spent` has minor units by kind and person; whoever's sum is zero does not count. The total is always shown, so:
    a kind of fewer than five people is put together with others; what is put together is of five people or more, and
    of two kinds or more, if need be with the smallest kind that could have been shown; its kinds are not named.
    The largest sums come first, other kinds last.
    """
    counted = {
        kind: {person: minor for person, minor in by_person.items() if minor} for kind, by_person in spent.items()
    }
    open_kinds = sorted((kind for kind in counted if counted[kind]), key=lambda kind: _size(counted[kind]))
    together: list[SpendKind] = [kind for kind in open_kinds if len(counted[kind]) < SMALLEST_GROUP]
    open_kinds = [kind for kind in open_kinds if kind not in together]
    while together and open_kinds and not _is_enough([counted[kind] for kind in together]):
        together.append(open_kinds.pop(0))
    if not open_kinds:
        return None if together else []
    shown = [ShownKind(kind, sum(counted[kind].values()), len(counted[kind])) for kind in open_kinds]
    shown.sort(key=lambda each: -each.amount_minor)
    if together:
        people = {person for kind in together for person in counted[kind]}
        shown.append(ShownKind(None, sum(sum(counted[kind].values()) for kind in together), len(people)))
    return shown


def _size(by_person: Mapping[Hashable, int]) -> tuple[int, int]:
    """The smallest kind is that of the fewest people, then of the least money."""
    return len(by_person), sum(by_person.values())


def _is_enough(together: Sequence[Mapping[Hashable, int]]) -> bool:
    people = {person for by_person in together for person in by_person}
    return len(together) >= SMALLEST_TOGETHER and len(people) >= SMALLEST_GROUP
