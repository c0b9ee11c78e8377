from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.words import Words
from commonpurse.money.budgets.queries import accounts_of_holds, release_rows_of_many
from commonpurse.money.ledger.commands import (
    Journal,
    LedgerRefused,
    NewAccount,
    Refusal,
    lock_accounts,
    open_accounts,
    post_transfers,
)
from commonpurse.money.ledger.queries import balance_of
from commonpurse.money.ledger.rules import LARGEST_SET, AccountCode
from commonpurse.money.payments.access import can_make_files
from commonpurse.money.payments.business_days import check_execution_day
from commonpurse.money.payments.hands import payments_barred
from commonpurse.money.payments.models import BankFile, DebtorAccount, Instruction, PayeeAccount, Payment
from commonpurse.money.payments.queries import next_execution_day, ready_at
from commonpurse.money.payments.rails.bank_file import pain001_write
from commonpurse.money.payments.rules import (
    PaymentRefused,
    PaymentState,
    Rail,
    check_checker_is_not_releaser,
    check_maker_is_not_checker,
    check_no_one_hand,
    check_stands_apart,
    make_reference,
)
from commonpurse.money.payments.steps import ROWS_A_STATEMENT, lock_payments, step_payments, stop_unsent
from commonpurse.parties.partners.hands import stand_apart
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import kept_from

# Our own limit: somebody checks the file by eye, and it is released in one transaction.
LARGEST_FILE = 10_000


def make_bank_file(
    *,
    by: Member,
    debtor_account: DebtorAccount,
    now: datetime,
    version: str = "09",
    requested_on: date | None = None,
    payments: Collection[UUID] | None = None,
) -> BankFile:
    """Put what is ready to be paid into a file for the bank, to be paid on one day; its bytes never change again.

    Without `requested_on` the first day the bank can; without `payments` all that is ready. Payments whose wait is
    over become ready first. Somebody else then checks the file. A payment of somebody whom `by` is kept away from
    stays for a file that another makes; one whose money the law does not let go out direct on this day waits.
    Raises: PaymentRefused (`nothing_to_pay`, `too_many`), NotABusinessDay, CannotMakeFile, CannotBeWritten.
    """
    if not can_make_files(by):
        raise NotAllowed
    with transaction.atomic():
        wanted = Payment.objects.filter(currency=debtor_account.currency, rail=Rail.BANK_FILE.value)
        wanted = wanted.exclude(person__in=kept_from(by))
        if payments is not None:
            wanted = wanted.filter(id__in=payments)
        # One lock for both kinds, in id order: two would cross with a verb that locks them together.
        chosen = lock_payments(wanted.filter(ready_at(now)))
        # Asked once more, of the day on which it goes into a file, and after the lock. What is in a made file stands.
        barred = payments_barred(wanted.filter(ready_at(now)), on=business_date(now))
        chosen = [payment for payment in chosen if payment.id not in barred]
        waited = [payment for payment in chosen if payment.state == PaymentState.HELD]
        step_payments(waited, PaymentState.READY, code="wait_over", by=by, now=now)
        earliest = next_execution_day(debtor_account, now)
        day = requested_on or earliest
        check_execution_day(day, earliest=earliest, currency=debtor_account.currency)
        if not chosen:
            words = Words("Nothing is ready to be paid, so no file was made.")
            waits = Words("Some of it waits: its money cannot be paid out direct now.")
            raise PaymentRefused(Words.paragraph(words, waits) if barred else words, code="nothing_to_pay")
        if len(chosen) > LARGEST_FILE:
            raise PaymentRefused(
                "A file holds up to {most:,} payments. Choose fewer.", code="too_many", most=LARGEST_FILE
            )
        bank_file = _write(chosen, debtor_account, version, day, by=by, now=now)
        Instruction.objects.bulk_create(
            (
                Instruction(
                    person_id=payment.person_id,
                    bank_file=bank_file,
                    payment=payment,
                    end_to_end_id=payment.end_to_end_id,
                    amount_minor=payment.amount_minor,
                )
                for payment in chosen
            ),
            batch_size=ROWS_A_STATEMENT,
        )
        step_payments(chosen, PaymentState.IN_FILE, code="in_file", note=bank_file.message_id, by=by, now=now)
        record_event(
            "bank_file_made",
            by=by.id,
            subject_type="bank_file",
            subject_id=bank_file.id,
            now=now,
            payments=bank_file.payment_count,
            total_minor=bank_file.total_minor,
            sha256=bank_file.sha256,
        )
        return bank_file


