from __future__ import annotations

from datetime import datetime

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import FileRefused, NotAllowed
from commonpurse.money.payments.models import DebtorAccount
from commonpurse.money.reconciliation.access import can_import_statements
from commonpurse.money.reconciliation.formats.column_map import ColumnMap
from commonpurse.money.reconciliation.keeping import ImportResult, keep_reading
from commonpurse.money.reconciliation.models import ColumnMapping, DifferenceRequest
from commonpurse.money.reconciliation.reading import OnProgress, StatementSource, look_at
from commonpurse.money.reconciliation.rules import ReconciliationRefused
from commonpurse.money.reconciliation.series import lock_series
from commonpurse.parties.partners.models import Member


def ask_to_accept_difference(
    *,
    by: Member,
    debtor_account: DebtorAccount,
    file: StatementSource,
    file_name: str,
    reason: str,
    now: datetime,
    mapping: ColumnMapping | ColumnMap | None = None,
) -> DifferenceRequest:
    """Ask that a file which does not add up be taken all the same. Nothing of it is kept until another member accepts.

    Asking again for the same file changes nothing.
    Raises: FileRefused for any other fault in the file, ReconciliationRefused (`adds_up`, `reason_needed`).
    """
    if not can_import_statements(by):
        raise NotAllowed
    reading = look_at(debtor_account, file, mapping)
    if reading.examined.errors:
        raise FileRefused("This statement was not imported.", reading.examined.errors)
    differences = [list(one) for one in reading.examined.differences]
    if not differences:
        raise ReconciliationRefused("This statement adds up. Import it as it is.", code="adds_up")
    if not reason.strip():
        raise ReconciliationRefused("Say in plain words why it may be taken.", code="reason_needed", field="reason")
    with transaction.atomic():
        series = lock_series(debtor_account, by=by, now=now)
        known = DifferenceRequest.objects.filter(series=series, sha256=reading.sha256).first()
        if known is not None:
            return known
        request = DifferenceRequest.objects.create(
            series=series,
            sha256=reading.sha256,
            file_name=file_name[:255],
            differences=differences,
            reason=reason.strip()[:500],
            asked_at=now,
            asked_by=by,
        )
        record_event(
            "difference_asked",
            by=by.id,
            subject_type="difference_request",
            subject_id=request.id,
            now=now,
            sha256=reading.sha256,
            difference_minor=request.total_minor,
        )
        return request


def accept_difference(
    *,
    by: Member,
    request: DifferenceRequest,
    file: StatementSource,
    now: datetime,
    mapping: ColumnMapping | ColumnMap | None = None,
    on_progress: OnProgress | None = None,
) -> ImportResult:
    """Take a file that does not add up, as a second member, and import it. The difference goes to suspense.

    Raises: ReconciliationRefused (`same_member`, `another_file`), FileRefused, and what `import_statement` raises.
    """
    if not can_import_statements(by):
        raise NotAllowed
    if request.asked_by_id == by.id:
        raise ReconciliationRefused(
            "You asked for this, so somebody else must accept it. Ask another member of finance.", code="same_member"
        )
    reading = look_at(request.series.debtor_account, file, mapping, on_progress)
    if reading.sha256 != request.sha256:
        raise ReconciliationRefused(
            "This is not the file that was asked for. Choose “{file_name}”.",
            code="another_file",
            file_name=request.file_name,
        )
    reading.check(accepted=request)
    with transaction.atomic():
        lock_series(reading.account, by=by, now=now)
        current = DifferenceRequest.objects.select_for_update(no_key=True, of=("self",)).get(id=request.id)
        if current.accepted_at is None:
            current.accepted_at, current.accepted_by = now, by
            current.save(update_fields=["accepted_at", "accepted_by"])
            record_event(
                "difference_accepted",
                by=by.id,
                subject_type="difference_request",
                subject_id=current.id,
                now=now,
                difference_minor=current.total_minor,
            )
        return keep_reading(reading, current.file_name, by=by, now=now, accepted=current)
