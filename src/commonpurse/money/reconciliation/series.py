"""The statements of one account as a series: begun on first use, and locked by every verb that reads or matches."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from commonpurse.kernel.identity import new_id
from commonpurse.money.ledger.commands import NewAccount, open_accounts
from commonpurse.money.ledger.rules import AccountCode
from commonpurse.money.payments.models import DebtorAccount
from commonpurse.money.reconciliation.models import StatementSeries
from commonpurse.parties.partners.models import Member


def lock_series(account: DebtorAccount, *, by: Member, now: datetime) -> StatementSeries:
    """Lock the series of an account, before any payment and any ledger account; begin it if there is none.

    Two imports of one account wait here for each other, so that a line is new for one of them only.
    """
    if not StatementSeries.objects.filter(debtor_account=account).exists():
        try:
            with transaction.atomic():
                _begin(account, by=by, now=now)
        except IntegrityError:
            pass  # somebody else began it a moment ago
    return StatementSeries.objects.select_for_update(no_key=True, of=("self",)).get(debtor_account=account)


def _begin(account: DebtorAccount, *, by: Member, now: datetime) -> None:
    charges = NewAccount(new_id(), AccountCode.PROGRAMME_LOSS, account.currency)
    open_accounts([charges], by=by.id, now=now)
    StatementSeries.objects.create(debtor_account=account, charge_account_id=charges.id, begun_at=now, begun_by=by)
