from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.models import Budget
from commonpurse.money.budgets.queries import accounts_of_holds, budgets_visible_to
from commonpurse.money.decisions.queries import is_yes_of_panel
from commonpurse.money.payments.access import MAKES_FILES, can_record_bank, can_see_accounts, can_see_files
from commonpurse.money.payments.business_days import earliest_execution
from commonpurse.money.payments.hands import asks_check, payments_barred
from commonpurse.money.payments.models import (
    BankFile,
    BankFileQuerySet,
    DebtorAccount,
    Instruction,
    MoneyBack,
    Payee,
    PayeeAccount,
    Payment,
    PaymentQuerySet,
    WeightTable,
)
from commonpurse.money.payments.modulus import ModulusTable
from commonpurse.money.payments.modulus_table import read_modulus_tables
from commonpurse.money.payments.rules import AT_THE_BANK, MAY_BE_REISSUED, NOT_YET_SENT, PayeeKind, PaymentState
from commonpurse.parties.consent.models import Wall
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.access import kept_from
from commonpurse.parties.people.models import Person
from commonpurse.parties.people.queries import people_visible_to

# One makes a bank file, another checks it.
OFFICERS_A_FILE = 2


def current_modulus_table() -> ModulusTable | None:
    """The newest table of UK sort codes that was loaded; None before the first."""
    newest = WeightTable.objects.order_by("-loaded_at", "-id").values_list("id", flat=True).first()
    return _read_stored(newest) if newest else None


@lru_cache(maxsize=2)
def _read_stored(table_id: UUID) -> ModulusTable:
    """A stored version never changes, so reading it once for a process is enough."""
    stored = WeightTable.objects.get(id=table_id)
    files = [("weights", stored.weights)]
    if stored.substitutes:
        files.append(("substitutes", stored.substitutes))
    return read_modulus_tables(files)


# Our own accounts -----------------------------------------------------------------------------------------------------


def debtor_accounts_visible_to(viewer: Member | Person) -> QuerySet[DebtorAccount]:
    """Our own bank accounts, for those who pay from them."""
    return DebtorAccount.objects.all() if can_see_accounts(viewer) else DebtorAccount.objects.none()


def debtor_account_named(*, viewer: Member | Person, name: str) -> DebtorAccount | None:
    """The account of exactly that name, or None when it is not there or not to be seen."""
    return debtor_accounts_visible_to(viewer).filter(name=name).first()


# Payees ---------------------------------------------------------------------------------------------------------------


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


# Payments -------------------------------------------------------------------------------------------------------------


def payments_visible_to(viewer: Member | Person, today: date) -> PaymentQuerySet:
    """The payments from the budgets this viewer may see on that day, newest first; finance pays, so it sees all."""
    return Payment.objects.filter(
        budget__in=budgets_visible_to(viewer, today, Item.PAYMENTS).values("id")
    ).select_related("payee_account__payee", "budget__person", "approval")


def get_payment(*, viewer: Member | Person, payment_id: UUID, today: date) -> Payment | None:
    """The payment, or None when it is not there or not to be seen."""
    return payments_visible_to(viewer, today).filter(id=payment_id).first()


def payments_of(*, viewer: Member | Person, budget: Budget, today: date) -> QuerySet[Payment]:
    """The payments from one budget, newest first, with what the page says of them."""
    return payments_visible_to(viewer, today).filter(budget=budget).prefetch_related("events")


ON_ITS_WAY = (
    PaymentState.HELD,
    PaymentState.READY,
    PaymentState.IN_FILE,
    PaymentState.SENT,
    PaymentState.UNKNOWN,
)


def with_who_decided(payments: QuerySet[Payment]) -> QuerySet[Any]:
    """Bring along whose decision each was; `ask_by_panel`: a panel made what was asked for a yes."""
    return payments.annotate(ask_by_panel=is_yes_of_panel("ask")).select_related(
        "ask__decided_by_member", "ask__decided_by_person", "created_by_member", "created_by_person"
    )


