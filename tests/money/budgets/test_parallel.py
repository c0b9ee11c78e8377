"""Many at once, committing for real, on both databases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.commands import (
    NewAllocation,
    agree_correction,
    allocate_many,
    allocate_money,
    ask_correction,
    hold_for,
    open_budget,
    promise_money,
)
from commonpurse.money.budgets.models import Allocation, Budget, Correction, Hold, HoldLeg, Line, Promise
from commonpurse.money.budgets.queries import fund_figures, person_money
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.ledger.queries import trial_balance
from tests.factories import NOW, TODAY, Standing, make_budget, make_fund, pounds, standing_people

WORKERS = 64


def at_once(act: Callable[[int], object], count: int = WORKERS) -> Counter[str]:
    """Let `count` threads act at the same moment; count what each came to: `done`, or a refusal's code."""
    start = Barrier(count)

    def one(number: int) -> str:
        try:
            start.wait(timeout=60)
            act(number)
        except Refused as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(count) as pool:
        return Counter(pool.map(one, range(count)))


def scene(*received: int) -> tuple[Standing, Budget]:
    people = standing_people()
    funds = [make_fund(people, f"Fund {number}", received=amount) for number, amount in enumerate(received)]
    return people, make_budget(people, *zip(funds, received, strict=True))


def test_64_who_want_ten_pounds_of_a_hundred_get_exactly_ten_times(fresh_database: str) -> None:
    people, budget = scene(35, 35, 30)
    keys = [new_id() for _ in range(WORKERS)]

    def act(number: int) -> None:
        hold_for(
            by=people.wren,
            budget=budget,
            amount=pounds(10),
            spend_kind=SpendKind.FOOD,
            on=TODAY,
            hold_id=keys[number],
            now=NOW,
        )

    assert at_once(act) == {"done": 10, "short_of_money": 54}
    assert Hold.objects.count() == 10
    assert sum(HoldLeg.objects.values_list("amount_minor", flat=True)) == 10_000
    money = person_money(viewer=people.ada, person=people.ada, today=TODAY)
    assert money is not None
    assert (money.available, money.held) == (pounds(0), pounds(100))


def test_the_same_hold_asked_for_64_times_is_held_once(fresh_database: str) -> None:
    people, budget = scene(60, 40)
    key = new_id()

    def act(number: int) -> None:
        hold_for(
            by=people.wren,
            budget=budget,
            amount=pounds(70 if number % 8 else 71),
            spend_kind=SpendKind.FOOD,
            on=TODAY,
            hold_id=key,
            now=NOW,
        )

    outcomes = at_once(act)
    assert outcomes in ({"done": 56, "request_reused": 8}, {"done": 8, "request_reused": 56})
    assert Hold.objects.count() == 1


def test_a_fund_is_given_away_once_however_many_give_it(fresh_database: str) -> None:
    """Every thread opens the same line, of a budget that has none yet."""
    people = standing_people()
    fund, budget = make_fund(people, received=100), make_budget(people)

    def act(number: int) -> None:
        allocate_money(
            by=people.ngozi, fund=fund, budget=budget, amount=pounds(10), reason="x", request_id=new_id(), now=NOW
        )

    assert at_once(act, 32) == {"done": 10, "fund_short": 22}
    assert (Line.objects.count(), Allocation.objects.count()) == (1, 10)
    figures = fund_figures(viewer=people.ngozi, funds=[fund])[fund.id]
    assert (figures.left, figures.committed) == (pounds(0), pounds(100))
    assert trial_balance()["GBP"].difference == pounds(0)


def test_giving_and_holding_at_once_wait_in_no_circle(fresh_database: str) -> None:
    people, budget = scene(50, 50)
    more = [make_fund(people, f"More {number}", received=100) for number in range(4)]

    def act(number: int) -> None:
        if number % 2:
            allocate_money(
                by=people.ngozi,
                fund=more[number % 4],
                budget=budget,
                amount=pounds(1),
                reason="x",
                request_id=new_id(),
                now=NOW,
            )
        else:
            hold_for(
                by=people.wren,
                budget=budget,
                amount=pounds(2),
                spend_kind=SpendKind.FOOD,
                on=TODAY,
                hold_id=new_id(),
                now=NOW,
            )

    assert at_once(act, 32) == {"done": 32}
    money = person_money(viewer=people.ada, person=people.ada, today=TODAY)
    assert money is not None
    assert (money.available + money.held, money.held) == (pounds(116), pounds(32))


def test_a_budget_opened_by_many_at_once_is_one(fresh_database: str) -> None:
    people = standing_people()
    outcomes = at_once(lambda number: open_budget(by=people.wren, person=people.ada, now=NOW), 8)
    assert outcomes == {"done": 1, "budget_there": 7}


