"""Many at once with one notice, committing for real, on both databases."""

from __future__ import annotations

from datetime import timedelta

from commonpurse.kernel.messages.models import News
from commonpurse.money.budgets.queries import person_money
from commonpurse.money.decisions.commands import (
    ask_notice_again,
    conclude_notice,
    hear_notice,
    reclaim_money,
    withdraw_notice,
)
from commonpurse.money.decisions.models import Reconsideration, RepaymentNotice
from commonpurse.money.decisions.queries import reclaims_without_concluded_notice
from commonpurse.parties.partners.commands import add_member
from tests.factories import LAST_MONTH, NOW, TODAY, Standing, make_budget, make_fund, pounds, standing_people
from tests.money.budgets.test_parallel import at_once
from tests.money.decisions.noticing import AFTER, given


def noticed() -> tuple[Standing, RepaymentNotice]:
    """Ada has £300, and a notice of £200."""
    people = standing_people()
    return people, given(people, make_budget(people, (make_fund(people, received=500), 300)), 200)


def test_two_who_look_at_it_again_at_once_are_one_answer(fresh_database: str) -> None:
    people, notice = noticed()
    other = add_member(
        by=people.administrator, organisation=people.council, name="Bo", roles=("manager",), now=LAST_MONTH
    )
    ask_notice_again(by=people.ada, notice=notice, now=NOW)
    answers = [(people.priya, "upheld"), (other, "withdrawn")]

    def act(number: int) -> None:
        by, outcome = answers[number % 2]
        hear_notice(by=by, notice=notice, outcome=outcome, reasons="So.", now=NOW)

    assert at_once(act, 8) == {"done": 1, "wrong_state": 7}
    heard = Reconsideration.objects.get()
    notice.refresh_from_db()
    assert notice.state == ("heard" if heard.outcome == "upheld" else "withdrawn")
    assert News.objects.filter(kind="notice_heard").count() == 1


def test_her_asking_and_our_concluding_at_once_never_both_hold(fresh_database: str) -> None:
    """On her last day nobody can conclude; a day later she cannot ask: whoever comes first, one is refused."""
    people, notice = noticed()

    def act(number: int) -> None:
        if number % 2:
            ask_notice_again(by=people.ada, notice=notice, now=AFTER - timedelta(days=1))
        else:
            conclude_notice(by=people.tom, notice=notice, now=AFTER)

    outcomes = at_once(act, 8)
    notice.refresh_from_db()
    assert outcomes == {"done": 4, "wrong_state": 4}
    assert Reconsideration.objects.exists() is (notice.state == "asked_again")


def test_taking_at_once_takes_once_and_never_beside_a_taking_off(fresh_database: str) -> None:
    people, notice = noticed()
    conclude_notice(by=people.tom, notice=notice, now=AFTER)

    def act(number: int) -> None:
        if number == 0:
            withdraw_notice(by=people.ngozi, notice=notice, why="We were wrong.", now=AFTER)
        else:
            reclaim_money(by=people.tom, notice=notice, now=AFTER)

    outcomes = at_once(act, 8)
    notice.refresh_from_db()
    money = person_money(viewer=people.ada, person=people.ada, today=TODAY)
    assert money is not None
    if notice.state == "withdrawn":
        assert outcomes == {"done": 1, "notice_withdrawn": 7}
        assert money.available == pounds(300)
    else:
        assert outcomes == {"done": 7, "taken_already": 1}
        assert money.available == pounds(100)
    assert reclaims_without_concluded_notice() == []
