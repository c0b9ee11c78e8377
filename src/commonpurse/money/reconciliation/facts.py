"""Lines and payments as the rules of matching see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from commonpurse.money.payments.models import DebtorAccount
from commonpurse.money.payments.queries import SentPayment, Sought, sent_payments_of
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
    return candidates_by_account({account.id: lines}, viewer)[account.id]


def candidates_by_account(lines: Mapping[UUID, Sequence[LineFacts]], viewer: Member) -> dict[UUID, list[Candidate]]:
    """The same for the lines of each of our accounts: two statements at most, however many accounts."""
    found: dict[UUID, dict[UUID, SentPayment]] = {account: {} for account in lines}

    def look_for(sought: Iterable[Sought]) -> None:
        for one in sent_payments_of(viewer=viewer, sought=sought):
            found[one.debtor_account_id][one.payment_id] = one

    look_for([each for account, some in lines.items() for each in _sought(account, some)])
    cut = {  # a reference of a payment that came back and that nobody knows: it was cut
        account
        for account, some in lines.items()
        if _references_of_back(some) - {one.end_to_end_id for one in found[account].values()}
    }
    look_for([Sought(account) for account in cut])
    return {account: candidates_of(payments.values()) for account, payments in found.items()}


def _sought(account: UUID, lines: Sequence[LineFacts]) -> Iterator[Sought]:
    """What lines of one account may be about, as far as they say it."""
    back = [line for line in lines if may_have_come_back(line)]
    if any(not line.end_to_end_id or line.is_batch for line in back):
        yield Sought(account)
        return
    if any(line.amount_minor < 0 for line in lines):
        yield Sought(account, only_open=True)
    if back:
        yield Sought(account, frozenset(line.end_to_end_id for line in back))


def _references_of_back(lines: Sequence[LineFacts]) -> set[str]:
    """The references of what may have come back, where each line has one."""
    back = [line for line in lines if may_have_come_back(line)]
    every_one = all(line.end_to_end_id and not line.is_batch for line in back)
    return {line.end_to_end_id for line in back} if every_one else set()
