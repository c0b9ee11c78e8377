"""Whom a person is kept apart from finds nothing of hers, whatever role or permission they have, and is not told."""

from __future__ import annotations

import pytest
from django.db import connection

from commonpurse.kernel.context import acting, context_of
from commonpurse.kernel.errors import NotAllowed
from commonpurse.parties.consent.models import Permission, Wall
from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.partners.commands import add_member
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import may
from commonpurse.parties.people.commands import (
    CannotSupport,
    SharedWith,
    WallRefused,
    end_wall,
    give_permissions,
    raise_wall,
    start_support,
)
from commonpurse.parties.people.models import Person, Support
from commonpurse.parties.people.queries import (
    get_wall,
    members_to_ask,
    members_to_keep_away,
    people_visible_to,
    walls_of,
)
from tests.factories import EVERYTHING, LAST_MONTH, NOW, TODAY, Standing, standing_people


def sees(viewer: Member, person: Person) -> bool:
    """By the gate, and on PostgreSQL by the rows of the database too: both must say the same of each item."""
    for item in Item:
        by_gate = may(viewer, person, item, TODAY)
        if connection.vendor == "postgresql":
            with acting(context_of(viewer, purpose="to test", today=TODAY, now=NOW)), connection.cursor() as cursor:
                cursor.execute(
                    "SELECT %(who)s IN (SELECT commonpurse_people_seen(%(item)s)) OR (commonpurse_sees_everybody(%(item)s)"
                    " AND %(who)s NOT IN (SELECT commonpurse_people_kept_apart()))",
                    {"who": person.id, "item": item.value},
                )
                assert cursor.fetchone() == (by_gate,), item
    with acting(context_of(viewer, purpose="to test", today=TODAY, now=NOW)):
        return people_visible_to(viewer, TODAY).filter(id=person.id).exists()


def shared_with_femi(people: Standing) -> None:
    for to in (SharedWith(member=people.femi), SharedWith(role="worker")):
        give_permissions(by=people.ada, person=people.ada, to=to, told=EVERYTHING, now=LAST_MONTH)


def test_a_member_who_is_kept_away_sees_nothing_whatever_was_shared(db: None) -> None:
    people = standing_people()
    shared_with_femi(people)
    assert sees(people.femi, people.ada)
    raise_wall(by=people.ada, person=people.ada, member=people.femi, bond="ex_partner", now=NOW)
    assert not sees(people.femi, people.ada)
    assert not any(may(people.femi, people.ada, item, TODAY, level) for item in Item for level in Level)
    assert sees(people.wren, people.ada)


@pytest.mark.parametrize("name", ["priya", "ngozi", "tom", "wren"])
def test_a_wall_stands_above_every_role(db: None, name: str) -> None:
    people = standing_people()
    member = getattr(people, name)
    raise_wall(by=people.ada, person=people.ada, member=member, bond="relative", now=NOW)
    assert not sees(member, people.ada)
    assert not any(may(member, people.ada, item, TODAY) for item in Item)


def test_a_wall_against_an_organisation_keeps_each_of_its_members_away_also_those_who_come_later(db: None) -> None:
    people = standing_people()
    shared_with_femi(people)
    organisation = people.femi.organisation
    raise_wall(by=people.ada, person=people.ada, organisation=organisation, bond="landlord", now=NOW)
    late = add_member(by=people.administrator, organisation=organisation, name="Late", roles=["worker"], now=NOW)
    assert not sees(people.femi, people.ada)
    assert not sees(late, people.ada)
    assert sees(people.priya, people.ada)


def test_whoever_worked_with_her_does_so_no_more_and_what_she_shared_with_them_is_taken_back(db: None) -> None:
    people = standing_people()
    raise_wall(by=people.ada, person=people.ada, member=people.wren, bond="neighbour", now=NOW)
    assert Support.objects.get(person=people.ada, member=people.wren).ends_on == TODAY
    assert not Permission.objects.filter(person=people.ada, member=people.wren, withdrawn_at=None).exists()
    end_wall(by=people.ada, wall=Wall.objects.get(), now=NOW)
    assert not sees(people.wren, people.ada)  # she says anew who works with her


