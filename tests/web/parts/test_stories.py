"""What a person reads about her money: nothing goes back without a word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.commands import agree_correction, ask_correction
from commonpurse.money.budgets.models import Allocation
from tests.factories import NOW, Standing, give, make_budget, make_fund, pounds

WORDS = (
    "£30.00 of the £50.00 that came in from Home Fund on Friday 1 May went back. "
    "The error was ours: “The same £50 was typed twice”."
)


def put_right(people: Standing, error: Allocation, amount: int) -> None:
    asked = ask_correction(
        by=people.ngozi,
        allocation=error,
        amount=pounds(amount),
        reason="The same £50 was typed twice.",
        request_id=new_id(),
        now=NOW,
    )
    agree_correction(by=people.tom, correction=asked, now=NOW)


@pytest.mark.usefixtures("made_from")
def test_an_error_of_ours_is_told_with_its_reason_and_the_statement_still_adds_up(
    standing: Standing, clock: None, sign_in: Callable[..., Client]
) -> None:
    fund = make_fund(standing, received=100)
    put_right(standing, give(standing, fund, make_budget(standing, (fund, 50)), 50), 30)
    ada = sign_in(standing.ada)
    assert WORDS in ada.get(reverse("person:money")).content.decode()
    statement: Any = ada.get(reverse("person:statement"))
    # Which fund it was is told on the statement when she asks.
    without_fund = WORDS.replace("that came in from Home Fund on", "from")
    assert without_fund in statement.content.decode()
    rows = statement.context["page"].object_list
    assert [(row.came_in, row.went_out, row.left) for row in rows] == [
        (None, pounds(30), pounds(70)),
        (pounds(50), None, pounds(100)),
        (pounds(50), None, pounds(50)),
    ]
