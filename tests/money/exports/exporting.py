"""A mapping as a council's ledger may want it, and an export read back as that ledger would."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

from commonpurse.money.exports.commands import export_ledger, save_export_mapping
from commonpurse.money.exports.models import ExportMapping, LedgerExport
from commonpurse.money.ledger.rules import AccountCode
from tests.factories import NOW, Standing

CODES = {code.value: f"9{place:02}0" for place, code in enumerate(AccountCode)}
COLUMNS = [
    {"holds": "fixed", "heading": "Company", "value": "01"},
    {"holds": "date", "heading": "Date"},
    {"holds": "account", "heading": "Nominal"},
    {"holds": "debit", "heading": "Debit"},
    {"holds": "credit", "heading": "Credit"},
    {"holds": "reference", "heading": "Reference"},
    {"holds": "meaning", "heading": "Description"},
    {"holds": "fund", "heading": "Fund"},
    {"holds": "movement", "heading": "Movement"},
]
MAPPING: dict[str, Any] = {
    "columns": COLUMNS,
    "has_headings": True,
    "date_format": "%d/%m/%Y",
    "credit_is_above_zero": False,
    "codes": CODES,
}
MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)


def mapping(people: Standing, name: str = "Council ledger", **changed: Any) -> ExportMapping:
    return save_export_mapping(by=people.ngozi, name=name, content=MAPPING | changed, now=NOW)


def export(people: Standing, starts_on: date = MAY, ends_on: date = JUNE, **given: Any) -> LedgerExport:
    """Export the days as Ngozi of finance."""
    wanted = {"by": people.ngozi, "mapping": given.pop("mapping", None) or mapping(people), "now": NOW} | given
    return export_ledger(starts_on=starts_on, ends_on=ends_on, **wanted)


def rows(made: LedgerExport) -> list[dict[str, str]]:
    """The rows of an export's bytes, each by the heading of its column."""
    return list(csv.DictReader(io.StringIO(bytes(made.content).decode(), newline="")))


def total(made: LedgerExport, heading: str) -> Decimal:
    return sum((Decimal(row[heading] or "0") for row in rows(made)), Decimal())
