"""Files that leave a page: always as an attachment, with a name made by us."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from commonpurse.kernel.spreadsheets import Cell, write_csv

# Spreadsheets read a pound sign right only when the file begins with this mark.
BYTE_ORDER_MARK = "\ufeff"


def csv_file(name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """Answer with a CSV file in which no text can run as a formula."""
    content = (BYTE_ORDER_MARK + write_csv(headings, rows)).encode()
    return attachment(name, content, "text/csv; charset=utf-8")


def attachment(name: str, content: bytes, content_type: str) -> HttpResponse:
    """Answer with bytes to be saved, never shown inside the site."""
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
