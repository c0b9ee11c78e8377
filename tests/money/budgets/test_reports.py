"""A fund's quarter: figures as at its end by business date, and nobody to be seen in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import Quarter, business_date
from commonpurse.money.budgets.commands import (
    agree_correction,
    ask_correction,
    promise_money,
)
from commonpurse.money.budgets.models import Fund, Hold
from commonpurse.money.budgets.queries import (
    FundFlow,
    QuarterFigures,
    QuarterReport,
    count_of_people,
    fiscal_year,
    fund_figures,
    quarter_reports,
    spending_so_far,
    spent_by_kind,
)
from commonpurse.money.budgets.rules import SpendKind
from tests.factories import Standing, make_fund, pounds, receive, standing_people
from tests.money.budgets.moving import bring_back
from tests.money.budgets.quarters import (
    IN_SPRING,
    IN_SUMMER,
    SPRING,
    SUMMER,
    SUMMER_BEGINS,
    budgets_of,
    close,
    give,
    spend,
)

FOOD, TRAVEL, CLOTHING, PETS = SpendKind.FOOD, SpendKind.TRAVEL, SpendKind.CLOTHING, SpendKind.PET_CARE


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


@pytest.fixture
def fund(people: Standing) -> Fund:
    return make_fund(people, received=5000)


def report_of(people: Standing, fund: Fund, quarter: Quarter) -> QuarterReport:
    (report,) = quarter_reports(viewer=people.callum, funds=[fund], quarter=quarter, year=fiscal_year())
    return report


def told(figures: QuarterFigures) -> list[tuple[SpendKind | None, int, int]]:
    return [(each.kind, each.amount.minor // 100, each.people) for each in figures.kinds]


def test_what_happens_at_midnight_in_london_is_of_the_next_quarter(people: Standing, fund: Fund) -> None:
    (budget,) = budgets_of(people, fund, 1, 100, SUMMER_BEGINS - timedelta(microseconds=1))
    give(people, fund, budget, 30, SUMMER_BEGINS)
    report = report_of(people, fund, SUMMER)
    assert (report.last.flow.given, report.this.flow.given) == (pounds(100), pounds(30))
    assert (report.last.at_end.committed, report.this.at_end.committed) == (pounds(100), pounds(130))
    assert [each.quarter for each in (report.last, report.this)] == [SPRING, SUMMER]


def test_each_figure_of_a_quarter_is_told_beside_the_one_before(people: Standing, fund: Fund) -> None:
    promise_money(by=people.ngozi, fund=fund, amount=pounds(900), now=IN_SUMMER)
    (budget,) = budgets_of(people, fund, 1, 300, IN_SPRING)
    food = spend(people, budget, FOOD, 80, IN_SPRING)
    bring_back(people, food, food.id, pounds(30), now=IN_SUMMER)
    spend(people, budget, TRAVEL, 10, IN_SUMMER)
    wrong = give(people, fund, budget, 60, SUMMER_BEGINS - timedelta(days=1))  # put right within thirty days
    asked = ask_correction(
        by=people.ngozi, allocation=wrong, amount=pounds(60), reason="Typed twice.", request_id=new_id(), now=IN_SUMMER
    )
    agree_correction(by=people.tom, correction=asked, now=IN_SUMMER)
    report = report_of(people, fund, SUMMER)

    def flow(*amounts: int) -> FundFlow:
        return FundFlow(*(pounds(each) for each in amounts))

    #                         promised received given spent returned
    assert report.last.flow == flow(5000, 5000, 360, 80, 0)
    assert report.this.flow == flow(900, 0, -60, -20, 30)
    assert (report.this.at_end.expected, report.last.at_end.expected) == (pounds(900), pounds(0))


@pytest.mark.parametrize(("count", "said"), [(0, 0), (1, None), (4, None), (5, 5), (7, 7)])
def test_one_to_four_people_are_never_a_number(people: Standing, fund: Fund, count: int, said: int | None) -> None:
    budgets_of(people, fund, count, 10, IN_SPRING)
    assert report_of(people, fund, SPRING).this.people == said


def test_people_are_counted_as_at_the_quarters_end(people: Standing, fund: Fund) -> None:
    early = budgets_of(people, fund, 6, 10, IN_SPRING)
    budgets_of(people, fund, 2, 10, IN_SUMMER)
    first = early[0].lines.get().allocations.get()
    asked = ask_correction(
        by=people.ngozi, allocation=first, amount=pounds(10), reason="Not hers.", request_id=new_id(), now=IN_SUMMER
    )
    agree_correction(by=people.tom, correction=asked, now=IN_SUMMER)
    report = report_of(people, fund, SUMMER)
    assert (report.last.people, report.this.people) == (6, 7)
    assert count_of_people(viewer=people.callum, fund=fund) == 7


def test_kinds_are_told_when_the_books_of_the_quarter_are_closed(people: Standing, fund: Fund) -> None:
    for budget in budgets_of(people, fund, 5, 50, IN_SPRING):
        spend(people, budget, FOOD, 20, IN_SPRING)
    open_still = report_of(people, fund, SPRING).this
    assert (told(open_still), open_still.hidden) == ([], "open")
    close(people, date(2026, 6, 30))  # a day of it is open
    assert report_of(people, fund, SPRING).this.hidden == "open"
    close(people, date(2026, 7, 1))
    closed = report_of(people, fund, SPRING).this
    assert (told(closed), closed.hidden) == ([(FOOD, 100, 5)], "")
    assert report_of(people, fund, SUMMER).this.hidden == "open"


def test_fewer_than_five_people_are_seen_in_no_kind(people: Standing, fund: Fund) -> None:
    for budget in budgets_of(people, fund, 4, 50, IN_SPRING):
        spend(people, budget, FOOD, 20, IN_SPRING)
    close(people, date(2026, 7, 1))
    report = report_of(people, fund, SPRING)
    assert (told(report.this), report.this.hidden) == ([], "few")
    assert report.this.flow.spent == pounds(80)  # the funder's own money: the total is told
    assert (told(report.last), report.last.hidden) == ([], "")  # nothing was spent before


def test_small_kinds_are_told_together_and_what_came_back_counts_nobody(people: Standing, fund: Fund) -> None:
    budgets = budgets_of(people, fund, 9, 100, IN_SPRING)
    for budget in budgets[:6]:
        spend(people, budget, FOOD, 10, IN_SPRING)
    for budget in budgets[4:8]:
        spend(people, budget, CLOTHING, 5, IN_SPRING)
    spend(people, budgets[8], PETS, 7, IN_SPRING)
    back = spend(people, budgets[0], CLOTHING, 90, IN_SPRING)  # the fifth of that kind, if it had stayed spent
    bring_back(people, back, back.id, now=IN_SPRING)
    close(people, date(2026, 7, 1))
    figures = report_of(people, fund, SPRING).this
    assert told(figures) == [(FOOD, 60, 6), (None, 27, 5)]
    assert sum((each.amount for each in figures.kinds), pounds(0)) == figures.flow.spent


def test_so_far_adds_up_what_the_reports_told_and_nothing_else(people: Standing, fund: Fund) -> None:
    budgets = budgets_of(people, fund, 6, 100, IN_SPRING)
    for budget in budgets:
        spend(people, budget, FOOD, 10, IN_SPRING)
        spend(people, budget, FOOD, 5, IN_SUMMER)
        spend(people, budget, TRAVEL, 2, IN_SPRING)
    spend(people, budgets[0], FOOD, 1, datetime(2026, 11, 1, tzinfo=UTC))

    def so_far() -> tuple[date | None, list[tuple[SpendKind, int]], int, int]:
        spent = fund_figures(viewer=people.callum, funds=[fund])[fund.id].spent
        found = spending_so_far(viewer=people.callum, fund=fund, spent=spent)
        assert found is not None
        assert sum((amount for _, amount in found.kinds), found.rest + found.since) == spent
        kinds = [(kind, amount.minor // 100) for kind, amount in found.kinds]
        return found.until, kinds, found.rest.minor // 100, found.since.minor // 100

    assert so_far() == (None, [], 0, 103)
    close(people, date(2026, 7, 1))
    assert so_far() == (date(2026, 7, 1), [(FOOD, 60), (TRAVEL, 12)], 0, 31)
    spend(people, budgets[1], PETS, 3, IN_SUMMER)  # one person: food hides her, and the quarter tells no kind
    close(people, date(2026, 11, 15))
    assert so_far() == (date(2026, 10, 1), [(FOOD, 60), (TRAVEL, 12)], 33, 1)
    assert report_of(people, fund, SUMMER).this.hidden == "few"


def test_a_report_is_for_who_may_see_the_fund(people: Standing, fund: Fund) -> None:
    spent = pounds(0)
    for viewer in (people.wren, people.ada, people.administrator):
        assert quarter_reports(viewer=viewer, funds=[fund], quarter=SPRING, year=fiscal_year()) == []
        assert spending_so_far(viewer=viewer, fund=fund, spent=spent) is None
    for viewer in (people.callum, people.ngozi, people.priya):
        assert len(quarter_reports(viewer=viewer, funds=[fund], quarter=SPRING, year=fiscal_year())) == 1


def test_a_report_takes_the_same_statements_for_one_fund_and_for_many(people: Standing, fund: Fund) -> None:
    funds = [fund, *(make_fund(people, f"Fund {number}", received=90) for number in range(3))]
    for budget in budgets_of(people, fund, 2, 50, IN_SPRING):
        for other in funds[1:]:
            give(people, other, budget, 5, IN_SPRING)
        spend(people, budget, FOOD, 20, IN_SUMMER)

    def statements(some: Sequence[Fund]) -> int:
        with CaptureQueriesContext(connection) as captured:
            quarter_reports(viewer=people.callum, funds=some, quarter=SUMMER, year=year)
        return len(captured)

    year = fiscal_year()
    statements(funds)  # whether somebody is a funder is asked once
    assert statements(funds) == statements(funds[:1]) == 6


STEPS = st.lists(
    st.tuples(st.sampled_from(["receive", "give", "spend", "bring_back"]), st.integers(0, 3), st.integers(1, 90)),
    max_size=25,
)


@settings(max_examples=15)
@given(STEPS, st.integers(1, 20))
def test_quarters_add_up_to_all_there_ever_was(
    people: Standing, steps: list[tuple[str, int, int]], days_apart: int
) -> None:
    story_fund = make_fund(people, f"Fund {new_id()}", received=200)
    budgets = budgets_of(people, story_fund, 4, 1, IN_SPRING)
    spent: list[Hold] = []
    now = IN_SPRING
    for step, which, amount in steps:
        now += timedelta(days=days_apart)
        try:
            if step == "receive":
                receive(people, story_fund, amount)
            elif step == "give":
                give(people, story_fund, budgets[which], amount, now)
            elif step == "spend":
                spent.append(spend(people, budgets[which], list(SpendKind)[which], amount, now))
            elif spent:
                back = spent.pop()
                bring_back(people, back, back.id, now=now)
        except Refused as refused:
            assert refused.code in ("fund_short", "short_of_money", "fund_ended")  # noqa: PT017
    year = fiscal_year()
    quarters = year.quarters(date(2026, 1, 1), business_date(now))
    reports = [report_of(people, story_fund, quarter) for quarter in quarters]
    whole = fund_figures(viewer=people.callum, funds=[story_fund])[story_fund.id]
    assert reports[-1].this.at_end == whole
    for name, total in (
        ("promised", whole.expected + whole.received),
        ("received", whole.received),
        ("given", whole.committed + whole.spent),
        ("spent", whole.spent),
        ("returned", whole.returned),
    ):
        assert sum((getattr(each.this.flow, name) for each in reports), Money(0, "GBP")) == total
    for one, other in pairwise(reports):
        assert one.this == other.last
    for each in reports:
        at_end = each.this.at_end
        assert at_end.received == at_end.left + at_end.committed + at_end.spent
    by_kind = spent_by_kind(viewer=people.ngozi, fund=story_fund)
    assert sum(by_kind.values(), Money(0, "GBP")) == whole.spent
