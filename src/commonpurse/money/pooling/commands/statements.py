"""Giving the partners the statement of a quarter, and telling who is to give it that it is due."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid5

from django.db import transaction
from django.db.models import Q

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.access import can_keep_outbox
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.money.pooling.access import can_give_statement
from commonpurse.money.pooling.models import FundingAgreement, QuarterStatement
from commonpurse.money.pooling.queries import agreements_where, due_of, quarters_told, statements_of
from commonpurse.money.pooling.rules import NEWS_STATEMENT_DUE, PoolingRefused
from commonpurse.money.pooling.standing import agreement_on, locked_agreement
from commonpurse.parties.partners.models import Member


def give_quarter_statement(
    *, by: Member, agreement: FundingAgreement, quarter_starts_on: date, note: str, now: datetime
) -> QuarterStatement:
    """Give the statement of a quarter that is over, with a note. Its figures are kept as they are now.

    The same figures with the same note again: the one there is. Given anew after the ledger was put right, the newest
    counts, and the first stays in the history. Raises: PoolingRefused (`note_needed`, `no_such_quarter`,
    `quarter_runs`), TextTooLong.
    """
    today = business_date(now)
    if not can_give_statement(by, agreement_on(agreement.id, today).holds):
        raise NotAllowed
    clean = note.strip()
    if not clean:
        raise PoolingRefused("Write a line about the quarter.", code="note_needed", field="note")
    check_fits(QuarterStatement, note=clean)
    with transaction.atomic():
        seen = locked_agreement(agreement.id, today)
        quarter = next((each for each in quarters_told(seen) if each.starts_on == quarter_starts_on), None)
        if quarter is None:
            raise PoolingRefused("There is no statement of that quarter.", code="no_such_quarter")
        if quarter.ends_on > today:
            raise PoolingRefused("The quarter is not over yet. Give its statement when it is.", code="quarter_runs")
        (statement,) = statements_of(seen, [quarter])
        told = statement.told
        if told is not None and not statement.has_changed and told.note == clean:
            return told
        opened, put_in, given, released, returned, left = statement.minors
        kept = QuarterStatement.objects.create(
            agreement=seen.agreement,
            quarter_starts_on=quarter.starts_on,
            opened_minor=opened,
            put_in_minor=put_in,
            given_minor=given,
            released_minor=released,
            returned_minor=returned,
            left_minor=left,
            note=clean,
            given_by=by,
            given_at=now,
        )
        record_event(
            "quarter_statement_given",
            by=by.id,
            subject_type="funding_agreement",
            subject_id=seen.agreement.id,
            now=now,
            quarter=quarter.starts_on.isoformat(),
        )
        return kept


def tell_of_statements_due(*, by: Member, now: datetime) -> int:
    """Write down, as news for each pool manager who can give it, that the statement of a quarter is due.

    Once for each quarter: who runs the pool from then on is told anew. Return how many are due.
    """
    if not can_keep_outbox(by):
        raise NotAllowed
    with acting_as_system("to tell who is to give a statement that it is due"), transaction.atomic():
        found = [
            (manager.id, uuid5(seen.agreement.id, due.quarter.starts_on.isoformat()))
            for seen in agreements_where(Q(), business_date(now))
            if seen.holds is not None
            and (manager := seen.holds.pool_manager) is not None
            and can_give_statement(manager, seen.holds)
            for due in due_of(seen, quarters_told(seen))
        ]
        for member, quarter in found:
            note_news(recipient_id=member, kind=NEWS_STATEMENT_DUE, subject_id=quarter, now=now)
    return len(found)