def latest_payments(
    *, viewer: Member | Person, budget_id: UUID, today: date, count: int | None = None
) -> QuerySet[Any]:
    """So many of the newest payments from one budget, and older ones that are still on their way or failed and were
    not paid again; without a count all of them. Newest first: with `back_minor`, who decided, when the bank paid."""
    found = payments_visible_to(viewer, today).filter(budget=budget_id)
    if count is not None:
        newest = found.order_by("-created_at", "-id").values("id")[:count]
        unfinished = Q(state__in=ON_ITS_WAY) | Q(state__in=MAY_BE_REISSUED, reissued_as=None)
        found = found.filter(unfinished | Q(id__in=newest))
    read = with_who_decided(found).select_related("payee_account__payee", "budget__person", "settlement", "reissued_as")
    # What is summed up loses the order of the table: it is said again.
    return with_money_back(read).order_by("-created_at", "-id")


@dataclass(frozen=True)
class ReadyPayments:
    """What a file made now would hold, from whichever account: how many, how much, and since when the oldest waits.

    `unlooked`: how many large ones a second person has to look at before they are ready, since when the oldest.
    """

    count: int
    total: Money
    since: datetime | None
    unlooked: int = 0
    unlooked_since: datetime | None = None


def ready_payments(*, viewer: Member | Person, currency: str, now: datetime) -> ReadyPayments:
    """What waits to go into a file. What the law does not let go out now goes into none, and is not counted."""
    if not can_see_files(viewer):
        return ReadyPayments(0, Money(0, currency), None)
    found = _ready_but(set(), viewer, currency, now)
    if found["asks_check"]:
        barred = payments_barred(_ready_for_files(viewer, currency, now), on=business_date(now))
        found = _ready_but(barred, viewer, currency, now) if barred else found
    return ReadyPayments(
        found["count"],
        Money(found["total"] or 0, currency),
        found["since"],
        found["unlooked"],
        found["unlooked_since"],
    )


def _ready_but(barred: set[UUID], viewer: Member | Person, currency: str, now: datetime) -> dict[str, Any]:
    is_ready = ready_at(now) & ~Q(id__in=barred) if barred else ready_at(now)
    is_unlooked = Q(state=PaymentState.HELD.value, approval__isnull=False, approval__agreed_at=None)
    waiting = Payment.objects.filter(is_ready | is_unlooked, currency=currency, rail="bank_file")
    waiting = waiting.exclude(person__in=kept_from(viewer))
    return waiting.aggregate(
        count=Count("id", filter=is_ready),
        total=Sum("amount_minor", filter=is_ready),
        since=Min("created_at", filter=is_ready),
        unlooked=Count("id", filter=is_unlooked),
        unlooked_since=Min("approval__asked_at", filter=is_unlooked),
        asks_check=Count("id", filter=Q(is_ready, asks_check())),
    )


def earliest_paid_on(*, now: datetime, currency: str) -> date | None:
    """The first day on which a payment that goes into a file now could be paid, from whichever of our accounts is the
    quickest; None before there is one."""
    accounts = DebtorAccount.objects.filter(currency=currency)
    return min((next_execution_day(account, now) for account in accounts), default=None)


def money_on_its_way(*, viewer: Member | Person, budget_id: UUID, today: date) -> Money:
    """What was released and is not known to have been paid, less what of it is back already: sent is not received."""
    on_its_way = with_money_back(payments_visible_to(viewer, today)).filter(
        budget=budget_id, state__in=[state.value for state in ON_ITS_WAY]
    )
    left = sum(amount - back for amount, back in on_its_way.values_list("amount_minor", "back_minor"))
    return Money(left, the_partnership().currency)


@dataclass(frozen=True)
class ExpectedPay:
    """What is known of when the bank pays a payment on its way. It is never a promise that the payee has it.

    `on`: the day that a file names to the bank (`is_named`), else the first day on which the bank could pay it, else
    None. `waits_until`: money to a changed account waits for that moment first; where it `waits_for_second`, for a
    second worker alone, and no day is known. `second_since`: since when a large one waits for
    a second person, who may say no: no day is known either. `is_not_direct`: the law does not let its money go out
    direct now, so it goes into no file, and no day is known.
    """

    on: date | None
    is_named: bool = False
    waits_until: datetime | None = None
    waits_for_second: bool = False
    second_since: datetime | None = None
    is_not_direct: bool = False


