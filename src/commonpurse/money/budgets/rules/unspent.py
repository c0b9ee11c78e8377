"""Money that a person has not used: told early that its time ends, and never held against her."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

# How long before money of a fund can be used no more its person is told: long enough to talk, to choose and to buy.
# Our own rule (docs/adr/0090): two of the visits that a month has, and a round of finance.
TOLD_EARLY = timedelta(weeks=8)
# From when on we speak of money that gathers; see `has_gathered`.
GATHERED_OVER = timedelta(days=90)

# What the person may be told of: see `kernel.messages`. No message ever says it.
NEWS_MONEY_ENDS = "money_ends"


def ends_soon(lapses_on: date | None, available_minor: int, today: date) -> bool:
    """Tell whether there is money left that can be used no more from a day within the next eight weeks on."""
    return lapses_on is not None and available_minor > 0 and today < lapses_on <= today + TOLD_EARLY


def has_gathered(given: Iterable[tuple[int, date]], available_minor: int, today: date) -> bool:
    """Tell whether much money has gathered: more than half of all that came in, and some of it for three months.

    `given`: what came in, in minor units, each with its day. Saving is a good use: this is said kindly, and nothing
    follows from it by itself. Large sums unspent may be a ground for a notice (SI 2013/1617 reg 15), which has its own
    way with reasons.
    """
    came_in = list(given)
    newest = sum(minor for minor, day in came_in if day > today - GATHERED_OVER)
    return available_minor > newest and available_minor * 2 > sum(minor for minor, _ in came_in)
