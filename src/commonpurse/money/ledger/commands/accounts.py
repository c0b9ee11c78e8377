from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from commonpurse.kernel.errors import Refused
from commonpurse.money.ledger import locks
from commonpurse.money.ledger.models import Account
from commonpurse.money.ledger.rules import AccountCode
from commonpurse.money.ledger.storage import storage


@dataclass(frozen=True)
class NewAccount:
    id: UUID
    code: AccountCode
    currency: str


def open_accounts(accounts: Sequence[NewAccount], *, by: UUID, now: datetime) -> None:
    """Open accounts at zero. The normal side, and whether it may go below zero, follow from the code.

    An account that is there already with the same code and currency is left as it is.
    Raises: Refused (`account_exists`) when the id stands for another kind of account.
    """
    with transaction.atomic():
        wanted = {account.id: account for account in accounts}
        for known in Account.objects.filter(id__in=wanted):
            new = wanted.pop(known.id)
            if (known.code, known.currency) != (new.code, new.currency):
                raise Refused(
                    "This account is there already, for another use. Choose a new one.", code="account_exists"
                )
        Account.objects.bulk_create(
            Account(
                id=account.id,
                code=account.code.value,
                currency=account.currency,
                normal_side=account.code.normal_side.value,
                may_go_below_zero=account.code.may_go_below_zero,
                opened_at=now,
                opened_by=by,
            )
            for account in wanted.values()
        )
        # Nobody else can see them before the commit, so they are as good as locked.
        locks.add(connection, [account.id.hex for account in wanted.values()])


def close_account(*, account_id: UUID, by: UUID, now: datetime) -> Account:
    """Close an account for good. It must hold nothing and have nothing reserved.

    Raises: Refused (`account_not_empty`).
    """
    with transaction.atomic():
        lock_accounts([account_id])
        account = Account.objects.get(id=account_id)
        if account.closed_at is not None:
            return account
        if account.debits_posted_minor != account.credits_posted_minor or account.debits_pending_minor:
            raise Refused("There is still money on this account. Move it first.", code="account_not_empty")
        account.closed_at, account.closed_by = now, by
        account.save(update_fields=["closed_at", "closed_by"])
        return account


def lock_accounts(ids: Iterable[UUID]) -> None:
    """Lock every account that this transaction may touch, in the order of their ids. Once per transaction.

    Posting to an account outside it later in the transaction raises: two transactions that lock in steps
    can wait for each other for ever.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a lock lasts as long as its transaction: call inside transaction.atomic()")
    wanted = {id.hex for id in ids}
    if locks.take(connection, wanted):
        storage().lock(wanted)
