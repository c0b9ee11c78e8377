"""What is known of the law's bars to a direct payment. Whether money may go out is asked across everybody; who is shown
what was found is another question, and asked of the person's sharing alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from commonpurse.kernel.context import acting_as_system
from commonpurse.money.budgets.access import can_record_check, can_see_budget, can_see_checks
from commonpurse.money.budgets.models import Budget, ExclusionCheck, Fund, Line
from commonpurse.money.budgets.queries.budgets import holdings_of
from commonpurse.money.budgets.rules import (
    NEEDS_CHECK,
    CheckResult,
    FoundCheck,
    Going,
    Grounds,
    HoldingType,
    LegalBasis,
    Nation,
    hands_of_payment,
    holding_on,
    may_go_out,
    needs_check,
)
from commonpurse.parties.partners.models import Member, Organisation
from commonpurse.parties.people.models import Person, Representative

AS_IT_IS = Going()


def lines_barred(
    lines: Iterable[Line],
    *,
    on: date,
    going: Going = AS_IT_IS,
) -> set[UUID]:
    """Those of these lines whose money the law does not let go out on that day: the answer, and nothing of why.

    No statement where no line asks for a check. The funds come with the lines.
    """
    asked = [line for line in lines if needs_check(LegalBasis(line.fund.legal_basis))]
    if not asked:
        return set()
    holdings = holdings_of(line.id for line in asked)
    people = {line.person_id for line in asked}
    with acting_as_system("to ask whether the law lets money go out"):
        checks = newest_checks(people)
        in_wales = any(line.fund.nation == Nation.WALES for line in asked)
        suitable = _with_suitable_person(people, on) if in_wales else set()
    barred = set()
    for line in asked:
        basis = LegalBasis(line.fund.legal_basis)
        holding = holding_on(holdings.get(line.id, []), on)
        held = going.holding_type or (holding.holding_type if holding else HoldingType.SELF_HELD)
        grounds = Grounds(
            legal_basis=basis,
            nation=Nation(line.fund.nation),
            holding_type=hands_of_payment(HoldingType(held), going.paid_to),
            check=checks.get((line.person_id, basis)),
            has_provider=holding is not None and holding.has_provider,
            has_suitable_person=line.person_id in suitable,
        )
        if not may_go_out(grounds, on):
            barred.add(line.id)
    return barred


def newest_checks(people: Collection[UUID]) -> dict[tuple[UUID, LegalBasis], FoundCheck]:
    """What counts of each of these people and each basis: the newest check. Ask it as the system."""
    rows = ExclusionCheck.objects.filter(person__in=people).order_by("written_at", "id")
    return {
        (row.person_id, LegalBasis(row.legal_basis)): FoundCheck(CheckResult(row.result), row.checked_on, row.ends_on)
        for row in rows
    }


def _with_suitable_person(people: Collection[UUID], on: date) -> set[UUID]:
    """Those for whom somebody who may pay acts on that day: they agreed to, and nobody has ended it."""
    acts = Representative.objects.live_on(on).filter(person__in=people, may_pay=True)
    return set(acts.exclude(kind="helper").values_list("person", flat=True))


def checks_of(*, viewer: Member | Person, person: Person, today: date) -> QuerySet[ExclusionCheck]:
    """Every check of this person, the newest first: for her, and for whom she lets see what is of police and courts."""
    if not can_see_checks(viewer, person, today):
        return ExclusionCheck.objects.none()
    rows = ExclusionCheck.objects.filter(person=person).select_related("authority", "checked_by")
    return rows.order_by("-written_at", "-id")


def bases_to_check(*, viewer: Member | Person, person: Person, today: date) -> list[LegalBasis]:
    """The bases of which this viewer may write down a check of the person: those on which a fund gives money."""
    there = set(Fund.objects.filter(legal_basis__in=[basis.value for basis in NEEDS_CHECK]).values_list("legal_basis"))
    given = [basis for basis in NEEDS_CHECK if (basis.value,) in there]
    return [basis for basis in given if can_record_check(viewer, person, basis, today)]


def authorities_for(*, viewer: Member, bases: Collection[LegalBasis]) -> QuerySet[Organisation]:
    """Who may have made such a check: whose money it is; for who works at one of them, that one."""
    found = Organisation.objects.filter(funds__legal_basis__in=[basis.value for basis in bases]).distinct()
    return found if viewer.has_role("manager") else found.filter(members=viewer)


def names_barred(*, viewer: Member | Person, budget: Budget, on: date) -> Sequence[str]:
    """The funds of this budget that cannot be paid out direct now, by name: for whoever sees how much there is."""
    if not can_see_budget(viewer, budget, on):
        return []
    lines = list(Line.objects.filter(budget=budget).select_related("fund").order_by("opened_at", "id"))
    barred = lines_barred(lines, on=on)
    return [line.fund.name for line in lines if line.id in barred]
