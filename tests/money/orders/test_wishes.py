"""What somebody could not get is hers to tell and to take back; it is counted in people, and no few are counted."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from commonpurse.kernel.errors import NotAllowed
from commonpurse.money.orders.commands import say_could_not_get, take_back_wish
from commonpurse.money.orders.models import UnmetWish
from commonpurse.money.orders.queries import get_wish, unmet_counts, wishes_of
from commonpurse.money.orders.rules import Reason, Wished, counted, months_counted
from commonpurse.parties.people.commands import add_person
from tests.factories import LAST_MONTH, NOW, TODAY, Standing, standing_people
from tests.money.orders.making import list_meals


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def test_she_tells_it_once_a_day_and_takes_it_back(people: Standing) -> None:
    service, ada = list_meals(people), people.ada
    for _ in range(2):
        wish = say_could_not_get(by=ada, person=ada, reason=Reason.FULL, service=service, now=NOW)
    assert list(wishes_of(viewer=ada, person=ada)) == [wish]
    assert (wish.topic, wish.searched) == ("food", "")
    for by in (people.femi, people.stranger):
        with pytest.raises(NotAllowed):
            say_could_not_get(by=by, person=ada, reason=Reason.FULL, now=NOW)
        with pytest.raises(NotAllowed):
            take_back_wish(by=by, wish=wish, now=NOW)  # type: ignore[arg-type]
    assert get_wish(viewer=people.stranger, wish_id=wish.id) is None
    for _ in range(2):
        take_back_wish(by=ada, wish=wish, now=NOW)
    assert not UnmetWish.objects.exists()


def test_who_acts_for_her_writes_it_down_and_she_alone_reads_and_takes_it_back(people: Standing) -> None:
    service, ada = list_meals(people), people.ada
    for _ in range(2):
        wish = say_could_not_get(by=people.wren, person=ada, reason=Reason.TOO_DEAR, service=service, now=NOW)
    assert [(one.id, one.told_by_member) for one in wishes_of(viewer=ada, person=ada)] == [(wish.id, people.wren)]
    with pytest.raises(NotAllowed):
        take_back_wish(by=people.wren, wish=wish, now=NOW)  # type: ignore[arg-type]
    take_back_wish(by=ada, wish=wish, now=NOW)
    assert not UnmetWish.objects.exists()


def test_what_she_looked_for_is_kept_only_where_she_lets_us(people: Standing) -> None:
    ada = people.ada
    silent = say_could_not_get(by=ada, person=ada, reason=Reason.NONE_HERE, now=NOW)
    told = say_could_not_get(by=ada, person=ada, reason=Reason.NONE_HERE, searched=" a  dentist ", now=NOW)
    assert (silent.topic, silent.searched) == ("", "")
    assert (told.topic, told.searched) == ("health", "a dentist")


def test_the_manager_sees_numbers_of_whole_months_and_none_under_five(people: Standing) -> None:
    service = list_meals(people, now=LAST_MONTH)
    others = [add_person(by=people.priya, called_by=f"Kit {n}", reference=f"H-9{n}", now=LAST_MONTH) for n in range(5)]
    for one in others:
        say_could_not_get(by=one, person=one, reason=Reason.FULL, service=service, now=LAST_MONTH)
        say_could_not_get(by=one, person=one, reason=Reason.TOO_DEAR, service=service, now=NOW)  # this month
    for days in range(9):  # one person who presses often is one person
        moment = LAST_MONTH + timedelta(days=days)
        say_could_not_get(by=people.ada, person=people.ada, reason=Reason.NOT_FOR_ME, service=service, now=moment)
    found = unmet_counts(viewer=people.priya, today=TODAY)
    assert found is not None
    assert [(one.topic, one.reason, one.people) for one in found.rows] == [("food", Reason.FULL, 5)]
    assert found.has_few
    for viewer in (people.wren, people.callum, people.ada):
        assert unmet_counts(viewer=viewer, today=TODAY) is None


def test_no_small_number_is_counted_and_no_sum_over_it() -> None:
    five, four = [uuid4() for _ in range(5)], [uuid4() for _ in range(4)]
    wishes = [Wished(one, "food", "full") for one in (*five, *five)] + [Wished(one, "home", "full") for one in four]
    rows, has_few = counted(wishes)
    assert [(one.topic, one.people) for one in rows] == [("food", 5)]
    assert has_few
    assert months_counted(date(2026, 11, 28)) == (date(2025, 11, 1), date(2026, 11, 1))
