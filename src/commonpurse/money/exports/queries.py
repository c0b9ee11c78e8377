"""What was given to the council's ledger, and what would be: nothing twice, nothing of nobody's name."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from uuid import UUID

from commonpurse.kernel.money import Money
from commonpurse.kernel.spreadsheets import as_cell
from commonpurse.money.budgets.models import Fund
from commonpurse.money.budgets.queries import PlaceInFund, places_in_funds
from commonpurse.money.exports.access import can_export_ledger
from commonpurse.money.exports.models import (
    ExportedMovement,
    ExportMapping,
    LedgerExport,
    LedgerExportQuerySet,
)
from commonpurse.money.exports.rules import ExportMovement, Side, headings_of, rows_of
from commonpurse.money.ledger.queries import PostedRow, books_open_from, first_day_of_books, posted_rows
from commonpurse.money.ledger.rules import AccountCode
from commonpurse.money.payments.queries import references_of_rows
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.models import Person

FIRST_MOVEMENTS = 5


def export_mappings(viewer: Member | Person) -> list[ExportMapping]:
    """The newest version of each mapping, by name."""
    if not can_export_ledger(viewer):
        return []
    newest: dict[str, ExportMapping] = {}
    for mapping in ExportMapping.objects.select_related("saved_by").order_by("name", "-version"):
        newest.setdefault(mapping.name, mapping)
    return list(newest.values())


def get_export_mapping(*, viewer: Member | Person, mapping_id: UUID) -> ExportMapping | None:
    """The mapping, or None when it is not there or not to be seen."""
    return ExportMapping.objects.filter(id=mapping_id).first() if can_export_ledger(viewer) else None


def exports_visible_to(viewer: Member | Person) -> LedgerExportQuerySet:
    """Every export without its bytes, newest first."""
    if not can_export_ledger(viewer):
        return LedgerExport.objects.none()
    return LedgerExport.objects.select_related("mapping", "fund", "made_by", "taken_back_by").defer("content")


def get_export(*, viewer: Member | Person, export_id: UUID) -> LedgerExport | None:
    """The export, or None when it is not there or not to be seen."""
    return exports_visible_to(viewer).filter(id=export_id).first()


def first_rows_of_export(*, viewer: Member | Person, export: LedgerExport) -> tuple[list[str], list[list[str]]]:
    """The headings of an export and its first rows, as its bytes have them."""
    if not can_export_ledger(viewer):
        return [], []
    columns = export.mapping.columns
    lines = bytes(export.content).decode()
    rows = list(csv_rows(lines, 2 * FIRST_MOVEMENTS + columns.has_headings))
    return headings_of(columns), rows[1:] if columns.has_headings else rows


def csv_rows(text: str, most: int) -> list[list[str]]:
    return list(islice(csv.reader(io.StringIO(text, newline="")), most))


def not_exported(starts_on: date, ends_on: date) -> list[PostedRow]:
    """What moved on these days and is in no export that counts, in the order of the books."""
    given_out = ExportedMovement.objects.filter(taken_back_at=None).values("transfer")
    return posted_rows(starts_on=starts_on, ends_on=ends_on, left_out=given_out)


def movements_to_export(*, starts_on: date, ends_on: date, fund: Fund | None) -> list[ExportMovement]:
    """The movements of these days that no export has yet: all of the ledger, or those that touch one fund."""
    rows = not_exported(starts_on, ends_on)
    places = places_in_funds(account for row in rows for account in (row.debit_account, row.credit_account))
    if fund is not None:
        rows = [row for row in rows if fund.id in funds_of(row, places)]
    references = references_of_rows((row.id, row.authority) for row in rows)
    return [
        ExportMovement(
            id=row.id,
            on=row.business_date,
            meaning=row.code,
            amount=row.amount,
            debit=side_of(row.debit_code, row.debit_account, row.credit_account, places),
            credit=side_of(row.credit_code, row.credit_account, row.debit_account, places),
            reference=references.get(row.id, ""),
        )
        for row in rows
    ]


def funds_of(row: PostedRow, places: dict[UUID, PlaceInFund]) -> set[UUID]:
    """The funds that a movement touches: none where it is between the bank and what is not explained yet."""
    return {places[account].fund for account in (row.debit_account, row.credit_account) if account in places}


def side_of(code: AccountCode, account: UUID, other: UUID, places: dict[UUID, PlaceInFund]) -> Side:
    """One side of a movement. An account that no fund has stands for the fund of the other side."""
    own = places.get(account)
    place = own or places.get(other)
    return Side(code, own.spend_kind if own else "", place.fund_name if place else "")


@dataclass(frozen=True)
class ExportPreview:
    """What an export would hold, before it is made.

    `before`    exports that have some of these days already, and count
    `repeated`  that of `before` which took these very days for the same fund: what a second click is answered with
    `is_closed` whether the books of these days are closed; while not, more can come
    """

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    count: int
    debits: Money
    credits: Money
    before: Sequence[LedgerExport]
    repeated: LedgerExport | None
    is_closed: bool

    @property
    def seen(self) -> str:
        """What the viewer looked at, to be told again when the export is made."""
        return f"{self.count}:{self.debits.minor}"


def preview_export(
    *, viewer: Member | Person, mapping: ExportMapping, fund: Fund | None, starts_on: date, ends_on: date
) -> ExportPreview | None:
    """Look at what an export would hold; None for who may not make one."""
    if not can_export_ledger(viewer):
        return None
    movements = movements_to_export(starts_on=starts_on, ends_on=ends_on, fund=fund)
    columns = mapping.columns
    nothing = Money(0, the_partnership().currency)
    total = sum((movement.amount for movement in movements), nothing)
    before = list(exports_visible_to(viewer).live().touching(starts_on, ends_on))
    open_from = books_open_from()
    return ExportPreview(
        headings=headings_of(columns),
        rows=[
            [as_cell(cell) for cell in row]
            for movement in movements[:FIRST_MOVEMENTS]
            for row in rows_of(movement, columns)
        ],
        count=len(movements),
        debits=total,
        credits=total,
        before=[export for export in before if fund is None or export.fund_id in (None, fund.id)],
        repeated=same_days(before, fund, starts_on, ends_on),
        is_closed=open_from is not None and ends_on <= open_from,
    )


def same_days(
    exports: Sequence[LedgerExport], fund: Fund | None, starts_on: date, ends_on: date
) -> LedgerExport | None:
    """The newest of these exports that took these very days for this fund, or for all."""
    wanted = (fund.id if fund else None, starts_on, ends_on)
    return next((one for one in exports if (one.fund_id, one.starts_on, one.ends_on) == wanted), None)


@dataclass(frozen=True)
class LateMovements:
    """What came for days that were exported before, and is in no export yet. `last_day` is included."""

    count: int
    total: Money
    starts_on: date
    last_day: date


def late_movements(viewer: Member | Person) -> LateMovements | None:
    """What to put into a supplement; None where nothing came late."""
    exports = list(exports_visible_to(viewer).live())
    if not exports:
        return None
    rows = not_exported(min(one.starts_on for one in exports), max(one.ends_on for one in exports))
    places = places_in_funds(account for row in rows for account in (row.debit_account, row.credit_account))
    late = [row for row in rows if any(is_of_export(row, places, one) for one in exports)]
    if not late:
        return None
    total = sum((row.amount for row in late), Money(0, the_partnership().currency))
    days = [row.business_date for row in late]
    return LateMovements(len(late), total, min(days), max(days))


def is_of_export(row: PostedRow, places: dict[UUID, PlaceInFund], export: LedgerExport) -> bool:
    """Whether an export would have taken this movement, had it been there by then."""
    is_of_days = export.starts_on <= row.business_date < export.ends_on
    return is_of_days and (export.fund_id is None or export.fund_id in funds_of(row, places))


def next_days_to_export(*, viewer: Member | Person, today: date) -> tuple[date, date]:
    """Suggest the first and the last day of the next export: from where the last one ended, to the end of a month."""
    last = exports_visible_to(viewer).live().order_by("-ends_on").values_list("ends_on", flat=True).first()
    month = today.replace(day=1)
    starts_on = last or first_day_of_books() or month
    ends_on = month if starts_on < month else today
    return starts_on, ends_on - timedelta(days=1)
