from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.requests import check_same_request, hash_request, one_request
from commonpurse.money.budgets.access import can_correct
from commonpurse.money.budgets.models import Allocation, Correction, MoneyIn
from commonpurse.money.budgets.queries import is_paid_from_since, movements_to_correct
from commonpurse.money.budgets.rules import (
    NEWS_PUT_RIGHT,
    BudgetRefused,
    check_amount,
    check_correction,
    check_correction_reason,
    check_error_is_recent,
    check_second_person,
    promise_reopened,
)
from commonpurse.money.ledger.commands import Journal, Row, lock_accounts, post_journal, reverse_row
from commonpurse.money.ledger.queries import Movement, balance_of
from commonpurse.money.ledger.rules import TransferCode
from commonpurse.parties.partners.models import Member


def ask_correction(
    *,
    by: Member,
    amount: Money,
    reason: str,
    request_id: UUID,
    now: datetime,
    allocation: Allocation | None = None,
    money_in: MoneyIn | None = None,
) -> Correction:
    """Ask that an error of ours be put right: a sum given to a wrong budget, or counted to a wrong fund.

    Nothing moves, and nothing is kept back from the person, until somebody else agrees. Give `allocation` or
    `money_in`. What was given to a person is our error for 30 days, or as long as nothing of it was paid out. The same
    request again asks nothing more. Raises: BudgetRefused (`reason_needed`, `text_too_long`, `correction_too_much`,
    `would_overdraw`, `correction_too_late`, `amount_not_positive`, `other_currency`), RequestReused.
    """
    if not can_correct(by):
        raise NotAllowed
    thing = _one_of(allocation, money_in)
    asked = hash_request(of=thing.id, amount=amount, reason=reason.strip())
    with one_request(Correction.objects.filter(request_id=request_id).exists):
        moved, _ = _lock(thing)
        known = Correction.objects.filter(request_id=request_id).first()
        if known is not None:
            check_same_request(known.request_hash, asked)
            return known
        check_correction_reason(reason)
        _check(thing, moved, amount, asked_at=now)
        correction = Correction.objects.create(
            person_id=allocation.person_id if allocation else None,
            allocation=allocation,
            money_in=money_in,
            amount_minor=amount.minor,
            reason=reason.strip(),
            request_id=request_id,
            request_hash=asked,
            asked_at=now,
            asked_by=by,
        )
        _record("correction_asked", correction, by=by, now=now, amount_minor=amount.minor)
        return correction


def agree_correction(*, by: Member, correction: Correction, now: datetime) -> Correction:
    """Agree to what another member asked, and move the money back. Agreeing again moves nothing.

    An allocation goes back to its fund. Money in goes back to suspense, and the part of a promise that it met is
    expected again. The person whose budget it was gets news of it, and reads the reason. Raises: BudgetRefused
    (`same_person`, `correction_declined`, `correction_too_much`, `would_overdraw`, `correction_too_late`),
    LedgerRefused.
    """
    if not can_correct(by):
        raise NotAllowed
    with transaction.atomic():
        current = _locked(correction)
        check_second_person(current.asked_by_id, by.id)
        if current.agreed_at is not None:
            return current
        if current.declined_at is not None:
            raise BudgetRefused("Somebody said no to this. Ask anew if it is still wrong.", code="correction_declined")
        thing = _one_of(current.allocation, current.money_in)
        moved, promise = _lock(thing)
        amount = Money(current.amount_minor, moved.amount.currency)
        _check(thing, moved, amount, asked_at=current.asked_at)
        rows = [_reversal(current.transfer, thing.transfer, moved, amount, current)]
        if isinstance(thing, MoneyIn) and thing.promise_transfer is not None and promise is not None:
            reopened = promise_reopened(amount, moved.left, promise.left)
            if reopened:
                rows.append(_reversal(current.promise_transfer, thing.promise_transfer, promise, reopened, current))
        post_journal(Journal(current.id, tuple(rows)), by=by.id, now=now)
        current.agreed_at, current.agreed_by = now, by
        current.save(update_fields=["agreed_at", "agreed_by"])
        if current.person_id is not None:
            note_news(recipient_id=current.person_id, kind=NEWS_PUT_RIGHT, subject_id=current.id, now=now)
        _record("correction_agreed", current, by=by, now=now, amount_minor=amount.minor)
        return current


def decline_correction(*, by: Member, correction: Correction, reason: str, now: datetime) -> Correction:
    """Say no to a correction, with the reason; who asked may take it back so. Saying no again changes nothing.

    Raises: BudgetRefused (`reason_needed`, `text_too_long`, `correction_agreed`).
    """
    if not can_correct(by):
        raise NotAllowed
    with transaction.atomic():
        current = _locked(correction)
        if current.declined_at is not None:
            return current
        if current.agreed_at is not None:
            raise BudgetRefused(
                "Somebody agreed to this, and the money has moved. It is too late to say no.", code="correction_agreed"
            )
        check_correction_reason(reason)
        current.declined_at, current.declined_by, current.decline_reason = now, by, reason.strip()
        current.save(update_fields=["declined_at", "declined_by", "decline_reason"])
        _record("correction_declined", current, by=by, now=now)
        return current


def _one_of(allocation: Allocation | None, money_in: MoneyIn | None) -> Allocation | MoneyIn:
    things = [each for each in (allocation, money_in) if each is not None]
    if len(things) != 1:
        raise ValueError("a correction is of an allocation or of money in")
    return things[0]


def _locked(correction: Correction) -> Correction:
    """Lock the correction before any account, as every row above the ledger. No table is joined: it would be stale."""
    return Correction.objects.select_for_update(no_key=True).get(id=correction.id)


def _lock(thing: Allocation | MoneyIn) -> tuple[Movement, Movement | None]:
    """Lock the accounts between which its money moved, and read how much of it still stands."""
    sides = [each for each in movements_to_correct(thing) if each is not None]
    lock_accounts({account for each in sides for account in (each.debit_account, each.credit_account)})
    return movements_to_correct(thing)


def _check(thing: Allocation | MoneyIn, moved: Movement, amount: Money, *, asked_at: datetime) -> None:
    check_amount(amount, moved.amount.currency)
    available = balance_of(moved.credit_account).available
    check_correction(amount, moved.left, available, is_with_person=isinstance(thing, Allocation))
    if isinstance(thing, Allocation):
        given_on, asked_on = business_date(thing.allocated_at), business_date(asked_at)
        check_error_is_recent(given_on, asked_on, is_paid_from=is_paid_from_since(thing))


def _reversal(id: UUID, reverses: UUID, moved: Movement, amount: Money, correction: Correction) -> Row:
    return reverse_row(
        id=id,
        reverses=reverses,
        debit_account=moved.credit_account,
        credit_account=moved.debit_account,
        amount=amount,
        code=TransferCode.CORRECTION,
        authority=correction.id,
    )


def _record(event_type: str, correction: Correction, *, by: Member, now: datetime, **facts: int) -> None:
    record_event(event_type, by=by.id, subject_type="correction", subject_id=correction.id, now=now, **facts)
