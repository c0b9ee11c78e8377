from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from commonpurse.kernel.errors import NotAllowed
from commonpurse.parties.partners.commands import add_member
from commonpurse.parties.people import queries
from commonpurse.parties.people.access import can_see_person
from commonpurse.parties.people.commands import (
    add_contact_way,
    add_person,
    add_person_name,
    change_contact_way,
    change_person,
    end_support,
    import_people,
    start_support,
)
from commonpurse.parties.people.models import ContactWay, Support
from tests.factories import NOW, TODAY, Standing, standing_people

EVERYBODY = ["ada", "stranger", "wren", "femi", "priya", "ngozi", "callum", "administrator"]


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


@pytest.mark.parametrize(
    ("viewer", "seen"),
    [
        ("ada", {"Ada"}),  # herself
        ("stranger", {"Sam"}),
        ("wren", {"Ada"}),  # works with Ada only
        ("femi", set()),  # works with nobody here
        ("priya", {"Ada", "Sam"}),  # the partnership's manager
        ("ngozi", set()),  # finance: names beside payments, no records
        ("callum", set()),  # a funder sees no person
        ("administrator", set()),  # keeps the system, not the people
    ],
)
def test_who_sees_whom(people: Standing, viewer: str, seen: set[str]) -> None:
    actor = getattr(people, viewer)
    assert {person.called_by for person in queries.people_visible_to(actor, TODAY)} == seen
    for person in (people.ada, people.stranger):
        is_seen = person.called_by in seen
        assert can_see_person(actor, person, TODAY) is is_seen
        assert (queries.get_person(viewer=actor, person_id=person.id, today=TODAY) is not None) is is_seen


@pytest.mark.parametrize("viewer", EVERYBODY)
def test_ways_to_reach_and_other_names_are_seen_with_the_person_only(people: Standing, viewer: str) -> None:
    add_contact_way(by=people.wren, person=people.ada, kind="phone", value="01632 960001", is_safe_to_use=True, now=NOW)
    add_person_name(by=people.wren, person=people.ada, name="Ada Lowe", used_for="papers", now=NOW)
    asked: dict[str, Any] = {"viewer": getattr(people, viewer), "person": people.ada, "today": TODAY}
    expected = 1 if viewer in ("ada", "wren", "priya") else 0
    assert queries.contact_ways_of(**asked).count() == expected
    assert queries.names_of(**asked).count() == expected
    assert queries.supports_of(**asked).count() == expected


def test_finance_gets_the_names_it_asks_for_and_nobody_else_does(people: Standing) -> None:
    for viewer in EVERYBODY:
        names = queries.names_for_payments(viewer=getattr(people, viewer), person_ids=[people.ada.id], today=TODAY)
        assert names == ({people.ada.id: "Ada"} if viewer in ("ngozi", "priya") else {})


def test_a_worker_sees_a_person_from_the_first_day_to_the_last(people: Standing) -> None:
    support = start_support(
        by=people.priya, person=people.ada, member=people.femi, starts_on=TODAY + timedelta(days=1), now=NOW
    )
    end_support(by=people.priya, support=support, ends_on=TODAY + timedelta(days=3), now=NOW)
    days = [TODAY + timedelta(days=day) for day in range(5)]
    assert [can_see_person(people.femi, people.ada, day) for day in days] == [False, True, True, False, False]
    assert [queries.people_visible_to(people.femi, day).count() for day in days] == [0, 1, 1, 0, 0]


def test_a_member_who_has_left_sees_nobody(people: Standing) -> None:
    people.wren.is_active = False
    people.wren.save(update_fields=["is_active"])
    gone = type(people.wren).objects.get(id=people.wren.id)
    assert not queries.people_visible_to(gone, TODAY).exists()
    assert not can_see_person(gone, people.ada, TODAY)


ACTS = {
    "change_person": lambda p, by: change_person(
        by=by,
        person=p.ada,
        called_by="Ada L",
        language="cy",
        page_format="large_print",
        needs_interpreter=True,
        now=NOW,
    ),
    "add_person_name": lambda p, by: add_person_name(by=by, person=p.ada, name="Lowe", used_for="bank", now=NOW),
    "add_contact_way": lambda p, by: add_contact_way(
        by=by, person=p.ada, kind="text", value="07700 900001", is_safe_to_use=False, now=NOW
    ),
    "change_contact_way": lambda p, by: change_contact_way(
        by=by,
        contact_way=ContactWay.objects.create(person=p.ada, kind="email", value="a@example.org", is_safe_to_use=True),
        is_safe_to_use=False,
        how="",
        now=NOW,
    ),
    "add_person": lambda p, by: add_person(by=by, called_by="Noor", now=NOW),
    "import_people": lambda p, by: import_people(by=by, content=b"reference,called_by\nH-9,Noor\n", now=NOW),
    "start_support": lambda p, by: start_support(by=by, person=p.ada, member=p.femi, starts_on=TODAY, now=NOW),
    "end_support": lambda p, by: end_support(
        by=by, support=Support.objects.get(person=p.ada, member=p.wren), ends_on=TODAY, now=NOW
    ),
}
MAY = {
    "change_person": {"ada", "wren", "priya"},
    "add_person_name": {"ada", "wren", "priya"},
    "add_contact_way": {"ada", "wren", "priya"},
    "change_contact_way": {"ada", "wren", "priya"},
    "add_person": {"wren", "femi", "priya"},
    "import_people": {"priya"},
    "start_support": {"priya"},
    "end_support": {"priya"},
}
MEMBERS_ONLY = {"add_person", "import_people", "start_support", "end_support"}
GRID = [
    (act, actor) for act in ACTS for actor in EVERYBODY if not (act in MEMBERS_ONLY and actor in ("ada", "stranger"))
]


@pytest.mark.parametrize(("act", "actor"), GRID)
def test_who_may_change_what(people: Standing, act: str, actor: str) -> None:
    if actor in MAY[act]:
        ACTS[act](people, getattr(people, actor))
    else:
        with pytest.raises(NotAllowed):
            ACTS[act](people, getattr(people, actor))


def test_a_coordinator_brings_in_colleagues_for_the_people_she_works_with_only(people: Standing) -> None:
    coordinator = add_member(
        by=people.administrator, organisation=people.charity, name="Cleo", roles=["coordinator"], now=NOW
    )
    with pytest.raises(NotAllowed):
        start_support(by=coordinator, person=people.ada, member=people.femi, starts_on=TODAY, now=NOW)
    start_support(by=people.priya, person=people.ada, member=coordinator, starts_on=TODAY, now=NOW)
    start_support(by=coordinator, person=people.ada, member=people.femi, starts_on=TODAY, now=NOW)
    assert can_see_person(people.femi, people.ada, TODAY)
    imported = import_people(by=coordinator, content=b"reference,called_by\nH-9,Noor\n", now=NOW)
    assert can_see_person(coordinator, imported.added[0], TODAY)
