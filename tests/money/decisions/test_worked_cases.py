"""The worked cases of `worked_cases.txt`, each through the real database: who decides, an ask, and what is answered."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from commonpurse.kernel.identity import new_id
from commonpurse.kernel.periods import day_begins
from commonpurse.money.budgets.models import Budget
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import make_ask, pause_spending
from commonpurse.money.decisions.queries import explain_ask
from commonpurse.parties.partners.models import Member
from commonpurse.support.agreements.rules import DecidesHow, DecisionKind
from tests.factories import NOW, TODAY, Standing, make_budget, make_fund, pounds, standing_people
from tests.support.agreements.acts import make_limit
from tests.support.agreements.making import agree

TABLE = Path(__file__).parent / "worked_cases.txt"
HOW = {"talk": DecidesHow.AFTER_TALKING, "agree": DecidesHow.AGREE_TOO, "other": DecidesHow.OTHER_FOR_NOW}
FIELDS = ("spend", "more", "new payee", "asks", "pays", "besides")


def read_cases() -> list[list[str]]:
    lines = [line for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    return [[part.strip() for part in line.split("|")] for line in lines]


def limit_as_written(people: Standing, kind: DecisionKind, written: str) -> None:
    """`-` is: Ada decides. `agree wren priya` is: Wren or Priya must agree too."""
    if written == "-":
        return
    how, *named = written.split()
    make_limit(people, kind=kind, how=HOW[how], named=[getattr(people, name) for name in named])


def worked_out(people: Standing, budget: Budget, case: list[str]) -> list[str]:
    """Build the case, explain it, ask for it, and say what came of it; nothing of it is kept."""
    spend, more, new_payee, asks, pays, besides = case[: len(FIELDS)]
    who, amount = asks.split()
    with transaction.atomic():
        if more != "-":
            agree(people, now=NOW - timedelta(hours=1))  # up to £30 is the smaller thing
        for kind, written in (
            (DecisionKind.SPEND, spend),
            (DecisionKind.SPEND_MORE, more),
            (DecisionKind.NEW_PAYEE, new_payee),
        ):
            limit_as_written(people, kind, written)
        if "wren left" in besides:
            Member.objects.filter(id=people.wren.id).update(is_active=False)
        if "priya left" in besides:
            Member.objects.filter(id=people.priya.id).update(is_active=False)
        if "pause" in besides:
            until = day_begins(TODAY + timedelta(days=7))
            pause_spending(by=people.ada, person=people.ada, until=until, now=NOW)
        asked = {"amount": pounds(int(amount)), "spend_kind": SpendKind.OTHER, "now": NOW}
        is_new = pays == "new"
        found = explain_ask(viewer=people.ada, person=people.ada, what_for="A bike", is_new_payee=is_new, **asked)  # type: ignore[arg-type]
        assert found is not None
        ask = make_ask(
            by=getattr(people, who),
            budget=budget,
            what_for="A bike",
            request_id=new_id(),
            is_new_payee=is_new,
            **asked,  # type: ignore[arg-type]
        )
        said = [ask.state, found.answer.value, str(found.sentence), str(found.next_step)]
        transaction.set_rollback(True)
    return said


@pytest.mark.django_db
def test_each_worked_case_is_answered_as_the_table_says() -> None:
    people = standing_people()
    budget = make_budget(people, (make_fund(people, received=500), 100))
    cases = read_cases()
    found = [[*case[: len(FIELDS)], *worked_out(people, budget, case)] for case in cases]
    if os.environ.get("COMMONPURSE_ACCEPT"):
        write_cases(found)
    assert found == read_cases()
    assert len(cases) >= 60


def write_cases(found: list[list[str]]) -> None:
    """Write the table anew, aligned; read the difference before it is kept."""
    head = [line for line in TABLE.read_text().splitlines() if line.startswith("#")]
    widths = [max(len(row[place]) for row in found) for place in range(len(found[0]) - 1)]
    rows = [
        " | ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]).rstrip()
        for row in found
    ]
    TABLE.write_text("\n".join([*head, *rows]) + "\n")
