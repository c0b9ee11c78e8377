"""Who may set, end and see limits and risk records."""

from __future__ import annotations

from datetime import date

from commonpurse.kernel.context import acting_as_system
from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import may
from commonpurse.parties.people.models import Person
from commonpurse.support.agreements.models import LimitEndAsk
from commonpurse.support.agreements.rules import SignerRole


def can_see_agreed(viewer: Member | Person, person: Person, today: date) -> bool:
    """The person herself, and with whom she shares what she asks for and pays."""
    return may(viewer, person, Item.MONEY_DETAIL, today)


def can_write_agreed(actor: Member | Person, person: Person, today: date) -> bool:
    """Who works with the person, or the manager: a member who may do things with her money."""
    return isinstance(actor, Member) and not actor.is_system and may(actor, person, Item.MONEY_DETAIL, today, Level.ACT)


def can_be_named(who: Member | Person, person: Person, today: date) -> bool:
    """Whoever is asked must be able to answer: a member may act for her, a helper sees what it is about.

    It is what is asked again of them when an ask waits: whom nobody could ask is no safeguard, only a delay. Asked
    across everybody: it is about another's sight.
    """
    if isinstance(who, Person) and who.id == person.id:
        return False
    needed = Level.ACT if isinstance(who, Member) else Level.SEE
    with acting_as_system("to see whether somebody who is named could answer what they are asked"):
        return may(who, person, Item.MONEY_DETAIL, today, needed)


def can_ask_to_end_limit(actor: Member | Person, person: Person) -> bool:
    """She herself. Nobody who helps her asks it in her place."""
    return isinstance(actor, Person) and actor.id == person.id


def can_answer_end_ask(actor: Member | Person, ask: LimitEndAsk, today: date) -> bool:
    """Who set the limit; once their days are over, or they have left, the manager too."""
    if not isinstance(actor, Member) or not can_write_agreed(actor, ask.person, today):
        return False
    author = ask.limit.author
    authors_turn_is_over = ask.author_by < today or not author.is_active
    return actor.id == author.id or (actor.has_role("manager") and authors_turn_is_over)


def can_tell_of_limits(actor: Member | Person) -> bool:
    """The nightly job alone."""
    return isinstance(actor, Member) and actor.is_system


def can_list_limits(viewer: Member | Person) -> bool:
    """The list over everybody is the manager's."""
    return isinstance(viewer, Member) and viewer.is_active and viewer.has_role("manager")


def can_sign_risk_record(actor: Member | Person, person: Person, role: SignerRole, today: date) -> bool:
    """The person herself, or a member who writes down that she signed; a worker; a manager."""
    if isinstance(actor, Person):
        return role is SignerRole.PERSON and actor.id == person.id
    if role is SignerRole.MANAGER and not actor.has_role("manager"):
        return False
    return can_write_agreed(actor, person, today)
