from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.money.budgets.access import can_change_holding, can_open_budget
from commonpurse.money.budgets.models import Budget, HoldingPeriod, Line
from commonpurse.money.budgets.rules import (
    BudgetRefused,
    Holding,
    HoldingType,
    LegalBasis,
    check_holding,
    check_provider,
)
from commonpurse.parties.partners.models import Member, Organisation
from commonpurse.parties.people.models import Person


def open_budget(*, by: Member, person: Person, now: datetime) -> Budget:
    """Open the person's one budget. It is empty until a fund's money is allocated to it.

    Raises: BudgetRefused (`budget_there`).
    """
    if not can_open_budget(by, person, business_date(now)):
        raise NotAllowed
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=person.id)
        if Budget.objects.filter(person=person).exists():
            raise BudgetRefused("This person has a budget already. Look there.", code="budget_there")
        budget = Budget.objects.create(person=person, opened_at=now, opened_by=by)
        record_event("budget_opened", by=by.id, subject_type="budget", subject_id=budget.id, now=now)
        return budget


def change_holding_type(
    *,
    by: Member,
    line: Line,
    holding_type: HoldingType,
    reason: str,
    starts_on: date,
    now: datetime,
    ends_on: date | None = None,
    provider: Organisation | None = None,
) -> HoldingPeriod:
    """Say in whose hands a line is from a day on. It moves no money.

    A step down from the person's own hands has a reason, an author and an end within a year, and ends by itself.
    `self_held` takes an earlier step back. `provider`: which organisation holds it, under contract with the authority.
    Raises: BudgetRefused (`holding_needs_reason`, `holding_needs_end`, `holding_end_wrong`, `holding_needs_provider`,
    `holding_names_provider`, `holding_starts_in_past`), TextTooLong.
    """
    today = business_date(now)
    if not can_change_holding(by, line.budget.person, today):
        raise NotAllowed
    holding = Holding(HoldingType(holding_type), starts_on, ends_on, reason.strip(), provider is not None)
    with transaction.atomic():
        # The newest row counts: two changes at once are put in order by the line's own lock.
        Line.objects.select_for_update(no_key=True).get(id=line.id)
        if starts_on < today:
            raise BudgetRefused(
                "A change counts from today or later. What happened before stays as it was.",
                code="holding_starts_in_past",
                field="starts_on",
            )
        check_holding(holding)
        check_provider(holding, LegalBasis(line.fund.legal_basis))
        check_fits(HoldingPeriod, reason=holding.reason)
        period = HoldingPeriod.objects.create(
            person_id=line.person_id,
            line=line,
            holding_type=holding.holding_type.value,
            provider=provider,
            starts_on=starts_on,
            ends_on=ends_on,
            reason=holding.reason,
            author=by,
            set_at=now,
        )
        record_event(
            "holding_type_changed",
            by=by.id,
            subject_type="line",
            subject_id=line.id,
            now=now,
            holding_type=period.holding_type,
            starts_on=starts_on.isoformat(),
            ends_on=ends_on.isoformat() if ends_on else None,
        )
        return period
