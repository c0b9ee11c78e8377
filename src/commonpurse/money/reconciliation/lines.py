"""Make the line that is kept of the entry that was read."""

from __future__ import annotations

from commonpurse.kernel.identity import new_id
from commonpurse.money.reconciliation.formats.records import Detail, Entry
from commonpurse.money.reconciliation.models import Statement, StatementLine, StatementSeries
from commonpurse.money.reconciliation.rules import ExaminedLine, LineKind
from commonpurse.money.reconciliation.rules.examining import to_minor

LONGEST_TEXT = 10_000  # characters of what a payer wrote; ISO 20022 allows 140 for each of several lines


def line_of_entry(
    entry: Entry,
    examined: ExaminedLine,
    *,
    statement: Statement,
    series: StatementSeries,
    nth: int,
    place: int,
    currency: str,
) -> StatementLine:
    """Make the line, not yet kept. What is longer than any bank writes is cut; what it is told by was hashed whole."""
    return StatementLine(
        id=new_id(),
        series=series,
        statement=statement,
        kind=LineKind.ENTRY.value,
        place=place,
        line_key=examined.fact.key,
        nth=nth,
        booked_on=examined.on,
        value_on=entry.value_on,
        amount_minor=examined.fact.amount_minor,
        currency=currency,
        balance_after_minor=examined.fact.balance_after_minor,
        bank_reference=_text(entry.bank_reference, 100),
        entry_reference=_text(entry.entry_reference, 100),
        end_to_end_id=_text(entry.end_to_end_id, 100),
        transaction_code=_text(entry.transaction_code, 40),
        remittance=_text(entry.remittance, LONGEST_TEXT),
        counterparty_name=_text(entry.counterparty_name, 200),
        counterparty_account=_text(entry.counterparty_account, 60),
        is_return=entry.is_reversal or any(detail.is_return for detail in entry.details),
        return_reason=_text(entry.return_reason, 40),
        is_batch=entry.is_batch,
        batch_message_id=_text(entry.batch_message_id, 100),
        batch_group_id=_text(entry.batch_group_id, 100),
        details=[_detail(detail) for detail in entry.details] if len(entry.details) > 1 else [],
    )


def _detail(detail: Detail) -> dict[str, str | int | None]:
    return {
        "amount_minor": to_minor(detail.amount) if detail.amount is not None else None,
        "end_to_end_id": _text(detail.end_to_end_id, 100),
        "text": _text(detail.remittance, LONGEST_TEXT),
        "name": _text(detail.counterparty_name, 200),
    }


def _text(text: str | None, most: int) -> str:
    """Cut a text to what is kept. PostgreSQL holds no zero character."""
    return (text or "").replace("\x00", "")[:most]
