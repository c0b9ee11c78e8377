from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from commonpurse.money.budgets.queries import corrections_visible_to
from commonpurse.money.payments.queries import bank_files_visible_to, payments_visible_to
from commonpurse.money.payments.rules import PaymentState
from commonpurse.money.reconciliation.queries import unexplained_difference
from commonpurse.web.doors import FINANCE, door
from commonpurse.web.parts.pages import show
from commonpurse.web.request import PageRequest, look_at

SHOWN = 5


@door(FINANCE, why="to see what finance has to do today")
def today(request: PageRequest) -> HttpResponse:
    """What waits for finance: files and lines, errors of ours, what failed, what nobody can explain."""
    failed = list(failed_payments(request)[:SHOWN])
    look_at(request, [payment.budget.person_id for payment in failed], "payments", "payees")
    open_files = list(bank_files_visible_to(request.viewer).filter(sent_at=None, taken_back_at=None))
    return show(
        request,
        "finance/today.html",
        to_check=[bank_file for bank_file in open_files if bank_file.approved_at is None],
        to_send=[bank_file for bank_file in open_files if bank_file.approved_at is not None],
        failed=failed,
        to_put_right=corrections_visible_to(request.viewer).waiting().count(),
        unexplained=unexplained_difference(viewer=request.viewer, today=request.today),
    )


def failed_payments(request: PageRequest) -> Any:
    """Payments that came back or were refused and were not paid again, and those nobody knows about."""
    failed = [PaymentState.RETURNED.value, PaymentState.REJECTED.value, PaymentState.UNKNOWN.value]
    return payments_visible_to(request.viewer, request.today).filter(state__in=failed, reissued_as=None)
