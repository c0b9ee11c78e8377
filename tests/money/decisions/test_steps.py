"""An ask points to the step of the plan that it is for, once; a step knows no money."""

from __future__ import annotations

import pytest

from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import make_ask, point_ask_to_step
from commonpurse.money.decisions.rules import AskRefused
from commonpurse.support.plans.commands import write_step
from commonpurse.support.plans.models import Step
from tests.factories import NOW, Standing, make_budget, make_fund, pounds, standing_people
from tests.support.plans.making import make_step


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def test_an_ask_is_for_one_step_of_her_own_plan(people: Standing) -> None:
    budget = make_budget(people, (make_fund(people, received=900), 500))
    wanted = {"what_for": "A copy of it", "spend_kind": SpendKind.IDENTITY_DOCUMENTS, "request_id": new_id()}
    ask = make_ask(by=people.ada, budget=budget, amount=pounds(11), now=NOW, **wanted)
    step, other = make_step(people), make_step(people, what="Another")
    idea = make_step(people, by=people.wren, what="An idea")
    with pytest.raises(AskRefused) as no:
        point_ask_to_step(by=people.ada, ask=ask, step=idea, now=NOW)
    assert no.value.code == "step_not_in_plan"
    for _ in range(2):
        assert point_ask_to_step(by=people.ada, ask=ask, step=step, now=NOW).plan_step_id == step.id
    with pytest.raises(AskRefused) as no:
        point_ask_to_step(by=people.ada, ask=ask, step=other, now=NOW)
    assert no.value.code == "has_a_step"
    strangers = write_step(by=people.stranger, person=people.stranger, what="Ring them", now=NOW)
    for by, to in ((people.ada, strangers), (people.femi, step), (people.stranger, step)):
        with pytest.raises(NotAllowed):
            point_ask_to_step(by=by, ask=ask, step=to, now=NOW)
    assert not any("minor" in field.name for field in Step._meta.get_fields())
