"""Reads a clerk's CSV file of people: every error of every row at once, and the file back with the errors in it.

Plain Python: no database is asked here.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from commonpurse.kernel.errors import FileRefused, Refused, RowError
from commonpurse.kernel.spreadsheets import plain_text, write_csv
from commonpurse.kernel.words import Words
from commonpurse.parties.people import rules

NEEDED = ("reference", "called_by")
OPTIONAL = (
    "date_of_birth",
    "name_on_papers",
    "language",
    "page_format",
    "needs_interpreter",
    "contact_kind",
    "contact",
    "contact_is_safe",
    "contact_how",
    "worker",
)
HEADINGS = (*NEEDED, *OPTIONAL)
ERRORS_HEADING = "what_is_wrong"

# Ten times the people of a large place; a file beyond it is another file by mistake.
LARGEST_ROWS = 10_000
LARGEST_BYTES = 5_000_000
YES_NO = {"yes": True, "no": False}
WRITTEN_DATE = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})|(?P<d>[0-9]{2})/(?P<m>[0-9]{2})/(?P<y>[0-9]{4})",
    re.ASCII,
)

T = TypeVar("T")


@dataclass(frozen=True)
class ImportedPerson:
    """One good row. `row` counts from 1, the heading included, as the clerk's program shows it."""

    row: int
    reference: str
    called_by: str
    date_of_birth: date | None = None
    name_on_papers: str = ""
    language: str = "en"
    page_format: str = "standard"
    needs_interpreter: bool = False
    contact_kind: str = ""
    contact: str = ""
    contact_is_safe: bool = False
    contact_how: str = ""
    worker: str = ""


@dataclass(frozen=True)
class PeopleFile:
    """What a file holds: its good rows, and everything that is wrong with the others."""

    people: Sequence[ImportedPerson]
    errors: Sequence[RowError] = field(default_factory=tuple)


def read_people(content: bytes, *, today: date) -> PeopleFile:
    """Read the file. A row with an error is not among `people`.

    Raises: FileRefused when it is no such file at all, so that no row can be judged.
    """
    headings, rows = read_rows(content)
    check_headings(headings)
    people: list[ImportedPerson] = []
    errors: list[RowError] = []
    first_seen: dict[str, int] = {}
    for number, cells in enumerate(rows, start=2):
        if not any(cells):
            continue
        if len(cells) > len(headings):
            errors.append(RowError(number, None, Words("This row has more cells than the heading.")))
            continue
        person, wrong = read_row(number, dict(zip(headings, cells, strict=False)), today=today)
        errors += wrong
        if person is None:
            continue
        if person.reference in first_seen:
            earlier = first_seen[person.reference]
            errors.append(
                RowError(number, "reference", Words("Row {earlier} has this reference too.", earlier=earlier))
            )
            continue
        first_seen[person.reference] = number
        people.append(person)
    if not people and not errors:
        raise FileRefused("The file has a heading but no people.", [RowError(None, None, Words("There are no rows."))])
    return PeopleFile(people, errors)


