"""Lines and payments as the rules of matching see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from commonpurse.money.payments.models import DebtorAccount
from commonpurse.money.payments.queries import SentPayment, sent_payments
from commonpurse.money.payments.rules import AT_THE_BANK, PaymentState
from commonpurse.money.reconciliation.models import StatementLine
from commonpurse.money.reconciliation.rules import Candidate, LineFacts
from commonpurse.money.reconciliation.rules.matching import DetailFacts, may_have_come_back
from commonpurse.parties.partners.models import Member

PAID_OR_AT_THE_BANK = (*AT_THE_BANK, PaymentState.SETTLED)


def facts_of(line: StatementLine) -> LineFacts:
    """What of a line speaks, for the rules of matching."""
    return LineFacts(
        line=line.id,
        on=line.booked_on,
        amount_minor=line.amount_minor,
        end_to_end_id=line.end_to_end_id,
        text=" ".join(filter(None, (line.remittance, line.entry_reference))),
        name=line.counterparty_name,
        account=line.counterparty_account,
        is_return=line.is_return,
        return_reason=line.return_reason,
        is_batch=line.is_batch,
        batch_message_id=line.batch_message_id,
        batch_group_id=line.batch_group_id,
        details=tuple(DetailFacts(**detail) for detail in line.details),
    )


def candidates_of(payments: Iterable[SentPayment]) -> list[Candidate]:
    """The payments that a statement may still show as paid, or as come back."""
    return [
        Candidate(
            payment=one.payment_id,
            end_to_end_id=one.end_to_end_id,
            amount_minor=one.amount.minor,
            back_minor=one.amount_back.minor,
            is_open=one.state in AT_THE_BANK,
            name=one.creditor_name,
            account=one.creditor_account,
            remittance=one.remittance,
            requested_on=one.requested_on,
            message_id=one.message_id,
            group_id=one.group_id,
        )
        for one in payments
        if one.state in PAID_OR_AT_THE_BANK
    ]


def candidates_for(lines: Sequence[LineFacts], account: DebtorAccount, viewer: Member) -> list[Candidate]:
    """The payments that these lines may be about, asking for no more than the lines need."""
    payments: dict[UUID, SentPayment] = {}
    if any(line.amount_minor < 0 for line in lines):
        payments |= _by_id(sent_payments(viewer=viewer, debtor_account=account, only_open=True))
    back = [line for line in lines if may_have_come_back(line)]
    if any(not line.end_to_end_id or line.is_batch for line in back):
        payments |= _by_id(sent_payments(viewer=viewer, debtor_account=account))
    elif back:
        ids = {line.end_to_end_id for line in back}
        payments |= _by_id(sent_payments(viewer=viewer, debtor_account=account, end_to_end_ids=ids))
        known = {one.end_to_end_id for one in payments.values()}
        if ids - known:  # a reference that was cut
            payments |= _by_id(sent_payments(viewer=viewer, debtor_account=account))
    return candidates_of(payments.values())


def _by_id(payments: Iterable[SentPayment]) -> dict[UUID, SentPayment]:
    return {one.payment_id: one for one in payments}
