from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.access import can_record_check, pays_by
from commonpurse.money.budgets.models import ExclusionCheck
from commonpurse.money.budgets.rules import (
    BudgetRefused,
    CheckResult,
    LegalBasis,
    OrderType,
    check_finding,
    needs_check,
)
from commonpurse.parties.partners.models import Member, Organisation
from commonpurse.parties.people.models import Person


def record_exclusion_check(
    *,
    by: Member,
    person: Person,
    bases: Collection[LegalBasis],
    authority: Organisation,
    result: CheckResult,
    checked_on: date,
    ends_on: date,
    now: datetime,
    order_type: OrderType | None = None,
) -> list[ExclusionCheck]:
    """Write down what the authority found when it asked whether the law bars a direct payment to this person.

    One row a basis; the last one checked counts, from the day of the check until `ends_on`. It moves no money and stops
    none that has gone. The same again writes nothing more. Who wrote it is not thereby shown it.
    Raises: BudgetRefused (`check_needs_basis`, `check_needs_authority`, `check_in_future`, `check_end_wrong`,
    `check_needs_order`, `check_names_order`).
    """
    today = business_date(now)
    wanted = [LegalBasis(basis) for basis in dict.fromkeys(bases)]
    if not wanted or not all(needs_check(basis) for basis in wanted):
        raise BudgetRefused("Choose which money was asked about.", code="check_needs_basis", field="bases")
    if not all(can_record_check(by, person, basis, today) for basis in wanted):
        raise NotAllowed
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=person.id)
        _check_authority(by, authority, wanted)
        found, order = CheckResult(result), OrderType(order_type) if order_type else None
        check_finding(found, order, checked_on, ends_on, today)
        return [
            _record(by, person, basis, authority, found, order, checked_on=checked_on, ends_on=ends_on, now=now)
            for basis in wanted
        ]


def _check_authority(by: Member, authority: Organisation, bases: Collection[LegalBasis]) -> None:
    """The one whose money it is, all of it, has checked; who works there speaks for no other."""
    is_another = not by.has_role("manager") and by.organisation_id != authority.id
    if is_another or not all(pays_by(authority.id, basis) for basis in bases):
        raise BudgetRefused(
            "Choose the council or NHS body whose money it is. Where there are two, write down one at a time.",
            code="check_needs_authority",
            field="authority",
        )


def _record(
    by: Member,
    person: Person,
    basis: LegalBasis,
    authority: Organisation,
    result: CheckResult,
    order: OrderType | None,
    *,
    checked_on: date,
    ends_on: date,
    now: datetime,
) -> ExclusionCheck:
    said = {
        "result": result.value,
        "order_type": order.value if order else "",
        "checked_on": checked_on,
        "ends_on": ends_on,
        "authority_id": authority.id,
    }
    # Whoever writes it may not be shown it: what stands there already is looked up across everybody.
    with acting_as_system("to write the same check down once"):
        of_basis = ExclusionCheck.objects.filter(person=person, legal_basis=basis.value)
        newest = of_basis.filter(checked_on=checked_on).order_by("-written_at", "-id").first()
        if newest is not None and all(getattr(newest, name) == value for name, value in said.items()):
            return newest
    check = ExclusionCheck.objects.create(person=person, legal_basis=basis.value, checked_by=by, written_at=now, **said)
    # The trail is read by more people than the check: it says that one was made, and not what it found.
    record_event(
        "exclusion_checked",
        by=by.id,
        subject_type="person",
        subject_id=person.id,
        now=now,
        legal_basis=basis.value,
        check=str(check.id),
    )
    return check
