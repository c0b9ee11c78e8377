"""CSV files for people with a spreadsheet program: the one place where they are written.

A cell that begins like a formula runs when the file is opened, and can send the sheet's content away. Text that came
from outside (a name, a reference) therefore never leaves us as a formula.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commonpurse.kernel.money import Money

# Source: OWASP, "CSV Injection" (2023): = + - @ and their full-width forms; in some programs TAB and CR too.
FORMULA_STARTS = frozenset("=+-@＝＋－＠")
# `|` and `%` are no formulas by themselves, but old programs pass them to a command line (DDE).
COMMAND_STARTS = frozenset("|%")
# Z* separators, C* control, format, private and unassigned, M* marks: what a program may skip before it looks.
INVISIBLE = frozenset("ZCM")
TEXT_MARK = "'"

# Figures with what people put between them. Nothing in it names a cell, a function or a program: it cannot run.
DIALLED = re.compile(r"\+[0-9][0-9 ()]*")


@dataclass(frozen=True)
class PhoneNumber:
    """A number with its country, which begins with a plus: it stays as it is dialled."""

    text: str

    def __str__(self) -> str:
        return self.text


Cell = str | int | Decimal | Money | date | PhoneNumber | None


def begins_like_formula(text: str) -> bool:
    """Tell whether a spreadsheet may run this text. Invisible characters before the first sign are looked through."""
    for character in text:
        if character in FORMULA_STARTS or character in COMMAND_STARTS:
            return True
        if unicodedata.normalize("NFKC", character)[:1] in FORMULA_STARTS | COMMAND_STARTS:
            return True
        if character in "\t\r\n":
            return True
        if unicodedata.category(character)[0] not in INVISIBLE:
            return False
    return False


def safe_text(text: str) -> str:
    """Return the text as a spreadsheet may show it: with a leading apostrophe where it could run."""
    return TEXT_MARK + text if begins_like_formula(text) else text


def plain_text(cell: str) -> str:
    """Take the mark of `safe_text` away again, so that a file that we gave out can be given back."""
    marked = cell.startswith(TEXT_MARK) and begins_like_formula(cell[1:])
    return cell[1:] if marked else cell


def phone_cell(text: str) -> Cell:
    """A phone number as it is dialled; whatever else stands in its place is text."""
    return PhoneNumber(text) if DIALLED.fullmatch(text) else text


def as_cell(value: Cell) -> str:
    """Write one value. Numbers and sums stay numbers, so -3.50 can be added up; only text is made safe."""
    if value is None:
        return ""
    if isinstance(value, Money):
        return str(value.decimal)
    if isinstance(value, str):
        return safe_text(value)
    return str(value)


def write_csv(headings: Sequence[str] | None, rows: Iterable[Sequence[Cell]], delimiter: str = ",") -> str:
    """Return a CSV file as text, with a row of headings or without. Lines end in CR LF (RFC 4180 section 2)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n", delimiter=delimiter)
    if headings is not None:
        writer.writerow([as_cell(heading) for heading in headings])
    writer.writerows([as_cell(value) for value in row] for row in rows)
    return out.getvalue()