def approve_bank_file(*, by: Member, bank_file: BankFile, now: datetime) -> BankFile:
    """Say that the file may go. Never who made it, released from it, or wrote down an account in it.

    Nor who let one of them in, or was let in by them. Approving again changes nothing.
    Raises: PaymentRefused (`same_person`, `checker_released`, `let_in_by_maker`, `file_taken_back`).
    """
    if not can_make_files(by):
        raise NotAllowed
    with transaction.atomic():
        current = _locked(bank_file)
        _check_may_handle(by, current)
        if current.approved_at is not None and current.approved_by_id == by.id:
            return current
        check_maker_is_not_checker(current.made_by_id, by.id)
        inside = Payment.objects.filter(instructions__bank_file=current, instructions__taken_back_at=None)
        check_checker_is_not_releaser(
            by.id,
            list(inside.filter(created_by_member=by).values_list("created_by_member", flat=True)),
            list(
                PayeeAccount.objects.filter(payments__in=inside.values("id"), added_by_member=by).values_list(
                    "added_by_member", flat=True
                )
            ),
        )
        _check_apart(current, inside, by)
        _check_open(current)
        _check_whole(current)
        if current.approved_at is None:
            current.approved_at, current.approved_by = now, by
            current.save(update_fields=["approved_at", "approved_by"])
            record_event(
                "bank_file_approved",
                by=by.id,
                subject_type="bank_file",
                subject_id=current.id,
                now=now,
                sha256=current.sha256,
            )
        return current


def send_bank_file(*, by: Member, bank_file: BankFile, now: datetime) -> BankFile:
    """Mark the file as sent and move its money to the file's clearing account. Only then may its bytes be fetched.

    Stops are read again in this very transaction. Sending again changes nothing, also after a crash.
    Raises: PaymentRefused (`not_approved`, `file_taken_back`, `account_changed_since`), NotABusinessDay.
    """
    if not can_make_files(by):
        raise NotAllowed
    with transaction.atomic():
        current = _locked(bank_file)
        _check_may_handle(by, current)
        if current.sent_at is not None:
            return current
        _check_open(current)
        if current.approved_at is None:
            raise PaymentRefused("Somebody else must check this file before it is sent.", code="not_approved")
        _check_whole(current)
        earliest = next_execution_day(current.debtor_account, now)
        check_execution_day(current.requested_on, earliest=earliest, currency=current.currency)
        inside = lock_payments(_live(current))
        if _changed_since(inside):
            raise PaymentRefused(
                "A payee's account was changed after this file was made. Take the file back and make a new one.",
                code="account_changed_since",
            )
        _post_release(current, inside, by=by, now=now)
        step_payments(inside, PaymentState.SENT, code="sent", note=current.message_id, by=by, now=now)
        current.sent_at, current.sent_by = now, by
        current.save(update_fields=["sent_at", "sent_by"])
        record_event(
            "bank_file_sent",
            by=by.id,
            subject_type="bank_file",
            subject_id=current.id,
            now=now,
            payments=current.payment_count,
            total_minor=current.total_minor,
            sha256=current.sha256,
        )
        return current


def fetch_bank_file(*, by: Member, bank_file: BankFile, now: datetime) -> bytes:
    """Return the bytes of a file that was sent: the same each time. Each fetch is written down.

    Raises: PaymentRefused (`not_sent`).
    """
    if not can_make_files(by):
        raise NotAllowed
    with transaction.atomic():
        current = BankFile.objects.get(id=bank_file.id)
        _check_may_handle(by, current)
        if current.sent_at is None:
            raise PaymentRefused("Mark the file as sent first. Then it can be fetched.", code="not_sent")
        content = _check_whole(current)
        record_event(
            "bank_file_fetched",
            by=by.id,
            subject_type="bank_file",
            subject_id=current.id,
            now=now,
            sha256=current.sha256,
        )
        return content


def take_back_bank_file(*, by: Member, bank_file: BankFile, now: datetime) -> BankFile:
    """Take a file back before it is sent; its payments are ready again, for another file.

    What was released to an account that was changed since is stopped instead. Taking it back again changes nothing.
    Raises: PaymentRefused (`file_sent`).
    """
    if not can_make_files(by):
        raise NotAllowed
    with transaction.atomic():
        current = _locked(bank_file)
        _check_may_handle(by, current)
        if current.taken_back_at is not None:
            return current
        if current.sent_at is not None:
            raise PaymentRefused("This file went to the bank. It cannot be taken back.", code="file_sent")
        inside = lock_payments(_live(current))
        current.taken_back_at, current.taken_back_by = now, by
        current.save(update_fields=["taken_back_at", "taken_back_by"])
        current.instructions.filter(taken_back_at=None).update(taken_back_at=now)
        step_payments(inside, PaymentState.READY, code="file_taken_back", note=current.message_id, by=by, now=now)
        stopped = _changed_since(inside)
        lock_accounts(accounts_of_holds(payment.hold_id for payment in stopped))
        stop_unsent(stopped, code="payee_account_changed", note="The payee's account was changed.", by=by, now=now)
        record_event(
            "bank_file_taken_back",
            by=by.id,
            subject_type="bank_file",
            subject_id=current.id,
            now=now,
            stopped=[str(payment.id) for payment in stopped],
        )
        return current


