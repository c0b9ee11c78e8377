"""A partnership with money and payments on their way, and statements of its account, as the tests of importing need them.

The statements are made anew for the account of the scene: `made_statements` knows the formats, this knows the payments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from commonpurse.money.budgets.models import Budget, Fund
from commonpurse.money.ledger.queries import balance_of, verify_ledger
from commonpurse.money.payments.models import BankFile, DebtorAccount, Payment
from commonpurse.money.reconciliation.commands import ImportResult, import_statement
from commonpurse.money.reconciliation.models import StatementLine
from tests.factories import (
    NOW,
    TODAY,
    Standing,
    make_budget,
    make_debtor_account,
    make_fund,
    make_payee,
    make_sent_file,
    release,
    standing_people,
)
from tests.money.reconciliation.made_statements import Line, camt053

NUMBER = "20000055779911"  # sort code and number of the factories' account
LATER = NOW + timedelta(days=3)


@dataclass
class Scene:
    """Ada has £500 of one fund; the account has no statement yet."""

    people: Standing
    fund: Fund
    budget: Budget
    account: DebtorAccount

    def pay(self, *amounts: int, **given: Any) -> tuple[list[Payment], BankFile]:
        """Release so many pounds each to Ada herself and send them in one file."""
        payee = self.people_payee()
        payments = [release(self.people, self.budget, payee, amount, **given) for amount in amounts]
        return payments, make_sent_file(self.people, self.account)

    def people_payee(self) -> Any:
        if not hasattr(self, "_payee"):
            self._payee = make_payee(self.people)
        return self._payee

    def read(self, content: str | bytes, file_name: str = "statement.xml", **given: Any) -> ImportResult:
        """Import a statement as Ngozi of finance."""
        raw = content.encode() if isinstance(content, str) else content
        wanted = {"by": self.people.ngozi, "now": LATER} | given
        return import_statement(debtor_account=self.account, file=raw, file_name=file_name, **wanted)

    def statement(self, *lines: Line, opening: str = "0.00", **more: Any) -> str:
        return camt053(lines, **{"opening": Decimal(opening), "account": NUMBER, **more})

    @property
    def bank(self) -> int:
        return balance_of(self.account.bank_account_id).posted.minor

    @property
    def suspense(self) -> int:
        return balance_of(self.account.suspense_account_id).posted.minor

    def open_lines(self) -> list[StatementLine]:
        return list(StatementLine.objects.open().order_by("place"))


def make_scene(currency: str = "GBP") -> Scene:
    people = standing_people(currency)
    fund = make_fund(people, received=500)
    budget = make_budget(people, (fund, 500))
    return Scene(people, fund, budget, make_debtor_account(people))


def booked(day: int, amount: str, text: str = "Payment", **more: Any) -> Line:
    """A line of June 2026: the payments of the factories are sent on its first day."""
    return Line(date(2026, 6, day), Decimal(amount), text, **more)


def shown(payment: Payment, day: int = 2, **more: Any) -> Line:
    """The line by which the bank shows a payment as paid."""
    amount = -Decimal(payment.amount_minor) / 100
    return Line(
        date(2026, 6, day), amount.quantize(Decimal("0.01")), "Paid", end_to_end_id=payment.end_to_end_id, **more
    )


def came_back(payment: Payment, day: int = 3, **more: Any) -> Line:
    """The line by which the bank sends a payment back."""
    amount = (Decimal(payment.amount_minor) / 100).quantize(Decimal("0.01"))
    given = {"end_to_end_id": payment.end_to_end_id, "return_reason": "AC04", **more}
    return Line(date(2026, 6, day), amount, "Returned", **given)


def states(payments: Sequence[Payment]) -> list[str]:
    found = Payment.objects.in_bulk([payment.id for payment in payments])
    return [found[payment.id].state for payment in payments]


def assert_ledger_is_clean() -> None:
    assert verify_ledger() == []


__all__ = [
    "LATER",
    "NOW",
    "NUMBER",
    "TODAY",
    "Scene",
    "assert_ledger_is_clean",
    "booked",
    "came_back",
    "make_scene",
    "shown",
    "states",
]
