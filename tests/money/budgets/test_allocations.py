from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import FileRefused, NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.kernel.requests import RequestReused
from commonpurse.money.budgets.commands import NewAllocation, allocate_many, allocate_money, open_budget
from commonpurse.money.budgets.models import Allocation, Budget, Fund, Line
from commonpurse.money.budgets.queries import fund_figures, person_money
from commonpurse.money.budgets.rules import BudgetRefused
from commonpurse.money.ledger.queries import trial_balance
from commonpurse.parties.people.commands import add_person
from tests.factories import NOW, TODAY, Standing, make_budget, make_fund, pounds, standing_people


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def allocate(people: Standing, fund: Fund, budget: Budget, amount: Money, **given: object) -> Allocation:
    wanted = {"by": people.ngozi, "reason": "A home", "request_id": new_id(), "now": NOW} | given
    return allocate_money(fund=fund, budget=budget, amount=amount, **wanted)  # type: ignore[arg-type]


def balance(people: Standing) -> Money:
    money = person_money(viewer=people.ada, person=people.ada, today=TODAY)
    assert money is not None
    return money.available


def test_a_person_has_one_budget(people: Standing) -> None:
    budget = open_budget(by=people.wren, person=people.ada, now=NOW)
    with pytest.raises(BudgetRefused) as refused:
        open_budget(by=people.priya, person=people.ada, now=NOW)
    assert refused.value.code == "budget_there"
    assert Budget.objects.get() == budget
    assert balance(people) == pounds(0)


@pytest.mark.parametrize("actor", ["femi", "ngozi", "callum", "administrator"])
def test_who_does_not_work_with_her_opens_no_budget(people: Standing, actor: str) -> None:
    with pytest.raises(NotAllowed):
        open_budget(by=getattr(people, actor), person=people.ada, now=NOW)


def test_several_funds_make_one_balance(people: Standing) -> None:
    home, warm = make_fund(people, received=500), make_fund(people, "Warm Fund", received=300)
    budget = make_budget(people, (home, 200), (warm, 100), (home, 50))
    assert balance(people) == pounds(350)
    assert Line.objects.filter(budget=budget).count() == 2
    figures = fund_figures(viewer=people.ngozi, funds=[home, warm])
    assert (figures[home.id].left, figures[home.id].committed) == (pounds(250), pounds(250))
    assert (figures[warm.id].left, figures[warm.id].committed) == (pounds(200), pounds(100))
    assert trial_balance()["GBP"].difference == pounds(0)
    facts = AuditEvent.objects.filter(event_type="money_allocated", subject_id=budget.id).values_list(
        "facts", flat=True
    )
    assert [each["amount_minor"] for each in facts] == [20000, 10000, 5000]


def test_the_same_request_gives_once_whatever_has_happened_since(people: Standing) -> None:
    fund = make_fund(people, received=100)
    budget, key = make_budget(people), new_id()
    first = allocate(people, fund, budget, pounds(100), request_id=key)
    again = allocate(people, fund, budget, pounds(100), request_id=key, now=NOW + timedelta(days=400))
    assert again == first
    assert balance(people) == pounds(100)
    for other in (
        {"amount": pounds(99)},
        {"reason": "Another"},
        {"budget": make_budget(people, person=people.stranger)},
        {"fund": make_fund(people, "Warm Fund", received=100)},
    ):
        with pytest.raises(RequestReused):
            allocate(people, **({"fund": fund, "budget": budget, "amount": pounds(100), "request_id": key} | other))  # type: ignore[arg-type]
    assert Allocation.objects.count() == 1


def test_a_fund_never_gives_more_than_it_has_received(people: Standing) -> None:
    fund = make_fund(people, received=100)
    budget = make_budget(people, (fund, 60))
    with pytest.raises(BudgetRefused) as refused:
        allocate(people, fund, budget, Money(4001, "GBP"))
    assert refused.value.code == "fund_short"
    assert refused.value.message == (
        "Home Fund has £40.00 left to give. Give that or less, or wait until more has arrived."
    )
    allocate(people, fund, budget, pounds(40))
    assert balance(people) == pounds(100)


