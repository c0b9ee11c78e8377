"""Who may see what one person asks for and pays, and answer it: asked of all who may be meant at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet, Value

from commonpurse.kernel.context import acting_as_system
from commonpurse.parties.consent.access import helpers_shared_with, members_shared_with
from commonpurse.parties.consent.models import Wall
from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.partners.models import Member, MemberRole
from commonpurse.parties.people.access import WORKS_WITH_PEOPLE, open_on, working_on
from commonpurse.parties.people.models import Person, Representative, Support


@dataclass(frozen=True)
class Able:
    """One who may see what she asks for. `may_act`: and do things with it; `sees_total`: and how much money she has.

    A helper has no name here: whoever named them knows it.
    """

    id: UUID
    name: str
    may_act: bool
    sees_total: bool
    works_with_her: bool
    is_manager: bool


def who_may_answer(*, person: Person, today: date, among: Collection[UUID]) -> Mapping[UUID, Able]:
    """Which of these members and helpers may see what the person asks for and pays on that day; and which of those who
    work with her, and of the managers. By name.

    One statement, which answers as `access.may` would of each of them. It is asked across everybody: show nobody more
    of it than what comes of it, as whose turn it is.
    """
    ids = list(among)
    with acting_as_system("to find who may answer"):
        rows = _members(person, ids, today)
        able = [Able(*row) for row in (rows.union(_helpers(person, ids, today)) if ids else rows)]
    return {each.id: each for each in sorted(able, key=lambda each: (each.name, each.id))}


def _members(person: Person, ids: Collection[UUID], today: date) -> QuerySet[Any, Any]:
    def shared(item: Item, level: Level = Level.SEE) -> Exists:
        return Exists(members_shared_with(person.id, item, today, level).filter(pk=OuterRef("pk")))

    seeing = members_shared_with(person.id, Item.MONEY_DETAIL, today).annotate(
        may_act=shared(Item.MONEY_DETAIL, Level.ACT),
        total=shared(Item.MONEY_TOTAL),
        works_with_her=works_with_person(person.id, today),
        is_manager=has_role_of("manager"),
    )
    meant = seeing.filter(Q(id__in=ids) | Q(works_with_her=True) | Q(is_manager=True))
    return meant.order_by().values_list("id", "name", "may_act", "total", "works_with_her", "is_manager")


def _helpers(person: Person, ids: Collection[UUID], today: date) -> QuerySet[Any, Any]:
    no = Value(False, output_field=BooleanField())
    total = helpers_shared_with(person.id, Item.MONEY_TOTAL, today).filter(helper=OuterRef("helper"))
    seeing = helpers_shared_with(person.id, Item.MONEY_DETAIL, today).filter(helper__in=ids)
    return seeing.order_by().values_list("helper", Value(""), no, Exists(total), no, no)


def works_with_person(person: UUID | OuterRef, today: date) -> Q:
    """The condition that a member works with this person on that day, as one who works with people."""
    running = working_on(OuterRef("pk"), today).filter(person=person)
    return Q(Exists(running)) & has_role_of(*WORKS_WITH_PEOPLE)


def has_role_of(*roles: str) -> Q:
    """The condition that a member holds one of these roles."""
    return Q(Exists(MemberRole.objects.filter(member=OuterRef("pk"), role__in=roles)))


def members_apart(person: Person, today: date) -> QuerySet[Member]:
    """The members who know nothing of what one person asks for: they may not see it, do not work with her, and nothing
    keeps them away from her. Ask it as the system.
    """
    against = Q(member=OuterRef("pk")) | Q(organisation=OuterRef("organisation"), organisation__isnull=False)
    return Member.objects.filter(
        ~Exists(members_shared_with(person.id, Item.MONEY_DETAIL, today).filter(pk=OuterRef("pk"))),
        ~Exists(Support.objects.filter(open_on(today), member=OuterRef("pk"), person=person)),
        ~Exists(Wall.objects.filter(against, person=person, ended_at=None)),
        is_active=True,
        is_system=False,
    )


def people_apart(person: Person, today: date) -> QuerySet[Person]:
    """The people who know nothing of what this one asks for: they do not help her, and she lets none of them see it."""
    return Person.objects.filter(
        ~Exists(helpers_shared_with(person.id, Item.MONEY_DETAIL, today).filter(helper=OuterRef("pk"))),
        ~Exists(Representative.objects.live_on(today).filter(helper=OuterRef("pk"), person=person)),
    ).exclude(id=person.id)


def members_to_act_for(person: OuterRef, today: date) -> QuerySet[Member]:
    """The members who may do things with this person's money on that day, inside a statement about many people."""
    return members_shared_with(person, Item.MONEY_DETAIL, today, Level.ACT)


def helpers_to_see(person: OuterRef, today: date) -> QuerySet[Any]:
    """The permissions of helpers who may see what this person asks for, inside a statement about many people."""
    return helpers_shared_with(person, Item.MONEY_DETAIL, today)
