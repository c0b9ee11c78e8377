"""Give a refused file back: a CSV as it was, with what is wrong beside each row, to be mended and read again."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from commonpurse.kernel.errors import RowError
from commonpurse.kernel.spreadsheets import Cell, write_csv
from commonpurse.money.reconciliation.formats.column_map import ColumnMap
from commonpurse.money.reconciliation.formats.source import LineTooLong, Source

HEADING = "What is wrong"
# A number and nothing else: it can be left as it is, and no spreadsheet runs it.
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
WITH_MARK = "utf-8-sig"


def given_back(source: Source, columns: ColumnMap, errors: Iterable[RowError], heading_line: int | None) -> bytes:
    """Return the CSV with one more column that says what is wrong in each row, in its own separator.

    The rows stay as they are and where they are; text that a spreadsheet could run is marked, and read without its
    mark when the file comes again. A column of ours from the time before is left out.
    """
    reasons: dict[int, list[str]] = defaultdict(list)
    for error in errors:
        reasons[error.row or heading_line or 1].append(str(RowError(None, error.field, error.reason)))
    rows = list(_rows(source, columns))
    width = max((len(row) for _, row in rows), default=0)
    headings = next((row for line, row in rows if line == heading_line), [])
    if HEADING in headings:
        width = headings.index(HEADING)

    def written(line: int, row: list[str]) -> list[Cell]:
        said = "; ".join(reasons.get(line, []))
        last = f"{HEADING}: {said}" if said else HEADING
        kept: list[Cell] = [_cell(text) for text in (row + [""] * width)[:width]]
        return [*kept, last if line == heading_line else said]

    text = write_csv(None, (written(line, row) for line, row in rows), columns.delimiter)
    return text.encode(columns.encoding or WITH_MARK, errors="replace")


def _cell(text: str) -> Cell:
    """A number goes out as one, as long as it is written the same; anything else as text."""
    return Decimal(text) if NUMBER.fullmatch(text) and str(Decimal(text)) == text else text


def _rows(source: Source, columns: ColumnMap) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number that the reader of CSVs gives it: of its last line. Ends where it cannot be read."""
    reader = csv.reader((line + "\n" for _, line in source.lines(columns.encoding)), delimiter=columns.delimiter)
    try:
        for row in reader:
            yield reader.line_num, row
    except (csv.Error, LineTooLong, UnicodeError):
        return


def as_list(errors: Iterable[RowError]) -> str:
    """Everything that is wrong, one on a line, with its place: for a file that nobody mends by hand."""
    return "".join(f"{error}\r\n" for error in errors)
