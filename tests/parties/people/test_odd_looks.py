"""Thirty members look up somebody of their own, among a day of honest work: nearly all are found within the day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commonpurse.kernel.context import acting, context_of
from commonpurse.kernel.identity import new_id
from commonpurse.parties.consent.commands import agree_guardian, ask_guardian, log_access, log_accesses
from commonpurse.parties.consent.rules import Oddity, last_name
from commonpurse.parties.partners.models import Member, MemberRole
from commonpurse.parties.people.commands import raise_wall
from commonpurse.parties.people.models import Person, PersonName, Support
from commonpurse.parties.people.odd_looks import looks_to_ask_about, may_ask_about_looks
from tests.factories import LAST_MONTH, NOW, TODAY, Standing, standing_people

SNOOPS, PEOPLE_OF_EACH = 30, 4


def member(people: Standing, name: str, role: str = "worker") -> Member:
    made = Member.objects.create(organisation=people.charity, name=name, created_at=LAST_MONTH)
    MemberRole.objects.create(id=new_id(), member=made, role=role, given_at=LAST_MONTH)
    return made


def person(people: Standing, name: str, worker: Member | None = None) -> Person:
    made = Person.objects.create(called_by=name, added_at=LAST_MONTH, added_by=people.wren)
    if worker is not None:
        Support.objects.create(person=made, member=worker, starts_on=LAST_MONTH.date())
    return made


def looks(who: Member, at: Person, times: int, *, hours: float = 20) -> None:
    for number in range(times):
        moment = NOW - timedelta(hours=hours) + timedelta(minutes=7 * number, microseconds=number)
        log_access(viewer=who, person_id=at.id, why="her page", fields=["name"], now=moment)


def honest_day(people: Standing) -> None:
    """Ten workers with their own people on many days, finance at payments, lists that name everybody."""
    for number in range(10):
        worker = member(people, f"Worker Honest{number}")
        theirs = [person(people, f"Person {number} {other}", worker) for other in range(PEOPLE_OF_EACH)]
        for days in range(3):
            for each in theirs:
                looks(worker, each, 6, hours=20 + 24 * days)
        log_accesses(viewer=worker, person_ids=[each.id for each in theirs], why="list", fields=["name"], now=NOW)
    for minutes, each in enumerate(Person.objects.all()[:12]):
        looks(people.ngozi, each, 1, hours=9 - minutes / 60)
    log_accesses(
        viewer=people.tom,
        person_ids=list(Person.objects.values_list("id", flat=True)),
        why="list",
        fields=["name"],
        now=NOW,
    )


def seed_snoops(people: Standing) -> set[Member]:
    snoops = set()
    for number in range(SNOOPS // 3):
        relative = member(people, f"Rel Kinsley{number}")
        target = person(people, f"Bo {number}", relative)
        PersonName.objects.create(person=target, name=f"Bo KINSLEY{number}", used_for="papers")
        looks(relative, target, 1)
        curious = member(people, f"Cur Ious{number}", "manager")
        looks(curious, person(people, f"Known {number}"), 6 + number % 3)
        grazer = member(people, f"Gra Zer{number}", "finance")
        for minutes, each in enumerate(Person.objects.order_by("id")[: 20 + number]):
            looks(grazer, each, 1, hours=8 - minutes / 60)
        snoops |= {relative, curious, grazer}
    return snoops


def test_more_than_nine_of_ten_are_found_within_a_day_and_honest_work_is_not(db: None) -> None:
    people = standing_people()
    honest_day(people)
    assert looks_to_ask_about(viewer=people.priya, now=NOW) == []
    snoops = seed_snoops(people)
    assert len(snoops) == SNOOPS
    found = {each.member for each in looks_to_ask_about(viewer=people.priya, now=NOW)}
    assert len(found & snoops) > 0.9 * SNOOPS
    assert found <= snoops


def test_it_says_why_and_of_whom(db: None) -> None:
    people = standing_people()
    kin = member(people, "Mo Lovelace")
    PersonName.objects.create(person=people.ada, name="Ada Lovelace", used_for="papers")
    looks(kin, people.ada, 2)
    (found,) = looks_to_ask_about(viewer=people.priya, now=NOW)
    assert (found.member, found.person, found.look.oddity, found.look.count) == (
        kin,
        people.ada,
        Oddity.SAME_NAME,
        2,
    )
    assert looks_to_ask_about(viewer=people.priya, now=NOW + timedelta(days=2)) == []


def test_nobody_is_asked_about_a_look_by_themselves_and_a_wall_holds_here_too(db: None) -> None:
    people = standing_people()
    looks(people.priya, people.ada, 6)
    assert looks_to_ask_about(viewer=people.priya, now=NOW) == []
    asked = ask_guardian(by=people.administrator, member=people.callum, now=LAST_MONTH)
    agree_guardian(by=people.priya, asked=asked, now=LAST_MONTH)
    (found,) = looks_to_ask_about(viewer=people.callum, now=NOW)
    assert found.member == people.priya
    raise_wall(by=people.ada, person=people.ada, member=people.callum, bond="relative", now=NOW)
    with acting(context_of(people.callum, purpose="to test", today=TODAY, now=NOW)):
        assert looks_to_ask_about(viewer=people.callum, now=NOW) == []


@pytest.mark.parametrize("name", ["wren", "ngozi", "femi", "callum", "administrator"])
def test_it_is_for_the_manager_and_the_guardian(db: None, name: str) -> None:
    people = standing_people()
    assert not may_ask_about_looks(getattr(people, name))
    assert looks_to_ask_about(viewer=getattr(people, name), now=NOW) == []
    assert looks_to_ask_about(viewer=people.ada, now=NOW) == []


@pytest.mark.parametrize(("name", "last"), [("Mo Lovelace", "lovelace"), ("Wren", ""), ("Jo Li", ""), ("", "")])
def test_the_last_name_of_a_member(name: str, last: str) -> None:
    assert last_name(name) == last
