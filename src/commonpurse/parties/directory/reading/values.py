"""Single values of a feed, read with patience: what cannot be used is left out and told, with its row and field."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from commonpurse.kernel.money import LARGEST_MINOR, Money
from commonpurse.parties.directory.reading.plain import has_markup, plain_text, tidy
from commonpurse.parties.directory.records import Finding
from commonpurse.parties.directory.rules import LONGEST, LONGEST_DESCRIPTION, LONGEST_ID, LONGEST_LINE

DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?", re.ASCII)
DATE_BRITISH = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?", re.ASCII)
EMAIL = re.compile(r"[^@\s<>\"']+@[^@\s<>\"']+\.[^@\s<>\"'.]+")
WEB = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?:/[^\s<>\"']*)?", re.IGNORECASE)
CURRENCY = re.compile(r"[A-Za-z]{3}")
OLDEST_AGE = 130
ONE_DAY = timedelta(days=1)


class Place:
    """Where in the file one record stands, and its id once that is known."""

    def __init__(self, findings: list[Finding], where: str, row: int | None = None, record: str = "") -> None:
        self.findings, self.where, self.row, self.record = findings, where, row, record

    def tell(self, kind: str, reason: str, field: str = "", *, is_error: bool = False) -> None:
        self.findings.append(Finding(kind, is_error, reason, self.where, self.row, field, self.record))

    def inner(self, where: str) -> Place:
        """The place of a record inside this one."""
        return Place(self.findings, f"{self.where} {where}".strip(), self.row, self.record)


def read_text(raw: dict[str, Any], name: str, place: Place, longest: int = LONGEST) -> str:
    """Read a text that may have lines, without markup, cut where it is longer than anybody reads."""
    value = raw.get(name)
    if value is None or value == "" or isinstance(value, bool):
        return ""
    if not isinstance(value, str | int | float | Decimal):
        place.tell("text_expected", "This is no text. It was left out.", name)
        return ""
    text = str(value)
    if has_markup(text):
        place.tell("html_stripped", "The markup was taken off.", name)
        text = plain_text(text)
    else:
        text = tidy(text)
    if len(text) > longest:
        place.tell("text_cut", f"It has {len(text)} characters, and {longest} are kept.", name)
        text = f"{text[: longest - 1].rstrip()}…"
    return text


def read_line(raw: dict[str, Any], name: str, place: Place, longest: int = LONGEST_LINE) -> str:
    return " ".join(read_text(raw, name, place, LONGEST_DESCRIPTION).split())[:longest]


def read_id(raw: dict[str, Any], place: Place, name: str = "id") -> str:
    """Read an id. The standard wants a UUID; any short text that names one thing is taken, and told."""
    value = raw.get(name)
    text = "" if value is None or isinstance(value, bool | dict | list) else tidy(str(value))
    if not text:
        return ""
    try:
        return str(UUID(text)) if len(text) == 36 else _odd_id(text, name, place)
    except ValueError:
        return _odd_id(text, name, place)


def _odd_id(text: str, name: str, place: Place) -> str:
    if len(text) > LONGEST_ID:
        place.tell("id_too_long", f"An id has {LONGEST_ID} characters or fewer.", name, is_error=True)
        return text[:LONGEST_ID]
    place.tell("wrong_id", "The standard wants a UUID here. It was taken as it is.", name)
    return text


def read_date(raw: dict[str, Any], name: str, place: Place) -> date | None:
    value = raw.get(name)
    if value in (None, ""):
        return None
    text = str(value).strip()
    found, british = DATE.fullmatch(text), DATE_BRITISH.fullmatch(text)
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
        if british:
            return date(int(british[3]), int(british[2]), int(british[1]))
    except ValueError:
        pass
    place.tell("date_unreadable", "This is no day. It was left out.", name)
    return None


def read_last_day(raw: dict[str, Any], name: str, place: Place) -> date | None:
    """Read the last day of a period, which the standard counts in, as the day after it."""
    last = read_date(raw, name, place)
    return last + ONE_DAY if last is not None and last < date.max else None


def read_time(raw: dict[str, Any], name: str, place: Place) -> time | None:
    value = raw.get(name)
    if value in (None, ""):
        return None
    found = TIME.fullmatch(str(value).strip())
    if found:
        hour, minute = int(found[1]), int(found[2])
        if hour == 24 and minute == 0:
            return time(23, 59)
        if hour < 24 and minute < 60:
            return time(hour, minute)
    place.tell("time_unreadable", "This is no time of day. It was left out.", name)
    return None


def read_amount(raw: dict[str, Any], place: Place) -> Money | None:
    value = raw.get("amount")
    if value in (None, "") or isinstance(value, bool):
        return None
    currency = str(raw.get("currency") or "GBP").strip()
    if not CURRENCY.fullmatch(currency):
        place.tell("currency_unknown", "A currency is three letters. GBP was taken.", "currency")
        currency = "GBP"
    text = str(value).strip().lstrip("£€$").replace(",", "")
    try:
        minor = Decimal(text).scaleb(2)
    except InvalidOperation:
        minor = Decimal("NaN")
    if not minor.is_finite() or not 0 <= minor <= LARGEST_MINOR or minor != minor.to_integral_value():
        place.tell("amount_unreadable", "This is no sum of money. It was left out.", "amount")
        return None
    return Money(int(minor), currency.upper())


def read_number(raw: dict[str, Any], name: str, place: Place, *, most: int, least: int = 0) -> int | None:
    value = raw.get(name)
    if value in (None, "") or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number != int(number) or not least <= number <= most:
        place.tell("number_unreadable", "This number cannot be. It was left out.", name)
        return None
    return int(number)


def read_ages(raw: dict[str, Any], place: Place) -> tuple[int | None, int | None]:
    low = read_number(raw, "minimum_age", place, most=OLDEST_AGE)
    high = read_number(raw, "maximum_age", place, most=OLDEST_AGE)
    if low is not None and high is not None and low > high:
        place.tell("ages_crossed", "The youngest is older than the oldest. Both were left out.", "minimum_age")
        return None, None
    return low, high


def read_coordinate(raw: dict[str, Any], name: str, place: Place, most: int) -> float | None:
    value = raw.get(name)
    if value in (None, "") or isinstance(value, bool):
        return None
    try:
        number = float(str(value))
    except ValueError:
        number = float("nan")
    if not -most <= number <= most:
        place.tell("coordinate_wrong", "There is no such place on earth. It was left out.", name)
        return None
    return number


def read_email(raw: dict[str, Any], name: str, place: Place) -> str:
    text = read_line(raw, name, place).removeprefix("mailto:")
    if text and not EMAIL.fullmatch(text):
        place.tell("email_wrong", "This is no e-mail address. It was left out.", name)
        return ""
    return text


def read_web(raw: dict[str, Any], name: str, place: Place) -> str:
    """Read an address of the web. Nothing but http and https is one: a link on a page must not run anything."""
    text = read_line(raw, name, place, LONGEST)
    if not text:
        return ""
    if WEB.fullmatch(text) and len(text) <= LONGEST_LINE:
        return text
    if HOST.fullmatch(text) and len(text) < LONGEST_LINE - len("https://"):
        place.tell("url_mended", "The address has no https:// before it. It was put there.", name)
        return f"https://{text}"
    place.tell("url_wrong", "This is no address of the web. It was left out.", name)
    return ""


def read_moment(raw: dict[str, Any], name: str, place: Place) -> str:
    """Read when a record changed, as text that sorts by time."""
    text = read_line(raw, name, place)
    if not text:
        return ""
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).isoformat()
    except ValueError:
        found = re.fullmatch(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\.(\d+)(Z|[+-]\d{2}:?\d{2})?", text)
        if found:
            return f"{found[1]}.{found[2][:6]:0<6}+00:00"
        place.tell("date_unreadable", "This is no moment. It was left out.", name)
        return ""
