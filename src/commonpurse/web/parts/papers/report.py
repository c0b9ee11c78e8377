"""A funder's quarter report: its tables, made once for the page, the file and the paper, and the paper itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.web.parts.papers.making import PaperLook, make_paper
from commonpurse.web.parts.written import money, short_day

Cell = Money | int | str


@dataclass(frozen=True)
class ReportTable:
    """One table: its name, the headings of its columns (the first over the words), and rows of words and cells."""

    name: str
    headings: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Cell]]]

    def shown(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The rows as people read them, each cell with the heading of its column."""
        return [
            (words, [(heading, cell_words(cell)) for heading, cell in zip(self.headings[1:], cells, strict=True)])
            for words, cells in self.rows
        ]


@dataclass(frozen=True)
class ReportSection:
    """One fund: its tables, and what must be said about them."""

    title: str
    lead: str
    tables: Sequence[ReportTable]
    notes: Sequence[str]


def cell_words(cell: Cell) -> str:
    if isinstance(cell, Money):
        return money(cell)
    return f"{cell:,}" if isinstance(cell, int) else cell


def report_paper(sections: Sequence[ReportSection], *, title: str, lead: str, look: PaperLook, now: datetime) -> bytes:
    """Return the PDF of a quarter."""
    data = {
        "heading": title,
        "lead": lead,
        "foot": _("Made on {day}").format(day=short_day(business_date(now))),
        "sections": [
            {
                "title": section.title,
                "lead": section.lead,
                "notes": section.notes,
                "tables": [_table_data(table) for table in section.tables],
            }
            for section in sections
        ],
    }
    return make_paper("report", data, title=title, look=look, now=now)


def _table_data(table: ReportTable) -> dict[str, Any]:
    rows = [[words, *(cell for _heading, cell in cells)] for words, cells in table.shown()]
    return {"name": table.name, "headings": table.headings, "rows": rows}