def _write(
    chosen: Sequence[Payment], debtor_account: DebtorAccount, version: str, day: date, *, by: Member, now: datetime
) -> BankFile:
    file_id, clearing = new_id(), new_id()
    debtor = pain001_write.Debtor(
        name=debtor_account.holder_name,
        account=debtor_account.named,
        currency=debtor_account.currency,
        organisation_id=debtor_account.organisation_id,
    )
    message_id = make_reference("CM", file_id)
    content = pain001_write.write_pain001(
        [
            pain001_write.Instruction(
                end_to_end_id=payment.end_to_end_id,
                debtor=debtor,
                requested_on=day,
                amount=payment.amount,
                creditor_name=payment.payee_account.holder_name,
                creditor_account=payment.payee_account.named,
                remittance=payment.remittance,
            )
            for payment in chosen
        ],
        version=version,
        message_id=message_id,
        made_at=now,
        initiating_party=debtor_account.holder_name,
    )
    # One clearing account a file: what the bank has not shown yet is its balance.
    open_accounts([NewAccount(clearing, AccountCode.PAYMENT_CLEARING, debtor_account.currency)], by=by.id, now=now)
    return BankFile.objects.create(
        id=file_id,
        message_id=message_id,
        version=version,
        debtor_account=debtor_account,
        requested_on=day,
        payment_count=len(chosen),
        total_minor=sum(payment.amount_minor for payment in chosen),
        currency=debtor_account.currency,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        clearing_account_id=clearing,
        made_at=now,
        made_by=by,
    )


def _post_release(bank_file: BankFile, inside: Sequence[Payment], *, by: Member, now: datetime) -> None:
    """Settle every hold to the clearing account, with what it was spent on; the total must be the file's."""
    clearing = bank_file.clearing_account_id
    lock_accounts({clearing, *accounts_of_holds(payment.hold_id for payment in inside)})
    rows = release_rows_of_many({payment.hold_id: payment.id for payment in inside}, clearing_account=clearing)
    journals = [Journal(payment.id, tuple(rows[payment.hold_id])) for payment in inside]
    for part in _in_sets(journals):
        for outcome in post_transfers(part, by=by.id, now=now):
            if isinstance(outcome, Refusal):
                raise LedgerRefused(outcome)
    if balance_of(clearing).posted != bank_file.total or len(inside) != bank_file.payment_count:
        raise AssertionError(f"file {bank_file.id} does not add up to what the ledger moved")


def _in_sets(journals: Sequence[Journal]) -> Iterator[list[Journal]]:
    """Cut the journals into sets of at most the ledger's size."""
    part: list[Journal] = []
    count = 0
    for journal in journals:
        if part and count + len(journal.rows) > LARGEST_SET:
            yield part
            part, count = [], 0
        part.append(journal)
        count += len(journal.rows)
    if part:
        yield part


def _locked(bank_file: BankFile) -> BankFile:
    """Lock the file before its payments, and those before any account."""
    return (
        BankFile.objects.select_for_update(no_key=True, of=("self",))
        .select_related("debtor_account")
        .get(id=bank_file.id)
    )


def _live(bank_file: BankFile) -> QuerySet[Payment]:
    live = bank_file.instructions.filter(taken_back_at=None).values("payment")
    return Payment.objects.filter(id__in=live)


def _changed_since(payments: Sequence[Payment]) -> list[Payment]:
    """The payments whose payee's account was changed after they were released."""
    newer = PayeeAccount.objects.filter(replaces__in={payment.payee_account_id for payment in payments})
    changed = {account.replaces_id: account.added_at for account in newer}
    return [
        payment
        for payment in payments
        if payment.payee_account_id in changed and changed[payment.payee_account_id] >= payment.created_at
    ]


def _check_may_handle(by: Member, bank_file: BankFile) -> None:
    """A file holds names. Raises: NotAllowed where one of them is behind a wall from this member."""
    apart = kept_from(by)
    with acting_as_system("to see whether a file names who must not meet"):
        names_one = bool(apart) and bank_file.instructions.filter(person__in=apart).exists()
    if names_one:
        raise NotAllowed


def _check_apart(bank_file: BankFile, inside: QuerySet[Payment], by: Member) -> None:
    """Refuse a checker who let in who made the file or released into it, or was let in by them."""
    releasers = inside.filter(created_by_member__isnull=False).values("created_by_member")
    hands = Member.objects.filter(Q(id=bank_file.made_by_id) | Q(id__in=releasers))
    check_stands_apart(by.id, by.added_by_id, dict(hands.values_list("id", "added_by_id")))
    check_no_one_hand(all(stand_apart(by, other) for other in hands))


def _check_open(bank_file: BankFile) -> None:
    if bank_file.taken_back_at is not None:
        raise PaymentRefused("This file was taken back. Make a new one.", code="file_taken_back")


def _check_whole(bank_file: BankFile) -> bytes:
    """Make sure that the bytes are those that were made. They cannot be others: the database refuses to change them."""
    content = bytes(bank_file.content)
    if hashlib.sha256(content).hexdigest() != bank_file.sha256:
        raise AssertionError(f"the bytes of file {bank_file.id} are not those that were made")
    return content
