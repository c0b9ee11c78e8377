from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.identity import new_id

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def event() -> AuditEvent:
    return record_event("fund_made", by=new_id(), subject_type="fund", subject_id=new_id(), now=NOW, kind="grant")


BREACHES = [
    "UPDATE audit_auditevent SET event_type = 'changed'",
    "DELETE FROM audit_auditevent",
    "INSERT OR REPLACE INTO audit_auditevent SELECT * FROM audit_auditevent",
    "INSERT INTO audit_auditevent SELECT * FROM audit_auditevent WHERE true ON CONFLICT (id) DO UPDATE SET event_type = 'x'",
    "TRUNCATE audit_auditevent",
]


@pytest.mark.parametrize("statement", BREACHES)
def test_the_trail_cannot_be_edited_or_emptied(db: None, statement: str) -> None:
    event()
    # The sentence of either wall: the right the app role lacks, the trigger behind it, or a dialect without the word.
    with pytest.raises(DatabaseError, match=r"permission denied|append_only|syntax error"), transaction.atomic():
        connection.cursor().execute(statement)
    assert AuditEvent.objects.get().event_type == "fund_made"


def test_an_act_outside_a_transaction_cannot_be_recorded(fresh_database: str) -> None:
    with pytest.raises(RuntimeError, match="stand or fall together"):
        event()
    assert AuditEvent.objects.count() == 0


def test_an_act_that_is_undone_leaves_no_event(db: None) -> None:
    with transaction.atomic():
        event()
        transaction.set_rollback(True)
    assert AuditEvent.objects.count() == 0
