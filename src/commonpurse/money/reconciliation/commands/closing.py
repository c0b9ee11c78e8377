from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.money.ledger.commands import close_period
from commonpurse.money.reconciliation.access import can_close_books
from commonpurse.money.reconciliation.models import Closing, StatementLine, StatementSeries
from commonpurse.money.reconciliation.rules import check_closing
from commonpurse.parties.partners.models import Member


def close_month(*, by: Member, last_day: date, now: datetime, reason: str = "") -> Closing:
    """Close the books for every day up to and including `last_day`. Nothing is booked on these days any more.

    A reason is needed while a line of the bank of these days has no explanation; it is kept with how many there were.
    Closing the same day again changes nothing. Waits for statements that are being read, and makes new ones wait.
    Raises: ReconciliationRefused (`day_not_over`, `reason_needed`), TextTooLong, Refused (`period_already_closed`).
    """
    if not can_close_books(by):
        raise NotAllowed
    with transaction.atomic():
        # Who reads or matches lines holds its series: so what is counted here is what stands when the books close.
        list(StatementSeries.objects.select_for_update(no_key=True).order_by("id").values_list("id"))
        ends_on = last_day + timedelta(days=1)
        known = Closing.objects.filter(period__ends_on=ends_on).first()
        if known is not None:
            return known
        amounts = StatementLine.objects.open().filter(booked_on__lt=ends_on).values_list("amount_minor", flat=True)
        open_minor = [abs(amount) for amount in amounts]
        check_closing(last_day, today=business_date(now), open_count=len(open_minor), reason=reason)
        check_fits(Closing, reason=reason)
        period = close_period(ends_on=ends_on, by=by.id, now=now)
        closing = Closing.objects.create(
            period_id=period.id,
            open_count=len(open_minor),
            open_minor=sum(open_minor),
            reason=reason.strip(),
            closed_at=now,
            closed_by=by,
        )
        record_event(
            "books_closed",
            by=by.id,
            subject_type="closing",
            subject_id=closing.id,
            now=now,
            last_day=last_day.isoformat(),
            open_count=closing.open_count,
            open_minor=closing.open_minor,
        )
        return closing