def test_a_member_who_finds_somebody_of_their_own_keeps_themselves_away(db: None) -> None:
    people = standing_people()
    with acting(context_of(people.wren, purpose="to test", today=TODAY, now=NOW)):
        wall = raise_wall(by=people.wren, person=people.ada, member=people.wren, bond="relative", now=NOW)
    assert not sees(people.wren, people.ada)
    with pytest.raises(NotAllowed):
        end_wall(by=people.wren, wall=wall, now=NOW)
    end_wall(by=people.priya, wall=wall, now=NOW)
    assert not Wall.objects.filter(ended_at=None).exists()


def test_the_same_wall_again_is_the_one_that_stands(db: None) -> None:
    people = standing_people()
    first = raise_wall(by=people.ada, person=people.ada, member=people.femi, bond="relative", now=NOW)
    assert raise_wall(by=people.priya, person=people.ada, member=people.femi, bond="other", now=NOW) == first
    end_wall(by=people.ada, wall=first, now=NOW)
    ended = end_wall(by=people.ada, wall=first, now=NOW)
    assert ended.ended_by_id == people.ada.id


def test_whoever_does_not_know_her_can_neither_raise_nor_end_nor_read_a_wall(db: None) -> None:
    people = standing_people()
    wall = raise_wall(by=people.ada, person=people.ada, member=people.femi, bond="relative", now=NOW)
    for stranger in (people.femi, people.ngozi, people.stranger, people.administrator, people.callum):
        with pytest.raises(NotAllowed):
            raise_wall(by=stranger, person=people.ada, member=people.tom, bond="other", now=NOW)
        with pytest.raises(NotAllowed):
            end_wall(by=stranger, wall=wall, now=NOW)
        assert get_wall(viewer=stranger, person=people.ada, wall_id=wall.id, today=TODAY) is None
        assert not members_to_keep_away(viewer=stranger, person=people.ada, today=TODAY)


def test_she_and_the_manager_see_every_wall_and_a_worker_those_of_her_own(db: None) -> None:
    people = standing_people()
    hers = raise_wall(by=people.ada, person=people.ada, member=people.femi, bond="relative", now=NOW)
    wrens = raise_wall(by=people.wren, person=people.ada, member=people.tom, bond="neighbour", now=NOW)

    def seen_by(viewer: Member | Person) -> set[Wall]:
        return set(walls_of(viewer=viewer, person=people.ada, today=TODAY))

    assert seen_by(people.ada) == seen_by(people.priya) == {hers, wrens}
    assert seen_by(people.wren) == {wrens}
    assert seen_by(people.tom) == set()
    with pytest.raises(NotAllowed):
        end_wall(by=people.wren, wall=hers, now=NOW)


def test_a_wall_needs_somebody_and_a_bond_that_is_known(db: None) -> None:
    people = standing_people()
    for given in (
        {"bond": "relative"},
        {"member": people.femi, "organisation": people.charity, "bond": "relative"},
        {"member": people.femi, "bond": "a friend"},
    ):
        with pytest.raises(WallRefused):
            raise_wall(by=people.ada, person=people.ada, now=NOW, **given)


def test_who_is_kept_away_cannot_be_put_beside_her_and_the_answer_does_not_say_why(db: None) -> None:
    people = standing_people()
    assert people.femi in members_to_ask(people.ada)
    raise_wall(by=people.ada, person=people.ada, member=people.femi, bond="relative", now=NOW)
    assert people.femi not in members_to_ask(people.ada)
    said = []
    for member in (people.femi, people.ngozi):  # Ngozi is no worker
        with pytest.raises(CannotSupport) as refused:
            start_support(by=people.priya, person=people.ada, member=member, starts_on=TODAY, now=NOW)
        said.append(str(refused.value))
    assert said[0] == said[1]


def test_a_stranger_to_every_wall_sees_as_before(db: None) -> None:
    people = standing_people()
    raise_wall(by=people.priya, person=people.stranger, member=people.wren, bond="relative", now=NOW)
    assert sees(people.wren, people.ada)
    assert sees(people.priya, people.stranger)