def with_named_day(payments: QuerySet[Payment]) -> QuerySet[Any]:
    """Read with each payment, as `named_on`, the day that its file names to the bank; None while it is in no file."""
    live = Instruction.objects.filter(payment=OuterRef("id"), taken_back_at=None)
    return payments.annotate(named_on=Subquery(live.values("bank_file__requested_on")[:1]))


def expected_pay(payments: Iterable[Any], now: datetime) -> dict[UUID, ExpectedPay]:
    """Say of each of these payments that is on its way when the bank pays it. They come from `with_named_day`."""
    found = {}
    not_in_file = []
    for payment in payments:
        if payment.state in ON_ITS_WAY and payment.named_on is not None:
            found[payment.id] = ExpectedPay(payment.named_on, is_named=True)
        elif payment.state in NOT_YET_SENT:
            not_in_file.append(payment)
    accounts = list(DebtorAccount.objects.filter(currency__in={payment.currency for payment in not_in_file}))
    # Where `with_check_asked` has read that no check is asked of it, the law is not asked either.
    checked = [payment.id for payment in not_in_file if getattr(payment, "asks_check", True)]
    waiting = Payment.objects.filter(id__in=checked)
    barred = payments_barred(waiting, on=business_date(now)) if checked else set()
    for payment in not_in_file:
        account = payment.payee_account
        if payment.state == PaymentState.HELD and account.waits_for_second and account.called_back_at is None:
            found[payment.id] = ExpectedPay(None, waits_until=account.usable_from, waits_for_second=True)
            continue
        waits = account.usable_from if payment.state == PaymentState.HELD and not account.is_usable_at(now) else None
        start = max(now, waits or now)
        approval = getattr(payment, "approval", None)
        if payment.state == PaymentState.HELD and approval is not None and approval.is_waiting:
            found[payment.id] = ExpectedPay(None, waits_until=waits, second_since=approval.asked_at)
            continue
        if payment.id in barred:
            found[payment.id] = ExpectedPay(None, waits_until=waits, is_not_direct=True)
            continue
        days = [next_execution_day(own, start) for own in accounts if own.currency == payment.currency]
        found[payment.id] = ExpectedPay(min(days, default=None), waits_until=waits)
    return found


def with_check_asked(payments: QuerySet[Payment]) -> QuerySet[Any]:
    """Read with each payment, as `asks_check`, whether some of its money goes out direct only where the law lets it."""
    return payments.annotate(asks_check=asks_check())


def is_barred_now(*, payment: Payment, now: datetime) -> bool:
    """Whether the law keeps the money of this payment, not in a file yet, from going out direct. The viewer sees it."""
    return bool(payments_barred(Payment.objects.filter(id=payment.id), on=business_date(now)))


def with_money_back(payments: QuerySet[Payment]) -> QuerySet[Any]:
    """Read with each payment, as `back_minor`, how much of it the bank has sent back."""
    return payments.annotate(back_minor=Coalesce(Sum("money_back__amount_minor"), 0))


def waits_over(now: datetime) -> Q:
    """The payments whose account may be paid at that moment, by time or by call-back."""
    by_time = Q(payee_account__usable_from__lte=now, payee_account__waits_for_second=False)
    return by_time | Q(payee_account__called_back_at__isnull=False)


def needs_no_second() -> Q:
    """The payments that wait for no second person: none was to look, or somebody has."""
    return Q(approval=None) | Q(approval__agreed_at__isnull=False)


def ready_at(now: datetime) -> Q:
    """The payments that may go into a file at that moment: what is ready, and what has waited long enough."""
    is_over = Q(state=PaymentState.HELD.value) & waits_over(now) & needs_no_second()
    return Q(state=PaymentState.READY.value) | is_over


