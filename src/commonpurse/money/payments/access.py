"""Who may do what about payees, payments and bank files.

Who works with a person writes down her payees and releases her money; so may she. Who acts for her may release some of
it, and writes nobody down. Finance makes files and checks them, two people for each. No gate here opens for the System
member but what a statement shows: settled and returned.
"""

from __future__ import annotations

from datetime import date

from commonpurse.money.budgets.access import can_free_money, can_hold_money
from commonpurse.money.budgets.models import Budget
from commonpurse.money.payments.models import Approval
from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import may
from commonpurse.parties.people.models import Person

MAKES_FILES = ("finance", "manager")
CALLS_BACK = ("worker", "coordinator", "manager", "finance")


def can_keep_accounts(actor: Member) -> bool:
    """Finance and the administrator add our own bank accounts and load the table that checks numbers."""
    return actor.has_role("finance", "administrator")


def can_see_accounts(viewer: Member | Person) -> bool:
    """Our own bank accounts are for finance, the manager and the administrator."""
    return isinstance(viewer, Member) and viewer.has_role(*MAKES_FILES, "administrator")


def can_keep_payees(actor: Member | Person, person: Person, today: date) -> bool:
    """The person herself, who works with her, or the manager."""
    return may(actor, person, Item.MONEY_DETAIL, today, Level.ACT)


def can_call_back(actor: Member, person: Person, today: date) -> bool:
    """Somebody of the partnership who may see the person, or finance; the command refuses who wrote it down."""
    return actor.has_role(*CALLS_BACK) and (
        may(actor, person, Item.MONEY_DETAIL, today, Level.ACT)
        or (actor.has_role("finance") and may(actor, person, Item.PAYMENTS, today))
    )


def can_release_money(actor: Member | Person, budget: Budget, today: date) -> bool:
    """Whoever may hold it: the person herself, who works with her, who acts for her within limits, or the manager."""
    return can_hold_money(actor, budget, today)


def can_pay_as_ever(actor: Member | Person, budget: Budget, today: date) -> bool:
    """Whoever may release it and does not act for her: what came back is paid again by her, or who works with her."""
    is_hers = isinstance(actor, Member) or actor.id == budget.person_id
    return is_hers and can_release_money(actor, budget, today)


def can_stop_payment(actor: Member | Person, budget: Budget, today: date) -> bool:
    """The person herself, who works with her, or the manager; and finance. Never who acts for her."""
    return can_free_money(actor, budget, today)


def can_give_proof(actor: Member | Person, person: Person, today: date) -> bool:
    """The person herself, and members whom she lets do things with her money. Never a job, nor who helps her."""
    if isinstance(actor, Person):
        return actor.id == person.id
    return not actor.is_system and may(actor, person, Item.MONEY_DETAIL, today, Level.ACT)


def can_waive_proof(actor: Member | Person, person: Person, today: date) -> bool:
    """That no receipt is needed, who works with her says, or the manager."""
    return isinstance(actor, Member) and can_give_proof(actor, person, today)


def can_read_proof(viewer: Member | Person, person: Person, today: date) -> bool:
    """The proof and the talk about it: hers, and for members who see what she pays. Never for finance."""
    if isinstance(viewer, Person):
        return viewer.id == person.id
    return not viewer.is_system and may(viewer, person, Item.MONEY_DETAIL, today)


def can_make_files(actor: Member) -> bool:
    """Finance and the manager make, check, send and take back files, and read what the bank answers."""
    return actor.has_role(*MAKES_FILES)


def can_change_bands(actor: Member) -> bool:
    """The manager or an administrator asks for another band, and another of them agrees."""
    return actor.has_role("manager", "administrator")


def can_see_bands(viewer: Member | Person) -> bool:
    """The same who change them."""
    return isinstance(viewer, Member) and can_change_bands(viewer)


def can_answer_approval(actor: Member, approval: Approval, today: date) -> bool:
    """Who has the role that the band names; the manager too once the look is late. The command refuses who released
    it, or works with the person."""
    return actor.has_role(approval.second_role) or (approval.is_late(today) and actor.has_role("manager"))


def can_see_approvals(viewer: Member | Person) -> bool:
    """Finance and the manager, one of whom is the second person."""
    return isinstance(viewer, Member) and viewer.has_role(*MAKES_FILES)


def can_see_files(viewer: Member | Person) -> bool:
    """The same who make them."""
    return isinstance(viewer, Member) and can_make_files(viewer)


def can_record_bank(actor: Member) -> bool:
    """Finance, and the System member when it matches a statement by itself."""
    return actor.is_system or can_make_files(actor)
