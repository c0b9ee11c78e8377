"""The payments of a person as pages and other questions read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from commonpurse.kernel.money import Money
from commonpurse.money.budgets.models import Budget
from commonpurse.money.budgets.queries import accounts_of_holds, budgets_visible_to
from commonpurse.money.decisions.queries import is_yes_of_panel
from commonpurse.money.payments.models import BankFile, Payment, PaymentQuerySet
from commonpurse.money.payments.rules import MAY_BE_REISSUED, PaymentState
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.models import Person


def payments_visible_to(viewer: Member | Person, today: date) -> PaymentQuerySet:
    """The payments from the budgets this viewer may see on that day, newest first; finance pays, so it sees all."""
    return Payment.objects.filter(
        budget__in=budgets_visible_to(viewer, today, Item.PAYMENTS).values("id")
    ).select_related("payee_account__payee", "budget__person", "approval")


def get_payment(*, viewer: Member | Person, payment_id: UUID, today: date) -> Payment | None:
    """The payment, or None when it is not there or not to be seen."""
    return payments_visible_to(viewer, today).filter(id=payment_id).first()


def payments_of(*, viewer: Member | Person, budget: Budget, today: date) -> QuerySet[Payment]:
    """The payments from one budget, newest first, with what the page says of them."""
    return payments_visible_to(viewer, today).filter(budget=budget).prefetch_related("events")


ON_ITS_WAY = (
    PaymentState.HELD,
    PaymentState.READY,
    PaymentState.IN_FILE,
    PaymentState.SENT,
    PaymentState.UNKNOWN,
)


def with_who_decided(payments: QuerySet[Payment]) -> QuerySet[Any]:
    """Bring along whose decision each was; `ask_by_panel`: a panel made what was asked for a yes."""
    return payments.annotate(ask_by_panel=is_yes_of_panel("ask")).select_related(
        "ask__decided_by_member", "ask__decided_by_person", "created_by_member", "created_by_person"
    )


def latest_payments(
    *, viewer: Member | Person, budget_id: UUID, today: date, count: int | None = None
) -> QuerySet[Any]:
    """So many of the newest payments from one budget, and older ones that are still on their way or failed and were
    not paid again; without a count all of them. Newest first: with `back_minor`, who decided, when the bank paid."""
    found = payments_visible_to(viewer, today).filter(budget=budget_id)
    if count is not None:
        newest = found.order_by("-created_at", "-id").values("id")[:count]
        unfinished = Q(state__in=ON_ITS_WAY) | Q(state__in=MAY_BE_REISSUED, reissued_as=None)
        found = found.filter(unfinished | Q(id__in=newest))
    read = with_who_decided(found).select_related("payee_account__payee", "budget__person", "settlement", "reissued_as")
    # What is summed up loses the order of the table: it is said again.
    return with_money_back(read).order_by("-created_at", "-id")


def last_of_chains(payments: Iterable[Payment]) -> dict[UUID, Payment]:
    """For each of these, by its id, the payment that counts: what came back was paid again, perhaps more than once.

    The next of each is read along already (`reissued_as`). One statement more for two payments further, whatever the
    number of chains; none where none came back twice.
    """
    last = {payment.id: getattr(payment, "reissued_as", None) or payment for payment in payments}
    while True:
        back = {each.id: first for first, each in last.items() if each.reissues_id and each.state in MAY_BE_REISSUED}
        again = Payment.objects.filter(reissues__in=back).select_related("reissued_as") if back else ()
        found = {back[each.reissues_id]: getattr(each, "reissued_as", None) or each for each in again}
        if not found:
            return last
        last |= found


def money_on_its_way(*, viewer: Member | Person, budget_id: UUID, today: date) -> Money:
    """What was released and is not known to have been paid, less what of it is back already: sent is not received."""
    on_its_way = with_money_back(payments_visible_to(viewer, today)).filter(
        budget=budget_id, state__in=[state.value for state in ON_ITS_WAY]
    )
    left = sum(amount - back for amount, back in on_its_way.values_list("amount_minor", "back_minor"))
    return Money(left, the_partnership().currency)


def with_money_back(payments: QuerySet[Payment]) -> QuerySet[Any]:
    """Read with each payment, as `back_minor`, how much of it the bank has sent back."""
    return payments.annotate(back_minor=Coalesce(Sum("money_back__amount_minor"), 0))


def accounts_of_payments(payment_ids: Sequence[UUID]) -> set[UUID]:
    """Every ledger account that settling or returning these payments can touch, for one lock over many of them."""
    payments = Payment.objects.filter(id__in=payment_ids)
    files = BankFile.objects.filter(
        instructions__payment__in=payments.values("id"), instructions__taken_back_at=None
    ).select_related("debtor_account")
    touched = accounts_of_holds(payments.values_list("hold_id", flat=True))
    for bank_file in files:
        touched |= {bank_file.clearing_account_id, bank_file.debtor_account.bank_account_id}
    return touched


def money_back_of(payment_id: UUID) -> int:
    """What of a payment is on the budget again, in minor units."""
    return _back_by_payment([payment_id]).get(payment_id, 0)


def _back_by_payment(payments: Iterable[UUID]) -> dict[UUID, int]:
    rows = Payment.objects.filter(id__in=payments).annotate(back=Sum("money_back__amount_minor"))
    return {row_id: back for row_id, back in rows.values_list("id", "back") if back}
