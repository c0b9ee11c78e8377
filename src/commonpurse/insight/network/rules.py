"""Who works with whom: pairs of organisations, by how many people they share. Plain values only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from uuid import UUID

from commonpurse.kernel.small_numbers import SMALLEST_GROUP, count_shown

# How far back "now" goes: half a year, so that a few weeks of holidays make no gap.
WINDOW = timedelta(days=183)

Pair = tuple[UUID, UUID]


@dataclass(frozen=True)
class Together:
    """What two organisations did together: for how many people both had a step to do, whom one referred and the other
    took on, on how many panels both sat. None stands for fewer than five, and not none."""

    pair: Pair
    people: int | None
    referrals: int | None
    panels: int | None

    @property
    def strength(self) -> int:
        """By what the lines are drawn and sorted: a few count as one less than the fewest that are said."""
        counts = (self.people, self.referrals, self.panels)
        return sum(SMALLEST_GROUP - 1 if count is None else count for count in counts)


@dataclass(frozen=True)
class Network:
    """The organisations, what each two of them did together, the strongest first, and since when."""

    organisations: Sequence[tuple[UUID, str]]
    together: Sequence[Together]
    since: date

    @property
    def alone(self) -> list[str]:
        """Who did nothing together with anybody."""
        linked = {one for each in self.together for one in each.pair}
        return [name for id_, name in self.organisations if id_ not in linked]

    @property
    def possible(self) -> int:
        """How many pairs there could be."""
        count = len(self.organisations)
        return count * (count - 1) // 2


def pairs_of(groups: Iterable[Collection[UUID]]) -> Counter[Pair]:
    """Count for each two how many of the groups hold both."""
    return Counter(pair for group in groups for pair in combinations(sorted(set(group)), 2))


def network_of(
    organisations: Sequence[tuple[UUID, str]],
    *,
    people: Counter[Pair],
    referrals: Counter[Pair],
    panels: Counter[Pair],
    since: date,
) -> Network:
    """Put the three counts together, each said or a few."""
    pairs = people.keys() | referrals.keys() | panels.keys()
    together = [
        Together(pair, count_shown(people[pair]), count_shown(referrals[pair]), count_shown(panels[pair]))
        for pair in pairs
    ]
    names = dict(organisations)
    order = sorted(
        (each for each in together if set(each.pair) <= names.keys()),
        key=lambda each: (-each.strength, [names[one].casefold() for one in each.pair]),
    )
    return Network(organisations, order, since)
