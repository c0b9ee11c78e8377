"""Who sees which money: the standing people against every question."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets import queries
from commonpurse.money.budgets.commands import hold_for
from commonpurse.money.budgets.models import Budget, Fund, Hold
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.parties.partners.commands import add_member, add_organisation
from commonpurse.parties.partners.queries import system_member
from tests.factories import NOW, TODAY, Standing, make_budget, make_fund, pounds, standing_people


@dataclass
class Scene:
    people: Standing
    fund: Fund
    other_fund: Fund
    budget: Budget
    hold: Hold


@pytest.fixture
def scene(db: None) -> Scene:
    """Ada and Sam each have £50 of the funder's money; another funder has a fund too."""
    people = standing_people()
    other = add_organisation(by=people.priya, name="Other Trust", kind="funder", now=NOW)
    fund, other_fund = make_fund(people, received=100), make_fund(people, "Other Fund", received=10, funder=other)
    budget = make_budget(people, (fund, 50))
    make_budget(people, (fund, 50), person=people.stranger)
    hold = hold_for(
        by=people.ada,
        budget=budget,
        amount=pounds(5),
        spend_kind=SpendKind.FOOD,
        on=TODAY,
        hold_id=new_id(),
        now=NOW,
    )
    return Scene(people, fund, other_fund, budget, hold)


# fmt: off
GRID = [
    # viewer           budgets  Ada's money  Ada's trace  funds                          whose the fund's money became
    ("ada",            1,       True,        True,        set(),                         False),
    ("stranger",       1,       False,       False,       set(),                         False),
    ("wren",           1,       True,        True,        set(),                         False),
    ("femi",           0,       False,       False,       set(),                         False),
    ("priya",          2,       True,        True,        {"Home Fund", "Other Fund"},   True),
    ("ngozi",          2,       True,        True,        {"Home Fund", "Other Fund"},   True),
    ("callum",         0,       False,       False,       {"Home Fund"},                 False),
    ("administrator",  0,       False,       False,       set(),                         False),
]
# fmt: on


@pytest.mark.parametrize(("viewer", "budgets", "money", "trace", "funds", "whose"), GRID)
def test_who_sees_which_money(
    scene: Scene, viewer: str, budgets: int, money: bool, trace: bool, funds: set[str], whose: bool
) -> None:
    actor = getattr(scene.people, viewer)
    ada = scene.people.ada
    assert queries.budgets_visible_to(actor, TODAY).count() == budgets
    assert (queries.get_budget(viewer=actor, budget_id=scene.budget.id, today=TODAY) is not None) is money
    assert (queries.person_money(viewer=actor, person=ada, today=TODAY) is not None) is money
    assert (queries.trace_budget(viewer=actor, budget=scene.budget, today=TODAY) is not None) is trace
    assert bool(queries.trace_holds(viewer=actor, hold_ids=[scene.hold.id], today=TODAY)) is trace
    assert {fund.name for fund in queries.funds_visible_to(actor)} == funds
    figures = queries.fund_figures(viewer=actor, funds=[scene.fund, scene.other_fund])
    assert figures.keys() == {fund.id for fund in (scene.fund, scene.other_fund) if fund.name in funds}
    assert (queries.get_fund(viewer=actor, fund_id=scene.fund.id) is not None) is ("Home Fund" in funds)
    assert bool(queries.allocations_of(viewer=actor, budget=scene.budget, today=TODAY)) is trace
    assert queries.count_of_people(viewer=actor, fund=scene.fund) == (2 if "Home Fund" in funds else 0)
    assert queries.spent_by_kind(viewer=actor, fund=scene.fund) == {}
    assert (queries.trace_fund(viewer=actor, fund=scene.fund) is not None) is whose


def test_a_funder_of_another_organisation_sees_nothing_of_this_fund(scene: Scene) -> None:
    other = add_member(
        by=scene.people.priya, organisation=scene.other_fund.funder, name="Olu", roles=["funder"], now=NOW
    )
    assert [fund.name for fund in queries.funds_visible_to(other)] == ["Other Fund"]
    assert queries.trace_fund(viewer=other, fund=scene.fund) is None
    assert queries.money_due_back(viewer=other, today=TODAY) == []


def test_the_system_sees_no_money(scene: Scene) -> None:
    assert not queries.budgets_visible_to(system_member(), TODAY).exists()
    assert not queries.funds_visible_to(system_member()).exists()
