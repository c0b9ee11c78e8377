"""What waits, with its clock: she talks and it is hers, and who works with her sees whose turn it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.models import Budget
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import (
    ask_friend_first,
    decline_ask,
    make_ask,
    pause_spending,
)
from commonpurse.money.decisions.models import Ask
from commonpurse.support.agreements.commands import ask_for_change, ask_to_end_limit
from tests.factories import NOW, Standing, make_budget, make_fund, make_payee, pounds, release
from tests.money.decisions.noticing import shown
from tests.support.agreements.test_deciding import limit

SignIn = Callable[..., Client]
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def budget(standing: Standing) -> Budget:
    return make_budget(standing, (make_fund(standing, received=500), 100))


def ask(standing: Standing, budget: Budget, amount: int = 40) -> Ask:
    return make_ask(
        by=standing.ada,
        budget=budget,
        what_for="A bike",
        amount=pounds(amount),
        spend_kind=SpendKind.TRAVEL,
        request_id=new_id(),
        now=NOW,
    )


def text_of(answer: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def begun(client: Client, amount: str = "40") -> str:
    pay = client.post("/money/pay/", {"kind": "travel"}).headers["Location"].removesuffix("what/")
    client.post(f"{pay}what/", {"what_for": "A bike", "amount": amount})
    client.post(f"{pay}who/", {"payee": "later"})
    return pay


def test_she_says_that_they_talked_and_it_is_hers(standing: Standing, budget: Budget, sign_in: SignIn) -> None:
    limit(standing.ada, standing.wren, standing.wren, how="after_talking")
    asked, ada = ask(standing, budget), sign_in(standing.ada)
    page = text_of(ada.get(f"/money/asks/{asked.id}/"))
    assert "Talk to Wren first." in page
    assert "Waiting for Wren since" in page
    assert "If there is no talk by then, you decide." in page
    assert ada.post(f"/money/asks/{asked.id}/", {"talked": str(new_id())}).status_code == 200
    done = ada.post(f"/money/asks/{asked.id}/", {"talked": str(standing.wren.id)}, follow=True)
    assert "Good. The money is kept for you." in text_of(done)
    assert Ask.objects.get().state == "granted"


def test_all_that_waits_stands_on_one_page_and_nothing_is_said_kindly(
    standing: Standing, budget: Budget, sign_in: SignIn
) -> None:
    ada = sign_in(standing.ada)
    assert "Nothing waits now." in text_of(ada.get("/money/waiting/"))
    limit(standing.ada, standing.wren, standing.wren, standing.priya)
    ask(standing, budget)
    page = text_of(ada.get("/money/waiting/"))
    assert "You asked for £40 for “A bike”." in page
    assert "Waiting for Wren since" in page
    assert "After that the next one is asked." in page


def test_notices_limits_and_wishes_wait_there_with_their_days(
    standing: Standing, budget: Budget, sign_in: SignIn
) -> None:
    notice = shown(standing, budget, 5)
    ask_to_end_limit(by=standing.ada, limit=limit(standing.ada, standing.wren, standing.wren), now=NOW)
    ask_for_change(by=standing.ada, person=standing.ada, words="Less paper.", now=NOW)
    ada, hers = sign_in(standing.ada), f"/money/notices/{notice.id}/"
    page = text_of(ada.get("/money/waiting/"))
    for words in (
        "There is a notice about £5. Waiting for you since Monday 1 June. Read it, and say that you did.",
        "You asked to end a limit: Spending Waiting for Wren since Monday 1 June. It waits until Monday 8 June.",
        "“Less paper.” Waiting for your worker since Monday 1 June. It waits until Monday 8 June. "
        "After that the manager sees it too.",
    ):
        assert words in re.sub(r"\s+", " ", page)
    assert "I have read this" in text_of(ada.get(hers))
    assert "You have until Monday 29 June to answer." in text_of(ada.post(hers, {"act": "read"}, follow=True))
    page = text_of(ada.get("/money/waiting/"))
    assert "Waiting for you since Monday 1 June. It waits until Monday 29 June." in page
    assert "I have read this" not in text_of(ada.get(hers))


def test_an_ask_against_her_own_rule_waits_for_herself(standing: Standing, budget: Budget, sign_in: SignIn) -> None:
    pause_spending(by=standing.ada, person=standing.ada, until=NOW + timedelta(days=2), now=NOW)
    asked, ada = ask(standing, budget), sign_in(standing.ada)
    page = text_of(ada.get(f"/money/asks/{asked.id}/"))
    assert "This waits for you. You paused your spending." in page
    assert "My own rules" in page


def test_one_tap_says_that_she_asked_her_friend(standing: Standing, budget: Budget, sign_in: SignIn) -> None:
    lock = ask_friend_first(by=standing.ada, person=standing.ada, over=pounds(30), friend_name="Jo", now=NOW)
    ada = sign_in(standing.ada)
    pay = begun(ada)
    assert "You want to ask Jo first when it is over £30" in text_of(ada.get(pay))
    page = text_of(ada.post(pay, {"asked_friend": str(lock.id)}, follow=True))
    assert "Good. It is yours to decide." in page
    assert "Yes, you decide." in page


def test_she_reads_how_many_things_she_decided_and_how_the_last_no_came(
    standing: Standing, budget: Budget, sign_in: SignIn
) -> None:
    ask(standing, budget, 10)
    release(standing, budget, make_payee(standing), 5)
    limit(standing.ada, standing.wren, standing.wren)
    asked = ask(standing, budget)
    decline_ask(
        by=standing.wren,
        ask=asked,
        reason="The brakes are gone.",
        would_change="New brakes.",
        options=["A bus pass"],
        persons_view="I can mend it.",
        now=NOW,
    )
    ada = sign_in(standing.ada)
    page = text_of(ada.get("/money/asks/"))
    assert "You decided 1 of 2 things." in page
    assert "A worker paid for 1 more thing, as you told them." in page
    assert "The last no was for “A bike”" in page
    assert "What would change it: New brakes." in text_of(ada.get(f"/money/asks/{asked.id}/"))
    for reader, address in ((ada, "money"), (sign_in(standing.wren), "worker")):
        record = text_of(reader.get(f"/{address}/asks/{asked.id}/record/"))
        for words in ("The brakes are gone.", "New brakes.", "A bus pass", "I can mend it.", "Asked on"):
            assert words in record
    assert sign_in(standing.stranger).get(f"/money/asks/{asked.id}/record/").status_code == 404


def test_a_member_sees_what_is_theirs_now_and_what_comes_next(
    standing: Standing, budget: Budget, sign_in: SignIn
) -> None:
    limit(standing.ada, standing.wren, standing.wren, standing.priya)
    asked = ask(standing, budget)
    mine, next_ones = (text_of(sign_in(who).get("/worker/asks/waiting/")) for who in (standing.wren, standing.priya))
    assert re.search(r"Your turn now .*A bike.* Waiting for you since", mine)
    assert "Comes to you next" in next_ones
    assert "Nobody waits for you now." in next_ones
    assert "A bike" not in text_of(sign_in(standing.femi).get("/worker/asks/waiting/"))
    page = text_of(sign_in(standing.wren).get(f"/worker/asks/{asked.id}/"))
    assert "Why it stands like this" in page


def test_who_asks_for_her_sees_the_answer_before_it_is_written_down(
    standing: Standing, budget: Budget, sign_in: SignIn
) -> None:
    form = {"request_id": str(new_id()), "what_for": "A bike", "amount": "40", "spend_kind": "travel"}
    wren, address = sign_in(standing.wren), f"/worker/people/{standing.ada.id}/ask/"
    assert "Yes, Ada decides." in text_of(wren.post(address, form | {"look": "1"}))
    assert not Ask.objects.exists()
    assert wren.post(address, form).status_code == 303
    assert Ask.objects.get().state == "granted"
