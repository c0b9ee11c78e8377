"""Into whose hands payments go, and whether the law lets their money go there on a day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from commonpurse.kernel.context import acting_as_system
from commonpurse.money.budgets.models import HoldLeg, Line
from commonpurse.money.budgets.queries import lines_barred
from commonpurse.money.budgets.rules import NEEDS_CHECK, Going, HoldingType, PaidTo
from commonpurse.money.payments.models import PayeeAccount, Payment
from commonpurse.money.payments.rules import PayeeKind

_CHECKED = [basis.value for basis in NEEDS_CHECK]


def going_to(account: PayeeAccount | None, holding_type: str | None = None) -> Going:
    """Say into whose hands a payment to this account goes. While none was chosen it might be a shop's."""
    kinds = {PayeeKind.OWN.value: PaidTo.HERSELF, PayeeKind.HELPER.value: PaidTo.HELPER}
    paid_to = PaidTo.SUPPLIER if account is None else kinds.get(account.payee.kind, PaidTo.SUPPLIER)
    return Going(paid_to, HoldingType(holding_type) if holding_type else None)


def asks_check() -> Exists:
    """Of a payment in a query: whether some of its money goes out direct only where the law lets it.

    Whoever sees the payment sees what its money comes from. It spares the question of the law where it cannot arise.
    """
    return Exists(HoldLeg.objects.filter(hold__payment=OuterRef("pk"), line__fund__legal_basis__in=_CHECKED))


def payments_barred(payments: QuerySet[Payment], *, on: date) -> set[UUID]:
    """Those of these payments, not in a file yet, whose money the law does not let go out on that day: the answer, and
    nothing of why. One statement where none of the money asks for a check.
    """
    with acting_as_system("to ask whether the law lets payments go out"):
        legs = list(
            HoldLeg.objects.filter(
                hold__payment__in=payments.order_by().values("id"),
                line__fund__legal_basis__in=_CHECKED,
            ).select_related("line__fund", "hold__payment__payee_account__payee")
        )
    by_going: dict[Going, list[tuple[Line, UUID]]] = defaultdict(list)
    for leg in legs:
        payment = leg.hold.payment
        by_going[going_to(payment.payee_account, payment.holding_type)].append((leg.line, payment.id))
    found = set()
    for going, pairs in by_going.items():
        barred = lines_barred([line for line, _ in pairs], on=on, going=going)
        found |= {payment for line, payment in pairs if line.id in barred}
    return found
