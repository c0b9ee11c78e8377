from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.money.ledger.commands.accounts import lock_accounts
from commonpurse.money.ledger.commands.posting import post_journal, post_transfers
from commonpurse.money.ledger.models import Account, Transfer, TransferProgress
from commonpurse.money.ledger.rules import (
    LARGEST_SET,
    Journal,
    LedgerRefused,
    Refusal,
    TransferCode,
    TransferKind,
    expire_row,
    hold_row,
    post_row,
    settle_row,
    void_row,
)


def hold_transfer(
    *,
    id: UUID,
    debit_account: UUID,
    amount: Money,
    by: UUID,
    now: datetime,
    code: TransferCode = TransferCode.HOLD,
    expires_at: datetime | None = None,
    authority: UUID | None = None,
    journal: UUID | None = None,
    business_date: date | None = None,
) -> None:
    """Reserve money on an account.

    Raises: LedgerRefused (`would_overdraw` when less is available, ...).
    """
    row = hold_row(
        id=id,
        debit_account=debit_account,
        amount=amount,
        code=code,
        expires_at=expires_at,
        authority=authority,
        business_date=business_date,
    )
    post_journal(Journal(journal or id, (row,)), by=by, now=now)


def settle_hold(
    *,
    id: UUID,
    hold: UUID,
    credit_account: UUID,
    amount: Money,
    by: UUID,
    now: datetime,
    code: TransferCode = TransferCode.RELEASE,
    is_final: bool = False,
    authority: UUID | None = None,
    journal: UUID | None = None,
    business_date: date | None = None,
) -> None:
    """Post up to what is left of a hold. A final settle frees the rest.

    Raises: LedgerRefused (`hold_not_found`, `hold_already_resolved`, `exceeds_hold`, ...).
    """
    row = settle_row(
        id=id,
        hold=hold,
        debit_account=_held_on(hold, id).debit_account_id,
        credit_account=credit_account,
        amount=amount,
        code=code,
        is_final=is_final,
        authority=authority,
        business_date=business_date,
    )
    post_journal(Journal(journal or id, (row,)), by=by, now=now)


def void_hold(
    *,
    id: UUID,
    hold: UUID,
    by: UUID,
    now: datetime,
    code: TransferCode = TransferCode.HOLD_FREED,
    authority: UUID | None = None,
    journal: UUID | None = None,
    business_date: date | None = None,
) -> None:
    """Free what is left of a hold.

    Raises: LedgerRefused (`hold_not_found`, `hold_already_resolved`, ...).
    """
    held = _held_on(hold, id)
    row = void_row(
        id=id,
        hold=hold,
        debit_account=held.debit_account_id,
        currency=held.currency,
        code=code,
        authority=authority,
        business_date=business_date,
    )
    post_journal(Journal(journal or id, (row,)), by=by, now=now)


def expire_holds(*, by: UUID, now: datetime) -> int:
    """Free what is left of every hold whose time is over; return how many. Running it twice frees nothing twice."""
    due = Transfer.objects.filter(
        kind=TransferKind.HOLD, expires_at__lte=now, progress__resolved_at__isnull=True
    ).order_by("expires_at", "id")
    freed = 0
    while batch := list(due[:LARGEST_SET]):
        outcomes = post_transfers(
            [
                Journal(
                    new_id(),
                    (
                        expire_row(
                            id=new_id(),
                            hold=hold.id,
                            debit_account=hold.debit_account_id,
                            currency=hold.currency,
                        ),
                    ),
                )
                for hold in batch
            ],
            by=by,
            now=now,
            atomic="journal",
        )
        freed += outcomes.count("created")
        if "created" not in outcomes:
            break  # others were quicker, or an account is closed: what is left now is no work of this run
    return freed


def force_settle(
    *,
    ids: tuple[UUID, UUID, UUID],
    hold: UUID,
    credit_account: UUID,
    loss_account: UUID,
    amount: Money,
    by: UUID,
    now: datetime,
    code: TransferCode = TransferCode.CARD_CAPTURE,
    journal: UUID | None = None,
    authority: UUID | None = None,
) -> None:
    """Book a capture that already happened, whatever was approved: what is left of the hold, then what the account has
    available, then the programme's loss. Always accepted, and the person's account never goes below zero.

    `ids` are those of the three rows, made once by the caller; a repeat changes nothing.
    Raises: LedgerRefused only for what is wrong in itself (`hold_not_found`, `account_closed`, `currency_mismatch`,
    `exists_with_different_content`, ...).
    """
    held = _held_on(hold, ids[0])
    account_id = held.debit_account_id
    with transaction.atomic():
        lock_accounts([account_id, credit_account, loss_account])
        already = {row.id: row for row in Transfer.objects.filter(id__in=ids)}
        if already:
            if sum(row.amount_minor for row in already.values()) != amount.minor or any(
                row.credit_account_id != credit_account for row in already.values()
            ):
                raise LedgerRefused(Refusal.EXISTS_WITH_DIFFERENT_CONTENT, row_id=ids[0])
            return
        progress = TransferProgress.objects.get(transfer_id=hold)
        account = Account.objects.get(id=account_id)
        left = 0 if progress.resolved_at else progress.amount_minor - progress.settled_minor
        available = account.credits_posted_minor - account.debits_posted_minor - account.debits_pending_minor
        from_hold = min(amount.minor, left)
        from_account = min(amount.minor - from_hold, max(available, 0))
        from_programme = amount.minor - from_hold - from_account
        rows = []
        if from_hold or amount.minor <= 0:
            rows.append(
                settle_row(
                    id=ids[0],
                    hold=hold,
                    debit_account=account_id,
                    credit_account=credit_account,
                    amount=Money(from_hold or amount.minor, amount.currency),
                    code=code,
                    is_final=True,
                    forced=True,
                    authority=authority,
                )
            )
        if from_account:
            rows.append(
                post_row(
                    id=ids[1],
                    code=code,
                    debit_account=account_id,
                    credit_account=credit_account,
                    amount=Money(from_account, amount.currency),
                    forced=True,
                    authority=authority,
                )
            )
        if from_programme:
            rows.append(
                post_row(
                    id=ids[2],
                    code=TransferCode.PROGRAMME_LOSS,
                    debit_account=loss_account,
                    credit_account=credit_account,
                    amount=Money(from_programme, amount.currency),
                    forced=True,
                    authority=authority,
                )
            )
        post_journal(Journal(journal or ids[0], tuple(rows)), by=by, now=now)


def _held_on(hold: UUID, row_id: UUID) -> Transfer:
    """Find a hold without a lock: a row never changes, only its progress does.

    Raises: LedgerRefused (`hold_not_found`).
    """
    held = Transfer.objects.filter(id=hold, kind=TransferKind.HOLD).first()
    if held is None:
        raise LedgerRefused(Refusal.HOLD_NOT_FOUND, row_id=row_id)
    return held
