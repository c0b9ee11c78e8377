"""The board's list as a page: one place, for the manager and the administrators."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import make_ask
from commonpurse.parties.consent.models import AccessRow, Wall
from commonpurse.support.agreements.commands import ask_for_change
from tests.factories import LAST_MONTH, NOW, Standing, make_budget, make_fund, pounds
from tests.support.agreements.acts import make_limit

LONG_AGO = NOW - timedelta(days=5)  # the Wednesday before


def ask(people: Standing, what_for: str, amount: int, at: datetime = LONG_AGO) -> None:
    budget = make_budget(people, (make_fund(people, what_for, received=500), 100))
    make_ask(
        by=people.ada,
        budget=budget,
        what_for=what_for,
        amount=pounds(amount),
        spend_kind=SpendKind.TRAVEL,
        request_id=new_id(),
        now=at,
    )


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


pytestmark = pytest.mark.usefixtures("clock")


def test_an_empty_list_says_what_would_come_to_it(standing: Standing, sign_in):
    page = text_of(sign_in(standing.priya).get("/manager/board/"))
    assert "Nothing is on the list." in page
    assert "The board’s list: " not in text_of(sign_in(standing.priya).get("/worker/asks/waiting/"))


def test_what_nobody_answered_stands_there_with_its_clock_and_waiting_for_me_leads_to_it(standing: Standing, sign_in):
    make_limit(standing, now=LONG_AGO)
    ask(standing, "A bike", 60)
    client = sign_in(standing.priya)
    page = text_of(client.get("/manager/board/"))
    assert "Ada: £60.00 for “A bike”" in page
    assert "If nobody answers by then, it is a yes." in page
    assert AccessRow.objects.filter(person=standing.ada, viewer_id=standing.priya.id).exists()
    waiting = text_of(client.get("/worker/asks/waiting/"))
    assert "The board’s list: 1 ask" in waiting
    assert "A bike" not in waiting, "it stands in one place"
    assert "A bike" in text_of(sign_in(standing.wren).get("/worker/asks/waiting/")), "who works with Ada may answer too"


def test_of_somebody_who_is_not_to_be_seen_there_is_a_number_alone(standing: Standing, sign_in):
    make_limit(standing, now=LONG_AGO)
    ask(standing, "A bike", 60)
    page = text_of(sign_in(standing.administrator).get("/manager/board/"))
    assert "1 ask more is of somebody whose money you may not see." in page
    assert "Ada" not in page
    assert "A bike" not in page
    assert not AccessRow.objects.filter(viewer_id=standing.administrator.id).exists()
    Wall.objects.create(
        person=standing.ada, member=standing.priya, bond="other", raised_by_id=standing.ada.id, raised_at=LAST_MONTH
    )
    page = text_of(sign_in(standing.priya).get("/manager/board/"))
    assert "1 ask more" in page
    assert "A bike" not in page


def test_a_wish_to_change_the_agreement_stands_there_once_its_days_are_over(standing: Standing, sign_in):
    ask_for_change(by=standing.ada, person=standing.ada, words="Less paper.", now=LAST_MONTH)
    page = text_of(sign_in(standing.priya).get("/manager/board/"))
    assert "Ada wants to change the agreement" in page
    assert "It was to be answered by" in page
    page = text_of(sign_in(standing.administrator).get("/manager/board/"))
    assert "1 person more wants to change their agreement. You may not see who." in page
    assert "Ada" not in page


def test_nobody_else_opens_the_list(standing: Standing, sign_in):
    for who in (standing.wren, standing.ngozi, standing.callum, standing.ada):
        assert sign_in(who).get("/manager/board/").status_code == 403
