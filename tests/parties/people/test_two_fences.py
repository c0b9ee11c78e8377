"""The gate in the code and the wall in the database tell the same of everybody: compared over many made situations.

Both are compared with a third telling, in plain Python over the rows, so that a fault in both is found too.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from commonpurse.kernel.context import acting, context_of
from commonpurse.money.budgets.models import Budget
from commonpurse.parties.consent.models import Absence, LawfulBasis, Permission, StandIn, Wall
from commonpurse.parties.consent.rules import ASKED_ALONE, ITEMS_TO_SHARE, SHARED_ANYWAY, Item, Level
from commonpurse.parties.partners.commands import add_member
from commonpurse.parties.partners.models import Member, MemberRole
from commonpurse.parties.people.able import who_may_answer
from commonpurse.parties.people.access import people_shared_with
from commonpurse.parties.people.commands import add_person
from commonpurse.parties.people.models import ContactWay, Person, Support
from tests.conftest import IS_LONG
from tests.factories import LAST_MONTH, NOW, TODAY, Standing, make_budget, standing_people

SITUATIONS = 100 if IS_LONG else 5
LEVELS = (Level.SEE, Level.ACT)
ITEMS_OF_TABLES: dict[Any, tuple[str, tuple[Item, ...]]] = {
    Person: ("id", (Item.NAME, Item.PAYMENT_NAME)),
    ContactWay: ("person_id", (Item.CONTACT,)),
    Budget: ("person_id", (Item.MONEY_TOTAL, Item.PAYMENTS)),
}


@pytest.fixture
def people(db: None) -> Standing:
    made = standing_people()
    for number in range(4):
        person = add_person(by=made.priya, called_by=f"Person {number}", now=LAST_MONTH)
        make_budget(made, person=person)
    add_member(
        by=made.priya, organisation=made.charity, name="Cleo", roles=["coordinator", "administrator"], now=LAST_MONTH
    )
    add_member(by=made.priya, organisation=made.council, name="Moss", roles=[], now=LAST_MONTH)
    make_budget(made)
    for person in Person.objects.all():
        ContactWay.objects.create(person=person, kind="phone", value="1", is_safe_to_use=True)
    return made


def make_situation(chance: random.Random) -> None:
    """Give and take back, wall off, end bases and work, add and take roles, let members leave."""
    people, members = list(Person.objects.order_by("id")), list(Member.objects.filter(is_system=False).order_by("id"))
    organisations = sorted({member.organisation for member in members}, key=lambda one: one.id)
    a_day = lambda: TODAY + timedelta(days=chance.randint(-3, 3))  # noqa: E731
    Permission.objects.filter(withdrawn_at=None).update(withdrawn_at=NOW, withdrawn_by_id=people[0].id)
    taken = set()
    for _ in range(40):
        person, item = chance.choice(people), chance.choice(ITEMS_TO_SHARE)
        to: dict[str, Any] = chance.choice(
            [
                {"member": chance.choice(members)},
                {"organisation": chance.choice(organisations)},
                {"role": chance.choice(["worker", "coordinator", "finance", "manager", "administrator"])},
                {"helper": chance.choice(people)},
            ]
        )
        key = (person.id, item, *to.items())
        if to.get("helper") == person or key in taken:
            continue
        starts_on, is_over = a_day(), chance.random() < 0.2
        if not is_over:
            taken.add(key)
        Permission.objects.create(
            person=person,
            **to,
            item=item,
            level=chance.choice(list(Level)),
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=chance.randint(1, 5)),
            explained="spoken",
            explained_format="standard",
            wording="Yes.",
            given_at=LAST_MONTH,
            withdrawn_at=NOW if is_over else None,
            withdrawn_by_id=person.id if is_over else None,
        )
    for _ in range(6):
        starts_on = a_day()
        ended = chance.choice([None, starts_on + timedelta(days=chance.randint(0, 4))])
        person, member = chance.choice(people), chance.choice(members)
        if not Support.objects.filter(person=person, member=member, ends_on=None).exists():
            Support.objects.create(person=person, member=member, starts_on=starts_on, ends_on=ended)
    for _ in range(4):
        starts_on, is_over = a_day(), {"ended_at": NOW, "ended_by": members[0]} if chance.random() < 0.2 else {}
        until = starts_on + timedelta(days=chance.randint(1, 5))
        absence = Absence.objects.create(
            member=chance.choice(members),
            starts_on=starts_on,
            ends_on=until,
            said_by=members[0],
            said_at=LAST_MONTH,
            **is_over,
        )
        for person in chance.sample(people, 3):
            end = chance.choice([{}, {}, {"refused_at": NOW}, {"ended_at": NOW}])
            member = chance.choice(members)
            StandIn.objects.create(absence=absence, person=person, member=member, named_at=LAST_MONTH, **end)
    for _ in range(3):
        against = chance.choice([{"member": chance.choice(members)}, {"organisation": chance.choice(organisations)}])
        over = {"ended_at": NOW, "ended_by_id": people[0].id} if chance.random() < 0.3 else {}
        person = chance.choice(people)
        if over or not Wall.objects.filter(person=person, ended_at=None, **against).exists():
            Wall.objects.create(
                person=person, **against, bond="other", raised_by_id=person.id, raised_at=LAST_MONTH, **over
            )
    if chance.random() < 0.5:
        gone = chance.choice(list(LawfulBasis.objects.filter(ended_at=None)))
        LawfulBasis.objects.filter(id=gone.id).update(ended_at=NOW, ended_by=members[0])
    Member.objects.filter(id=chance.choice(members).id).update(is_active=False)
    chosen = chance.choice(members)
    if not chosen.member_roles.filter(role__in=["worker", "finance", "funder", "coordinator"]).exists():
        MemberRole.objects.get_or_create(member=chosen, role="worker", defaults={"given_at": NOW})


@dataclass(frozen=True)
class Rows:
    """All that sight hangs on, read once for a situation."""

    people: set[UUID]
    running: list[Permission]
    supports: list[Support]
    stand_ins: list[StandIn]
    walls: list[Wall]
    roles: list[MemberRole]
    on_a_basis: set[UUID]

    @classmethod
    def read(cls) -> Rows:
        return cls(
            people={person.id for person in Person.objects.all()},
            running=[
                each
                for each in Permission.objects.all()
                if each.withdrawn_at is None and each.starts_on <= TODAY < each.ends_on
            ],
            supports=[
                each
                for each in Support.objects.all()
                if each.starts_on <= TODAY and (each.ends_on is None or each.ends_on > TODAY)
            ],
            stand_ins=[
                each
                for each in StandIn.objects.select_related("absence")
                if each.refused_at is each.ended_at is each.absence.ended_at is None
                and each.absence.starts_on <= TODAY < each.absence.ends_on
            ],
            walls=[wall for wall in Wall.objects.all() if wall.ended_at is None],
            roles=list(MemberRole.objects.all()),
            on_a_basis={basis.organisation_id for basis in LawfulBasis.objects.all() if basis.ended_at is None},
        )


def is_about(permission: Permission, item: Item) -> bool:
    if item in (Item.NAME, Item.PAYMENT_NAME):
        return True
    return permission.item == ("money_detail" if item is Item.PAYMENTS else item)


def told_by_hand(rows: Rows, viewer: Member | Person, item: Item, level: Level) -> set[UUID]:
    """Whom this viewer sees, in plain words over all rows."""
    given = [each for each in rows.running if each.level >= level and is_about(each, item)]
    if isinstance(viewer, Person):
        helped = {each.person_id for each in given if each.helper_id == viewer.id and level < Level.ACT}
        return {viewer.id} | helped
    if not viewer.is_active or viewer.organisation_id not in rows.on_a_basis:
        return set()
    roles = {role.role for role in rows.roles if role.member_id == viewer.id}
    with_people = bool(roles & {"worker", "coordinator", "manager"})
    seen = {
        each.person_id
        for each in given
        if each.member_id == viewer.id
        or each.role in roles
        or (with_people and each.organisation_id == viewer.organisation_id)
    }
    in_place_of = {(each.person_id, each.absence.member_id) for each in rows.stand_ins if each.member_id == viewer.id}
    seen |= {
        each.person_id
        for each in given
        if (each.person_id, each.member_id) in in_place_of and each.item not in ASKED_ALONE
    }
    if item is Item.NAME and roles & {"worker", "coordinator"}:
        worked = {(support.person_id, support.member_id) for support in rows.supports}
        seen |= {person for person, member in worked if member == viewer.id or (person, member) in in_place_of}
    if any(duty.role in roles and item in duty.items and duty.level >= level for duty in SHARED_ANYWAY):
        seen = set(rows.people)
    return seen - {
        wall.person_id
        for wall in rows.walls
        if wall.member_id == viewer.id or wall.organisation_id == viewer.organisation_id
    }


def everybody() -> Iterator[Member | Person]:
    yield from Member.objects.filter(is_system=False)
    yield from Person.objects.all()


def check_fences(number: int) -> int:
    """Compare the tellings for everybody and every item; return how many times somebody was seen."""
    seen_at_all, rows, tables = 0, Rows.read(), walled() if connection.vendor == "postgresql" else {}
    for viewer in list(everybody()):
        in_code = {}
        for item in Item:
            for level in LEVELS:
                by_hand = told_by_hand(rows, viewer, item, level)
                in_code[item, level] = set(people_shared_with(viewer, TODAY, item, level).values_list("id", flat=True))
                assert in_code[item, level] == by_hand, (number, viewer, item, level)
                seen_at_all += len(by_hand)
        if connection.vendor == "postgresql":
            check_wall(number, viewer, tables, {item: in_code[item, Level.SEE] for item in Item})
    return seen_at_all


def stands(stand_in: StandIn, member: Member | Person, person: Person) -> bool:
    return (stand_in.member_id, stand_in.person_id) == (member.id, person.id)


def check_who_may_answer(number: int) -> int:
    """Ask of all at once who may answer each person, and of each one; return how many could."""
    rows, everyone, could = Rows.read(), list(everybody()), 0
    with_people = {role.member_id for role in rows.roles if role.role in ("worker", "coordinator")}
    managers = {role.member_id for role in rows.roles if role.role == "manager"}
    for person in Person.objects.all():
        others = [one for one in everyone if one != person]
        able = who_may_answer(person=person, today=TODAY, among=[one.id for one in others])
        for one in others:
            sees, acts = (person.id in told_by_hand(rows, one, Item.MONEY_DETAIL, level) for level in LEVELS)
            assert (one.id in able) is sees, (number, person, one)
            if not sees:
                continue
            could += 1
            meant = {one.id, *(each.absence.member_id for each in rows.stand_ins if stands(each, one, person))}
            works = any(each.person_id == person.id and each.member_id in meant for each in rows.supports)
            told = able[one.id]
            assert told.may_act is acts, (number, person, one)
            assert told.sees_total is (person.id in told_by_hand(rows, one, Item.MONEY_TOTAL, Level.SEE))
            assert told.works_with_her is (works and one.id in with_people)
            assert told.is_manager is (one.id in managers)
        unasked = who_may_answer(person=person, today=TODAY, among=[])
        assert unasked == {key: one for key, one in able.items() if one.works_with_her or one.is_manager}
    return could


def check_wall(number: int, viewer: Member | Person, tables: dict[Any, Any], in_code: dict[Item, set[UUID]]) -> None:
    with acting(context_of(viewer, purpose="to compare", today=TODAY, now=NOW)):
        for item in Item:
            with connection.cursor() as cursor:
                cursor.execute("SELECT commonpurse_people_seen(%s)", [item.value])
                named = {row[0] for row in cursor.fetchall()}
                cursor.execute("SELECT commonpurse_sees_everybody(%s)", [item.value])
                (sees_everybody,) = cursor.fetchone()
            if sees_everybody:
                assert named <= in_code[item], (number, viewer, item)
            elif item is not Item.PAYMENT_NAME or isinstance(viewer, Person):
                assert named == in_code[item], (number, viewer, item)
        shown = {model: set(model.objects.values_list(whose, flat=True)) for model, (whose, _) in tables.items()}
    for model, (whose, items) in tables.items():
        there = set(model.objects.values_list(whose, flat=True))  # the test itself sees all
        assert shown[model] == there & set().union(*(in_code[item] for item in items)), (number, viewer, model)


def walled() -> dict[Any, tuple[str, tuple[Item, ...]]]:
    """Of the tables here, those with policies; people and their contacts always have them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tablename FROM pg_policies")
        with_policies = {name for (name,) in cursor.fetchall()}
    found = {model: how for model, how in ITEMS_OF_TABLES.items() if model._meta.db_table in with_policies}
    assert found.keys() >= {Person, ContactWay}
    return found


def test_the_gate_and_the_wall_tell_the_same(people: Standing) -> None:
    chance = random.Random(4)
    seen = could = 0
    for number in range(SITUATIONS):
        with transaction.atomic():
            make_situation(chance)
            seen += check_fences(number)
            could += check_who_may_answer(number)
            transaction.set_rollback(True)  # the next begins from the same people
    assert seen > 100 * SITUATIONS  # the situations are not empty
    assert could > 3 * SITUATIONS
