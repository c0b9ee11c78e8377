"""Look at an unknown CSV: its headings, its first rows, and a guess at what its columns mean for a clerk to correct.

A guess is never used by itself: a clerk sees what it reads, and saves it.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from commonpurse.money.reconciliation.formats.bank_csv import read_day
from commonpurse.money.reconciliation.formats.source import LineTooLong, Source

SEPARATORS = (",", ";", "\t", "|")
LINES_LOOKED_AT = 60
ROWS_SHOWN = 10
FEWEST_COLUMNS = 3  # a date, a text, an amount

# What banks call their columns, the surest word of each first. Compared in lower case, whole headings before parts.
HEADINGS: dict[str, tuple[str, ...]] = {
    "date": ("date", "transaction date", "posting date", "booking date", "created", "buchungstag", "date opération"),
    "value_date": ("value date", "valuta", "wertstellung"),
    "money_out": ("paid out", "money out", "debit", "withdrawal", "withdrawals", "debit amount", "débit", "soll"),
    "money_in": ("paid in", "money in", "credit", "deposit", "deposits", "credit amount", "crédit", "haben"),
    "amount": ("amount", "value", "betrag", "montant", "transaction amount"),
    "balance": ("balance", "running balance", "runningbalance", "saldo", "solde"),
    "currency": ("currency", "ccy", "devise", "währung"),
    "bank_reference": ("transaction id", "id", "fitid", "reference number", "ref", "référence"),
    "name": ("name", "payee", "counter party", "counterparty", "partner name", "merchant"),
    "description": ("description", "details", "memo", "narrative", "reference", "label", "verwendungszweck", "libellé"),
    "code": ("type", "transaction type", "code"),
}
# Day before month first: this is for British banks; 2/8/15 can only be told by a clerk.
DATE_FORMATS = (
    "%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%d %b %Y", "%d-%b-%Y", "%d %B %Y", "%m/%d/%Y",
    "%Y-%m-%d %H:%M:%S %z", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M",
)  # fmt: skip
SYMBOLS = ("£", "€", "$")
DECIMAL_COMMA = re.compile(r"[0-9],[0-9]{2}\D*$")
GROUPED = re.compile(r"[0-9]([,. '\u00a0])[0-9]{3}(?![0-9])")


@dataclass(frozen=True)
class Table:
    """The beginning of a CSV as it stands. `heading_line` is 0 where none was found."""

    delimiter: str
    heading_line: int
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def look_at_table(source: Source) -> Table:
    """Find the separator, the headings and the first rows of a CSV. A file that is none gives a table of nothing."""
    try:
        lines = [line for _, line in islice(source.lines(), LINES_LOOKED_AT)]
    except (LineTooLong, UnicodeError):
        lines = []
    best: tuple[int, str, list[list[str]]] = (0, ",", [])
    for delimiter in SEPARATORS:
        rows = _split(lines, delimiter)
        widths = Counter(len(row) for row in rows if len(row) >= FEWEST_COLUMNS)
        count = max(widths.values(), default=0)
        if count > best[0]:
            best = (count, delimiter, rows)
    _, delimiter, rows = best
    at = next((place for place, row in enumerate(rows) if _are_headings(row)), None)
    if at is None:
        return Table(delimiter, 0, (), tuple(tuple(row) for row in rows[:ROWS_SHOWN]))
    shown = [row for row in rows[at + 1 :] if any(cell.strip() for cell in row)][:ROWS_SHOWN]
    headings = tuple(cell.strip() for cell in rows[at])
    return Table(delimiter, at + 1, headings, tuple(tuple(row) for row in shown))


def _split(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return []


def _are_headings(row: Sequence[str]) -> bool:
    """A row of words, at least two of which banks use for a column."""
    words = [cell.strip() for cell in row if cell.strip()]
    if len(words) < FEWEST_COLUMNS or any(re.search(r"[0-9]", word) for word in words):
        return False
    return sum(1 for name in HEADINGS if _find(name, words)) >= 2


def _find(name: str, headings: Sequence[str], taken: Iterable[str] = ()) -> str | None:
    lowered = {heading.strip().casefold(): heading.strip() for heading in headings if heading.strip() not in taken}
    for word in HEADINGS[name]:
        if word in lowered:
            return lowered[word]
    for word in HEADINGS[name]:
        for low, heading in lowered.items():
            if len(word) > 2 and low.startswith(f"{word} "):
                return heading
    return None


def guess_mapping(table: Table, currency: str) -> dict[str, Any]:
    """Return a mapping as `column_map.read_column_map` takes it, as far as the table can be guessed."""
    columns: dict[str, str] = {}
    for name in HEADINGS:
        if name == "amount" and {"money_in", "money_out"} & columns.keys():
            continue
        if heading := _find(name, table.headings, columns.values()):
            columns[name] = heading
    cells = {name: _cells(table, heading) for name, heading in columns.items()}
    amounts = [cell for name in ("amount", "money_in", "money_out", "balance") for cell in cells.get(name, [])]
    point = "," if amounts and sum(bool(DECIMAL_COMMA.search(cell)) for cell in amounts) * 2 > len(amounts) else "."
    groups = Counter(found[1] for cell in amounts if (found := GROUPED.search(cell)) and found[1] != point)
    guess: dict[str, Any] = {
        "delimiter": table.delimiter,
        "columns": columns,
        "date_formats": _date_formats(cells.get("date", [])),
        "decimal_point": point,
        "thousands": next(iter(groups), ""),
        "symbols": [symbol for symbol in SYMBOLS if any(symbol in cell for cell in amounts)],
    }
    return guess if "currency" in columns else guess | {"currency": currency}


def _cells(table: Table, heading: str) -> list[str]:
    at = table.headings.index(heading)
    return [row[at].strip() for row in table.rows if at < len(row) and row[at].strip()]


def _date_formats(dates: Sequence[str]) -> list[str]:
    """The formats that read every date; else those that read most, so that a clerk sees what is left."""
    counts = {one: sum(1 for text in dates if read_day(text, (one,))) for one in DATE_FORMATS}
    most = max(counts.values(), default=0)
    return [next(one for one, count in counts.items() if count == most)] if most else [DATE_FORMATS[0]]
