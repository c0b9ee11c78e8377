from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.helping import check_alone
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.queries import accounts_of_holds
from commonpurse.money.ledger.commands import lock_accounts
from commonpurse.money.payments.access import can_call_back, can_keep_payees
from commonpurse.money.payments.accounts import Account, TypedAccount, read_typed_account
from commonpurse.money.payments.models import Payee, PayeeAccount, Payment, fields_of
from commonpurse.money.payments.modulus import AccountCheck, check_account
from commonpurse.money.payments.queries import current_modulus_table, needs_no_second
from commonpurse.money.payments.rails.bank_file.characters import LONGEST_NAME, write_in_scheme
from commonpurse.money.payments.rules import (
    MAY_BE_STOPPED,
    NEWS_ACCOUNT_CHANGED,
    OTHER_SCHEME_WORDS,
    SCHEME_OF_CURRENCY,
    PayeeKind,
    PaymentRefused,
    PaymentState,
    name_key,
    usable_from,
)
from commonpurse.money.payments.steps import lock_payments, step_payments, stop_unsent
from commonpurse.parties.partners.hands import stand_apart
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.models import Person
from commonpurse.parties.signin.ways import recognised_lately, who_let_in

LONGEST_PAYEE_NAME = 100


def add_payee(
    *,
    by: Member | Person,
    person: Person,
    kind: PayeeKind,
    name: str,
    holder_name: str,
    account: TypedAccount,
    now: datetime,
) -> PayeeAccount:
    """Write down somebody whom the person wants paid, and where to. Money may go there at once.

    In the week after she was recognised anew it waits for a second worker first. With somebody beside her she writes
    nobody down (OnlyAlone).

    `name` is what the person calls them; `holder_name` what the bank does. Returns the payee's first account.
    Raises: AccountUnreadable, CannotBeWritten, PaymentRefused (`payee_there`, `own_account_there`, `account_invalid`,
    `other_scheme`, `name_needed`).
    """
    if not can_keep_payees(by, person, business_date(now)):
        raise NotAllowed
    check_alone()
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=person.id)
        called = " ".join(name.split())
        if not called or len(called) > LONGEST_PAYEE_NAME or not called.isprintable():
            raise PaymentRefused(
                "Say who is paid, in up to {longest} characters that can be seen.",
                code="name_needed",
                field="name",
                longest=LONGEST_PAYEE_NAME,
            )
        if kind == PayeeKind.OWN and Payee.objects.filter(person=person, kind=PayeeKind.OWN.value).exists():
            raise PaymentRefused(
                "The person's own account is there already. Change it instead.", code="own_account_there"
            )
        # Compared here and not by the database: SQLite knows the case of English letters only. The person is locked.
        there = Payee.objects.filter(person=person).values_list("name", flat=True)
        if name_key(called) in {name_key(known) for known in there}:
            raise PaymentRefused(
                "There is a payee of this name already. Change its account instead.", code="payee_there", field="name"
            )
        read, check, holder = _read(account, holder_name)
        payee = Payee.objects.create(
            person=person, kind=PayeeKind(kind).value, name=called, added_at=now, **_author("added_by", by)
        )
        first = _add_account(payee, read, check, holder, replaces=None, by=by, now=now)
        record_event(
            "payee_added",
            by=by.id,
            subject_type="payee",
            subject_id=payee.id,
            now=now,
            kind=payee.kind,
            account=str(first.id),
            check=first.check_result,
        )
        return first


def change_payee_account(
    *, by: Member | Person, payee: Payee, holder_name: str, account: TypedAccount, now: datetime
) -> PayeeAccount:
    """Write down another account of a payee. Money to it waits 72 hours, or until a second worker has called back.

    In the week after she was recognised anew it waits for a second worker, however long. With somebody beside her she
    changes nothing (OnlyAlone). What was released to the old one and has not gone to the bank is stopped: its money is
    on the budget again.
    Raises: AccountUnreadable, CannotBeWritten, PaymentRefused (`account_same`, `account_invalid`, `other_scheme`,
    `name_needed`).
    """
    if not can_keep_payees(by, payee.person, business_date(now)):
        raise NotAllowed
    check_alone()
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=payee.person_id)
        newest = payee.accounts.get(replaced_by=None)
        read, check, holder = _read(account, holder_name)
        if newest.named == read and newest.holder_name == holder:
            raise PaymentRefused("This is the account that is there already.", code="account_same")
        added = _add_account(payee, read, check, holder, replaces=newest, by=by, now=now)
        stopped = lock_payments(
            Payment.objects.filter(payee_account__payee=payee, state__in=[state.value for state in MAY_BE_STOPPED])
        )
        lock_accounts(accounts_of_holds(payment.hold_id for payment in stopped))
        stop_unsent(stopped, code="payee_account_changed", note="The payee's account was changed.", by=by, now=now)
        # Also when she changed it herself: somebody else may have been at her page.
        note_news(recipient_id=payee.person_id, kind=NEWS_ACCOUNT_CHANGED, subject_id=added.id, now=now)
        record_event(
            "payee_account_changed",
            by=by.id,
            subject_type="payee",
            subject_id=payee.id,
            now=now,
            account=str(added.id),
            replaces=str(newest.id),
            check=added.check_result,
            stopped=[str(payment.id) for payment in stopped],
        )
        return added


