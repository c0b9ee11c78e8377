"""Exact money: whole minor units and a currency, one written grammar, one way to split.

Floats never appear. `Decimal` lives only at the edges: forms, files, pages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.words import Words

# Source: ISO 4217 list one (2024): both have two decimals. One installation keeps one of them.
CURRENCIES = {"GBP": "£", "EUR": "€"}
MINOR_PER_MAJOR = 100

# A budget above this is a slip of the finger, and a bigint is never near its end: 10 billion in major units.
LARGEST_MINOR = 1_000_000_000_000

# `12` or `12.50`, ASCII digits only. No sign, exponent or space, and no grouping: `1,200` is 1.2 in half of Europe.
WRITTEN_AMOUNT = re.compile(r"(?P<major>0|[1-9][0-9]{0,9})(?:\.(?P<minor>[0-9]{2}))?", re.ASCII)


class AmountUnreadable(Refused):
    code = "amount_unreadable"


@dataclass(frozen=True, order=False)
class Money:
    """A sum in minor units (pence, cents). May be negative as a result, never as typed input."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.minor, int) or isinstance(self.minor, bool):
            raise TypeError("money is a whole number of minor units")
        if not re.fullmatch(r"[A-Z]{3}", self.currency):
            raise ValueError("a currency is three capital letters (ISO 4217)")

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added or compared")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.minor <= other.minor

    def __gt__(self, other: Money) -> bool:
        return other < self

    def __ge__(self, other: Money) -> bool:
        return other <= self

    def __bool__(self) -> bool:
        return self.minor != 0

    @property
    def decimal(self) -> Decimal:
        """The sum in major units with two decimals, for a file or a page."""
        return Decimal(self.minor).scaleb(-2)

    def __str__(self) -> str:
        """As people read it: £1,200.00, -£3.50. The page, the CLI and every sentence use this."""
        sign = "-" if self.minor < 0 else ""
        major, minor = divmod(abs(self.minor), MINOR_PER_MAJOR)
        symbol = CURRENCIES.get(self.currency)
        return f"{sign}{symbol}{major:,}.{minor:02d}" if symbol else f"{sign}{major:,}.{minor:02d} {self.currency}"


def parse_amount(text: str, currency: str) -> Money:
    """Read an amount that a person typed or a clerk's file holds: `12`, `12.50` or `£12.50`.

    Raises: AmountUnreadable, with a sentence that says what to write instead.
    """
    symbol = CURRENCIES.get(currency, "")
    example = f"{symbol}12.50"
    unsigned = text.removeprefix(symbol) if symbol else text
    found = WRITTEN_AMOUNT.fullmatch(unsigned)
    if found:
        return Money(int(found["major"]) * MINOR_PER_MAJOR + int(found["minor"] or 0), currency)
    if "," in text:
        why = Words("Write the amount without a comma, like {example} or 1200.", example=example)
    elif WRITTEN_AMOUNT.fullmatch("".join(text.split()).removeprefix(symbol)):
        why = Words("Write the amount without a space, like {example}.", example=example)
    elif re.fullmatch(r"[0-9]+\.([0-9]|[0-9]{3,})", unsigned, re.ASCII):
        why = Words("Write the pence with two figures, like {example}.", example=example)
    elif unsigned.startswith("-"):
        why = Words("Write an amount above zero, without a minus, like {example}.", example=example)
    else:
        why = Words("Write the amount in figures, like 12 or {example}.", example=example)
    raise AmountUnreadable(why, field="amount")


def split_by_weight(total_minor: int, weights: Sequence[int]) -> list[int]:
    """Split a sum into whole parts in proportion to `weights`; the parts add up to it exactly.

    Largest remainder: each part gets its whole share, the minor units left over go to the largest remainders,
    ties to the earlier part. `total_minor` >= 0, each weight >= 0, at least one above zero.
    Source: Hamilton's method, as in Balinski and Young, Fair Representation (1982), chapter 2.
    """
    if total_minor < 0 or any(weight < 0 for weight in weights):
        raise ValueError("a split takes sums and weights of zero or more")
    whole = sum(weights)
    if whole == 0:
        raise ValueError("a split needs a weight above zero")
    parts = [total_minor * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total_minor * weights[i] % whole), i))
    for i in by_remainder[: total_minor - sum(parts)]:
        parts[i] += 1
    return parts
