"""Who may be paid, and which account of theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from commonpurse.kernel.context import acting_as_system
from commonpurse.money.payments.access import can_see_files
from commonpurse.money.payments.models import Payee, PayeeAccount, Payment
from commonpurse.money.payments.rules import PayeeKind, PaymentState
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import kept_from
from commonpurse.parties.people.models import Person
from commonpurse.parties.people.queries import people_visible_to


@dataclass(frozen=True)
class PayeeShown:
    """A payee as the page shows it. `usable` is where money may go now; `waiting` an account that still waits."""

    payee: Payee
    usable: PayeeAccount | None
    waiting: PayeeAccount | None
    is_new: bool = False  # nobody ever paid this one from her money; her own account is never somebody new

    @property
    def payable(self) -> PayeeAccount | None:
        """The account that a payment is made out to; where only one that waits is there, the payment waits with it."""
        return self.usable or self.waiting


def payees_visible_to(viewer: Member | Person, today: date) -> QuerySet[Payee]:
    """The payees of the people this viewer may see on that day."""
    return Payee.objects.filter(person__in=people_visible_to(viewer, today, Item.MONEY_DETAIL).values("id"))


def payees_of(*, viewer: Member | Person, person: Person, now: datetime, today: date) -> list[PayeeShown]:
    """A person's payees with the account that may be paid now, and the one that waits, where there is one."""
    visible = payees_visible_to(viewer, today).filter(person=person)
    return _shown(PayeeAccount.objects.filter(payee__in=visible.values("id")), now)


def payee_named(*, person: Person, name: str, now: datetime) -> PayeeShown | None:
    """A person's payee of this name, or None. Asked inside what answers and acts, whoever looks: show nothing of it but
    the answer.
    """
    with acting_as_system("to see who was paid before"):
        named = PayeeAccount.objects.filter(payee__person=person, payee__name__iexact=name.strip())
        return next(iter(_shown(named, now)), None)


def is_somebody_new(name: str, found: PayeeShown | None) -> bool:
    """Whether to pay whom she calls so is to pay somebody new: a name that is no payee of hers, or was never paid."""
    return bool(name.strip()) and (found is None or found.is_new)


def _shown(accounts: QuerySet[PayeeAccount], now: datetime) -> list[PayeeShown]:
    paid = Payment.objects.filter(payee_account__payee=OuterRef("payee")).exclude(state=PaymentState.STOPPED.value)
    by_payee: dict[UUID, list[Any]] = {}
    found = accounts.select_related("payee").annotate(was_paid=Exists(paid))
    for account in found.order_by("payee__kind", "payee__name", "payee_id", "added_at", "id"):
        by_payee.setdefault(account.payee_id, []).append(account)
    return [
        PayeeShown(
            known[0].payee,
            usable_account(known, now),
            waiting_account(known, now),
            is_new=known[0].payee.kind != PayeeKind.OWN and not known[0].was_paid,
        )
        for known in by_payee.values()
    ]


def usable_account(accounts: Iterable[PayeeAccount], now: datetime) -> PayeeAccount | None:
    """The newest of a payee's accounts to which money may go now. Give all of them: each says what it replaces."""
    known = list(accounts)
    replaced_at = {account.replaces_id: account.added_at for account in known}
    usable = [account for account in known if account.is_usable_at(now, replaced_at.get(account.id))]
    return max(usable, key=lambda account: (account.added_at, account.id), default=None)


def waiting_account(accounts: Iterable[PayeeAccount], now: datetime) -> PayeeAccount | None:
    """The payee's newest account, if money to it still waits."""
    newest = newest_account(accounts)
    return newest if newest and not newest.is_usable_at(now) else None


def newest_account(accounts: Iterable[PayeeAccount]) -> PayeeAccount | None:
    """The account that no other one replaces, whether it may be paid now or still waits."""
    return max(accounts, key=lambda account: (account.added_at, account.id), default=None)


def is_new_payee(payee: Payee) -> bool:
    """Whether nobody ever paid this one from her money; her own account is never somebody new."""
    if payee.kind == PayeeKind.OWN:
        return False
    with acting_as_system("to see who was paid before"):
        paid = Payment.objects.filter(person_id=payee.person_id, payee_account__payee=payee)
        return not paid.exclude(state=PaymentState.STOPPED.value).exists()


def get_payee_account(*, viewer: Member | Person, account_id: UUID, today: date) -> PayeeAccount | None:
    """One account of a payee, or None when it is not there or not to be seen."""
    visible = payees_visible_to(viewer, today).values("id")
    return PayeeAccount.objects.filter(id=account_id, payee__in=visible).select_related("payee__person").first()


def accounts_awaiting_call_back(*, viewer: Member | Person, now: datetime, today: date) -> QuerySet[PayeeAccount]:
    """Changed accounts that still wait, of the people this viewer may see; finance sees all. Soonest to end first."""
    waiting = PayeeAccount.objects.still_waiting(now).exclude(payee__person__in=kept_from(viewer))
    if not can_see_files(viewer):
        waiting = waiting.filter(payee__in=payees_visible_to(viewer, today).values("id"))
    return waiting.select_related("payee__person", "added_by_member").order_by("usable_from", "id")
