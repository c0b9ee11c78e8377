"""What is known of the law's bars to a direct payment. Whether money may go out is asked across everybody; who is shown
what was found is another question, and asked of the person's sharing alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from commonpurse.kernel.context import acting_as_system
from commonpurse.money.budgets.access import can_record_check, can_see_budget, can_see_checks
from commonpurse.money.budgets.models import Budget, ExclusionCheck, Fund, HoldingPeriod, Line
from commonpurse.money.budgets.rules import (
    NEEDS_CHECK,
    CheckResult,
    FoundCheck,
    Going,
    Grounds,
    Holding,
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

    No statement where no line asks for a check, and one where one does. The funds come with the lines.
    """
    asked = [line.id for line in lines if needs_check(LegalBasis(line.fund.legal_basis))]
    if not asked:
        return set()
    with acting_as_system("to ask whether the law lets money go out"):
        known = list(with_grounds(Line.objects.filter(id__in=asked).select_related("fund"), on=on))
    return {line.id for line in known if is_line_barred(line, on=on, going=going)}


def with_grounds(lines: QuerySet[Line], *, on: date) -> QuerySet[Line]:
    """Read with each line what the law asks about it on that day: in whose hands it is, what was checked, who acts.

    Of the checks of a person and a basis the one checked last counts, and of one day the one written last: what is
    written down late of an older day lifts nothing that was found since. Of the changes of hands the newest that has
    begun counts. Ask it as the system.
    """
    held = HoldingPeriod.objects.filter(line=OuterRef("pk"), starts_on__lte=on).order_by("-set_at", "-id")
    found = ExclusionCheck.objects.filter(person=OuterRef("person"), legal_basis=OuterRef("fund__legal_basis"))
    newest = found.order_by("-checked_on", "-written_at", "-id")
    # Those for whom somebody who may pay acts on that day: they agreed to, and nobody has ended it.
    acts = Representative.objects.live_on(on).filter(person=OuterRef("person"), may_pay=True).exclude(kind="helper")
    return lines.annotate(
        held_type=Subquery(held.values("holding_type")[:1]),
        held_from=Subquery(held.values("starts_on")[:1]),
        held_until=Subquery(held.values("ends_on")[:1]),
        held_provider=Subquery(held.values("provider")[:1]),
        check_result=Subquery(newest.values("result")[:1]),
        checked_on=Subquery(newest.values("checked_on")[:1]),
        check_ends_on=Subquery(newest.values("ends_on")[:1]),
        has_suitable_person=Exists(acts),
    )


def is_line_barred(line: Any, *, on: date, going: Going = AS_IT_IS) -> bool:
    """Whether the law does not let the money of a line go out on that day. The line comes from `with_grounds`."""
    basis = LegalBasis(line.fund.legal_basis)
    if not needs_check(basis):
        return False
    has_provider = line.held_provider is not None
    known = (
        [Holding(HoldingType(line.held_type), line.held_from, line.held_until, "", has_provider)]
        if line.held_type is not None
        else []
    )
    holding = holding_on(known, on)
    held = going.holding_type or (holding.holding_type if holding else HoldingType.SELF_HELD)
    check = (
        FoundCheck(CheckResult(line.check_result), line.checked_on, line.check_ends_on)
        if line.check_result is not None
        else None
    )
    grounds = Grounds(
        legal_basis=basis,
        nation=Nation(line.fund.nation),
        holding_type=hands_of_payment(HoldingType(held), going.paid_to),
        check=check,
        has_provider=holding is not None and holding.has_provider,
        has_suitable_person=line.has_suitable_person,
    )
    return not may_go_out(grounds, on)


def checks_of(*, viewer: Member | Person, person: Person, today: date) -> QuerySet[ExclusionCheck]:
    """Every check of this person, the one that counts first: for her, and for whom she lets see what is of police and
    courts.
    """
    if not can_see_checks(viewer, person, today):
        return ExclusionCheck.objects.none()
    rows = ExclusionCheck.objects.filter(person=person).select_related("authority", "checked_by")
    return rows.order_by("-checked_on", "-written_at", "-id")


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
