"""`commonpurse decide`, as a program of its own: it explains as the pages do, and moves on what waits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from commonpurse.cli.decide import decide
from commonpurse.kernel.errors import Refused
from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import answering, make_ask
from commonpurse.money.decisions.models import Ask
from commonpurse.money.decisions.settling import settle_ask
from tests.cli.running import run_commonpurse
from tests.factories import NOW, Standing, give, make_budget, make_fund, pounds, standing_people


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def test_an_answer_is_explained_and_nothing_is_asked(fresh_database: str, tmp_path: Path) -> None:
    people = standing_people()
    make_budget(people, (make_fund(people, received=500, ends_on=None), 100))

    def run(*words: str, by: str = "Wren") -> str:
        done = run_commonpurse("decide", *words, "--as", by, data_folder=tmp_path, COMMONPURSE_DATABASE=fresh_database)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    asked = ("explain", "--person", "H-001", "--ask", "A bike", "--amount", "60")
    assert "Yes. You decide this." in run(*asked)
    assert json.loads(run(*asked, "--json"))["answer"] == "yes_you_decide"
    assert not Ask.objects.exists()
    assert "Became a yes: 0." in run("run", by="Priya")


def test_one_that_cannot_be_moved_ends_the_run_with_1_and_keeps_nobody_back(
    people: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two wait, and money came for both; the first cannot be answered: the second is."""
    fund = make_fund(people, received=500, ends_on=None)
    budget = make_budget(people, (fund, 10))
    asked = [
        make_ask(
            by=people.ada,
            budget=budget,
            what_for=what,
            amount=pounds(60),
            spend_kind=SpendKind.OTHER,
            request_id=new_id(),
            now=NOW,
        )
        for what in ("A bike", "A lock")
    ]
    give(people, fund, budget, 150)

    def settle(ask: Ask, **given: Any) -> Ask:
        if ask.id == asked[0].id:
            raise Refused("It is shut.", code="shut")
        return settle_ask(ask, **given)

    monkeypatch.setattr(answering, "settle_ask", settle)
    done = CliRunner().invoke(decide, ["run", "--as", "Priya"])
    assert (done.exit_code, done.stderr) == (
        1,
        "Could not be moved on: 1. Look at them on the pages of asks and of challenges.\n",
    )
    assert "Became a yes: 1. Waiting on: 0." in done.stdout
    assert [ask.state for ask in Ask.objects.order_by("asked_at", "id")] == ["waiting", "granted"]