def payments_for_next_file(
    *, viewer: Member | Person, debtor_account: DebtorAccount, now: datetime
) -> QuerySet[Payment]:
    """What a file made now from this account would hold."""
    if not can_see_files(viewer):
        return Payment.objects.none()
    ready = _ready_for_files(viewer, debtor_account.currency, now)
    return (
        ready.exclude(id__in=payments_barred(ready, on=business_date(now)))
        .select_related("payee_account__payee", "budget__person", "approval")
        .order_by("created_at", "id")
    )


@dataclass(frozen=True)
class NextFile:
    """What a file made now from an account would hold: how many; and how many the law keeps out of it today."""

    account: DebtorAccount
    ready: int
    not_direct: int


def next_files(*, viewer: Member | Person, now: datetime) -> list[NextFile]:
    """Say of each account of ours what the next file from it would hold. None for who makes no files."""
    if not can_see_files(viewer):
        return []
    found: list[NextFile] = []
    counts: dict[str, tuple[int, int]] = {}
    for account in debtor_accounts_visible_to(viewer):
        currency = account.currency
        if currency not in counts:
            ready = _ready_for_files(viewer, currency, now)
            barred = payments_barred(ready, on=business_date(now))
            counts[currency] = (ready.exclude(id__in=barred).count(), len(barred))
        found.append(NextFile(account, *counts[currency]))
    return found


def _ready_for_files(viewer: Member | Person, currency: str, now: datetime) -> QuerySet[Payment]:
    return Payment.objects.filter(ready_at(now), currency=currency, rail="bank_file").exclude(
        person__in=kept_from(viewer)
    )


def count_payable_by_nobody(*, viewer: Member | Person, now: datetime) -> int:
    """How many payments are ready and stay, because walls leave fewer than the two officers that a file needs.

    For the administrator, who can bring another officer in: a number, and nobody's name. Asked across everybody.
    """
    if not (isinstance(viewer, Member) and viewer.has_role("administrator")):
        return 0
    with acting_as_system("to find payments that nobody can pay"):
        officers = Member.objects.filter(is_active=True, member_roles__role__in=MAKES_FILES)
        ready = Payment.objects.filter(ready_at(now), rail="bank_file", person=OuterRef("person")).order_by()
        walls = list(
            Wall.objects.filter(Q(member__in=officers) | Q(organisation__isnull=False), ended_at=None)
            .annotate(ready=Subquery(ready.values("person").annotate(count=Count("id")).values("count")))
            .filter(ready__gt=0)
        )
        organisation_of = dict(officers.values_list("id", "organisation")) if walls else {}
    gone: dict[UUID, set[UUID]] = {}
    for wall in walls:
        apart = {one for one, theirs in organisation_of.items() if wall.keeps_away(one, theirs)}
        gone.setdefault(wall.person_id, set()).update(apart)
    least = min(OFFICERS_A_FILE, len(organisation_of))
    stuck = {person for person, apart in gone.items() if len(organisation_of) - len(apart) < least}
    waiting = {wall.person_id: wall.ready for wall in walls}
    return sum(waiting[person] for person in stuck)


def next_execution_day(debtor_account: DebtorAccount, now: datetime) -> date:
    """The first day on which a file made now can be paid from this account."""
    return earliest_execution(
        now,
        currency=debtor_account.currency,
        cut_off=debtor_account.cut_off,
        days_ahead=debtor_account.days_ahead,
    )


# Bank files -----------------------------------------------------------------------------------------------------------


def bank_files_visible_to(viewer: Member | Person) -> BankFileQuerySet:
    """The files, newest first, without their bytes; none with a payment of somebody the viewer is kept away from."""
    if not can_see_files(viewer):
        return BankFile.objects.none()
    files = BankFile.objects.select_related("debtor_account", "made_by", "approved_by", "sent_by", "taken_back_by")
    return files.defer("content").exclude(id__in=_files_that_name(kept_from(viewer)))


def _files_that_name(apart: tuple[UUID, ...]) -> list[UUID]:
    """The files with a payment of one of these people. Whoever is kept away from them sees none of those payments."""
    if not apart:
        return []
    with acting_as_system("to find the files that name who must not meet"):
        return list(Instruction.objects.filter(person__in=apart).values_list("bank_file", flat=True).distinct())


