"""Money that is not used: told eight weeks before its time ends, and never taken by itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.models import News
from commonpurse.money.budgets.commands import tell_of_money_ending
from commonpurse.money.budgets.models import Fund
from commonpurse.money.budgets.queries import person_money
from commonpurse.money.budgets.rules import UnspentRule, ends_soon, has_gathered
from commonpurse.parties.partners.queries import system_member
from tests.factories import NOW, TODAY, Standing, make_budget, make_fund, make_payee, pounds, release, standing_people

DAY = timedelta(days=1)
WEEKS = 7 * DAY

# fmt: off
ENDS = [
    # can be used until    pounds left    is said
    (None,                 50,            False),
    (TODAY + 57 * DAY,     50,            False),
    (TODAY + 56 * DAY,     50,            True),
    (TODAY + DAY,          50,            True),
    (TODAY + DAY,          0,             False),
    (TODAY,                50,            False),   # it is over: that is said elsewhere
]
GATHERED = [
    # came in (pounds, days ago)      left    is said
    ([],                              0,      False),
    ([(100, 10)],                     100,    False),  # it is new
    ([(100, 90)],                     51,     True),
    ([(100, 90)],                     50,     False),  # half of it is used
    ([(100, 120), (100, 10)],         150,    True),
    ([(100, 120), (100, 10)],         100,    False),
]
# fmt: on


@pytest.mark.parametrize(("lapses_on", "left", "expected"), ENDS)
def test_an_end_is_said_eight_weeks_before(lapses_on: date | None, left: int, expected: bool) -> None:
    assert ends_soon(lapses_on, left * 100, TODAY) is expected


@pytest.mark.parametrize(("came_in", "left", "expected"), GATHERED)
def test_what_has_gathered_for_three_months_is_said(came_in: list[tuple[int, int]], left: int, expected: bool) -> None:
    given = [(amount * 100, TODAY - ago * DAY) for amount, ago in came_in]
    assert has_gathered(given, left * 100, TODAY) is expected


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def told(people: Standing) -> int:
    return News.objects.filter(kind="money_ends", recipient_id=people.ada.id).count()


def test_she_is_told_once_of_each_end(people: Standing) -> None:
    fund = make_fund(people, received=100, ends_on=TODAY + 60 * DAY)
    make_budget(people, (fund, 50))
    priya = people.priya
    assert tell_of_money_ending(by=priya, now=NOW) == 0
    assert tell_of_money_ending(by=priya, now=NOW + 4 * DAY) == 1
    tell_of_money_ending(by=system_member(), now=NOW + 5 * DAY)
    assert told(people) == 1
    Fund.objects.update(ends_on=TODAY + 65 * DAY)  # the fund goes on for longer, and she is told of the new end
    tell_of_money_ending(by=priya, now=NOW + 10 * DAY)
    assert told(people) == 2


def test_of_what_is_used_or_stays_hers_nothing_is_said(people: Standing) -> None:
    soon = TODAY + 20 * DAY
    used = make_fund(people, received=50, ends_on=soon)
    stays = make_fund(people, "Lasting", received=50, ends_on=soon, unspent_rule=UnspentRule.STAYS_WITH_PERSON)
    budget = make_budget(people, (used, 50), (stays, 50))
    release(people, budget, make_payee(people), 50)
    assert tell_of_money_ending(by=people.priya, now=NOW) == 0


def test_telling_takes_no_penny(people: Standing) -> None:
    make_budget(people, (make_fund(people, received=100, ends_on=TODAY + 20 * DAY), 50))
    tell_of_money_ending(by=people.priya, now=NOW)
    money = person_money(viewer=people.ada, person=people.ada, today=TODAY)
    assert money is not None
    assert money.available == pounds(50)


@pytest.mark.parametrize("who", ["ada", "wren", "ngozi", "callum"])
def test_only_who_keeps_the_outbox_tells(people: Standing, who: str) -> None:
    by: Any = getattr(people, who)
    with pytest.raises(NotAllowed):
        tell_of_money_ending(by=by, now=NOW)
