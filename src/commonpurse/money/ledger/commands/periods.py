from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.identity import new_id
from commonpurse.money.ledger.models import Period


def close_period(*, ends_on: date, by: UUID, now: datetime) -> Period:
    """Close the books for every day before `ends_on`, and open the next period from that day on.

    Keeps what each account held at its end. A period that ends there already is returned as it is.
    Raises: Refused (`period_already_closed`).
    """
    with transaction.atomic():
        current = Period.objects.filter(ends_on__isnull=True).select_for_update(of=("self",)).get()
        if current.starts_on is not None and ends_on <= current.starts_on:
            again = Period.objects.filter(ends_on=ends_on).first()
            if again is not None:
                return again
            raise Refused(
                f"The books are closed up to {current.starts_on}. Choose a later day.",
                code="period_already_closed",
            )
        current.ends_on, current.closed_at, current.closed_by = ends_on, now, by
        current.save(update_fields=["ends_on", "closed_at", "closed_by"])
        Period.objects.create(id=new_id(), starts_on=ends_on)
        return current
