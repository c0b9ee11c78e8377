"""How a budget's money is shown: the parts of the purse band."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from commonpurse.kernel.money import Money
from commonpurse.money.budgets.queries import PersonMoney
from commonpurse.money.payments.rules import AT_THE_BANK, NOT_YET_SENT, PaymentState


def money_parts(money: PersonMoney, payments: Iterable[Any], *, now_words: str = "") -> list[tuple[str, Money]]:
    """The purse in words and sums: usable now, on its way to a payee, kept for what was asked, lapsed.

    A payment that has not left yet still lies in the budget, reserved; one that is at the bank does not, but for what
    is back of it already. `payments` come from `with_money_back`. `now_words` for another reader than her.
    """
    not_sent = at_the_bank = Money(0, money.available.currency)
    for payment in payments:
        if PaymentState(payment.state) in NOT_YET_SENT:
            not_sent += payment.amount
        elif PaymentState(payment.state) in AT_THE_BANK:
            at_the_bank += payment.amount - Money(payment.back_minor, payment.currency)
    parts = [
        (now_words or _("Yours now"), money.available - money.lapsed),
        (_("On its way"), not_sent + at_the_bank),
        (_("Kept for what was asked"), money.held - not_sent),
    ]
    return [*parts, (_("Its time is over"), money.lapsed)] if money.lapsed else parts
