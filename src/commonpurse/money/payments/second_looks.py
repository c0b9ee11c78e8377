"""Questions about the second person: which band a release reaches, what waits for a look, how bands were changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, Q, QuerySet, Sum, UUIDField, Value

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date, day_begins
from commonpurse.money.budgets.models import Budget
from commonpurse.money.payments.access import can_answer_approval, can_see_approvals, can_see_bands
from commonpurse.money.payments.bands import (
    DEFAULT_BANDS,
    Band,
    BandKind,
    BandRefused,
    band_reached,
    check_second_is_apart,
    check_second_was_not_let_in,
)
from commonpurse.money.payments.models import (
    AmountBand,
    AmountBandQuerySet,
    Approval,
    ApprovalQuerySet,
    Payment,
    PaymentQuerySet,
)
from commonpurse.money.payments.queries import payments_visible_to
from commonpurse.money.payments.rules import PaymentState
from commonpurse.parties.partners.hands import stand_apart
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import works_with
from commonpurse.parties.people.models import Person


def bands_in_force(currency: str) -> list[Band]:
    """What each kind of band is now: as it was agreed last, else our own. It tells nothing personal."""
    return _in_force(_agreed(currency).values_list(*BAND_COLUMNS))


BAND_COLUMNS = ("kind", "from_minor", "second_role", "agreed_at", "id")


def _agreed(currency: str) -> AmountBandQuerySet:
    return AmountBand.objects.filter(currency=currency).agreed()


def _in_force(rows: Iterable[Any]) -> list[Band]:
    """`rows`: every band that was agreed. Of each kind the last one counts."""
    agreed = {kind: (from_minor, role) for kind, from_minor, role, *_ in sorted(rows, key=lambda row: row[3:])}
    return [
        Band(
            default.kind,
            None if agreed[default.kind][0] is None else int(agreed[default.kind][0]),
            agreed[default.kind][1],
        )
        if default.kind in agreed
        else default
        for default in DEFAULT_BANDS
    ]


def band_for_release(*, by: Member | Person, budget: Budget, amount: Money, now: datetime) -> Band | None:
    """The band that a release of this sum would reach now, with what was released on the same day; None: no band.

    Only sums are read, of payments that were not stopped. The command asks under its locks, a page before them.
    """
    begins = day_begins(business_date(now))
    ends = day_begins(business_date(now) + timedelta(days=1))
    released = Payment.objects.filter(created_at__gte=begins, created_at__lt=ends, currency=amount.currency).exclude(
        state=PaymentState.STOPPED.value
    )
    of_member = Q(created_by_member=by) if isinstance(by, Member) else Q(pk__in=[])
    sums = {ONE_DAY: released.filter(person=budget.person_id), ONE_MEMBER: released.filter(of_member)}
    # Sums alone come back, of whomever: a member's day counts people too whose record she may no longer see.
    with acting_as_system("to add up what was released on one day"):
        bands = _agreed(amount.currency).order_by().values_list(*BAND_COLUMNS)
        rows = list(bands.union(*(_sum_row(name, payments) for name, payments in sums.items()), all=True))
    found = {name: int(sum_minor or 0) for name, sum_minor, *_ in rows if name in sums}
    totals = {BandKind.ONE_PAYMENT: amount.minor, BandKind.ONE_DAY: found[ONE_DAY] + amount.minor}
    if isinstance(by, Member):
        totals[BandKind.ONE_MEMBER] = found[ONE_MEMBER] + amount.minor
    return band_reached(_in_force(row for row in rows if row[0] not in sums), totals)


ONE_DAY, ONE_MEMBER = "sum of a day", "sum of a member"  # beside the bands, in one statement


def _sum_row(name: str, payments: PaymentQuerySet) -> QuerySet[Any, Any]:
    """What these payments come to, as a row like that of a band."""
    empty = [Value(""), Value(None, output_field=DateTimeField()), Value(None, output_field=UUIDField())]
    summed = payments.order_by().annotate(row=Value(name)).values("row").annotate(sum=Sum("amount_minor"))
    return summed.values_list("row", "sum", *empty)


def band_changes_visible_to(viewer: Member | Person) -> AmountBandQuerySet:
    """Every change of a band that was asked for, newest first."""
    changes = AmountBand.objects.select_related("asked_by", "agreed_by", "declined_by")
    return changes if can_see_bands(viewer) else changes.none()


def get_band_change(*, viewer: Member | Person, change_id: UUID) -> AmountBand | None:
    """One of them, or None when it is not there or not to be seen."""
    return band_changes_visible_to(viewer).filter(id=change_id).first()


def approvals_visible_to(viewer: Member | Person, today: date) -> ApprovalQuerySet:
    """What waited or waits for a second person, of the payments that this viewer may see."""
    visible = Approval.objects.filter(payment__in=payments_visible_to(viewer, today).values("id"))
    found = visible if can_see_approvals(viewer) else visible.none()
    return found.select_related(
        "payment__payee_account__payee",
        "payment__payee_account__replaces",
        "payment__payee_account__added_by_member",
        "payment__payee_account__added_by_person",
        "payment__payee_account__called_back_by",
        "payment__budget__person",
        "person",
        "asked_by_member",
        "asked_by_person",
        "agreed_by",
        "declined_by",
    )


def get_approval(*, viewer: Member | Person, approval_id: UUID, today: date) -> Approval | None:
    """One of them, or None when it is not there or not to be seen."""
    return approvals_visible_to(viewer, today).filter(id=approval_id).first()


def may_answer(member: Member, approval: Approval, now: datetime) -> Refused | None:
    """What keeps this member from being the second person, or None: for a page, before the button is there."""
    if not can_answer_approval(member, approval, business_date(now)):
        return BandRefused("The partnership has agreed that {role} looks at this.", role=approval.role_words)
    return apart_refusal(member, approval, now)


def apart_refusal(member: Member, approval: Approval, now: datetime) -> Refused | None:
    """Why this member does not stand apart from the payment, or None; for the command and for the page alike."""
    releaser = approval.asked_by_member
    try:
        check_second_is_apart(
            member.id,
            released_by=approval.asked_by_member_id,
            account_by=approval.account_by_member_id,
            works_with_person=works_with(member, approval.person, business_date(now)),
        )
        check_second_was_not_let_in(
            member.id,
            member.added_by_id,
            releaser=releaser.id if releaser else None,
            hers=releaser.added_by_id if releaser else None,
        )
        if releaser is not None and not stand_apart(member, releaser):
            raise BandRefused(
                "Whoever released this, and you, were let in by the same hand. Somebody else must look at it.",
                code="let_in_by_maker",
            )
    except Refused as refused:
        return refused
    return None


def was_paid_before(payment: Payment) -> bool:
    """Tell whether the bank has shown another payment to the same account as paid: the account is known to be right."""
    paid = Payment.objects.filter(payee_account=payment.payee_account_id, settlement__isnull=False)
    return paid.exclude(id=payment.id).exists()
