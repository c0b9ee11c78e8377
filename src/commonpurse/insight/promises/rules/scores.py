"""Answers on a scale of five, summed up so that nobody's own answer can be read from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum

from commonpurse.kernel.small_numbers import SMALLEST_GROUP, is_few
from commonpurse.kernel.words import Words

HALVES_SHOWN = 4  # half-years: two years
# Low is what leads to a talk: below the middle of the five answers, where more of what is said is no than yes. At the
# middle some keep it and some do not, which a talk of two does not mend; from the second best on it is kept.
LOW, GOOD = 3.0, 4.0
# Between the lowest and the highest quarter of so many there are five at least: no mark is one answer's alone.
ENOUGH_FOR_SPREAD = 2 * SMALLEST_GROUP


class Kept(IntEnum):
    """How far an organisation keeps one clause, as another one or a person sees it."""

    NOT = 1
    SELDOM = 2
    PARTLY = 3
    MOSTLY = 4
    ALWAYS = 5


KEPT_WORDS: Mapping[Kept, Words] = {
    Kept.ALWAYS: Words("Yes"),
    Kept.MOSTLY: Words("Mostly"),
    Kept.PARTLY: Words("In part"),
    Kept.SELDOM: Words("Not often"),
    Kept.NOT: Words("No"),
}


class Keeping(StrEnum):
    """What a sum of answers says of a clause."""

    KEPT = "kept"
    PARTLY = "partly"
    NOT = "not_kept"
    UNTOLD = "untold"


KEEPING_WORDS: Mapping[Keeping, Words] = {
    Keeping.KEPT: Words("Kept"),
    Keeping.PARTLY: Words("Kept in part"),
    Keeping.NOT: Words("Not kept"),
    Keeping.UNTOLD: Words("Too few answers to tell"),
}


@dataclass(frozen=True)
class Scored:
    """What is said of one clause in one half-year. Below five answers there is nothing but their half-year.

    `count`   how many answers, from five on; below it says nothing, for it would tell of a few
    `mean`    to the nearest half, so that one more answer is not read from the difference
    `spread`  between which two answers the middle half of them lies, from ten on
    """

    half: date
    count: int = 0
    mean: float | None = None
    spread: tuple[int, int] | None = None

    @property
    def is_told(self) -> bool:
        return self.mean is not None

    @property
    def keeping(self) -> Keeping:
        if self.mean is None:
            return Keeping.UNTOLD
        return Keeping.KEPT if self.mean >= GOOD else Keeping.NOT if self.mean < LOW else Keeping.PARTLY

    @property
    def is_low(self) -> bool:
        """Whether it is not kept, as far as it may be told. The one place that says so."""
        return self.keeping is Keeping.NOT

    @property
    def keeping_words(self) -> Words:
        return KEEPING_WORDS[self.keeping]

    @property
    def half_words(self) -> Words:
        return half_words(self.half)


def half_of(day: date) -> date:
    """The first day of the half-year that a day is in."""
    return date(day.year, 1 if day.month <= 6 else 7, 1)


def month_of(day: date) -> date:
    """The first day of the month that a day is in."""
    return day.replace(day=1)


def last_halves(today: date) -> list[date]:
    """The first days of the half-years that are shown, the earliest first.

    The last is the one of the last whole month: what is said today changes no figure before the month is over.
    """
    last = half_of(month_of(today) - timedelta(days=1))
    number = last.year * 2 + (0 if last.month == 1 else 1)
    return [date(each // 2, 7 if each % 2 else 1, 1) for each in range(number - HALVES_SHOWN + 1, number + 1)]


def half_words(half: date) -> Words:
    if half.month == 1:
        return Words("January to June {year}", year=str(half.year))
    return Words("July to December {year}", year=str(half.year))


def scored(half: date, counts: Mapping[int, int]) -> Scored:
    """Sum up how often each answer was given."""
    whole = sum(counts.values())
    if whole < SMALLEST_GROUP:
        return Scored(half)
    mean = round(2 * sum(value * count for value, count in counts.items()) / whole) / 2
    ranked = [value for value in sorted(counts) for _ in range(counts[value])]
    spread = None
    if whole >= ENOUGH_FOR_SPREAD:
        quarter = -(-whole // 4)  # by nearest rank, from below and from above alike
        spread = (ranked[quarter - 1], ranked[whole - quarter])
    return Scored(half, whole, mean, spread)


def part_scored(half: date, part: Mapping[int, int], whole: Mapping[int, int]) -> Scored:
    """The same of a part whose whole is told beside it: the rest of it must not be of a few answers either."""
    rest = sum(whole.values()) - sum(part.values())
    return Scored(half) if is_few(rest) else scored(half, part)


def newest_told(trend: Sequence[Scored]) -> Scored | None:
    """The newest half-year of which something may be told."""
    return next((one for one in reversed(trend) if one.is_told), None)


def any_low(*voices: Scored | None) -> bool:
    """Whether people or partners say that it is not kept: one of them is enough for a talk."""
    return any(one is not None and one.is_low for one in voices)


def moved(trend: Sequence[Scored]) -> float | None:
    """By how much the newest half-year that may be told is above the one before it; None where there is none."""
    told = [one.mean for one in trend if one.mean is not None]
    return told[-1] - told[-2] if len(told) > 1 else None
