"""One partnership whose money can be sent along its way, each step at a moment of the test's own choosing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.models import Budget, Fund
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import grant_ask, make_ask
from commonpurse.money.decisions.models import Ask
from commonpurse.money.payments.business_days import business_days_after
from commonpurse.money.payments.commands import (
    approve_bank_file,
    make_bank_file,
    reissue_payment,
    return_payment,
    send_bank_file,
    settle_payment,
)
from commonpurse.money.payments.models import BankFile, DebtorAccount, PayeeAccount, Payment
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.support.agreements.rules import DecisionKind
from tests.factories import (
    NOW,
    TODAY,
    Standing,
    make_budget,
    make_debtor_account,
    make_fund,
    make_payee,
    pounds,
    release,
    standing_people,
)
from tests.support.agreements.acts import make_limit

HOURS, DAYS = timedelta(hours=1), timedelta(days=1)


@dataclass
class Way:
    """Ada has £5,000 of one fund, and an account of her own."""

    people: Standing
    fund: Fund
    budget: Budget
    own: PayeeAccount
    account: DebtorAccount

    def ask(self, at: datetime = NOW, *, by: Member | Person | None = None, amount: int = 10) -> Ask:
        """Ask for so many pounds; Wren writes it down, unless said, and must agree too, for somebody new is to be paid."""
        return make_ask(
            by=by or self.people.wren,
            budget=self.budget,
            what_for="A kettle",
            amount=pounds(amount),
            spend_kind=SpendKind.HOUSEHOLD_SETUP,
            request_id=new_id(),
            is_new_payee=by is None,
            now=at,
        )

    def yes(self, asked_at: datetime, answered_at: datetime, **given: Any) -> Ask:
        """Ask, and let Wren say yes."""
        return grant_ask(by=self.people.wren, ask=self.ask(asked_at, **given), now=answered_at)

    def release(self, at: datetime = NOW, *, ask: Ask | None = None, amount: int = 10, **given: Any) -> Payment:
        wanted = {"spend_kind": SpendKind.HOUSEHOLD_SETUP, "ask": ask, "now": at} | given
        return release(self.people, self.budget, self.own, amount, **wanted)

    def file(self, at: datetime) -> BankFile:
        """A file of all that is ready, for a day late enough that it may lie for a week."""
        day = business_days_after(at.date(), 6)
        return make_bank_file(by=self.people.ngozi, debtor_account=self.account, requested_on=day, now=at)

    def check(self, bank_file: BankFile, at: datetime) -> None:
        approve_bank_file(by=self.people.tom, bank_file=bank_file, now=at)

    def send(self, at: datetime, *, made_at: datetime | None = None, checked_at: datetime | None = None) -> BankFile:
        """Make a file of all that is ready, check it and send it; at once, unless said."""
        bank_file = self.file(made_at or at)
        self.check(bank_file, checked_at or at)
        return send_bank_file(by=self.people.ngozi, bank_file=bank_file, now=at)

    def arrive(self, payment: Payment, on: date) -> None:
        """Let the bank's statement show it as paid on that day."""
        settle_payment(by=self.people.ngozi, payment=payment, settled_on=on, source_id=new_id(), now=NOW)

    def come_back(self, payment: Payment, on: date, now: datetime = NOW) -> None:
        return_payment(
            by=self.people.ngozi,
            payment=payment,
            amount=Money(payment.amount_minor, payment.currency),
            came_on=on,
            source_id=new_id(),
            now=now,
        )

    def again(self, payment: Payment, at: datetime) -> Payment:
        return reissue_payment(by=self.people.wren, payment=payment, request_id=new_id(), now=at)


def make_way(*, with_limit: bool = True) -> Way:
    """`with_limit`: Wren must agree too when Ada pays somebody new."""
    people = standing_people()
    fund = make_fund(people, received=5000)
    if with_limit:
        make_limit(people, kind=DecisionKind.NEW_PAYEE, now=NOW - 30 * DAYS, ends_on=TODAY + 50 * DAYS)
    return Way(
        people=people,
        fund=fund,
        budget=make_budget(people, (fund, 5000)),
        own=make_payee(people),
        account=make_debtor_account(people),
    )