def read_rows(content: bytes) -> tuple[list[str], list[list[str]]]:
    """Split the file into its heading and its rows, blanks around cells removed. Raises: FileRefused."""
    if len(content) > LARGEST_BYTES:
        raise whole_file_wrong(Words("It is larger than {most} MB.", most=LARGEST_BYTES // 1_000_000))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise whole_file_wrong(Words('It is not in UTF-8. Save it as "CSV UTF-8".')) from None
    if "\0" in text:
        raise whole_file_wrong(Words('It is not a text file. Save it as "CSV UTF-8".'))
    try:
        rows = [[plain_text(cell.strip()) for cell in row] for row in csv.reader(io.StringIO(text), strict=True)]
    except csv.Error:
        raise whole_file_wrong(Words('A quotation mark " opens a cell and never closes it.')) from None
    if not rows:
        raise whole_file_wrong(Words("It is empty."))
    if len(rows) > LARGEST_ROWS + 1:
        raise whole_file_wrong(Words("It has more than {most:,} rows. Split it.", most=LARGEST_ROWS))
    return rows[0], rows[1:]


def check_headings(headings: Sequence[str]) -> None:
    """Check the first row. The column that we added to a file we gave back may stay in it. Raises: FileRefused."""
    errors = [RowError(1, name, Words("This column is missing.")) for name in NEEDED if name not in headings]
    known = {*HEADINGS, ERRORS_HEADING}
    errors += [
        RowError(1, name or None, Words("There is no such column. The columns are: {headings}.", headings=HEADINGS))
        for name in headings
        if name not in known
    ]
    errors += [RowError(1, name, Words("This column is there twice.")) for name in known if headings.count(name) > 1]
    if errors:
        raise FileRefused("The first row of the file must name its columns.", errors)


def read_row(number: int, cells: dict[str, str], *, today: date) -> tuple[ImportedPerson | None, list[RowError]]:
    """Read one row; return the person, or None and what is wrong, all of it."""
    errors: list[RowError] = []

    def read(name: str, reader: Callable[[str], T], empty: T) -> T:
        text = cells.get(name, "")
        if not text and name not in NEEDED:
            return empty
        try:
            return reader(text)
        except Refused as refusal:
            errors.append(RowError(number, name, refusal.message))
        return empty

    def text_up_to(name: str, longest: int) -> str:
        return read(name, lambda text: rules.check_text(text, field=name, longest=longest), "")

    person = ImportedPerson(
        row=number,
        reference=text_up_to("reference", rules.LONGEST_REFERENCE),
        called_by=text_up_to("called_by", rules.LONGEST_CALLED_BY),
        date_of_birth=read("date_of_birth", lambda text: read_date_of_birth(text, today=today), None),
        name_on_papers=text_up_to("name_on_papers", rules.LONGEST_NAME),
        language=read("language", rules.check_language, "en"),
        page_format=read("page_format", rules.check_page_format, "standard"),
        needs_interpreter=read("needs_interpreter", read_yes_no, False),
        contact_kind=read(
            "contact_kind", lambda text: rules.check_choice(text, rules.CONTACT_KINDS, field="contact_kind"), ""
        ),
        contact=text_up_to("contact", rules.LONGEST_CONTACT),
        contact_is_safe=read("contact_is_safe", read_yes_no, False),
        contact_how=text_up_to("contact_how", rules.LONGEST_CONTACT),
        worker=text_up_to("worker", rules.LONGEST_NAME),
    )
    # Whether a way of contact is safe is never guessed: a wrong "yes" can give somebody away.
    if cells.get("contact") and not cells.get("contact_is_safe"):
        errors.append(RowError(number, "contact_is_safe", Words("Say yes or no: is it safe to use?")))
    if cells.get("contact") and not cells.get("contact_kind"):
        errors.append(RowError(number, "contact_kind", Words("Say which: {kinds}.", kinds=rules.CONTACT_KINDS)))
    if not cells.get("contact"):
        errors += [
            RowError(number, name, Words("There is no contact in this row that this belongs to."))
            for name in ("contact_kind", "contact_is_safe", "contact_how")
            if cells.get(name)
        ]
    return (None if errors else person), errors


def read_yes_no(text: str) -> bool:
    """Read `yes` or `no`. Raises: RecordUnreadable."""
    if text.lower() not in YES_NO:
        raise rules.RecordUnreadable("Write yes or no.")
    return YES_NO[text.lower()]


def read_date_of_birth(text: str, *, today: date) -> date | None:
    """Read `1984-03-27` or `27/03/1984` (the day first, as in Britain). Raises: RecordUnreadable."""
    found = WRITTEN_DATE.fullmatch(text)
    if not found:
        raise rules.RecordUnreadable("Write the date like 1984-03-27 or 27/03/1984.")
    try:
        day = date(int(found["year"] or found["y"]), int(found["month"] or found["m"]), int(found["day"] or found["d"]))
    except ValueError:
        raise rules.RecordUnreadable("There is no such day. Write the date like 1984-03-27.") from None
    return rules.check_date_of_birth(day, today=today)


def whole_file_wrong(reason: Words) -> FileRefused:
    why = Words.paragraph(Words("The file cannot be read."), reason)
    return FileRefused(why, [RowError(None, None, reason)])


def with_errors(content: bytes, errors: Sequence[RowError]) -> str:
    """Give the clerk her file back with what is wrong in a last column, safe to open in a spreadsheet.

    It can be mended and imported again as it is: that column is not read.
    """
    headings, rows = read_rows(content)
    kept = [index for index, name in enumerate(headings) if name != ERRORS_HEADING]
    by_row: dict[int, list[str]] = {}
    for error in errors:
        # What is wrong with the first row, or with the file, is said in the first row below it.
        by_row.setdefault(max(error.row or 0, 2), []).append(
            f"{error.field}: {error.reason}" if error.field else error.reason
        )

    def line(number: int, cells: list[str]) -> list[str]:
        mine = [cells[index] if index < len(cells) else "" for index in kept]
        return [*mine, " ".join(by_row.get(number, [])), *cells[len(headings) :]]

    body = [line(number, cells) for number, cells in enumerate(rows or [[]], start=2)]
    return write_csv([*(headings[index] for index in kept), ERRORS_HEADING], body)
