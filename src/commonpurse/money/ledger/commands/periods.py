from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.identity import new_id
from commonpurse.money.ledger.models import Period
from commonpurse.money.ledger.sql import sql
from commonpurse.money.ledger.storage.found import CLOSINGS_IN_A_ROW, LedgerNotMade


def close_period(*, ends_on: date, by: UUID, now: datetime) -> Period:
    """Close the books for every day before `ends_on`, and open the next period from that day on.

    Waits for postings under way and makes new ones wait; keeps what each account held. Closing again at the same day
    changes nothing.
    Raises: Refused (`period_already_closed`) when the books are closed beyond that day.
    """
    with transaction.atomic():
        current = _locked_open_period()
        if current.starts_on is not None and ends_on <= current.starts_on:
            closed = Period.objects.filter(ends_on=ends_on).first()
            if closed is not None:
                return closed
            raise Refused(
                "The books are closed for every day before {day}. Choose a later day.",
                code="period_already_closed",
                day=current.starts_on,
            )
        current.ends_on, current.closed_at, current.closed_by = ends_on, now, by
        current.save(update_fields=["ends_on", "closed_at", "closed_by"])
        with connection.cursor() as cursor:
            cursor.execute(
                sql("snapshot", connection.vendor),
                {"period": current.id.hex, "ends_on": ends_on.isoformat()},
            )
        Period.objects.create(id=new_id(), starts_on=ends_on)
        return current


def _locked_open_period() -> Period:
    """Lock the open period. When another closed it while we waited for it, the next look sees the one open now."""
    for _ in range(CLOSINGS_IN_A_ROW):
        current = Period.objects.select_for_update().filter(ends_on__isnull=True).first()
        if current is not None:
            return current
    raise LedgerNotMade