@pytest.mark.parametrize(
    ("given_values", "code"),
    [
        ({"amount": pounds(0)}, "amount_not_positive"),
        ({"amount": Money(-1, "GBP")}, "amount_not_positive"),
        ({"amount": Money(100, "EUR")}, "other_currency"),
        ({"reason": " "}, "reason_needed"),
    ],
)
def test_an_allocation_that_says_too_little_is_refused(
    people: Standing, given_values: dict[str, object], code: str
) -> None:
    fund = make_fund(people, received=100)
    wanted = {"fund": fund, "budget": make_budget(people), "amount": pounds(1)} | given_values
    with pytest.raises(BudgetRefused) as refused:
        allocate(people, **wanted)  # type: ignore[arg-type]
    assert refused.value.code == code
    assert not Allocation.objects.exists()


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "code"),
    [
        (date(2026, 6, 2), date(2027, 1, 1), "fund_not_started"),
        (date(2026, 1, 1), date(2026, 6, 1), "fund_ended"),
    ],
)
def test_outside_its_period_a_fund_gives_nothing(people: Standing, starts_on: date, ends_on: date, code: str) -> None:
    fund = make_fund(people, received=100, starts_on=starts_on, ends_on=ends_on)
    with pytest.raises(BudgetRefused) as refused:
        allocate(people, fund, make_budget(people), pounds(1))
    assert refused.value.code == code


def round_of(people: Standing, fund: Fund, amounts: list[int]) -> list[NewAllocation]:
    rows = []
    for number, amount in enumerate(amounts):
        person = add_person(by=people.priya, called_by=f"Person {number}", now=NOW)
        budget = open_budget(by=people.priya, person=person, now=NOW)
        rows.append(NewAllocation(fund, budget, pounds(amount), "Spring round", new_id()))
    return rows


def test_a_round_is_given_whole_and_given_again_adds_nothing(people: Standing) -> None:
    fund = make_fund(people, received=100)
    rows = round_of(people, fund, [10, 20, 30])
    made = allocate_many(by=people.ngozi, allocations=rows, now=NOW)
    assert [each.amount_minor for each in made] == [1000, 2000, 3000]
    assert [each.line.budget_id for each in made] == [row.budget.id for row in rows]
    more = [*rows, NewAllocation(fund, rows[0].budget, pounds(5), "Spring round", new_id())]
    assert allocate_many(by=people.ngozi, allocations=more, now=NOW)[:3] == made
    figures = fund_figures(viewer=people.ngozi, funds=[fund])[fund.id]
    assert (figures.left, figures.committed) == (pounds(35), pounds(65))
    assert AuditEvent.objects.filter(event_type="round_allocated").first().facts == {  # type: ignore[union-attr]
        "allocations": 3,
        "total_minor": 6000,
    }


def test_a_round_with_wrong_rows_gives_nothing_and_tells_each(people: Standing) -> None:
    fund, ended = make_fund(people, received=100), make_fund(people, "Old Fund", received=9, ends_on=date(2026, 6, 1))
    rows = round_of(people, fund, [60, 50, 40])
    rows.append(NewAllocation(ended, rows[0].budget, pounds(1), "Spring round", new_id()))
    rows.append(NewAllocation(fund, rows[0].budget, pounds(0), "Spring round", new_id()))
    with pytest.raises(FileRefused) as refused:
        allocate_many(by=people.ngozi, allocations=rows, now=NOW)
    assert [(error.row, error.field) for error in refused.value.errors] == [(2, "amount"), (4, "fund"), (5, "amount")]
    assert "has £40.00 left" in refused.value.errors[0].reason
    assert not Allocation.objects.exists()


def test_the_same_request_twice_in_one_round_is_refused(people: Standing) -> None:
    fund = make_fund(people, received=100)
    (row,) = round_of(people, fund, [10])
    with pytest.raises(RequestReused):
        allocate_many(by=people.ngozi, allocations=[row, row], now=NOW)
    with pytest.raises(BudgetRefused) as refused:
        allocate_many(by=people.ngozi, allocations=[], now=NOW)
    assert refused.value.code == "round_size"


def test_a_round_takes_the_same_statements_for_few_and_for_many(people: Standing) -> None:
    fund = make_fund(people, received=1000)

    def statements(rows: list[NewAllocation]) -> int:
        with CaptureQueriesContext(connection) as captured:
            allocate_many(by=people.ngozi, allocations=rows, now=NOW)
        return len(captured)

    assert statements(round_of(people, fund, [1] * 2)) == statements(round_of(people, fund, [1] * 25))


@pytest.mark.parametrize("actor", ["wren", "femi", "callum", "administrator"])
def test_only_finance_and_the_manager_give_money_out(people: Standing, actor: str) -> None:
    fund = make_fund(people, received=100)
    rows = round_of(people, fund, [1])
    with pytest.raises(NotAllowed):
        allocate(people, fund, rows[0].budget, pounds(1), by=getattr(people, actor))
    with pytest.raises(NotAllowed):
        allocate_many(by=getattr(people, actor), allocations=rows, now=NOW)
    allocate(people, fund, rows[0].budget, pounds(1), by=people.priya)
