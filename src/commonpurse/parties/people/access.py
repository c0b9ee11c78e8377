"""Who may see and change what about a person.

A worker or coordinator: the people they work with on that day. The partnership's manager: all of its people.
A person: herself. Finance: the names beside payments, and nothing more. A funder: nobody.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person, Support

WORKS_WITH_PEOPLE = ("worker", "coordinator")


def open_on(today: date) -> Q:
    """The supports that run on that day; the end is the first day after."""
    return Q(starts_on__lte=today) & (Q(ends_on=None) | Q(ends_on__gt=today))


def works_with(viewer: Member, person: Person, today: date) -> bool:
    """Tell whether this member works with the person on that day."""
    return (
        viewer.has_role(*WORKS_WITH_PEOPLE)
        and Support.objects.filter(open_on(today), member=viewer, person=person).exists()
    )


def can_see_person(viewer: Member | Person, person: Person, today: date) -> bool:
    """Who may see the person's record: herself, who works with her on that day, the partnership's manager."""
    if isinstance(viewer, Person):
        return viewer.id == person.id
    return viewer.has_role("manager") or works_with(viewer, person, today)


def can_change_person(actor: Member | Person, person: Person, today: date) -> bool:
    """Who sees the record may also write in it: it is hers, or they work for her."""
    return can_see_person(actor, person, today)


def can_add_person(actor: Member) -> bool:
    """Workers and coordinators take people on; a manager may too."""
    return actor.has_role(*WORKS_WITH_PEOPLE, "manager")


def can_import_people(actor: Member) -> bool:
    """A list of many people is for a coordinator or the manager."""
    return actor.has_role("coordinator", "manager")


def can_arrange_support(actor: Member, person: Person, today: date) -> bool:
    """Who works with whom is for the manager, or a coordinator who works with the person herself.

    A worker cannot give herself sight of anybody.
    """
    return actor.has_role("manager") or (actor.has_role("coordinator") and works_with(actor, person, today))


def can_name_for_payments(viewer: Member | Person) -> bool:
    """Finance needs the name beside a payment; so does the manager."""
    return isinstance(viewer, Member) and viewer.has_role("finance", "manager")


def can_choose_messages(actor: Member | Person, person: Person) -> bool:
    """Whether she is written to is hers alone to say. Who works with her can call a way unsafe, which ends it too."""
    return isinstance(actor, Person) and actor.id == person.id
