"""The board's list: asks that nobody answered in their turn, whoever's they are, in a fixed number of questions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.models import Budget
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import grant_ask, make_ask, move_asks_on, pause_spending
from commonpurse.money.decisions.models import Ask
from commonpurse.money.decisions.queries import asks_on_the_boards_list, desk_of, known_of_ask
from commonpurse.money.decisions.rules import TurnRole
from commonpurse.parties.consent.models import Wall
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.queries import system_member
from commonpurse.parties.people.commands import add_person
from tests.factories import EVERYTHING, LAST_MONTH, NOW, Standing, make_budget, make_fund, pounds, standing_people
from tests.support.agreements.acts import make_limit

WEDNESDAY = NOW + timedelta(days=2)
NEXT_MONDAY = NOW + timedelta(days=7)


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


@pytest.fixture
def budget(people: Standing) -> Budget:
    return make_budget(people, (make_fund(people, received=500), 100))


def ask(people: Standing, budget: Budget, amount: int = 60) -> Ask:
    return make_ask(
        by=people.ada if budget.person_id == people.ada.id else people.wren,
        budget=budget,
        what_for="A bike",
        amount=pounds(amount),
        spend_kind=SpendKind.TRAVEL,
        request_id=new_id(),
        now=NOW,
    )


def wall_off(people: Standing, member: Member) -> None:
    Wall.objects.create(
        person=people.ada, member=member, bond="other", raised_by_id=people.ada.id, raised_at=LAST_MONTH
    )


def listed(people: Standing, now: object = NOW) -> list[Ask | None]:
    return [each.ask for each in asks_on_the_boards_list(viewer=people.priya, now=now)]  # type: ignore[arg-type]


def test_where_nobody_is_left_to_answer_it_is_on_the_list_at_once(people: Standing, budget: Budget) -> None:
    make_limit(people, named=[people.wren])
    asked = ask(people, budget)
    assert listed(people) == []
    wall_off(people, people.wren)
    assert listed(people) == [], "the manager can"
    wall_off(people, people.priya)
    (found,) = asks_on_the_boards_list(viewer=people.administrator, now=NOW)
    assert (found.ask_id, found.ask) == (asked.id, None)
    assert asks_on_the_boards_list(viewer=people.priya, now=NOW)[0].ask is None, "of whom she is kept from, that it is"


def test_the_list_and_the_desk_of_each_ask_say_the_same(people: Standing, budget: Budget) -> None:
    make_limit(people, named=[people.wren])
    asked = [ask(people, budget), ask(people, budget, 400)]
    for now in (NOW, NOW + timedelta(days=1), WEDNESDAY, WEDNESDAY + timedelta(days=1)):
        move_asks_on(by=system_member(), now=now)
        desks = {each: desk_of(known_of_ask(each, now)) for each in asked}
        on_the_list = [each for each, desk in desks.items() if desk is not None and desk.role is TurnRole.BOARD]
        assert listed(people, now) == on_the_list
    assert on_the_list == asked


def test_what_waits_for_the_person_alone_is_not_on_the_list(people: Standing, budget: Budget) -> None:
    make_limit(people)
    asked = ask(people, budget)
    pause_spending(by=people.ada, person=people.ada, until=NEXT_MONDAY, now=NOW)
    move_asks_on(by=system_member(), now=WEDNESDAY)
    assert listed(people, WEDNESDAY) == [asked], "nobody has agreed yet"
    assert grant_ask(by=people.wren, ask=asked, now=WEDNESDAY).state == "waiting"
    assert listed(people, WEDNESDAY) == []


def test_what_waits_for_money_is_on_the_list_until_there_is_some(people: Standing, budget: Budget) -> None:
    asked = ask(people, budget, 400)
    move_asks_on(by=system_member(), now=NEXT_MONDAY)
    (found,) = asks_on_the_boards_list(viewer=people.priya, now=NEXT_MONDAY + timedelta(days=30))
    assert (found.ask, found.waits_for, found.yes_at) == (asked, "money", None)


def test_a_longer_list_asks_the_database_no_more(people: Standing, budget: Budget) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            asks_on_the_boards_list(viewer=people.priya, now=WEDNESDAY)
        return len([each for each in asked.captured_queries if "set_config" not in each["sql"]])

    ask(people, budget, 400)
    few = questions()
    for number in range(4):
        person = add_person(by=people.wren, called_by=f"Person {number}", told=EVERYTHING, now=LAST_MONTH)
        ask(people, make_budget(people, person=person))
    assert len(asks_on_the_boards_list(viewer=people.priya, now=WEDNESDAY)) == 5
    assert questions() == few
