"""What is held about a person, as she reads it: on a page, on paper, and as files for another program."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.spreadsheets import write_csv
from commonpurse.kernel.words import Words
from commonpurse.rights.held.queries import Column, Held, HeldTable, Kind
from commonpurse.rights.held.rules import GROUP_WORDS, Group
from commonpurse.web.parts.concerns import ShownConcern
from commonpurse.web.parts.downloads import BYTE_ORDER_MARK
from commonpurse.web.parts.papers.making import PaperLook, make_paper
from commonpurse.web.parts.words import listed, translated
from commonpurse.web.parts.written import moment, money, short_day

ROWS_ON_PAGE = 10
ROWS_ON_PAPER = 500
# What another program needs to tell rows apart, and what is the same on every row, is in the files only.
NOT_READ = (Kind.ID,)


@dataclass(frozen=True)
class ShownTable:
    """One table as it is read: each row is its filled columns as label and words, the newest row first."""

    title: str
    count: int
    rows: list[list[tuple[str, str]]]

    @property
    def more_words(self) -> str:
        """Say how many rows are in the file and not here; nothing where all are here."""
        left = self.count - len(self.rows)
        if not left:
            return ""
        return ngettext("{number} more is in the file.", "{number} more are in the file.", left).format(number=left)


@dataclass(frozen=True)
class ShownGroup:
    """`disputed`: what she told us is not true in it, each beside what we answered."""

    group: Group
    title: str
    tables: list[ShownTable]
    disputed: tuple[ShownConcern, ...] = ()


def shown_groups(held: Held, currency: str, most: int, opened: Mapping[str, str] | None = None) -> list[ShownGroup]:
    """The groups that hold anything, each table with its newest rows, `most` at most."""
    found = []
    for group in Group:
        tables = [_shown(table, currency, most, opened or {}) for table in held.of_group(group) if table.rows]
        if tables:
            found.append(ShownGroup(group, translated(GROUP_WORDS[group]), tables))
    return found


def with_disputes(groups: list[ShownGroup], concerns: list[ShownConcern]) -> list[ShownGroup]:
    """Put beside each group what she says is not true in it: who reads the one reads the other."""
    return [
        replace(each, disputed=tuple(one for one in concerns if one.concern.about_group == each.group))
        for each in groups
    ]


def _shown(table: HeldTable, currency: str, most: int, opened: Mapping[str, str]) -> ShownTable:
    rows = []
    for row in reversed(table.rows[-most:]):
        cells = [
            (translated(column.words), _written(column, row[column.name], currency))
            for column in table.columns
            if column.kind not in NOT_READ
        ]
        if str(row.get("id")) in opened:
            cells.append((_("What it is"), opened[str(row["id"])]))
        rows.append([(label, text) for label, text in cells if text])
    return ShownTable(translated(table.table.words), len(table.rows), rows)


def _written(column: Column, value: Any, currency: str) -> str:
    """Write one value for reading; nothing stays nothing."""
    if value is None or value == "":
        return ""
    if column.kind is Kind.YES_NO:
        return _("yes") if value else _("no")
    if column.kind is Kind.SUM:
        return money(Money(value, currency))
    if column.kind is Kind.MOMENT:
        return moment(value)
    if column.kind is Kind.DAY:
        return short_day(value)
    if column.kind is Kind.LIST:
        parts = [f"{key}: {each}" for key, each in value.items()] if isinstance(value, dict) else value
        return listed([str(each).replace("_", " ") for each in parts])
    if column.choices and value in column.choices:
        return translated(Words(str(column.choices[value])))
    return translated(value) if isinstance(value, Words) else str(value)


# Files ---------------------------------------------------------------------------------------------------------------


def held_zip(
    held: Held, opened: Mapping[str, str], now: datetime, pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """Everything as one JSON file and as a CSV a table, in a zip, with `pictures` beside them in a folder.

    No name in it says whose it is.
    """
    tables = {table.name: _for_program(table, opened) for table in held.tables if table.rows}
    whole = {"made_at": now.isoformat(), "is_whole": held.is_whole, "tables": tables}
    made = io.BytesIO()
    day = (now.year, now.month, now.day, 0, 0, 0)
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("everything.json", day), json.dumps(whole, ensure_ascii=False, indent=1))
        for name, rows in tables.items():
            headings = list(rows[0])
            cells = [[_cell(row[heading]) for heading in headings] for row in rows]
            archive.writestr(zipfile.ZipInfo(f"{name}.csv", day), BYTE_ORDER_MARK + write_csv(headings, cells))
        for name, content in (pictures or {}).items():
            archive.writestr(zipfile.ZipInfo(f"pictures/{name}", day), content)
    return made.getvalue()


def _for_program(table: HeldTable, opened: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows under the names of the columns, moments in ISO 8601, sums in pence, as they are kept."""
    rows = []
    for row in table.rows:
        plain = {name: _plain(value) for name, value in row.items()}
        if opened and table.table.label == "protected.ProtectedDetail":
            plain["text"] = opened.get(str(row["id"]), "")
        rows.append(plain)
    return rows


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value


def _cell(value: Any) -> str | int | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or isinstance(value, int):
        return value
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


# Paper ---------------------------------------------------------------------------------------------------------------


def held_paper(
    held: Held,
    *,
    called_by: str,
    currency: str,
    opened: Mapping[str, str],
    is_large: bool,
    look: PaperLook,
    now: datetime,
) -> bytes:
    """Return the PDF: the newest rows of each table, and a word where the file has more."""
    lead = _("For {name}. You asked on {day}, and here it is at once. The law would give us a month.").format(
        name=called_by, day=short_day(now)
    )
    if not held.is_whole:
        lead = _("For {name}. This is what you share with who printed it. The rest is on your own page.").format(
            name=called_by
        )
    data = {
        "is_large": is_large,
        "lead": lead,
        "foot": _("Made on {day}").format(day=short_day(business_date(now))),
        "heading": _("What we hold about you"),
        "wrong": _("Is something wrong? Tell us, and we look at it."),
        "groups": [
            {
                "title": group.title,
                "tables": [
                    {
                        "title": table.title,
                        "rows": [[list(cell) for cell in row] for row in table.rows],
                        "more": table.more_words,
                    }
                    for table in group.tables
                ],
            }
            for group in shown_groups(held, currency, ROWS_ON_PAPER, opened)
        ],
    }
    return make_paper("held", data, title=_("List"), look=look, now=now)
