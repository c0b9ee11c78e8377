"""Reads a clerk's CSV of a round: who gets how much of one fund, and why. Every row's error at once, and the file back.

Plain Python: no database is asked here.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from commonpurse.kernel.errors import FileRefused, Refused, RowError
from commonpurse.kernel.money import Money, parse_amount
from commonpurse.kernel.spreadsheets import plain_text, write_csv
from commonpurse.kernel.words import Words

HEADINGS = ("reference", "amount", "reason")
ERRORS_HEADING = "what_is_wrong"
# A round is one set of the ledger (`LARGEST_SET`); a larger file is another file by mistake.
LARGEST_ROWS = 10_000
LARGEST_BYTES = 500_000


@dataclass(frozen=True)
class RoundRow:
    """One good row. `row` counts from 1, the heading included, as the clerk's program shows it."""

    row: int
    reference: str
    amount: Money
    reason: str


@dataclass(frozen=True)
class RoundFile:
    """What a file holds: its good rows, everything that is wrong with the others, and all cells as they stand."""

    rows: Sequence[RoundRow]
    errors: Sequence[RowError]
    cells: Sequence[Mapping[str, str]]


def read_round(content: bytes, *, currency: str) -> RoundFile:
    """Read the file. A row with an error is not among `rows`.

    Raises: FileRefused when it is no such file at all, so that no row can be judged.
    """
    table = _read_table(content)
    headings = table[0]
    missing = [name for name in HEADINGS if headings.count(name) != 1]
    if missing:
        raise FileRefused(
            "The first row must name the columns {headings}.",
            [RowError(1, name, Words("This column must be there once.")) for name in missing],
            headings=HEADINGS,
        )
    rows: list[RoundRow] = []
    errors: list[RowError] = []
    cells: list[Mapping[str, str]] = []
    for number, row in enumerate(table[1:], start=2):
        named = dict(zip(headings, row, strict=False))
        cells.append({name: named.get(name, "") for name in HEADINGS})
        if not any(row):
            continue
        if len(row) > len(headings):
            errors.append(RowError(number, None, Words("This row has more cells than the heading.")))
            continue
        read, wrong = _read_row(number, cells[-1], currency)
        errors += wrong
        rows += [read] if read else []
    if not rows and not errors:
        raise FileRefused("The file has a heading but no rows.", [RowError(None, None, Words("There are no rows."))])
    return RoundFile(rows, errors, cells)


def _read_table(content: bytes) -> list[list[str]]:
    if len(content) > LARGEST_BYTES:
        raise _wrong(Words("It is larger than {most} kB.", most=LARGEST_BYTES // 1_000))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _wrong(Words('It is not in UTF-8. Save it as "CSV UTF-8".')) from None
    if "\0" in text:
        raise _wrong(Words('It is not a text file. Save it as "CSV UTF-8".'))
    try:
        rows = [[plain_text(cell.strip()) for cell in row] for row in csv.reader(io.StringIO(text), strict=True)]
    except csv.Error:
        raise _wrong(Words('A quotation mark " opens a cell and never closes it.')) from None
    if not rows:
        raise _wrong(Words("It is empty."))
    if len(rows) > LARGEST_ROWS + 1:
        raise _wrong(Words("It has more than {most:,} rows. Split it.", most=LARGEST_ROWS))
    return rows


def _wrong(reason: Words) -> FileRefused:
    return FileRefused("This file cannot be read as a round.", [RowError(None, None, reason)])


def _read_row(number: int, cells: Mapping[str, str], currency: str) -> tuple[RoundRow | None, list[RowError]]:
    errors = [
        RowError(number, name, Words("This is empty. Please fill it in.")) for name in HEADINGS if not cells[name]
    ]
    amount = None
    if cells["amount"]:
        try:
            amount = parse_amount(cells["amount"], currency)
        except Refused as refused:
            errors.append(RowError(number, "amount", refused.message))
    if errors or amount is None:
        return None, errors
    return RoundRow(number, cells["reference"], amount, cells["reason"]), []


def round_given_back(cells: Iterable[Mapping[str, str]], errors: Iterable[RowError]) -> str:
    """Return the file as it was with one more column, which says what is wrong in each row."""
    reasons: dict[int | None, list[str]] = defaultdict(list)
    for error in errors:
        reasons[error.row].append(str(RowError(None, error.field, error.reason)))
    rows = [
        [*(row[name] for name in HEADINGS), "; ".join(reasons[number])] for number, row in enumerate(cells, start=2)
    ]
    return write_csv([*HEADINGS, ERRORS_HEADING], rows)


def round_template() -> str:
    """An empty file with the columns that a round has."""
    return write_csv(HEADINGS, [])
