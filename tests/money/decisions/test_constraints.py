"""Each constraint of the asks is broken once, past every rule, on the database itself; and an ask is not rewritten."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from commonpurse.kernel.identity import new_id
from commonpurse.kernel.set_once import SetOnce
from commonpurse.money.budgets.commands import hold_for
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import make_ask
from commonpurse.money.decisions.models import Ask
from commonpurse.money.decisions.rules import NEXT, NEXT_BY_PANEL
from tests.factories import NOW, TODAY, Standing, make_budget, make_fund, pounds, standing_people

NEWEST_LIFE = "0012_a_yes_of_a_panel_waits_for_her"


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


@pytest.fixture
def granted(people: Standing) -> Ask:
    return asked(people, 1)


def asked(people: Standing, amount: int) -> Ask:
    """Ada asks; of £9, one is granted at once and 99 wait."""
    return make_ask(
        by=people.ada,
        budget=make_budget(people, (make_fund(people, received=9), 9)),
        what_for="Food",
        amount=pounds(amount),
        spend_kind=SpendKind.FOOD,
        request_id=new_id(),
        now=NOW,
    )


def again(people: Standing, ask: Ask, **changed: Any) -> None:
    """Insert a copy of an ask with `changed`, its unique ids renewed."""
    kept = {field.attname: getattr(ask, field.attname) for field in Ask._meta.concrete_fields}
    renewed = {"id": new_id(), "request_id": new_id()}
    if ask.hold_id is not None and "hold_id" not in changed:
        renewed["hold_id"] = hold_for(
            by=people.ada,
            budget=ask.budget,
            amount=pounds(1),
            spend_kind=SpendKind.FOOD,
            on=TODAY,
            hold_id=new_id(),
            now=NOW,
        ).id
    Ask.objects.create(**(kept | renewed | changed))


BREACHES: dict[str, dict[str, Any]] = {
    "ask_above_zero": {"amount_minor": 0},
    "ask_kind_known": {"spend_kind": "fun"},
    "ask_paid_to_known": {"paid_to": "nobody"},
    "ask_state_known": {"state": "maybe"},
    "ask_has_one_asker": {"asked_by_person_id": None},
    "ask_decided_with_author": {"decided_by_person_id": None},
    "ask_declined_with_reason": {"state": "declined", "hold_id": None},
    "ask_granted_holds_money": {"hold_id": None},
    "ask_open_or_declined_holds_none": {"state": "declined", "reason": "x"},
    "ask_happened_only_when_awaited": {"said_happened_at": NOW},
    "ask_used_only_when_granted": {"state": "withdrawn", "used_at": NOW},
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_refuses(people: Standing, granted: Ask, name: str) -> None:
    again(people, granted)  # what is copied would be taken as it is
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        again(people, granted, **BREACHES[name])
    if connection.vendor == "postgresql":
        assert name in str(refused.value)


EDITS: dict[str, dict[str, Any]] = {
    "how much": {"amount_minor": 900},
    "what for": {"what_for": "Drink"},
    "what kind": {"spend_kind": "leisure"},
    "whom to pay": {"pay_to": "Somebody else"},
    "into whose hands": {"paid_to": "supplier"},
    "who asked": {"asked_by_person": None},
    "which money it holds": {"hold": None},
    "that somebody said yes": {"state": "waiting"},
}


@pytest.mark.parametrize("what", EDITS)
def test_what_was_asked_and_held_is_never_rewritten(granted: Ask, what: str) -> None:
    with pytest.raises(DatabaseError, match=r"permission denied|append.only"), transaction.atomic():
        Ask.objects.filter(id=granted.id).update(**EDITS[what])


def test_an_ask_is_not_deleted(granted: Ask) -> None:
    with (
        pytest.raises(DatabaseError, match=r"permission denied|append.only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM decisions_ask")


def test_the_life_in_the_migration_is_the_one_in_the_rules() -> None:
    operations = import_module(f"commonpurse.money.decisions.migrations.{NEWEST_LIFE}").Migration.operations
    (kept,) = (one for one in operations if isinstance(one, SetOnce) and one.table == "decisions_ask")
    assert {before: set(after) for before, after in kept.steps.items()} == {
        before.value: {state.value for state in NEXT[before] | NEXT_BY_PANEL.get(before, frozenset())}
        for before in NEXT
        if NEXT[before] or before in NEXT_BY_PANEL
    }
