"""Each answer is kept as a decision: by whom, by what right, what was known. It is never edited; a new one replaces it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.models import Budget
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import decline_ask, make_ask, withdraw_ask
from commonpurse.money.decisions.commands.deciding import record_decision
from commonpurse.money.decisions.models import Ask, Decision
from commonpurse.money.decisions.rules import AskRefused, Ground, Outcome
from tests.factories import NOW, Standing, make_budget, make_fund, pounds, standing_people

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


@pytest.fixture
def budget(people: Standing) -> Budget:
    """Ada has £100."""
    return make_budget(people, (make_fund(people, received=500), 100))


def ask(people: Standing, budget: Budget, amount: int = 60) -> Ask:
    return make_ask(
        by=people.ada,
        budget=budget,
        what_for="A bed",
        amount=pounds(amount),
        spend_kind=SpendKind.FURNITURE,
        request_id=new_id(),
        now=NOW,
    )


def test_her_own_yes_at_once_is_a_decision_of_hers(people: Standing, budget: Budget) -> None:
    decision = ask(people, budget).decisions.get()
    assert (decision.outcome, decision.ground, decision.decided_by) == ("yes", "hers", people.ada)
    assert (decision.number, decision.replaces, decision.amount_minor) == (1, None, 60_00)
    assert (decision.person, decision.decided_at, decision.agreement) == (people.ada, NOW, None)


def test_an_ask_that_waits_or_is_taken_back_has_no_decision_for_it(people: Standing, budget: Budget) -> None:
    withdraw_ask(by=people.ada, ask=ask(people, budget, 101), now=LATER)
    assert not Decision.objects.exists()


def test_a_no_keeps_what_would_change_it_and_what_she_says_to_it(people: Standing, budget: Budget) -> None:
    asked = ask(people, budget, 101)
    given: dict[str, Any] = {"by": people.wren, "ask": asked, "reason": "There is £100.", "now": LATER}
    with pytest.raises(AskRefused) as refused:
        decline_ask(**given, would_change=" ")
    assert (refused.value.code, refused.value.field) == ("would_change_needed", "would_change")
    decline_ask(**given, would_change="A pound more.", options=["A smaller bed", " "], persons_view="I want this one.")
    decision = asked.decisions.get()
    assert (decision.outcome, decision.decided_by, decision.reason) == ("no", people.wren, "There is £100.")
    assert (decision.would_change, decision.options) == ("A pound more.", ["A smaller bed"])
    assert decision.persons_view == "I want this one."


def test_a_new_decision_stands_in_the_place_of_the_one_before(people: Standing, budget: Budget) -> None:
    asked = ask(people, budget, 101)
    decline_ask(by=people.wren, ask=asked, reason="There is £100.", would_change="A pound more.", now=LATER)
    record_decision(asked, Outcome.YES, ground=Ground.PANEL, by=people.priya, now=LATER + timedelta(days=3))
    first, second = asked.decisions.all()
    assert (second.number, second.replaces, second.outcome) == (2, first, "yes")


BREACHES: dict[str, dict[str, Any]] = {
    "decision_outcome_known": {"outcome": "maybe"},
    "decision_ground_known": {"ground": "score"},
    "decision_has_one_author": {"decided_by_person_id": None},
    "decision_of_one_thing": {"ask_id": None},
    "decision_above_zero": {"amount_minor": 0},
    "decision_no_says_why": {"outcome": "no", "reason": "Because."},
    "decision_silence_is_no_no": {"outcome": "no", "ground": "silence", "reason": "x", "would_change": "y"},
    "decision_replaces_the_one_before": {"replaces_id": None},
    "decision_number_once": {"number": 1, "replaces_id": None},
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_refuses(people: Standing, budget: Budget, name: str) -> None:
    first = ask(people, budget).decisions.get()
    kept = {field.attname: getattr(first, field.attname) for field in Decision._meta.concrete_fields}
    renewed = {"id": new_id(), "number": 2, "replaces_id": first.id}
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Decision.objects.create(**(kept | renewed | BREACHES[name]))
    if connection.vendor == "postgresql":
        assert name in str(refused.value)
    Decision.objects.create(**(kept | renewed))


@pytest.mark.parametrize("change", [{"outcome": "no"}, {"reason": "Another"}, {"known": {}}])
def test_a_decision_is_never_edited(people: Standing, budget: Budget, change: dict[str, Any]) -> None:
    ask(people, budget)
    with pytest.raises(DatabaseError, match=r"permission denied|append.only"), transaction.atomic():
        Decision.objects.update(**change)
