"""What the domain says, in the language of the page. The domain itself writes English and knows no reader."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import reduce
from typing import Any

from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext as _

from commonpurse.kernel.errors import Refused, RowError
from commonpurse.kernel.money import Money
from commonpurse.kernel.words import Words, filled
from commonpurse.web.parts.written import long_day, money, named, weekday


def translated(words: Any) -> str:
    """Translate a label, a sentence, a refusal or what is wrong in a row of a file; nothing stays nothing."""
    if isinstance(words, Words):
        template = ngettext(words.template, words.plural, words.number) if words.plural else gettext(words.template)
        return filled(template, words.facts, write)
    if isinstance(words, Refused):
        return translated(words.message)
    if isinstance(words, RowError):
        return row_error(words)
    return gettext(str(words)) if words else ""


def said(refused: Refused) -> str:
    """Say a refusal in the language of the page, its facts as the page writes them."""
    return translated(refused.message)


def row_error(error: RowError) -> str:
    """Say where in a file something is wrong, and what: row 2, reason: Write this in 500 characters or fewer."""
    where = [_("row {number}").format(number=error.row)] if error.row is not None else []
    where += [error.field] if error.field else []
    return f"{listed(where)}: {translated(error.reason)}" if where else translated(error.reason)


def listed(each: Sequence[str], how: str = "") -> str:
    """Write a list in a sentence: with commas, or with "and" or "or" between."""
    if not each:
        return ""
    if how == "and":
        return reduce(lambda some, last: _("{some} and {last}").format(some=some, last=last), each)
    if how == "or":
        return reduce(lambda some, last: _("{some} or {last}").format(some=some, last=last), each)
    return pgettext("between the entries of a list", ", ").join(each)


def write(value: object, how: str) -> str:
    """Write one fact of a sentence as this page's language does: see `kernel.words.Words` for `how`."""
    if isinstance(value, Words):
        return translated(value).lower() if how == "lower" else translated(value)
    if isinstance(value, Money):
        return money(value)
    if isinstance(value, date):
        return weekday(value) if how == "weekday" else long_day(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return listed([write(each, "") for each in value], how)
    if isinstance(value, str):
        return named(value)
    return format(value, how)
