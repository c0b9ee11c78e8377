from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.requests import RequestReused, one_request
from commonpurse.money.budgets.access import can_free_money, can_hold_money
from commonpurse.money.budgets.models import Budget, Hold, HoldLeg, Line
from commonpurse.money.budgets.queries import AS_IT_IS, sources_of
from commonpurse.money.budgets.rules import BudgetRefused, Going, SpendKind, check_amount, draw
from commonpurse.money.ledger.commands import Journal, hold_row, lock_accounts, post_journal, void_row
from commonpurse.money.ledger.queries import hold_remaining, movements_of
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.models import Person


def hold_for(
    *,
    by: Member | Person,
    budget: Budget,
    amount: Money,
    spend_kind: SpendKind,
    on: date,
    hold_id: UUID,
    now: datetime,
    expires_at: datetime | None = None,
    going: Going = AS_IT_IS,
) -> Hold:
    """Set money of a budget aside for one purpose, from as many of its lines as it takes, exactly.

    Which money: what may pay for this on that day, then what lapses soonest, then what is most restricted. `hold_id`
    is made once by the caller: the same again sets nothing more aside. What the law lets go out is asked of today, of
    whom it goes to and of whose hands it is in; see `sources_of`.
    Raises: BudgetRefused (`short_of_money`, `not_direct_now`, `rule_says_no`, `over_limit`, `fund_ended`,
    `fund_not_started`, `amount_not_positive`, `other_currency`), RequestReused.
    """
    if not can_hold_money(by, budget, business_date(now)):
        raise NotAllowed
    kind = SpendKind(spend_kind)
    with one_request(Hold.objects.filter(id=hold_id).exists):
        lines = list(Line.objects.filter(budget=budget).select_related("fund").order_by("id"))
        if lines:
            lock_accounts([line.account_id for line in lines])
        known = Hold.objects.filter(id=hold_id).first()
        if known is not None:
            if (known.budget_id, known.amount_minor, known.spend_kind) != (budget.id, amount.minor, kind.value):
                raise RequestReused
            return known
        check_amount(amount, the_partnership().currency)
        sources = sources_of(lines, on=business_date(now), going=going)
        draws = draw(sources, amount, kind, on)
        hold = Hold.objects.create(
            id=hold_id,
            person_id=budget.person_id,
            budget=budget,
            amount_minor=amount.minor,
            spend_kind=kind.value,
            expires_at=expires_at,
            held_at=now,
            held_by=by.id,
        )
        legs = HoldLeg.objects.bulk_create(
            HoldLeg(person_id=hold.person_id, hold=hold, line_id=part.source.line, amount_minor=part.amount_minor)
            for part in draws
        )
        rows = tuple(
            hold_row(
                id=leg.transfer,
                debit_account=part.source.account,
                amount=Money(leg.amount_minor, amount.currency),
                expires_at=expires_at,
                authority=hold.id,
            )
            for leg, part in zip(legs, draws, strict=True)
        )
        post_journal(Journal(hold.id, rows), by=by.id, now=now)
        record_event(
            "money_held",
            by=by.id,
            subject_type="budget",
            subject_id=budget.id,
            now=now,
            hold=str(hold.id),
            amount_minor=amount.minor,
            spend_kind=kind.value,
            lines=len(legs),
        )
        return hold


def free_hold(*, by: Member | Person, hold: Hold, now: datetime) -> Hold:
    """Free what a hold set aside: the person may use it again. Freeing it twice frees it once.

    Raises: BudgetRefused (`hold_used`) when the money has left for a payment.
    """
    if not can_free_money(by, hold.budget, business_date(now)):
        raise NotAllowed
    with transaction.atomic():
        _void(hold, by=by, now=now)
        return hold


def hold_other_money(
    *, by: Member | Person, hold: Hold, amount: Money, on: date, hold_id: UUID, now: datetime, going: Going
) -> Hold:
    """Set other money of the budget aside in place of a hold whose money may not go where it is to go now.

    The old one is freed in the same breath, so what it held of money that may go is there for the new one.
    Raises: what `hold_for` raises, and then all stays as it was; BudgetRefused (`hold_used`), RequestReused.
    """
    budget = hold.budget
    if not can_hold_money(by, budget, business_date(now)):
        raise NotAllowed
    with transaction.atomic():
        # All at once: `_void` alone would lock some of them, and the rest would come after in another order.
        lock_accounts(Line.objects.filter(budget=budget).values_list("account_id", flat=True))
        _void(hold, by=by, now=now)
        return hold_for(
            by=by,
            budget=budget,
            amount=amount,
            spend_kind=SpendKind(hold.spend_kind),
            on=on,
            hold_id=hold_id,
            now=now,
            going=going,
        )


def _void(hold: Hold, *, by: Member | Person, now: datetime) -> None:
    """Free what is still held of it. Raises: BudgetRefused (`hold_used`)."""
    legs = list(hold.legs.select_related("line__fund").order_by("id"))
    lock_accounts([leg.line.account_id for leg in legs])
    if movements_of([leg.resolving_transfer for leg in legs]):
        raise BudgetRefused("This money has left for a payment. It cannot be freed any more.", code="hold_used")
    remaining = hold_remaining([leg.transfer for leg in legs])
    rows = tuple(
        void_row(
            id=leg.resolving_transfer,
            hold=leg.transfer,
            debit_account=leg.line.account_id,
            currency=leg.line.fund.currency,
            authority=hold.id,
        )
        for leg in legs
        if remaining[leg.transfer]
    )
    if rows:  # none where it was freed before, or has expired
        post_journal(Journal(rows[0].id, rows), by=by.id, now=now)
        record_event(
            "hold_freed", by=by.id, subject_type="budget", subject_id=hold.budget_id, now=now, hold=str(hold.id)
        )
