"""Looks that are worth a question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from commonpurse.kernel.words import Words


class Oddity(StrEnum):
    """Why a look is worth a question (threat 3: somebody looks up a person of their own)."""

    SAME_NAME = "same_name"
    AGAIN_AND_AGAIN = "again_and_again"
    MANY_PEOPLE = "many_people"


ODDITY_WORDS = {
    Oddity.SAME_NAME: Words("They have the same last name"),
    Oddity.AGAIN_AND_AGAIN: Words("They do not work together, and looked again and again"),
    Oddity.MANY_PEOPLE: Words("They looked at far more people than on other days"),
}


SHORTEST_LAST_NAME = 3  # letters; shorter ones are an initial, or a particle
LOOKS_WITHOUT_WORK = 6  # in a day, at one person, by somebody who does not work with her
MANY_PEOPLE_A_DAY = 15
MANY_TIMES_USUAL = 3


@dataclass(frozen=True)
class Look:
    """A look of one member at one person's own page. A page that lists many people is no such look."""

    member: UUID
    person: UUID
    at: datetime


@dataclass(frozen=True)
class OddLook:
    """Looks of one member on one day that are worth a question. `person` is empty where it is about many."""

    member: UUID
    person: UUID | None
    oddity: Oddity
    count: int
    last_at: datetime


def last_name(name: str) -> str:
    """The last word of a member's name, or nothing where there is one word only, or it is too short to tell."""
    words = name.casefold().split()
    return words[-1] if len(words) > 1 and len(words[-1]) >= SHORTEST_LAST_NAME else ""


def odd_looks(
    looks: Iterable[Look],
    *,
    last_names: dict[UUID, str],
    names: dict[UUID, set[str]],
    works_with: set[tuple[UUID, UUID]],
    usual: dict[UUID, float],
) -> list[OddLook]:
    """Find what is worth a question among the looks of one day.

    `names` has every word of each person's names; `usual` how many people a day each member looks at otherwise.
    """
    by_pair: dict[tuple[UUID, UUID], list[datetime]] = {}
    for look in looks:
        by_pair.setdefault((look.member, look.person), []).append(look.at)
    found = []
    people: dict[UUID, list[datetime]] = {}
    for (member, person), moments in by_pair.items():
        people.setdefault(member, []).append(max(moments))
        if last_names.get(member) and last_names[member] in names.get(person, set()):
            found.append(OddLook(member, person, Oddity.SAME_NAME, len(moments), max(moments)))
        elif (member, person) not in works_with and len(moments) >= LOOKS_WITHOUT_WORK:
            found.append(OddLook(member, person, Oddity.AGAIN_AND_AGAIN, len(moments), max(moments)))
    for member, moments in people.items():
        if len(moments) >= max(MANY_PEOPLE_A_DAY, MANY_TIMES_USUAL * usual.get(member, 0.0)):
            found.append(OddLook(member, None, Oddity.MANY_PEOPLE, len(moments), max(moments)))
    return sorted(found, key=lambda each: each.last_at, reverse=True)
