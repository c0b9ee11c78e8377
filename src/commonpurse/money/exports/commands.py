"""Say what the council's ledger takes, give it our movements once, and take an export back that was not posted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Max

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.money.budgets.models import Fund
from commonpurse.money.exports.access import can_export_ledger
from commonpurse.money.exports.models import ExportedMovement, ExportMapping, LedgerExport
from commonpurse.money.exports.queries import movements_to_export, same_days
from commonpurse.money.exports.rules import ExportRefused, check_period, read_export_columns, written_export
from commonpurse.parties.partners.models import Member

ROWS_A_STATEMENT = 1_000


def save_export_mapping(*, by: Member, name: str, content: Mapping[str, Any], now: datetime) -> ExportMapping:
    """Keep what a ledger takes, under its name. A change becomes a new version; the same again makes none.

    Raises: ExportRefused (`name_needed`, and what `read_export_columns` says), TextTooLong, TextUnreadable.
    """
    if not can_export_ledger(by):
        raise NotAllowed
    called = name.strip()
    if not called:
        raise ExportRefused("Give the mapping the name of the ledger.", code="name_needed", field="name")
    check_fits(ExportMapping, name=called)
    read_export_columns(content)
    with transaction.atomic():
        newest = ExportMapping.objects.filter(name=called).order_by("-version").first()
        if newest is not None and newest.content == dict(content):
            return newest
        mapping = ExportMapping.objects.create(
            name=called,
            version=newest.version + 1 if newest else 1,
            content=dict(content),
            saved_at=now,
            saved_by=by,
        )
        record_event(
            "export_mapping_saved",
            by=by.id,
            subject_type="export_mapping",
            subject_id=mapping.id,
            now=now,
            version=mapping.version,
        )
        return mapping


def export_ledger(
    *, by: Member, mapping: ExportMapping, fund: Fund | None = None, starts_on: date, ends_on: date, now: datetime
) -> LedgerExport:
    """Write down, in fixed bytes, what moved on these days (half-open) and is in no export yet.

    The same days again, with nothing new, give the export that is there. What came later for them makes a supplement.
    Raises: ExportRefused (`days_turned`, `day_not_over`, `nothing_to_export`).
    """
    if not can_export_ledger(by):
        raise NotAllowed
    check_period(starts_on, ends_on, today=business_date(now))
    columns = mapping.columns
    with transaction.atomic():
        _lock_exports()
        movements = movements_to_export(starts_on=starts_on, ends_on=ends_on, fund=fund)
        before = list(LedgerExport.objects.live().touching(starts_on, ends_on).defer("content"))
        if not movements:
            known = same_days(before, fund, starts_on, ends_on)
            if known is None:
                raise ExportRefused(
                    "Nothing moved on these days that is not exported already.", code="nothing_to_export"
                )
            return known
        content = written_export(movements, columns)
        total = sum(movement.amount.minor for movement in movements)
        export = LedgerExport.objects.create(
            number=(LedgerExport.objects.aggregate(last=Max("number"))["last"] or 0) + 1,
            mapping=mapping,
            fund=fund,
            starts_on=starts_on,
            ends_on=ends_on,
            is_supplement=any(fund is None or one.fund_id in (None, fund.id) for one in before),
            movement_count=len(movements),
            debits_minor=total,
            credits_minor=total,
            currency=movements[0].amount.currency,
            content=content,
            sha256=sha256(content).hexdigest(),
            made_at=now,
            made_by=by,
        )
        ExportedMovement.objects.bulk_create(
            [ExportedMovement(id=new_id(), export=export, transfer=movement.id) for movement in movements],
            batch_size=ROWS_A_STATEMENT,
        )
        record_event(
            "ledger_exported",
            by=by.id,
            subject_type="ledger_export",
            subject_id=export.id,
            now=now,
            number=export.number,
            mapping=str(mapping.id),
            fund=str(fund.id) if fund else None,
            starts_on=starts_on.isoformat(),
            ends_on=ends_on.isoformat(),
            movements=export.movement_count,
            total_minor=total,
            sha256=export.sha256,
        )
        return export


def take_export_back(*, by: Member, export: LedgerExport, reason: str, now: datetime) -> LedgerExport:
    """Say that the other ledger did not post an export: its movements go into the next one. Again changes nothing.

    Raises: ExportRefused (`reason_needed`), TextTooLong, TextUnreadable.
    """
    if not can_export_ledger(by):
        raise NotAllowed
    if not reason.strip():
        raise ExportRefused("Say in plain words why it is taken back.", code="reason_needed", field="reason")
    check_fits(LedgerExport, taken_back_reason=reason)
    with transaction.atomic():
        _lock_exports()
        current = LedgerExport.objects.defer("content").get(id=export.id)
        if current.taken_back_at is not None:
            return current
        current.taken_back_at, current.taken_back_by, current.taken_back_reason = now, by, reason.strip()
        current.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_reason"])
        ExportedMovement.objects.filter(export=current).update(taken_back_at=now)
        record_event(
            "ledger_export_taken_back",
            by=by.id,
            subject_type="ledger_export",
            subject_id=current.id,
            now=now,
            number=current.number,
        )
        return current


def _lock_exports() -> None:
    """Let one export be made or taken back at a time: what is given out already is read under this lock."""
    list(ExportMapping.objects.select_for_update(no_key=True).order_by("id").values_list("id"))
