from __future__ import annotations

from datetime import datetime

from commonpurse.kernel.errors import NotAllowed
from commonpurse.money.payments.models import DebtorAccount
from commonpurse.money.reconciliation.access import can_import_statements
from commonpurse.money.reconciliation.formats.column_map import ColumnMap
from commonpurse.money.reconciliation.keeping import ImportResult, keep_reading
from commonpurse.money.reconciliation.models import ColumnMapping
from commonpurse.money.reconciliation.reading import OnProgress, StatementSource, look_at
from commonpurse.parties.partners.models import Member


def import_statement(
    *,
    by: Member,
    debtor_account: DebtorAccount,
    file: StatementSource,
    file_name: str,
    now: datetime,
    mapping: ColumnMapping | ColumnMap | None = None,
    on_progress: OnProgress | None = None,
) -> ImportResult:
    """Read a statement in, whole or not at all, and match what is certain.

    Every booked line that was not here before is kept. What is certainly a payment of ours, or one that came back, is
    booked as that; the rest stands in suspense until somebody explains it. Pending entries are counted and left: they
    come again when they are booked. The same, an overlapping or a renamed file adds nothing. After a crash, import it
    again. `on_progress(done, all)` is told bytes.
    Raises: FileRefused (`file_refused`, `statement_does_not_add_up`) with every error, ReconciliationRefused
    (`period_closed`, `file_changed`).
    """
    if not can_import_statements(by):
        raise NotAllowed
    reading = look_at(debtor_account, file, mapping, on_progress)
    reading.check()
    return keep_reading(reading, file_name, by=by, now=now)
