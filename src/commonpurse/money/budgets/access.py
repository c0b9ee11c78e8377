"""Who may see and change what about funds and budgets.

Finance and the manager see all money; a funder sees the funds of its own organisation and no person; a worker or
coordinator sees of people's money what each of them lets them see; a person sees her own.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from commonpurse.money.budgets.models import Budget, Fund
from commonpurse.money.budgets.rules import LegalBasis
from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import WORKS_WITH_PEOPLE, can_see_person, may, representative_who_pays
from commonpurse.parties.people.models import Person

KEEPS_FUNDS = ("finance", "manager")


def can_manage_funds(actor: Member) -> bool:
    """Finance and the manager set up funds, write down what was promised and what arrived, and set spending rules."""
    return actor.has_role(*KEEPS_FUNDS)


def can_allocate(actor: Member) -> bool:
    """Finance and the manager give a fund's money to people."""
    return actor.has_role(*KEEPS_FUNDS)


def can_correct(actor: Member | Person) -> bool:
    """Finance and the manager ask for an error of ours to be put right, and answer; who asked does not agree."""
    return isinstance(actor, Member) and actor.has_role(*KEEPS_FUNDS)


def can_see_fund(viewer: Member | Person, fund: Fund) -> bool:
    """Finance and the manager see every fund; a funder those of its own organisation."""
    if isinstance(viewer, Person):
        return False
    is_its_funder = viewer.has_role("funder") and viewer.organisation_id == fund.funder_id
    return viewer.has_role(*KEEPS_FUNDS) or is_its_funder


def can_see_lines_of_fund(viewer: Member | Person) -> bool:
    """What one person got or bought is not for the funder: only finance and the manager see it."""
    return isinstance(viewer, Member) and viewer.has_role(*KEEPS_FUNDS)


def can_open_budget(actor: Member, person: Person, today: date) -> bool:
    """Whom the person lets do things with her money, or the manager."""
    return may(actor, person, Item.MONEY_DETAIL, today, Level.ACT)


def can_see_budget(viewer: Member | Person, budget: Budget, today: date) -> bool:
    """Whom she lets see how much she has; and finance, which pays."""
    return may(viewer, budget.person, Item.MONEY_TOTAL, today)


def can_change_holding(actor: Member, person: Person, today: date) -> bool:
    """Whom the person lets do things with her money, or the manager."""
    return may(actor, person, Item.MONEY_DETAIL, today, Level.ACT)


def can_see_checks(viewer: Member | Person, person: Person, today: date) -> bool:
    """What was found of orders of a court: she herself, and whom she lets see what is of police and courts."""
    return may(viewer, person, Item.OFFENCE, today)


def can_record_check(actor: Member | Person, person: Person, basis: LegalBasis, today: date) -> bool:
    """Who writes down a check: who works at the authority whose direct payment it is and knows the person, or the
    manager, who knows everybody. What she shares of police and courts does not come into it: the law makes the
    authority ask, and without an answer her money would stand still (docs/adr/0090).
    """
    if isinstance(actor, Person) or actor.is_system or not can_see_person(actor, person, today):
        return False
    return actor.has_role("manager") or (actor.has_role(*WORKS_WITH_PEOPLE) and pays_by(actor.organisation_id, basis))


def pays_by(organisation_id: UUID | None, basis: LegalBasis) -> bool:
    """Tell whether the organisation gives money on this basis: it is then the authority that the law makes ask."""
    return Fund.objects.filter(funder=organisation_id, legal_basis=basis.value).exists()


def can_see_reviews(viewer: Member | Person, person: Person, today: date) -> bool:
    """She herself, and whom she lets see what she asks for and pays."""
    return may(viewer, person, Item.MONEY_DETAIL, today)


def can_ask_for_review(actor: Member | Person, person: Person, today: date) -> bool:
    """She herself, and any member whom she lets see what she asks for and pays; never a helper of hers."""
    is_hers_or_works = isinstance(actor, Member) or actor.id == person.id
    return is_hers_or_works and may(actor, person, Item.MONEY_DETAIL, today)


def can_review(actor: Member | Person, person: Person, today: date) -> bool:
    """Whom the person lets do things with her money, or the manager."""
    return isinstance(actor, Member) and may(actor, person, Item.MONEY_DETAIL, today, Level.ACT)


def can_hold_money(actor: Member | Person, budget: Budget, today: date) -> bool:
    """The person herself, whom she lets, who acts for her and may pay, or the manager. Finance pays what is decided."""
    return (
        may(actor, budget.person, Item.MONEY_DETAIL, today, Level.ACT)
        or representative_who_pays(actor, budget.person, today) is not None
    )


def can_free_money(actor: Member | Person, budget: Budget, today: date) -> bool:
    """The person herself, whom she lets, or the manager; and finance, when a payment cannot be made.

    Who acts for her pays, and takes nothing back.
    """
    is_finance = isinstance(actor, Member) and actor.has_role("finance")
    return is_finance or may(actor, budget.person, Item.MONEY_DETAIL, today, Level.ACT)
