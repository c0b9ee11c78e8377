from __future__ import annotations

from datetime import date, datetime

from commonpurse.kernel.periods import business_date
from commonpurse.parties.partners.access import can_manage_partnership
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import can_change_person, can_see_person
from commonpurse.parties.people.models import Person
from commonpurse.parties.signin.models import User


def can_make_user(actor: Member, whose: Member | Person, today: date) -> bool:
    """An administrator or the manager lets members in; whoever works with a person, or the manager, lets her in."""
    if isinstance(whose, Member):
        return can_manage_partnership(actor)
    return actor.has_role("administrator") or can_see_person(actor, whose, today)


def can_end_sign_ins(actor: Member | Person, user: User, now: datetime) -> bool:
    """Everybody ends their own; an administrator or the manager a member's; who works with a person, hers."""
    if actor.id in (user.member_id, user.person_id):
        return True
    if not isinstance(actor, Member):
        return False
    if user.person is not None:
        return can_make_user(actor, user.person, business_date(now))
    return can_manage_partnership(actor)


def can_keep_ways_in(actor: Member | Person, person: Person) -> bool:
    """Which ways in a person has is hers to say."""
    return isinstance(actor, Person) and actor.id == person.id


def can_give_way_in(actor: Member | Person, person: Person, today: date) -> bool:
    """Who may act for a person, and works here, hands her a card and takes a lost one out of use."""
    return isinstance(actor, Member) and can_change_person(actor, person, today)


def can_sit_beside(actor: Member, person: Person, today: date) -> bool:
    """Who may act for a person may open her pages beside her."""
    return can_change_person(actor, person, today)
