"""Who may ask, answer, take back and see: the standing people against every act."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.models import Budget
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import decline_ask, grant_ask, make_ask, use_ask, withdraw_ask
from commonpurse.money.decisions.models import Ask
from commonpurse.money.decisions.queries import asks_visible_to, get_ask
from tests.factories import NOW, TODAY, Standing, make_budget, make_fund, pounds, standing_people

EVERYBODY = ["ada", "stranger", "wren", "femi", "priya", "ngozi", "callum", "administrator"]
WITH_HER = {"wren", "priya"}


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def ask(people: Standing, by: str = "wren", amount: int = 1) -> Ask:
    budget = Budget.objects.filter(person=people.ada).first() or make_budget(people, (make_fund(people, received=9), 9))
    return make_ask(
        by=getattr(people, by),
        budget=budget,
        what_for="Food",
        amount=pounds(amount),
        spend_kind=SpendKind.FOOD,
        request_id=new_id(),
        now=NOW,
    )


ACTS: dict[str, tuple[Callable[[Standing, str], object], set[str]]] = {
    "make_ask": (lambda p, by: ask(p, by), {"ada"} | WITH_HER),
    "grant_ask": (lambda p, by: grant_ask(by=getattr(p, by), ask=ask(p), now=NOW), WITH_HER),
    "decline_ask": (
        lambda p, by: decline_ask(by=getattr(p, by), ask=ask(p, amount=99), reason="x", would_change="y", now=NOW),
        WITH_HER,
    ),
    # Of what Wren wrote down: she herself, and Wren, never the manager.
    "withdraw_ask": (
        lambda p, by: withdraw_ask(by=getattr(p, by), ask=ask(p, "wren"), reason="She said so.", now=NOW),
        {"ada", "wren"},
    ),
    "withdraw_ask of her own": (lambda p, by: withdraw_ask(by=getattr(p, by), ask=ask(p, "ada"), now=NOW), {"ada"}),
    "use_ask": (lambda p, by: use_ask(by=getattr(p, by), ask=ask(p, "ada"), now=NOW), {"ada"} | WITH_HER),
}


@pytest.mark.parametrize("actor", EVERYBODY)
@pytest.mark.parametrize("act", ACTS)
def test_who_may_do_what_with_an_ask(people: Standing, act: str, actor: str) -> None:
    do, allowed = ACTS[act]
    if actor in allowed:
        do(people, actor)
    else:
        with pytest.raises(NotAllowed):
            do(people, actor)


@pytest.mark.parametrize("viewer", EVERYBODY)
def test_who_sees_an_ask(people: Standing, viewer: str) -> None:
    asked = ask(people)
    is_seen = viewer in {"ada"} | WITH_HER
    actor = getattr(people, viewer)
    assert list(asks_visible_to(actor, TODAY)) == ([asked] if is_seen else [])
    assert (get_ask(viewer=actor, ask_id=asked.id, today=TODAY) is not None) is is_seen
