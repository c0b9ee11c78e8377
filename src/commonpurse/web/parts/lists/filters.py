"""By what a list is narrowed: a choice, days from and until, a sum from and to. Each reads its own part of the address.

A filter says what it read as `Read`: a value, the address that means the same, the words for the page. What cannot be
read is no error: nothing is narrowed by it, and the page says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from commonpurse.kernel.days import FIRST_YEAR, LAST_YEAR
from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import CURRENCIES, LARGEST_MINOR, Money, parse_amount
from commonpurse.kernel.periods import LONDON
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.web.parts.templatetags.parts import money, short_day
from commonpurse.web.parts.words import translated

Words = str | Promise
Asked = Mapping[str, Any]
Choices = Iterable[tuple[str, Words]]

WRITTEN_DAYS = ("%Y-%m-%d", "%d/%m/%Y")


@dataclass(frozen=True)
class Read:
    """What a filter found in the address. `words` is empty where it narrows nothing; `typed` is for its boxes."""

    value: Any = None
    address: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    is_unread: bool = False


@dataclass(frozen=True)
class Option:
    value: str
    words: str
    count: int | None
    is_chosen: bool


@dataclass(frozen=True)
class Choice:
    """One of a few words, each with how many rows it would show.

    `choices` may ask the request for them. With `field` the database narrows and counts by it; `narrow` (a method of
    the QuerySet) does where one field does not say it, and `counted_by` then counts. `default` holds while the address
    says nothing.
    """

    key: str
    label: Words
    choices: Choices | Callable[[Any], Choices]
    field: str = ""
    narrow_by: Callable[[Any, str], Any] | None = None
    counted_by: Callable[[Any], Mapping[str, int]] | None = None
    default: str = ""
    control = "parts/list_choice.html"

    def asked_once(self, request: HttpRequest) -> Choice:
        """The same with its choices known, so that the request is asked for them once."""
        return replace(self, choices=list(self.choices(request))) if callable(self.choices) else self

    def known(self) -> dict[str, str]:
        if callable(self.choices):
            raise TypeError("ask the request for the choices first")
        return {value: translated(words) for value, words in self.choices}

    def read(self, asked: Asked) -> Read:
        known = self.known()
        chosen = asked.get(self.key, self.default)
        if chosen not in known and chosen != "":
            chosen = self.default
        address = {} if chosen == self.default else {self.key: chosen}
        return Read(chosen, address, known[chosen] if chosen else "")

    def narrow(self, found: QuerySet[Any], value: str) -> QuerySet[Any]:
        if self.narrow_by is not None:
            return self.narrow_by(found, value)
        return found.filter(**{self.field: value})

    def options(self, chosen: str, found: QuerySet[Any]) -> list[Option]:
        """List the choices, with how many of `found` (narrowed by all other filters) each would show."""
        counts = self.count_by(found)
        return [
            Option(value, words, counts.get(value, 0) if self.field or self.counted_by else None, value == chosen)
            for value, words in self.known().items()
        ]

    def count_by(self, found: QuerySet[Any]) -> dict[str, int]:
        if self.counted_by is not None:
            return dict(self.counted_by(found))
        if not self.field:
            return {}
        counts = rows_alone(found).values(self.field).annotate(how_many=Count("pk"))
        return {str(value): count for value, count in counts.values_list(self.field, "how_many")}

    def unchosen(self) -> dict[str, str]:
        """What the address says for all of them."""
        return {self.key: ""} if self.default else {}


def rows_alone(found: QuerySet[Any]) -> QuerySet[Any]:
    """The same rows in no order, such that a count by a field is not split by what a query sums up for each row."""
    unsorted = found.order_by()
    if unsorted.query.group_by is None:
        return unsorted
    return found.model._default_manager.filter(pk__in=unsorted.values("pk"))


@dataclass(frozen=True)
class Days:
    """From a day until a day, both included as people say it; half-open in the database.

    `is_moment`: the field is a moment, and its day is that of London.
    """

    key: str
    label: Words
    field: str
    is_moment: bool = False
    control = "parts/list_days.html"

    def read(self, asked: Asked) -> Read:
        typed = {end: str(asked.get(f"{self.key}_{end}", "")).strip() for end in ("from", "until")}
        days = {end: read_day(text) for end, text in typed.items()}
        first, last = days["from"], days["until"]
        if first and last and first > last:
            first, last = last, first
        kept = {"from": first, "until": last}
        return Read(
            (first, last) if first or last else None,
            {f"{self.key}_{end}": day.isoformat() for end, day in kept.items() if day},
            between(short_day(first), short_day(last)),
            {end: day.isoformat() if day else "" for end, day in kept.items()},
            is_unread=any(text and days[end] is None for end, text in typed.items()),
        )

    def narrow(self, found: QuerySet[Any], value: tuple[date | None, date | None]) -> QuerySet[Any]:
        first, last = value
        after = last + timedelta(days=1) if last else None
        if first:
            found = found.filter(**{f"{self.field}__gte": self.edge(first)})
        if after:
            found = found.filter(**{f"{self.field}__lt": self.edge(after)})
        return found

    def edge(self, day: date) -> date | datetime:
        return datetime.combine(day, time.min, LONDON) if self.is_moment else day

    def unchosen(self) -> dict[str, str]:
        return {}


def read_day(text: str) -> date | None:
    for written in WRITTEN_DAYS:
        try:
            day = datetime.strptime(text, written).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
    return None


def between(first: str, last: str) -> str:
    """Say where a range begins and ends; nothing where it has no end at all."""
    if first and last:
        return _("{first} to {last}").format(first=first, last=last)
    if first:
        return _("from {first}").format(first=first)
    return _("up to {last}").format(last=last) if last else ""


@dataclass(frozen=True)
class Amounts:
    """A sum from and to, both included, typed by the one grammar of `kernel.money`."""

    key: str
    label: Words
    field: str
    control = "parts/list_amounts.html"

    def read(self, asked: Asked) -> Read:
        typed = {end: str(asked.get(f"{self.key}_{end}", "")).strip()[:40] for end in ("least", "most")}
        sums = {end: read_minor(text) for end, text in typed.items()}
        least, most = sums["least"], sums["most"]
        if least is not None and most is not None and least > most:
            least, most = most, least
        is_unread = any(text and sums[end] is None for end, text in typed.items())
        if least is None and most is None:
            return Read(typed=typed, is_unread=is_unread)
        currency = the_partnership().currency
        shown = [None if minor is None else Money(minor, currency) for minor in (least, most)]
        address = {
            f"{self.key}_{end}": str(amount.decimal)
            for end, amount in zip(("least", "most"), shown, strict=True)
            if amount is not None
        }
        words = between(*map(money, shown))
        return Read((least, most), address, words, typed, is_unread)

    def narrow(self, found: QuerySet[Any], value: tuple[int | None, int | None]) -> QuerySet[Any]:
        least, most = value
        if least is not None:
            found = found.filter(**{f"{self.field}__gte": least})
        if most is not None:
            found = found.filter(**{f"{self.field}__lte": most})
        return found

    def unchosen(self) -> dict[str, str]:
        return {}


def read_minor(text: str) -> int | None:
    for currency in CURRENCIES:
        try:
            minor = parse_amount(text, currency).minor
        except Refused:
            continue
        return minor if minor <= LARGEST_MINOR else None
    return None


@dataclass(frozen=True)
class Search:
    """Find by words that may be a name. `narrow` is a method of the QuerySet."""

    label: Words
    narrow: Callable[[Any, str], QuerySet[Any]]


Filter = Choice | Days | Amounts