def call_back_payee_account(*, by: Member, payee_account: PayeeAccount, now: datetime) -> PayeeAccount:
    """Say that one has called the payee, on a number known before, and the account is right. The wait then ends.

    What waits for it becomes ready. Calling back again changes nothing.
    Neither who wrote it down calls back, nor who gave the person the way in by which she did.
    Raises: PaymentRefused (`same_person`, `let_in_by_maker`, `account_changed`).
    """
    person = payee_account.payee.person
    if not can_call_back(by, person, business_date(now)):
        raise NotAllowed
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=person.id)
        current = PayeeAccount.objects.select_for_update(no_key=True, of=("self",)).get(id=payee_account.id)
        if current.called_back_at is not None:
            return current
        if current.added_by_member_id == by.id:
            raise PaymentRefused(
                "You wrote this account down, so somebody else must call back. Ask another worker.", code="same_person"
            )
        if current.added_by_member is not None and not stand_apart(by, current.added_by_member):
            raise PaymentRefused(
                "Whoever wrote this account down, and you, were let in by the same hand. Ask another worker.",
                code="let_in_by_maker",
            )
        if current.let_in_by_id == by.id:
            raise PaymentRefused(
                "You gave the person their way in, so somebody else must call back. Ask another worker.",
                code="same_person",
            )
        if PayeeAccount.objects.filter(replaces=current).exists():
            raise PaymentRefused("This account was changed since. Look at the new one.", code="account_changed")
        current.called_back_at, current.called_back_by = now, by
        current.save(update_fields=["called_back_at", "called_back_by"])
        # What waits for a second person as well goes on waiting for that.
        held = Payment.objects.filter(payee_account=current, state=PaymentState.HELD.value)
        waiting = lock_payments(held.filter(needs_no_second()))
        step_payments(waiting, PaymentState.READY, code="called_back", by=by, now=now)
        record_event(
            "payee_account_called_back",
            by=by.id,
            subject_type="payee",
            subject_id=current.payee_id,
            now=now,
            account=str(current.id),
        )
        return current


def _read(account: TypedAccount, holder_name: str) -> tuple[Account, AccountCheck, str]:
    """Read what was typed and check it: scheme of the currency, modulus, the holder's name in the bank's letters."""
    currency = the_partnership().currency
    read = read_typed_account(account)
    if fields_of(read)["scheme"] != SCHEME_OF_CURRENCY[currency].value:
        raise PaymentRefused(OTHER_SCHEME_WORDS[currency], code="other_scheme")
    check = check_account(read, current_modulus_table())
    if not check.may_be_paid:
        raise PaymentRefused(check.reason, code="account_invalid", field="account_number")
    holder = write_in_scheme(holder_name)
    if not holder or len(holder) > LONGEST_NAME:
        raise PaymentRefused(
            "Write the account holder's name as the bank does, in up to {longest} characters.",
            code="name_needed",
            field="holder_name",
            longest=LONGEST_NAME,
        )
    return read, check, holder


def _add_account(
    payee: Payee,
    read: Account,
    check: AccountCheck,
    holder: str,
    *,
    replaces: PayeeAccount | None,
    by: Member | Person,
    now: datetime,
) -> PayeeAccount:
    lately = recognised_lately(payee.person, now)
    let_in_by = lately.recognised_by if lately else who_let_in(payee.person) if isinstance(by, Person) else None
    return PayeeAccount.objects.create(
        **fields_of(read),
        let_in_by=let_in_by,
        waits_for_second=lately is not None,
        person_id=payee.person_id,
        payee=payee,
        holder_name=holder,
        check_result=check.result.value,
        check_reason=check.reason,
        replaces=replaces,
        added_at=now,
        usable_from=usable_from(added_at=now, replaces_another=replaces is not None),
        **_author("added_by", by),
    )


def _author(role: str, actor: Member | Person) -> Mapping[str, Any]:
    return {f"{role}_member" if isinstance(actor, Member) else f"{role}_person": actor}