def get_bank_file(*, viewer: Member | Person, file_id: UUID) -> BankFile | None:
    """The file, or None when it is not there or not to be seen."""
    return bank_files_visible_to(viewer).filter(id=file_id).first()


def instructions_of(*, viewer: Member | Person, bank_file: BankFile) -> QuerySet[Instruction]:
    """The payments in a file, with payee and account: what the checker looks at."""
    if not can_see_files(viewer):
        return Instruction.objects.none()
    return (
        bank_file.instructions.exclude(person__in=kept_from(viewer))
        .select_related(
            "payment__payee_account__payee",
            "payment__payee_account__replaces",
            "payment__budget__person",
            "payment__created_by_member",
        )
        .order_by("end_to_end_id")
    )


@dataclass(frozen=True)
class FileCheck:
    """What the second person looks at first in a file.

    `changed`   what goes for the first time to an account that replaced another, with the old account beside it
    `first`     what goes to a payee who was never paid before
    `largest`   the largest payments, two at most: none in an empty file, two where the largest sum is there twice
    `before`    the file that was sent before it from the same account, to compare with
    """

    changed: tuple[Any, ...]
    first: tuple[Any, ...]
    largest: tuple[Any, ...]
    before: BankFile | None


def what_to_check(*, viewer: Member | Person, bank_file: BankFile) -> FileCheck:
    """What of a file deserves a second look, over all its payments. A fixed number of statements."""
    if not can_see_files(viewer):
        return FileCheck((), (), (), None)
    sent_before = Payment.objects.filter(
        instructions__bank_file__sent_at__isnull=False, instructions__bank_file__made_at__lt=bank_file.made_at
    )
    inside = instructions_of(viewer=viewer, bank_file=bank_file).select_related(
        "payment__payee_account__replaces",
        "payment__payee_account__called_back_by",
        "payment__payee_account__added_by_member",
        "payment__payee_account__added_by_person",
    )
    new = list(
        inside.annotate(
            is_to_known_account=Exists(sent_before.filter(payee_account=OuterRef("payment__payee_account"))),
            is_to_known_payee=Exists(
                sent_before.filter(payee_account__payee=OuterRef("payment__payee_account__payee"))
            ),
        ).filter(is_to_known_account=False)
    )
    changed = [each for each in new if each.payment.payee_account.replaces is not None]
    first = [each for each in new if each.payment.payee_account.replaces is None and not each.is_to_known_payee]
    by_sum = list(inside.order_by("-payment__amount_minor", "end_to_end_id")[:2])
    return FileCheck(
        changed=tuple(changed),
        first=tuple(first),
        largest=tuple(each for each in by_sum if each.payment.amount_minor == by_sum[0].payment.amount_minor),
        before=bank_files_visible_to(viewer)
        .filter(debtor_account=bank_file.debtor_account_id, sent_at__isnull=False, made_at__lt=bank_file.made_at)
        .first(),
    )


# For reading statements -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SentPayment:
    """A payment that went to the bank, as a statement may show it."""

    payment_id: UUID
    debtor_account_id: UUID
    end_to_end_id: str
    amount: Money
    amount_back: Money
    state: PaymentState
    is_settled: bool
    creditor_name: str
    creditor_account: str
    remittance: str
    requested_on: date
    message_id: str
    group_id: str


@dataclass(frozen=True)
class Sought:
    """Payments that left by one of our accounts: all, those of some ids, or those not yet shown as paid."""

    debtor_account: UUID
    end_to_end_ids: frozenset[str] | None = None
    only_open: bool = False

    @property
    def filter(self) -> Q:
        sought = Q(bank_file__debtor_account=self.debtor_account)
        if self.end_to_end_ids is not None:
            sought &= Q(end_to_end_id__in=list(self.end_to_end_ids))
        return sought & Q(payment__state__in=[state.value for state in AT_THE_BANK]) if self.only_open else sought