def ask_ten_pounds_back(people: Standing) -> Correction:
    return ask_correction(
        by=people.ngozi,
        allocation=Allocation.objects.get(),
        amount=pounds(10),
        reason="x",
        request_id=new_id(),
        now=NOW,
    )


def test_a_correction_agreed_by_many_at_once_moves_once(fresh_database: str) -> None:
    people, _ = scene(100)
    asked = ask_ten_pounds_back(people)
    others = [people.tom, people.priya]
    outcomes = at_once(lambda number: agree_correction(by=others[number % 2], correction=asked, now=NOW), 32)
    assert outcomes == {"done": 32}
    money = person_money(viewer=people.ada, person=people.ada, today=TODAY)
    assert money is not None
    assert money.available == pounds(90)


def test_many_corrections_of_one_allocation_take_no_more_than_it_gave(fresh_database: str) -> None:
    """While somebody keeps money for food: what is left is put right, and nobody goes below zero."""
    people, budget = scene(100)
    asked = [ask_ten_pounds_back(people) for _ in range(16)]

    def act(number: int) -> None:
        if number < len(asked):
            agree_correction(by=people.tom, correction=asked[number], now=NOW)
        else:
            hold_for(
                by=people.wren,
                budget=budget,
                amount=pounds(30),
                spend_kind=SpendKind.FOOD,
                on=TODAY,
                hold_id=new_id(),
                now=NOW,
            )

    assert at_once(act, 17) in (
        {"done": 8, "would_overdraw": 9},
        {"done": 10, "correction_too_much": 6, "short_of_money": 1},
    )
    money = person_money(viewer=people.ada, person=people.ada, today=TODAY)
    assert money is not None
    assert money.available + money.held in (pounds(0), pounds(30))
    assert trial_balance()["GBP"].difference == pounds(0)


# One id of a request for two different things at once: they share no lock, so only the key of the id stops them. -------


def other_budget(people: Standing) -> Budget:
    return make_budget(people, person=people.stranger)


def half_and_half(act: Callable[[int], object]) -> None:
    """Of sixteen under one id, half about each thing, those of one thing are answered and the others refused."""
    assert at_once(act, 16) == {"done": 8, "request_reused": 8}


def test_one_request_gives_to_one_of_two_budgets(fresh_database: str) -> None:
    people, budget = scene(100)
    fund, budgets, key = make_fund(people, "More", received=50), [budget, other_budget(people)], new_id()
    half_and_half(
        lambda number: allocate_money(
            by=people.ngozi,
            fund=fund,
            budget=budgets[number % 2],
            amount=pounds(5),
            reason="x",
            request_id=key,
            now=NOW,
        )
    )
    assert Allocation.objects.filter(request_id=key).count() == 1


def test_one_request_of_two_rounds_gives_one(fresh_database: str) -> None:
    people, budget = scene(100)
    funds = [make_fund(people, f"More {number}", received=50) for number in range(2)]
    budgets, key = [budget, other_budget(people)], new_id()

    def act(number: int) -> None:
        at = number % 2
        row = NewAllocation(fund=funds[at], budget=budgets[at], amount=pounds(5), reason="x", request_id=key)
        allocate_many(by=people.ngozi, allocations=[row], now=NOW)

    half_and_half(act)
    assert Allocation.objects.filter(request_id=key).count() == 1


def test_one_request_puts_one_of_two_things_right(fresh_database: str) -> None:
    people, _ = scene(60, 40)
    allocations, key = list(Allocation.objects.order_by("id")), new_id()
    half_and_half(
        lambda number: ask_correction(
            by=people.ngozi,
            allocation=allocations[number % 2],
            amount=pounds(5),
            reason="x",
            request_id=key,
            now=NOW,
        )
    )
    assert Correction.objects.count() == 1


def test_one_promise_is_of_one_fund(fresh_database: str) -> None:
    people = standing_people()
    funds, key = [make_fund(people, f"Fund {number}") for number in range(2)], new_id()
    half_and_half(
        lambda number: promise_money(by=people.ngozi, fund=funds[number % 2], amount=pounds(5), promise_id=key, now=NOW)
    )
    assert Promise.objects.filter(id=key).count() == 1


def test_one_hold_is_of_one_budget(fresh_database: str) -> None:
    people, budget = scene(100)
    other, key = make_budget(people, (make_fund(people, "More", received=50), 50), person=people.stranger), new_id()
    half_and_half(
        lambda number: hold_for(
            by=people.priya,
            budget=[budget, other][number % 2],
            amount=pounds(5),
            spend_kind=SpendKind.FOOD,
            on=TODAY,
            hold_id=key,
            now=NOW,
        )
    )
    assert Hold.objects.count() == 1
