"""What payments will do with a hold, in two lines: release it to a clearing account, and bring it back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.models import Hold
from commonpurse.money.budgets.queries import accounts_of_holds, release_rows_of_many, return_hold_rows
from commonpurse.money.ledger.commands import Journal, NewAccount, lock_accounts, open_accounts, post_journal
from commonpurse.money.ledger.rules import AccountCode
from tests.factories import NOW, Standing

CLEARING = UUID("0197268c-0000-7000-8000-000000000003")


def release(people: Standing, hold: Hold, payment: UUID, journal: UUID | None = None, now: datetime = NOW) -> None:
    """Use the whole hold for a payment."""
    with transaction.atomic():
        open_clearing(people, hold)
        lock_accounts({CLEARING, *accounts_of_holds([hold.id])})
        rows = release_rows_of_many({hold.id: payment}, clearing_account=CLEARING)[hold.id]
        post_journal(Journal(journal or payment, tuple(rows)), by=people.ngozi.id, now=now)


def bring_back(people: Standing, hold: Hold, payment: UUID, amount: Money | None = None, now: datetime = NOW) -> None:
    """Reverse the release, all of it or `amount`."""
    with transaction.atomic():
        lock_accounts({CLEARING, *accounts_of_holds([hold.id])})
        rows = return_hold_rows(hold=hold, clearing_account=CLEARING, payment=payment, amount=amount)
        post_journal(Journal(new_id(), tuple(rows)), by=people.ngozi.id, now=now)


def open_clearing(people: Standing, hold: Hold) -> None:
    currency = people.partnership.currency
    open_accounts([NewAccount(CLEARING, AccountCode.PAYMENT_CLEARING, currency)], by=people.ngozi.id, now=NOW)