def sent_payments(
    *,
    viewer: Member,
    debtor_account: DebtorAccount,
    end_to_end_ids: Iterable[str] | None = None,
    only_open: bool = False,
) -> list[SentPayment]:
    """Payments that left by this account, oldest first: those of these ids, or all; `only_open`: not yet shown as paid.

    For matching a statement. Finance and the System member only.
    """
    ids = None if end_to_end_ids is None else frozenset(end_to_end_ids)
    return sent_payments_of(viewer=viewer, sought=[Sought(debtor_account.id, ids, only_open)])


def sent_payments_of(*, viewer: Member, sought: Iterable[Sought]) -> list[SentPayment]:
    """The same for several accounts at once, each payment once. One statement, or none where nothing is sought."""
    filters = [each.filter for each in sought]
    if not filters or not can_record_bank(viewer):
        return []
    back = MoneyBack.objects.filter(payment=OuterRef("payment")).order_by().values("payment")
    rows = (
        Instruction.objects.filter(reduce(or_, filters), bank_file__sent_at__isnull=False, taken_back_at=None)
        .exclude(person__in=kept_from(viewer))
        .annotate(back=Coalesce(Subquery(back.annotate(sum=Sum("amount_minor")).values("sum")), 0))
        .select_related("bank_file", "payment__payee_account", "payment__settlement")
        .defer("bank_file__content")
    )
    return [
        SentPayment(
            payment_id=row.payment_id,
            debtor_account_id=row.bank_file.debtor_account_id,
            end_to_end_id=row.end_to_end_id,
            amount=row.payment.amount,
            amount_back=Money(row.back, row.payment.currency),
            state=PaymentState(row.payment.state),
            is_settled=hasattr(row.payment, "settlement"),
            creditor_name=row.payment.payee_account.holder_name,
            creditor_account=row.payment.payee_account.iban or row.payment.payee_account.account_number,
            remittance=row.payment.remittance,
            requested_on=row.bank_file.requested_on,
            message_id=row.bank_file.message_id,
            group_id=row.bank_file.group_id,
        )
        for row in rows.order_by("bank_file__sent_at", "id")
    ]


def accounts_of_payments(payment_ids: Sequence[UUID]) -> set[UUID]:
    """Every ledger account that settling or returning these payments can touch, for one lock over many of them."""
    payments = Payment.objects.filter(id__in=payment_ids)
    files = BankFile.objects.filter(
        instructions__payment__in=payments.values("id"), instructions__taken_back_at=None
    ).select_related("debtor_account")
    touched = accounts_of_holds(payments.values_list("hold_id", flat=True))
    for bank_file in files:
        touched |= {bank_file.clearing_account_id, bank_file.debtor_account.bank_account_id}
    return touched


def money_back_of(payment_id: UUID) -> int:
    """What of a payment is on the budget again, in minor units."""
    return _back_by_payment([payment_id]).get(payment_id, 0)


def _back_by_payment(payments: Iterable[UUID]) -> dict[UUID, int]:
    rows = Payment.objects.filter(id__in=payments).annotate(back=Sum("money_back__amount_minor"))
    return {row_id: back for row_id, back in rows.values_list("id", "back") if back}


IDS_A_STATEMENT = 10_000  # SQLite takes 32,766 values; each id may stand in a statement twice


def references_of_rows(rows: Iterable[tuple[UUID, UUID | None]]) -> dict[UUID, str]:
    """The reference of the payment that each row of the ledger belongs to, by the row's id.

    `rows` are pairs of a row's id and its authority. One that belongs to no payment is left out.
    """
    pairs, found = list(rows), dict[UUID, str]()
    for start in range(0, len(pairs), IDS_A_STATEMENT):
        some = pairs[start : start + IDS_A_STATEMENT]
        ids, authorities = [row for row, _ in some], {authority for _, authority in some if authority}
        payments = dict(Payment.objects.filter(id__in=authorities).values_list("id", "end_to_end_id"))
        found |= {row: payments[authority] for row, authority in some if authority in payments}
        found |= dict(Payment.objects.filter(settle_transfer__in=ids).values_list("settle_transfer", "end_to_end_id"))
        back = MoneyBack.objects.filter(bank_transfer__in=ids).values_list("bank_transfer", "payment__end_to_end_id")
        found |= {row: reference for row, reference in back if row is not None}
    return found
