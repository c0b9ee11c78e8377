"""Sums, days and counts as people write and say them, in the language of the page."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date, datetime

from django.utils import dateformat, timezone
from django.utils.translation import get_language_bidi, ngettext, pgettext
from django.utils.translation import gettext as _

from commonpurse.kernel.money import MINOR_PER_MAJOR, Money
from commonpurse.kernel.periods import LONDON, business_date

# In a line that runs from right to left, a sum or a Latin name keeps its own order between these two.
ISOLATE, END_OF_ISOLATE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
LEFT_TO_RIGHT = "\N{LEFT-TO-RIGHT ISOLATE}"


def named(name: object) -> str:
    """Let a name in a sentence keep its own direction, where the page or the name itself runs from the right."""
    written = "" if name is None else str(name)
    runs_from_right = any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in written)
    return f"{ISOLATE}{written}{END_OF_ISOLATE}" if written and (runs_from_right or get_language_bidi()) else written


def money(amount: Money | None) -> str:
    """Write a sum as people read it: £12.50. A true minus sign, so that it is said aloud."""
    if amount is None:
        return ""
    written = str(amount).replace("-", "\N{MINUS SIGN}")
    return f"{LEFT_TO_RIGHT}{written}{END_OF_ISOLATE}" if get_language_bidi() else written


def spoken(amount: Money) -> str:
    """Write a sum as people say it: £40, £12.50."""
    return money(amount).replace(".00", "")


# One whole phrase a unit: how a number and its word go together differs from language to language.
UNITS: dict[str, tuple[Callable[[int], str], Callable[[int], str]]] = {
    "GBP": (
        lambda number: ngettext("{number} pound", "{number} pounds", number),
        lambda number: ngettext("{number} penny", "{number} pence", number),
    ),
    "EUR": (
        lambda number: ngettext("{number} euro", "{number} euros", number),
        lambda number: ngettext("{number} cent", "{number} cents", number),
    ),
}


def aloud(amount: Money) -> str:
    """Say a sum in words that a screen reader reads well: 12 pounds and 50 pence."""
    whole, part = UNITS[amount.currency]
    major, minor = divmod(abs(amount.minor), MINOR_PER_MAJOR)
    said = whole(major).format(number=major)
    if minor:
        said = _("{pounds} and {pence}").format(pounds=said, pence=part(minor).format(number=minor))
    return _("minus {sum}").format(sum=said) if amount.minor < 0 else said


def as_day(value: date | datetime) -> date:
    return business_date(value) if isinstance(value, datetime) else value


def day(value: date | datetime | None) -> str:
    """Write a day as people say it: Tuesday 24 November, with the year when it is another than this."""
    if value is None:
        return ""
    found = as_day(value)
    if found.year == business_date(timezone.now()).year:
        return dateformat.format(found, pgettext("a day, in the letters of Django's date filter", "l j F"))
    return weekday(found)


def weekday(value: date) -> str:
    """Write a day whole: Tuesday 24 November 2026."""
    return dateformat.format(value, pgettext("a day, in the letters of Django's date filter", "l j F Y"))


def long_day(value: date) -> str:
    """Write a day without its name: 24 November 2026."""
    return dateformat.format(value, pgettext("a day, in the letters of Django's date filter", "j F Y"))


def short_day(value: date | datetime | None) -> str:
    """Write a day for a column: 24 Nov 2026."""
    if value is None:
        return ""
    return dateformat.format(as_day(value), pgettext("a day, in the letters of Django's date filter", "j M Y"))


def moment(value: datetime | None) -> str:
    """Write a moment: Tuesday 24 November at 14:05 (London)."""
    if value is None:
        return ""
    return _("{day} at {time}").format(day=day(value), time=f"{value.astimezone(LONDON):%H:%M}")


def counted(number: int, words: str) -> str:
    """Write a count with its word: `3|counted:"person,people"` gives `3 people`. Both words are gathered."""
    one, _comma, many = words.partition(",")
    return f"{number:,} {ngettext(one, many or one + 's', number)}"
