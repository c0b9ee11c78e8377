"""Where each pound is: a fund's figures, what is due back, what a person has, and the trace between them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.commands import (
    agree_correction,
    ask_correction,
    free_hold,
    hold_for,
    promise_money,
)
from commonpurse.money.budgets.models import Allocation, Budget, Fund, Hold, MoneyIn
from commonpurse.money.budgets.queries import (
    FundFigures,
    fund_figures,
    money_due_back,
    person_money,
    spent_by_kind,
    trace_budget,
    trace_fund,
    trace_holds,
)
from commonpurse.money.budgets.rules import SpendKind, UnspentRule
from commonpurse.parties.people.commands import add_person
from tests.factories import (
    NOW,
    TODAY,
    Standing,
    give,
    make_budget,
    make_fund,
    pounds,
    receive,
    standing_people,
)
from tests.money.budgets.moving import bring_back, release


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def hold(people: Standing, budget: Budget, amount: int, kind: SpendKind = SpendKind.FURNITURE) -> Hold:
    return hold_for(
        by=people.priya, budget=budget, amount=pounds(amount), spend_kind=kind, on=TODAY, hold_id=new_id(), now=NOW
    )


def figures_of(people: Standing, fund: Fund) -> FundFigures:
    return fund_figures(viewer=people.ngozi, funds=[fund])[fund.id]


def in_pounds(figures: FundFigures) -> dict[str, int]:
    return {name: money.minor // 100 for name, money in vars(figures).items()}


def test_each_pound_of_a_fund_is_somewhere(people: Standing) -> None:
    fund = make_fund(people)
    promise_money(by=people.ngozi, fund=fund, amount=pounds(1000), now=NOW)
    receive(people, fund, 700)
    budget = make_budget(people, (fund, 300))
    held, released = hold(people, budget, 60), hold(people, budget, 100, SpendKind.FOOD)
    payment = new_id()
    release(people, released, payment)
    # fmt: off
    assert in_pounds(figures_of(people, fund)) == {
        "expected": 300, "received": 700, "committed": 200, "held": 60, "spent": 100, "returned": 0, "left": 400,
    }
    bring_back(people, released, payment, pounds(30))
    free_hold(by=people.wren, hold=held, now=NOW)
    assert in_pounds(figures_of(people, fund)) == {
        "expected": 300, "received": 700, "committed": 230, "held": 0, "spent": 70, "returned": 30, "left": 400,
    }
    # fmt: on
    assert spent_by_kind(viewer=people.ngozi, fund=fund) == {SpendKind.FOOD: pounds(70)}
    assert spent_by_kind(viewer=people.callum, fund=fund) == {}  # one person's choice: see test_reports.py


REFUSED_OR_DONE = {
    "done",
    "fund_short",
    "short_of_money",
    "correction_too_much",
    "correction_too_late",  # it was given some weeks ago, and paid from since
    "would_overdraw",
}
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["receive", "give", "hold", "release", "free", "bring_back", "take_back", "uncount"]),
        st.integers(1, 40),
    ),
    max_size=14,
)


class Story:
    """One person with two funds of her own, and what happens to their money."""

    def __init__(self, people: Standing):
        self.people = people
        self.person = add_person(by=people.priya, called_by="Noor", now=NOW)
        self.fund, self.other = (
            make_fund(people, f"Fund {new_id()}"),
            make_fund(people, f"Fund {new_id()}", received=50),
        )
        self.budget = make_budget(people, (self.other, 50), person=self.person)
        self.arrived = 0
        self.holds: list[Hold] = []
        self.released: list[Hold] = []
        self.came: list[MoneyIn] = []
        self.gave: list[Allocation] = []

    def receive(self, amount: int) -> None:
        self.came.append(receive(self.people, self.fund, amount))
        self.arrived += amount

    def give(self, amount: int) -> None:
        self.gave.append(give(self.people, self.fund, self.budget, amount))

    def take_back(self, amount: int) -> None:
        """Put right that the last allocation was too much."""
        if self.gave:
            self._correct(amount, allocation=self.gave[-1])

    def uncount(self, amount: int) -> None:
        """Put right that some of the money was for another fund."""
        if self.came:
            self._correct(amount, money_in=self.came[-1])
            self.arrived -= amount

    def _correct(self, amount: int, **thing: Any) -> None:
        asked = ask_correction(
            by=self.people.ngozi, amount=pounds(amount), reason="x", request_id=new_id(), now=NOW, **thing
        )
        agree_correction(by=self.people.tom, correction=asked, now=NOW)

    def hold(self, amount: int) -> None:
        self.holds.append(hold(self.people, self.budget, amount))

    def release(self, amount: int) -> None:
        if self.holds:
            self.released.append(self.holds.pop())
            release(self.people, self.released[-1], new_id())

    def free(self, amount: int) -> None:
        if self.holds:
            free_hold(by=self.people.priya, hold=self.holds.pop(), now=NOW)

    def bring_back(self, amount: int) -> None:
        if self.released:
            bring_back(self.people, self.released.pop(), new_id())

    def tell(self, step: str, amount: int) -> str:
        """Do one step; return `done`, or why it was refused."""
        try:
            getattr(self, step)(amount)
        except Refused as refusal:
            return refusal.code
        return "done"


@settings(max_examples=25)
@given(STEPS)
def test_whatever_happens_no_pound_appears_or_vanishes(people: Standing, steps: list[tuple[str, int]]) -> None:
    story = Story(people)
    for step, amount in steps:
        assert story.tell(step, amount) in REFUSED_OR_DONE
    for fund, received in ((story.fund, story.arrived), (story.other, 50)):
        figures = figures_of(people, fund)
        assert figures.received == pounds(received) == figures.left + figures.committed + figures.spent
        assert pounds(0) <= figures.held <= figures.committed
    traced = trace_budget(viewer=story.person, budget=story.budget, today=TODAY)
    money = person_money(viewer=story.person, person=story.person, today=TODAY)
    assert traced is not None
    assert money is not None
    given_out = sum((row.left for row in traced.allocations), pounds(0))
    still_out = sum((leg.released - leg.returned for leg in traced.legs), pounds(0))
    held = sum((leg.held for leg in traced.legs), pounds(0))
    assert (money.available, money.held) == (given_out - still_out - held, held)


def test_figures_take_the_same_statements_for_one_fund_and_for_many(people: Standing) -> None:
    funds = [make_fund(people, f"Fund {number}", received=10) for number in range(4)]
    make_budget(people, *((fund, 5) for fund in funds))

    def statements(some: list[Fund]) -> int:
        with CaptureQueriesContext(connection) as captured:
            fund_figures(viewer=people.ngozi, funds=some)
        return len(captured)

    assert statements(funds[:1]) == statements(funds)


def test_a_balance_takes_the_same_statements_for_one_line_and_for_many(people: Standing) -> None:
    make_budget(people, (make_fund(people, received=10), 5))

    def statements() -> int:
        viewer = type(people.wren).objects.get(id=people.wren.id)
        with CaptureQueriesContext(connection) as captured:
            person_money(viewer=viewer, person=people.ada, today=TODAY)
        return len(captured)

    before = statements()
    for number in range(3):
        fund = make_fund(people, f"Fund {number}", received=10)
        give(people, fund, Budget.objects.get(person=people.ada), 5)
    assert statements() == before


ENDED = date(2026, 6, 1)  # the first day after: it is over on TODAY


@pytest.mark.parametrize(
    ("rule", "unallocated", "on_lines"),
    [
        (UnspentRule.RETURNS_TO_FUND, 60, 30),
        (UnspentRule.STAYS_WITH_PERSON, 60, 0),
        (UnspentRule.ROLLS_OVER, None, None),
    ],
)
def test_what_is_due_back_is_listed_and_nothing_moves(
    people: Standing, rule: UnspentRule, unallocated: int | None, on_lines: int | None
) -> None:
    fund = make_fund(people, received=100, ends_on=ENDED, unspent_rule=rule)
    budget = make_budget(people, (fund, 40))
    hold_for(
        by=people.wren,
        budget=budget,
        amount=pounds(10),
        spend_kind=SpendKind.FOOD,
        on=date(2026, 5, 31),
        hold_id=new_id(),
        now=NOW,
    )
    before = figures_of(people, fund)
    listed = money_due_back(viewer=people.ngozi, today=TODAY)
    assert money_due_back(viewer=people.ngozi, today=date(2026, 5, 31)) == []
    assert figures_of(people, fund) == before
    if unallocated is None or on_lines is None:
        assert listed == []
        return
    (due,) = listed
    assert (due.unallocated, due.on_lines, due.ended_on) == (pounds(unallocated), pounds(on_lines), ENDED)
    assert due.total == pounds(unallocated + on_lines)
    assert [line.budget_id for line in due.lines] == ([budget.id] if on_lines else [])
    (seen_by_funder,) = money_due_back(viewer=people.callum, today=TODAY)
    assert (seen_by_funder.total, list(seen_by_funder.lines)) == (due.total, [])


def test_lapsed_money_is_in_the_balance_and_said_to_be_lapsed(people: Standing) -> None:
    old = make_fund(people, "Old Fund", received=30, ends_on=ENDED)
    make_budget(people, (old, 30), (make_fund(people, received=20), 20))
    money = person_money(viewer=people.ada, person=people.ada, today=TODAY)
    assert money is not None
    assert (money.available, money.lapsed) == (pounds(50), pounds(30))
    assert [(line.fund_name, line.is_lapsed, line.usable_until) for line in money.lines] == [
        ("Old Fund", True, ENDED),
        ("Home Fund", False, date(2027, 1, 1)),
    ]


def test_every_penny_is_traced_from_the_fund_to_the_payment_and_back(people: Standing) -> None:
    soon = make_fund(people, "Soon Fund", received=50, ends_on=date(2026, 7, 1))
    home = make_fund(people, "Home Fund", received=50)
    budget = make_budget(people, (soon, 50), (home, 50))
    released, freed, held = hold(people, budget, 70), hold(people, budget, 10), hold(people, budget, 5)
    payment = new_id()
    release(people, released, payment)
    bring_back(people, released, payment, pounds(7))
    free_hold(by=people.wren, hold=freed, now=NOW)

    forwards = trace_fund(viewer=people.ngozi, fund=soon)
    assert forwards is not None
    assert [(row.budget_id, row.amount) for row in forwards.allocations] == [(budget.id, pounds(50))]
    assert [(leg.hold_id, leg.state, leg.released, leg.returned) for leg in forwards.legs] == [
        (released.id, "released", pounds(50), pounds(5)),
    ]
    backwards = trace_holds(viewer=people.wren, hold_ids=[released.id, freed.id, held.id], today=TODAY)
    assert {
        hold_id: [(leg.fund_name, leg.amount, leg.state) for leg in legs] for hold_id, legs in backwards.items()
    } == {
        released.id: [("Home Fund", pounds(20), "released"), ("Soon Fund", pounds(50), "released")],
        freed.id: [("Home Fund", pounds(10), "freed")],
        held.id: [("Home Fund", pounds(5), "held")],
    }
    of_the_person = trace_budget(viewer=people.ada, budget=budget, today=TODAY)
    assert of_the_person is not None
    assert sum((leg.released - leg.returned for leg in of_the_person.legs), Money(0, "GBP")) == pounds(63)
    assert [row.fund_name for row in of_the_person.allocations] == ["Soon Fund", "Home Fund"]
