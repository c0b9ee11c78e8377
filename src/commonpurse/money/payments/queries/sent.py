"""What was sent to the bank, to be found in its statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from commonpurse.kernel.money import Money
from commonpurse.money.payments.access import can_record_bank
from commonpurse.money.payments.models import DebtorAccount, Instruction, MoneyBack, Payment
from commonpurse.money.payments.rules import AT_THE_BANK, PaymentState
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import kept_from


@dataclass(frozen=True)
class SentPayment:
    """A payment that went to the bank, as a statement may show it."""

    payment_id: UUID
    debtor_account_id: UUID
    end_to_end_id: str
    amount: Money
    amount_back: Money
    state: PaymentState
    is_settled: bool
    creditor_name: str
    creditor_account: str
    remittance: str
    requested_on: date
    message_id: str
    group_id: str


@dataclass(frozen=True)
class Sought:
    """Payments that left by one of our accounts: all, those of some ids, or those not yet shown as paid."""

    debtor_account: UUID
    end_to_end_ids: frozenset[str] | None = None
    only_open: bool = False

    @property
    def filter(self) -> Q:
        sought = Q(bank_file__debtor_account=self.debtor_account)
        if self.end_to_end_ids is not None:
            sought &= Q(end_to_end_id__in=list(self.end_to_end_ids))
        return sought & Q(payment__state__in=[state.value for state in AT_THE_BANK]) if self.only_open else sought


def sent_payments(
    *,
    viewer: Member,
    debtor_account: DebtorAccount,
    end_to_end_ids: Iterable[str] | None = None,
    only_open: bool = False,
) -> list[SentPayment]:
    """Payments that left by this account, oldest first: those of these ids, or all; `only_open`: not yet shown as paid.

    For matching a statement. Finance and the System member only.
    """
    ids = None if end_to_end_ids is None else frozenset(end_to_end_ids)
    return sent_payments_of(viewer=viewer, sought=[Sought(debtor_account.id, ids, only_open)])


def sent_payments_of(*, viewer: Member, sought: Iterable[Sought]) -> list[SentPayment]:
    """The same for several accounts at once, each payment once. One statement, or none where nothing is sought."""
    filters = [each.filter for each in sought]
    if not filters or not can_record_bank(viewer):
        return []
    back = MoneyBack.objects.filter(payment=OuterRef("payment")).order_by().values("payment")
    rows = (
        Instruction.objects.filter(reduce(or_, filters), bank_file__sent_at__isnull=False, taken_back_at=None)
        .exclude(person__in=kept_from(viewer))
        .annotate(back=Coalesce(Subquery(back.annotate(sum=Sum("amount_minor")).values("sum")), 0))
        .select_related("bank_file", "payment__payee_account", "payment__settlement")
        .defer("bank_file__content")
    )
    return [
        SentPayment(
            payment_id=row.payment_id,
            debtor_account_id=row.bank_file.debtor_account_id,
            end_to_end_id=row.end_to_end_id,
            amount=row.payment.amount,
            amount_back=Money(row.back, row.payment.currency),
            state=PaymentState(row.payment.state),
            is_settled=hasattr(row.payment, "settlement"),
            creditor_name=row.payment.payee_account.holder_name,
            creditor_account=row.payment.payee_account.iban or row.payment.payee_account.account_number,
            remittance=row.payment.remittance,
            requested_on=row.bank_file.requested_on,
            message_id=row.bank_file.message_id,
            group_id=row.bank_file.group_id,
        )
        for row in rows.order_by("bank_file__sent_at", "id")
    ]


IDS_A_STATEMENT = 10_000  # SQLite takes 32,766 values; each id may stand in a statement twice


def references_of_rows(rows: Iterable[tuple[UUID, UUID | None]]) -> dict[UUID, str]:
    """The reference of the payment that each row of the ledger belongs to, by the row's id.

    `rows` are pairs of a row's id and its authority. One that belongs to no payment is left out.
    """
    pairs, found = list(rows), dict[UUID, str]()
    for start in range(0, len(pairs), IDS_A_STATEMENT):
        some = pairs[start : start + IDS_A_STATEMENT]
        ids, authorities = [row for row, _ in some], {authority for _, authority in some if authority}
        payments = dict(Payment.objects.filter(id__in=authorities).values_list("id", "end_to_end_id"))
        found |= {row: payments[authority] for row, authority in some if authority in payments}
        found |= dict(Payment.objects.filter(settle_transfer__in=ids).values_list("settle_transfer", "end_to_end_id"))
        back = MoneyBack.objects.filter(bank_transfer__in=ids).values_list("bank_transfer", "payment__end_to_end_id")
        found |= {row: reference for row, reference in back if row is not None}
    return found
