from __future__ import annotations

from contextvars import ContextVar
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.helping import helper_id

# The command line sets this once per run, so that an act done "as" a member names the machine's user too.
system_user: ContextVar[str] = ContextVar("system_user", default="")


def record_event(
    event_type: str, *, by: UUID, subject_type: str, subject_id: UUID, now: datetime, **facts: Any
) -> AuditEvent:
    """Write one act into the trail, inside the transaction of the act itself.

    `event_type` is a verb in the past (`money_released`). `facts` hold ids, sums and codes, never personal text.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an act and its audit event stand or fall together: call inside the act's transaction")
    if (helper := helper_id.get()) is not None:
        facts = facts | {"helped_by": str(helper)}
    return AuditEvent.objects.create(
        event_type=event_type,
        actor_id=by,
        subject_type=subject_type,
        subject_id=subject_id,
        facts=facts,
        system_user=system_user.get(),
        recorded_at=now,
    )
