"""What the columns of a bank's CSV mean: written once by a clerk, kept, and used for every file of that bank.

Columns are named by their headings, never by position: banks add and move columns without a word. Only a file without
headings may be read by column number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from commonpurse.kernel.errors import FileRefused, RowError

FIELDS = (
    "date",
    "value_date",
    "amount",
    "money_in",
    "money_out",
    "direction",
    "currency",
    "balance",
    "account",
    "bank_reference",
    "end_to_end_id",
    "description",
    "name",
    "counterparty_account",
    "code",
)
SIGNED, SPENDING, BY_DIRECTION = "signed", "spending", "by_direction"
MEANINGS = (SIGNED, SPENDING, BY_DIRECTION)
KEYS = {
    "account": str,
    "currency": str,
    "encoding": str,
    "delimiter": str,
    "has_headings": bool,
    "columns": dict,
    "date_formats": list,
    "decimal_point": str,
    "thousands": str,
    "symbols": list,
    "amount_means": str,
    "money_in_words": list,
    "money_out_words": list,
    "money_in_marks": list,
    "pending_words": list,
    "continues_without": str,
}


@dataclass(frozen=True)
class ColumnMap:
    """The meaning of a bank's columns. `columns` maps our word to a heading, several headings, or a number from 1."""

    columns: Mapping[str, tuple[str | int, ...]]
    date_formats: tuple[str, ...]  # as strptime has them, tried in order
    account: str | None = None
    currency: str | None = None
    encoding: str | None = None
    delimiter: str = ","
    has_headings: bool = True
    decimal_point: str = "."
    thousands: str = ""
    symbols: tuple[str, ...] = ()
    amount_means: str = SIGNED  # spending: no sign is money out, as cards write; by_direction: another column says
    money_in_words: tuple[str, ...] = ()
    money_out_words: tuple[str, ...] = ()
    money_in_marks: tuple[str, ...] = ("+",)
    pending_words: tuple[str, ...] = ()
    continues_without: str | None = None  # a row without this goes on with the text of the row above

    @cached_property
    def _amount(self) -> re.Pattern[str]:
        """The one grammar of this file's amounts: sign and symbol in either order, groups of three, ASCII digits."""
        group = re.escape(self.thousands)
        grouped = rf"[0-9]{{1,3}}(?:{group}[0-9]{{3}})+|" if group else ""
        symbol = "|".join(re.escape(s) for s in self.symbols) or "(?!)"
        point = re.escape(self.decimal_point)
        return re.compile(
            rf"(?P<sign>[+-])?[ ]?(?:{symbol})?(?P<inner>[+-])?(?P<whole>{grouped}[0-9]{{1,18}})"
            rf"(?:{point}(?P<part>[0-9]{{1,12}}))?(?:[ ]?(?:{symbol}))?",
            re.ASCII,
        )

    def read_amount(self, text: str) -> Decimal | None:
        """Read a cell as a signed amount, or None. Spaces round it are the bank's padding."""
        found = self._amount.fullmatch(text.strip(" \t\u00a0"))
        if not found or (found["sign"] and found["inner"]):
            return None
        whole = found["whole"].replace(self.thousands, "") if self.thousands else found["whole"]
        amount = Decimal(f"{whole}.{found['part']}" if found["part"] else whole)
        return -amount if "-" in (found["sign"], found["inner"]) else amount


def read_column_map(text: str | bytes | Mapping[str, Any]) -> ColumnMap:
    """Read a mapping from JSON (or from what JSON gave). Raises: FileRefused with everything wrong in it."""
    given = _parse(text)
    errors = _shape_errors(given)
    if not errors:
        errors = _meaning_errors(given)
    if errors:
        raise FileRefused("The mapping of columns cannot be used.", errors, code="mapping_refused")
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}
    values["columns"] = {
        field: tuple(heading) if isinstance(heading, list) else (heading,)
        for field, heading in given["columns"].items()
    }
    return ColumnMap(**values)


def _parse(text: str | bytes | Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(text, Mapping):
        return text
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        problem = RowError(getattr(error, "lineno", None), None, "is not JSON")
        raise FileRefused("The mapping of columns is not JSON.", [problem], code="mapping_refused") from error
    if not isinstance(given, dict):
        problem = RowError(None, None, "must be an object: {…}")
        raise FileRefused("The mapping of columns is not a JSON object.", [problem], code="mapping_refused")
    return given


def _shape_errors(given: Mapping[str, Any]) -> list[RowError]:
    errors = [RowError(None, key, f"is not known; known are {', '.join(KEYS)}") for key in given if key not in KEYS]
    for key, kind in KEYS.items():
        if key not in given:
            continue
        value = given[key]
        if not isinstance(value, kind):
            names = {str: "text", bool: "true or false", dict: "an object", list: "a list"}
            errors.append(RowError(None, key, f"must be {names[kind]}"))
        elif isinstance(value, list) and not all(isinstance(item, str) and item for item in value):
            errors.append(RowError(None, key, "must hold texts only"))
    if "columns" not in given:
        errors.append(RowError(None, "columns", "is missing: say which heading holds the date and the amount"))
    if "date_formats" not in given:
        errors.append(RowError(None, "date_formats", 'is missing: for example ["%d/%m/%Y"]'))
    return errors


def _meaning_errors(given: Mapping[str, Any]) -> list[RowError]:
    errors: list[RowError] = []

    def say(field: str, reason: str) -> None:
        errors.append(RowError(None, field, reason))

    columns, has_headings = given["columns"], given.get("has_headings", True)
    for field, heading in columns.items():
        headings = heading if isinstance(heading, list) else [heading]
        wanted = str if has_headings else int
        if field not in FIELDS:
            say("columns", f"{field!r} is not known; known are {', '.join(FIELDS)}")
        elif not headings or not all(isinstance(one, wanted) and not isinstance(one, bool) for one in headings):
            say(field, "must name a heading" if has_headings else "must be a column number, from 1")
        elif not has_headings and any(one < 1 for one in headings):
            say(field, "must be a column number, from 1")
    if "date" not in columns:
        say("columns", "must say which column holds the date")
    meaning = given.get("amount_means", SIGNED)
    if meaning not in MEANINGS:
        say("amount_means", f"must be one of {', '.join(MEANINGS)}")
    if "amount" not in columns and not {"money_in", "money_out"} & columns.keys():
        say("columns", "must say which column holds the amount, or money_in and money_out")
    if meaning == BY_DIRECTION and (
        "direction" not in columns or not given.get("money_in_words") or not given.get("money_out_words")
    ):
        say("amount_means", "by_direction needs the column direction, money_in_words and money_out_words")
    point, thousands = given.get("decimal_point", "."), given.get("thousands", "")
    if point not in (".", ",") or point == thousands:
        say("decimal_point", "must be a point or a comma, and not the same as thousands")
    if thousands not in ("", ",", ".", " ", "'", "\u00a0", "\u202f"):
        say("thousands", "must be empty, a comma, a point, a space or an apostrophe")
    if len(given.get("delimiter", ",")) != 1 or given.get("delimiter") in ('"', "\n", "\r"):
        say("delimiter", "must be one character")
    if not re.fullmatch(r"[A-Z]{3}", given.get("currency", "GBP")):
        say("currency", "must be three capital letters")
    if not given["date_formats"] or not all("%" in one for one in given["date_formats"]):
        say("date_formats", 'must hold formats such as "%d/%m/%Y"')
    if given.get("continues_without", "date") not in columns:
        say("continues_without", "must be one of the columns")
    try:
        "".encode(given.get("encoding", "utf-8"))
    except LookupError:
        say("encoding", "is not known")
    return errors
