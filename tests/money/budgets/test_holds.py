from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money, split_by_weight
from commonpurse.kernel.requests import RequestReused
from commonpurse.money.budgets.commands import free_hold, hold_for, set_spending_rules
from commonpurse.money.budgets.models import Budget, Hold, HoldLeg
from commonpurse.money.budgets.queries import (
    person_money,
    release_rows_of_many,
    what_stands_in_the_way,
)
from commonpurse.money.budgets.rules import BudgetRefused, Rule, SpendKind, UnspentRule
from commonpurse.money.ledger.commands import LedgerRefused, expire_holds
from commonpurse.money.ledger.queries import hold_remaining, trial_balance
from commonpurse.parties.partners.queries import system_member
from tests.factories import NOW, TODAY, Standing, make_budget, make_fund, pounds, standing_people
from tests.money.budgets.moving import CLEARING, bring_back, release

FOOD, FURNITURE = SpendKind.FOOD, SpendKind.FURNITURE


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def hold(people: Standing, budget: Budget, amount: Money, kind: SpendKind = FURNITURE, **given: object) -> Hold:
    wanted = {"by": people.wren, "on": TODAY, "hold_id": new_id(), "now": NOW} | given
    return hold_for(budget=budget, amount=amount, spend_kind=kind, **wanted)  # type: ignore[arg-type]


def legs(held: Hold) -> dict[str, int]:
    rows = HoldLeg.objects.filter(hold=held).select_related("line__fund")
    return {leg.line.fund.name: leg.amount_minor // 100 for leg in rows}


def available_and_held(people: Standing) -> tuple[Money, Money]:
    money = person_money(viewer=people.ada, person=people.ada, today=TODAY)
    assert money is not None
    return money.available, money.held


@pytest.fixture
def three_funds(people: Standing) -> Budget:
    """£50 that end in July, £50 for a home only, £50 for anything."""
    soon = make_fund(people, "Soon Fund", received=50, ends_on=date(2026, 7, 1))
    home = make_fund(people, "Home Fund", received=50)
    free = make_fund(people, "Free Fund", received=50)
    no_food = {FOOD: Rule(is_allowed=False, reason="The grant is for a home")}
    set_spending_rules(by=people.ngozi, fund=home, rules=no_food, now=NOW)
    return make_budget(people, (free, 50), (home, 50), (soon, 50))


def test_money_is_set_aside_over_several_funds_so_that_the_least_is_wasted(
    people: Standing, three_funds: Budget
) -> None:
    assert legs(hold(people, three_funds, pounds(30))) == {"Soon Fund": 30}
    assert legs(hold(people, three_funds, pounds(80))) == {"Soon Fund": 20, "Home Fund": 50, "Free Fund": 10}
    assert available_and_held(people) == (pounds(40), pounds(110))
    facts = (
        AuditEvent.objects.filter(event_type="money_held").order_by("recorded_at", "id").values_list("facts", flat=True)
    )
    assert [each["lines"] for each in facts] == [1, 3]


def test_money_that_may_not_pay_for_this_is_passed_by(people: Standing, three_funds: Budget) -> None:
    assert legs(hold(people, three_funds, pounds(80), FOOD)) == {"Soon Fund": 50, "Free Fund": 30}
    with pytest.raises(BudgetRefused) as refused:
        hold(people, three_funds, pounds(30), FOOD)
    assert refused.value.code == "rule_says_no"
    assert refused.value.message == (
        "Of the money here, Free Fund can pay £20.00 for this. Home Fund does not pay for food. "
        "The grant is for a home. Choose £20.00 or less, or ask for money to be added."
    )


def test_a_refusal_sets_nothing_aside(people: Standing, three_funds: Budget) -> None:
    with pytest.raises(BudgetRefused) as refused:
        hold(people, three_funds, Money(15001, "GBP"))
    assert refused.value.code == "short_of_money"
    assert "There is £150.00 left, and this needs £150.01." in refused.value.message
    assert available_and_held(people) == (pounds(150), pounds(0))
    assert not Hold.objects.exists()


def test_after_its_end_a_fund_pays_for_nothing_new(people: Standing) -> None:
    budget = make_budget(people, (make_fund(people, received=50, ends_on=date(2026, 7, 1)), 50))
    hold(people, budget, pounds(1), on=date(2026, 6, 30))
    with pytest.raises(BudgetRefused) as refused:
        hold(people, budget, pounds(1), on=date(2026, 7, 1))
    assert refused.value.code == "fund_ended"
    assert "Home Fund could be used until 30 June 2026." in refused.value.message


def test_what_stays_with_the_person_pays_after_the_funds_end(people: Standing) -> None:
    fund = make_fund(people, received=50, ends_on=date(2026, 7, 1), unspent_rule=UnspentRule.STAYS_WITH_PERSON)
    budget = make_budget(people, (fund, 50))
    assert legs(hold(people, budget, pounds(50), on=date(2026, 12, 1))) == {"Home Fund": 50}


def test_an_empty_budget_says_so(people: Standing) -> None:
    with pytest.raises(BudgetRefused) as refused:
        hold(people, make_budget(people), pounds(1))
    assert refused.value.code == "short_of_money"
    assert refused.value.message == "There is £0.00 left, and this needs £1.00. Ask for money to be added."


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (Money(0, "GBP"), "amount_not_positive"),
        (Money(-1, "GBP"), "amount_not_positive"),
        (Money(100, "EUR"), "other_currency"),
    ],
)
def test_only_an_amount_above_zero_in_the_partnerships_currency_is_held(
    people: Standing, three_funds: Budget, amount: Money, code: str
) -> None:
    with pytest.raises(BudgetRefused) as refused:
        hold(people, three_funds, amount)
    assert refused.value.code == code


