"""Who works with whom: pairs of organisations, by what they did together. Plain values only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations
from uuid import UUID

from commonpurse.kernel.small_numbers import SMALLEST_GROUP
from commonpurse.kernel.words import Words

# How far back "now" goes: half a year, so that a few weeks of holidays make no gap.
WINDOW = timedelta(days=183)

Pair = tuple[UUID, UUID]


class Act(StrEnum):
    """What two organisations do together, as far as it is written down here. In the order of the page."""

    PEOPLE = "people"
    REFERRALS = "referrals"
    DECISIONS = "decisions"
    RULES = "rules"


ACT_WORDS: Mapping[Act, Words] = {
    Act.PEOPLE: Words("People they share"),
    Act.REFERRALS: Words("Referrals taken on"),
    Act.DECISIONS: Words("Decided together"),
    Act.RULES: Words("Rules moved"),
}
# What is counted, and what is not: who reads a figure must be able to say what it is of.
ACT_MEANS: Mapping[Act, Words] = {
    Act.PEOPLE: Words("both have a step in one person’s plan, written in this time"),
    Act.REFERRALS: Words("one put somebody forward, and somebody of the other took on to coordinate"),
    Act.DECISIONS: Words(
        "both sat on the panel that heard a challenge, both agreed to the same money put together, or both decided in "
        "the meeting that says who is taken on"
    ),
    Act.RULES: Words(
        "one bent or changed a rule for somebody with whom the other works, or both moved it for everybody"
    ),
}


@dataclass(frozen=True)
class Together:
    """What two organisations did together, by kind. None stands for fewer than five, and for none: not told apart."""

    pair: Pair
    counts: Mapping[Act, int | None]

    @property
    def strength(self) -> int:
        """By what the lines are drawn and sorted: all that may be told."""
        return sum(count for count in self.counts.values() if count is not None)


@dataclass(frozen=True)
class Network:
    """The organisations, the pairs of which something may be told, the strongest first, and since when.

    Of all other pairs it is none, or fewer than five of each: which of them did anything is told to nobody.
    """

    organisations: Sequence[tuple[UUID, str]]
    together: Sequence[Together]
    since: date

    @property
    def untold(self) -> list[str]:
        """Who is in no pair of which something may be told. That is not to say that they did nothing."""
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


def each_with(one: UUID | None, others: Iterable[UUID | None]) -> list[set[UUID]]:
    """One organisation with each of the others, as groups of two: those others did nothing with one another."""
    return [{one, other} for other in set(others) if one is not None and other is not None and one != other]


def network_of(organisations: Sequence[tuple[UUID, str]], *, acts: Mapping[Act, Counter[Pair]], since: date) -> Network:
    """Put together the pairs of which a count may be told. Pairs of who is not named, for they left, are left out.

    A pair of which none may be told is left out too: its row alone would tell on which day the first one came about.
    """
    names = dict(organisations)
    pairs = {pair for counts in acts.values() for pair in counts if set(pair) <= names.keys()}
    together = [Together(pair, {act: _told(acts[act][pair]) for act in Act}) for pair in pairs]
    told = [each for each in together if each.strength]
    order = sorted(told, key=lambda each: (-each.strength, [names[one].casefold() for one in each.pair]))
    return Network(organisations, order, since)


def _told(count: int) -> int | None:
    """A zero beside other figures would tell, the month after, that the first one came about: it is a few too."""
    return count if count >= SMALLEST_GROUP else None
