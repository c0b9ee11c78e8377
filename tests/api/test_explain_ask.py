"""The same question by the API, the page and the query has the same answer; what cannot be read is refused in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from commonpurse.cli.decide import in_words
from commonpurse.kernel.context import acting_as_system
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import ask_friend_first, block_spending, pause_spending
from commonpurse.money.decisions.models import Ask
from commonpurse.money.payments.explaining import explain_with_payee
from commonpurse.parties.consent.models import AccessRow
from tests.api.test_doors import problem_of
from tests.factories import NOW, Standing, make_budget, make_fund, pounds
from tests.support.agreements.test_deciding import limit

SignIn = Callable[..., Client]
pytestmark = pytest.mark.usefixtures("clock")

# How it stands, the sum asked for, and the answer.
CASES: dict[str, tuple[Callable[[Standing], object], int, str]] = {
    "she decides": (lambda s: None, 40, "yes_you_decide"),
    "more than there is": (lambda s: None, 400, "no"),
    "a talk first": (lambda s: limit(s.ada, s.wren, s.wren, how="after_talking"), 40, "talk_first"),
    "Wren must agree too": (lambda s: limit(s.ada, s.wren, s.wren), 40, "waiting"),
    "Wren decides for now": (lambda s: limit(s.ada, s.wren, s.wren, how="other_for_now"), 40, "waiting"),
    "her own pause": (
        lambda s: pause_spending(by=s.ada, person=s.ada, until=NOW + timedelta(days=2), now=NOW),
        40,
        "waiting",
    ),
    "her own friend first": (
        lambda s: ask_friend_first(by=s.ada, person=s.ada, over=pounds(30), friend_name="Jo", now=NOW),
        40,
        "waiting",
    ),
    "her own block": (
        lambda s: block_spending(by=s.ada, person=s.ada, spend_kind=SpendKind.OTHER, now=NOW),
        40,
        "waiting",
    ),
}


@pytest.fixture
def people(standing: Standing) -> Standing:
    make_budget(standing, (make_fund(standing, received=500), 100))
    return standing


def explained(client: Client, people: Standing, **asked: Any) -> HttpResponse:
    body = {"what_for": "A bike", "amount": "40"} | asked
    return client.post(f"/api/v1/people/{people.ada.id}/asks/explain", body, content_type="application/json")


def text_of(answer: HttpResponse) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize("case", CASES)
def test_the_api_and_the_page_say_what_the_query_says(people: Standing, sign_in: SignIn, case: str) -> None:
    made, amount, kind = CASES[case]
    made(people)
    ada = sign_in(people.ada)
    told = explained(ada, people, amount=str(amount))
    assert told.status_code == 200, told.content
    with acting_as_system("to compare"):
        found = explain_with_payee(
            viewer=people.ada, person=people.ada, what_for="A bike", amount=pounds(amount), now=NOW
        )
    assert found is not None
    given = told.json()
    assert given["answer"] == kind == found.answer.value
    assert (given["sentence"], given["next_step"]) == (found.sentence, found.next_step)
    assert given["reasons"] == found.as_data()["reasons"]
    # What `decide explain` prints.
    assert in_words(found)[:2] == [given["sentence"], *([given["next_step"]] if given["next_step"] else [""])]
    pay = ada.post("/money/pay/", {"kind": "other"}).headers["Location"].removesuffix("what/")
    ada.post(f"{pay}what/", {"what_for": "A bike", "amount": str(amount)})
    ada.post(f"{pay}who/", {"payee": "later"})
    page = text_of(ada.get(pay))
    assert ("Yes, you decide." in page) is (kind == "yes_you_decide")
    if kind != "yes_you_decide":
        for sentence in (found.sentence, found.next_step):
            assert str(sentence).replace("'", "&#x27;") in page
    assert not Ask.objects.exists()


def test_a_worker_and_the_person_are_answered_alike(people: Standing, sign_in: SignIn) -> None:
    limit(people.ada, people.wren, people.wren)
    hers, theirs = (explained(sign_in(who), people).json() for who in (people.ada, people.wren))
    assert hers == theirs


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"amount": "1e9"}, None),
        ({"amount": "0"}, "amount_not_positive"),
        ({"what_for": " "}, "what_for_needed"),
        ({"spend_kind": "drugs"}, "unreadable"),
        ({"what_for": "x" * 301}, "unreadable"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_code(
    people: Standing, sign_in: SignIn, asked: dict[str, str], code: str | None
) -> None:
    answer = explained(sign_in(people.ada), people, **asked)
    status, said = problem_of(answer)
    assert status == 422
    assert said == (code or said)
    assert "x" * 301 not in answer.content.decode()


def test_a_form_is_no_json_and_is_told_so(people: Standing, sign_in: SignIn) -> None:
    answer = sign_in(people.ada).post(f"/api/v1/people/{people.ada.id}/asks/explain", {"what_for": "A bike"})
    assert problem_of(answer) == (422, "not_json")


def test_without_the_sessions_token_nothing_is_answered(people: Standing, sign_in: SignIn) -> None:
    answer = explained(sign_in(people.ada, enforce_csrf_checks=True), people)
    assert problem_of(answer) == (403, "form_token")


@pytest.mark.parametrize("visitor", ["femi", "ngozi", "stranger"])
def test_who_may_not_see_her_reads_of_no_field(people: Standing, sign_in: SignIn, visitor: str) -> None:
    assert problem_of(explained(sign_in(getattr(people, visitor)), people, spend_kind="?")) == (404, "not_there")


def test_what_was_asked_stands_in_no_row_of_looks(people: Standing, sign_in: SignIn) -> None:
    explained(sign_in(people.wren), people, what_for="A secret bike")
    row = AccessRow.objects.get(person=people.ada, viewer_id=people.wren.id)
    assert (row.why, "bike" in str(row.fields)) == ("to see how an ask would be answered", False)