def test_the_same_hold_again_sets_nothing_more_aside(people: Standing, three_funds: Budget) -> None:
    key = new_id()
    first = hold(people, three_funds, pounds(150), hold_id=key)
    assert hold(people, three_funds, pounds(150), hold_id=key, now=NOW + timedelta(days=300)) == first
    for amount, kind in ((pounds(149), FURNITURE), (pounds(150), FOOD)):
        with pytest.raises(RequestReused):
            hold(people, three_funds, amount, kind, hold_id=key)
    assert available_and_held(people) == (pounds(0), pounds(150))


def test_freed_money_can_be_used_again(people: Standing, three_funds: Budget) -> None:
    held = hold(people, three_funds, pounds(150))
    for _ in range(2):
        free_hold(by=people.wren, hold=held, now=NOW)
    assert available_and_held(people) == (pounds(150), pounds(0))
    assert AuditEvent.objects.filter(event_type="hold_freed").count() == 1
    hold(people, three_funds, pounds(150))


def test_money_that_has_left_cannot_be_freed(people: Standing, three_funds: Budget) -> None:
    held = hold(people, three_funds, pounds(60))
    release(people, held, new_id())
    with pytest.raises(BudgetRefused) as refused:
        free_hold(by=people.wren, hold=held, now=NOW)
    assert refused.value.code == "hold_used"
    assert available_and_held(people) == (pounds(90), pounds(0))


def test_money_that_was_freed_cannot_leave(people: Standing, three_funds: Budget) -> None:
    held = hold(people, three_funds, pounds(60))
    free_hold(by=people.wren, hold=held, now=NOW)
    with pytest.raises(LedgerRefused) as refused:
        release(people, held, new_id())
    # The settle would carry the id of the void: neither can ever follow the other.
    assert refused.value.code == "exists_with_different_content"
    assert available_and_held(people) == (pounds(150), pounds(0))


def test_a_hold_that_expires_is_free_again_and_freeing_it_says_nothing(people: Standing, three_funds: Budget) -> None:
    held = hold(people, three_funds, pounds(60), expires_at=NOW + timedelta(days=1))
    later = NOW + timedelta(days=2)
    expire_holds(by=system_member().id, now=later)
    assert available_and_held(people) == (pounds(150), pounds(0))
    free_hold(by=people.wren, hold=held, now=later)
    with pytest.raises(LedgerRefused):
        release(people, held, new_id())


def test_the_rows_of_a_release_are_the_same_each_time_they_are_asked_for(people: Standing, three_funds: Budget) -> None:
    one, two = hold(people, three_funds, pounds(60)), hold(people, three_funds, pounds(90))
    first, second = new_id(), new_id()
    rows = release_rows_of_many({one.id: first}, clearing_account=CLEARING)
    assert release_rows_of_many({one.id: first}, clearing_account=CLEARING) == rows
    many = release_rows_of_many({one.id: first, two.id: second}, clearing_account=CLEARING)
    assert many[one.id] == rows[one.id]
    assert [row.authority for row in many[two.id]] == [second] * len(many[two.id])
    release(people, one, first)
    release(people, one, first)  # a repeat after a crash moves nothing
    assert available_and_held(people) == (pounds(0), pounds(90))


