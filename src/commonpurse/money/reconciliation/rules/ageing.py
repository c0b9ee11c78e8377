"""How old what is not explained is."""

from __future__ import annotations

from dataclasses import dataclass

from commonpurse.kernel.words import Words


@dataclass(frozen=True)
class AgeBand:
    """Days since the bank booked a line: from `first_day` to `last_day`, both included; None is open."""

    words: Words
    first_day: int
    last_day: int | None


# A week is one round of looking, a month one closing, a quarter one report to funders.
AGE_BANDS = (
    AgeBand(Words("up to a week"), 0, 7),
    AgeBand(Words("up to a month"), 8, 31),
    AgeBand(Words("up to a quarter"), 32, 92),
    AgeBand(Words("older"), 93, None),
)


def age_band(days: int) -> AgeBand:
    """Return the band of a line that is so many days old. A line dated tomorrow is new."""
    return next(band for band in AGE_BANDS if band.last_day is None or days <= band.last_day)
