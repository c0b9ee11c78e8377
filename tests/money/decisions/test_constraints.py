"""Each constraint of the asks is broken once, past every rule, on the database itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import make_ask
from commonpurse.money.decisions.models import Ask
from tests.factories import NOW, make_budget, make_fund, pounds, standing_people

# name: (the amount asked for: 1 is granted, 99 waits; what is then changed by force)
BREACHES: dict[str, tuple[int, dict[str, Any]]] = {
    "ask_above_zero": (1, {"amount_minor": 0}),
    "ask_kind_known": (1, {"spend_kind": "fun"}),
    "ask_state_known": (1, {"state": "maybe"}),
    "ask_has_one_asker": (1, {"asked_by_person": None}),
    "ask_decided_with_author": (1, {"decided_by_person": None}),
    "ask_declined_with_reason": (1, {"state": "declined", "hold": None}),
    "ask_granted_holds_money": (1, {"hold": None}),
    "ask_open_or_declined_holds_none": (1, {"state": "declined", "reason": "x"}),
    "ask_used_only_when_granted": (99, {"used_at": NOW}),
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_refuses(db: None, name: str) -> None:
    people = standing_people()
    amount, changed = BREACHES[name]
    asked = make_ask(
        by=people.ada,
        budget=make_budget(people, (make_fund(people, received=9), 9)),
        what_for="Food",
        amount=pounds(amount),
        spend_kind=SpendKind.FOOD,
        request_id=new_id(),
        now=NOW,
    )
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Ask.objects.filter(id=asked.id).update(**changed)
    if connection.vendor == "postgresql":
        assert name in str(refused.value)