def test_rows_for_many_holds_take_the_same_statements_as_for_one(people: Standing, three_funds: Budget) -> None:
    holds = [hold(people, three_funds, pounds(1)) for _ in range(8)]

    def statements(few: list[Hold]) -> int:
        with CaptureQueriesContext(connection) as captured:
            release_rows_of_many({each.id: new_id() for each in few}, clearing_account=CLEARING)
        return len(captured)

    assert statements(holds[:1]) == statements(holds)


@given(st.integers(1, 15_000), st.lists(st.integers(1, 15_000), min_size=1, max_size=3))
def test_money_that_comes_back_in_parts_comes_back_to_the_penny(amount_minor: int, parts: list[int]) -> None:
    taken = split_by_weight(amount_minor, [5000, 5000, 5000])
    out = list(taken)
    for part in parts:
        if part > sum(out):
            break
        back = split_by_weight(part, out)
        assert sum(back) == part
        assert all(0 <= each <= rest for each, rest in zip(back, out, strict=True))
        out = [rest - each for rest, each in zip(out, back, strict=True)]


def test_a_returned_payment_gives_each_fund_its_own_back(people: Standing, three_funds: Budget) -> None:
    held, payment = hold(people, three_funds, Money(10001, "GBP")), new_id()
    release(people, held, payment)
    assert available_and_held(people) == (Money(4999, "GBP"), pounds(0))
    bring_back(people, held, payment, Money(3334, "GBP"))
    bring_back(people, held, payment, Money(1, "GBP"))
    assert available_and_held(people) == (Money(8334, "GBP"), pounds(0))
    bring_back(people, held, payment)
    assert available_and_held(people) == (pounds(150), pounds(0))
    money = person_money(viewer=people.ada, person=people.ada, today=TODAY)
    assert money is not None
    assert [line.available for line in money.lines] == [pounds(50)] * 3
    assert trial_balance()["GBP"].difference == pounds(0)
    assert set(hold_remaining(leg.transfer for leg in held.legs.all()).values()) == {pounds(0)}


@pytest.mark.parametrize(
    ("actor", "may_hold", "may_free"),
    [
        ("ada", True, True),
        ("wren", True, True),
        ("priya", True, True),
        ("ngozi", False, True),  # finance pays what others decided, and frees what cannot be paid
        ("femi", False, False),
        ("callum", False, False),
        ("administrator", False, False),
        ("stranger", False, False),
    ],
)
def test_who_may_set_her_money_aside(
    people: Standing, three_funds: Budget, actor: str, may_hold: bool, may_free: bool
) -> None:
    by = getattr(people, actor)
    held = hold(people, three_funds, pounds(1))
    if may_hold:
        hold(people, three_funds, pounds(1), by=by)
    else:
        with pytest.raises(NotAllowed):
            hold(people, three_funds, pounds(1), by=by)
    if may_free:
        free_hold(by=by, hold=held, now=NOW)
    else:
        with pytest.raises(NotAllowed):
            free_hold(by=by, hold=held, now=NOW)
    hint = what_stands_in_the_way(viewer=by, budget=three_funds, amount=pounds(1), spend_kind=FURNITURE, on=TODAY)
    assert (hint is None) is (may_hold or may_free)


def test_the_hint_before_asking_is_the_refusal_after_it(people: Standing, three_funds: Budget) -> None:
    hint = what_stands_in_the_way(viewer=people.ada, budget=three_funds, amount=pounds(120), spend_kind=FOOD, on=TODAY)
    assert hint is not None
    with pytest.raises(BudgetRefused) as refused:
        hold(people, three_funds, pounds(120), FOOD)
    assert (hint.code, hint.message, hint.facts) == (refused.value.code, refused.value.message, refused.value.facts)


def test_a_partnership_in_euros_keeps_everything_in_euros(db: None) -> None:
    people = standing_people(currency="EUR")
    budget = make_budget(people, (make_fund(people, received=50), 50))
    with pytest.raises(BudgetRefused) as refused:
        hold(people, budget, pounds(1))
    assert refused.value.code == "other_currency"
    hold(people, budget, pounds(20, "EUR"))
    assert available_and_held(people) == (pounds(30, "EUR"), pounds(20, "EUR"))
    with pytest.raises(BudgetRefused, match=r"There is €30\.00 left, and this needs €31\.00\."):
        hold(people, budget, pounds(31, "EUR"))
