"""What waits to go into a bank file, and what keeps it out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery, Sum

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.money.payments.access import MAKES_FILES, can_see_files
from commonpurse.money.payments.hands import asks_check, payments_barred
from commonpurse.money.payments.models import DebtorAccount, Payment
from commonpurse.money.payments.queries.accounts import debtor_accounts_visible_to, next_execution_day
from commonpurse.money.payments.rules import PaymentState
from commonpurse.parties.consent.models import Wall
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import kept_from
from commonpurse.parties.people.models import Person

# One makes a bank file, another checks it.
OFFICERS_A_FILE = 2


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
