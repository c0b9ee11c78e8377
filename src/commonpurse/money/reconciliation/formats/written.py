"""How banks write amounts and dates: one strict grammar a format, and nothing else is taken for a number.

`Decimal("1_000")`, `Decimal("１２")`, `Decimal("1e9")` and `Decimal("NaN")` all succeed: so none of them is asked
before the text has passed a grammar of ASCII digits.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from functools import lru_cache

# 18 figures before and 18 after the point, a million entries: 42 figures. Inexact results raise, they never round.
EXACT = Context(prec=60, traps=[Inexact, InvalidOperation, Overflow])

# Source: ISO 20022 ActiveOrHistoricCurrencyAndAmount: 18 figures, no sign. Real files hold more decimals.
ISO_AMOUNT = re.compile(r"[0-9]{1,18}(?:\.[0-9]{0,18})?|\.[0-9]{1,18}", re.ASCII)
# Source: SWIFT MT standards, format 15d: the comma is always there, figures after it may be missing. Some banks fill
# with more zeros in front than 15 places.
SWIFT_AMOUNT = re.compile(r"[0-9]{1,18},[0-9]{0,6}", re.ASCII)
# Source: OFX 2.2 section 3.2.9.1: optional sign, comma or period, no grouping.
OFX_AMOUNT = re.compile(r"[+-]?[0-9]{1,18}(?:[.,][0-9]{0,12})?", re.ASCII)
ISO_DATE = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?:[T+\-Z].*)?", re.ASCII)

SHOWN_CHARACTERS = 40  # how much of an unreadable text is shown back


def shown(text: str) -> str:
    """Return a text fit for a sentence: short, in quotation marks, with control characters made visible."""
    cut = text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + "…"
    return "“" + "".join(c if c.isprintable() else repr(c)[1:-1] for c in cut) + "”"


def iso_amount(text: str) -> Decimal | None:
    """Read an amount of an ISO 20022 message, or None."""
    return Decimal(text) if ISO_AMOUNT.fullmatch(text) else None


def swift_amount(text: str) -> Decimal | None:
    """Read an MT940 amount (`1125250,4`, `0,`), or None. A missing fraction counts as one figure, `0,` as 0.0."""
    if not SWIFT_AMOUNT.fullmatch(text):
        return None
    whole, _, fraction = text.partition(",")
    return Decimal(f"{whole}.{fraction or '0'}")


def ofx_amount(text: str) -> Decimal | None:
    """Read a signed OFX amount, or None."""
    return Decimal(text.replace(",", ".")) if OFX_AMOUNT.fullmatch(text) else None


@lru_cache(maxsize=4096)  # the same few days stand in every line of a statement
def iso_date(text: str) -> date | None:
    """Read the day of an ISO date or date-time as the bank wrote it: its own day, no time zone is applied."""
    found = ISO_DATE.fullmatch(text)
    return make_date(int(found["year"]), int(found["month"]), int(found["day"])) if found else None


def make_date(year: int, month: int, day: int) -> date | None:
    """Return the date, or None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def last_day_of_month(year: int, month: int) -> date | None:
    """Return the last day of a month. Banks that count 30 days a month write 30 February for it."""
    if not (1 <= month <= 12 and 1 <= year <= 9999):
        return None
    return date(year, month, calendar.monthrange(year, month)[1])


def full_year(two_figures: int) -> int:
    """Return the year of an MT940 date.

    Source: SWIFT MT user handbook: years above 79 are 19xx, the others 20xx.
    """
    return (1900 if two_figures > 79 else 2000) + two_figures


def add_exactly(first: Decimal, second: Decimal) -> Decimal:
    """Add without rounding; keeps the decimals of the longer one."""
    return EXACT.add(first, second)


def plain(value: Decimal | None) -> str | None:
    """Write a decimal without an exponent, or None."""
    return None if value is None else format(value, "f")
