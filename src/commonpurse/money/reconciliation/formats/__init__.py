"""Readers of what banks send: camt.052, .053, .054, MT940, MT942, OFX, and CSV by a column map.

Owns how each format is written. Pure: imports the kernel only, touches no database, streams files of any size.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from commonpurse.money.reconciliation.formats.bank_csv import read_bank_csv
from commonpurse.money.reconciliation.formats.camt import read_camt
from commonpurse.money.reconciliation.formats.column_map import ColumnMap
from commonpurse.money.reconciliation.formats.mt940 import TAG, read_mt940
from commonpurse.money.reconciliation.formats.ofx import read_ofx
from commonpurse.money.reconciliation.formats.records import FileHead, Problem, Record, Weight
from commonpurse.money.reconciliation.formats.source import Source

LINES_BEFORE_MT940 = 10  # banks put a few lines of their own headers before the first tag
ZIP, PDF, OLD_EXCEL = b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0"


def read_statements(
    given: Source | Path | str | bytes | BinaryIO, columns: ColumnMap | None = None
) -> Iterator[Record]:
    """Read a file of any known format, told apart by its content and never by its name.

    Yields FileHead, then for each statement StatementHead, Entry..., StatementEnd, with a Problem wherever something
    is wrong. Nothing is raised for what a file holds. `columns` is needed for CSV only.
    """
    source = given if isinstance(given, Source) else Source(given)
    kind = detect_format(source, has_columns=columns is not None)
    if kind == "camt":
        yield from read_camt(source)
    elif kind == "mt940":
        yield from read_mt940(source)
    elif kind == "ofx":
        yield from read_ofx(source)
    elif kind == "csv" and columns is not None:
        yield from read_bank_csv(source, columns)
    else:
        yield FileHead(format="csv" if kind == "csv" else "unknown")
        yield Problem(Weight.REFUSED, _cannot_read(source, kind))


def detect_format(source: Source, has_columns: bool = False) -> str:
    """Return camt, mt940, ofx, csv, empty or unknown."""
    if not source.head:
        return "empty"
    text = source.start_text.lstrip(" \t\r\n\x01")
    if not text:
        return "empty"
    if re.match(r"OFXHEADER\s*:", text) or re.search(r"<OFX>|<\?OFX\b", text, re.IGNORECASE):
        return "ofx"
    if text.startswith("<"):
        return "camt"
    if text.startswith("{1:") or any(TAG.match(line) for line in text.splitlines()[:LINES_BEFORE_MT940]):
        return "mt940"
    if has_columns:
        return "csv"
    return "csv" if _looks_like_table(text) else "unknown"


PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
WEB_PAGE = re.compile(r"<!doctype html|<html\b", re.IGNORECASE)
STATUS_REPORT, OUR_FILE = "urn:iso:std:iso:20022:tech:xsd:pain.002", "urn:iso:std:iso:20022:tech:xsd:pain.001"


def foreign_kind(source: Source) -> str:
    """Name what a file is that is no statement by its first bytes; empty where its reader may look at it.

    One of empty, pdf, spreadsheet, packed, old_office, picture, web_page, status_report, payment_file, unknown.
    """
    head, text = source.head, source.start_text
    if detect_format(source) == "empty":
        return "empty"
    if head.startswith(ZIP):
        return "spreadsheet" if b"[Content_Types].xml" in head or b"xl/" in head else "packed"
    for start, kind in ((PDF, "pdf"), (OLD_EXCEL, "old_office"), *((start, "picture") for start in PICTURES)):
        if head.startswith(start):
            return kind
    for sign, kind in ((STATUS_REPORT, "status_report"), (OUR_FILE, "payment_file")):
        if sign in text:
            return kind
    if WEB_PAGE.search(text):
        return "web_page"
    return "unknown" if detect_format(source) == "unknown" else ""


def _looks_like_table(text: str) -> bool:
    """Tell whether two of the first lines hold one separator equally often."""
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    return any(
        len([line for line in lines if line.count(separator) >= 2]) >= min(2, len(lines))
        for separator in (",", ";", "\t", "|")
    )


def _cannot_read(source: Source, kind: str) -> str:
    if kind == "empty":
        return "There is nothing in the file."
    if kind == "csv":
        return "This is a CSV file. Say what its columns mean with a mapping."
    if source.head.startswith(ZIP):
        return "This is a packed file or a spreadsheet. Unpack it, or save it as CSV."
    if source.head.startswith(PDF):
        return "This is a PDF. Ask the bank for camt.053, MT940, OFX or CSV."
    if source.head.startswith(OLD_EXCEL):
        return "This is a spreadsheet. Save it as CSV."
    return "This is no format of bank statement that we know: camt.052, .053, .054, MT940, MT942, OFX or CSV."
