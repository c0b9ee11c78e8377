"""The same question by the command line, the API and the pages has the same answer; what cannot be read is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.http import HttpResponse
from django.test import Client
from django.utils.html import escape

from commonpurse.cli.decide import decide
from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.models import Budget
from commonpurse.money.decisions.commands import ask_friend_first, block_spending, pause_spending
from commonpurse.money.decisions.models import Ask
from commonpurse.money.payments.models import Payee, PayeeAccount
from commonpurse.money.payments.rules import PayeeKind
from commonpurse.parties.consent.models import AccessRow
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.people.commands import SharedWith, give_permissions
from commonpurse.support.agreements.rules import DecidesHow, DecisionKind
from tests.api.test_doors import problem_of
from tests.factories import NOW, Standing, make_budget, make_fund, make_payee, pounds, release, told
from tests.support.agreements.acts import make_limit

SignIn = Callable[..., Client]
pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.alike]

SHOP = "Harbour Bikes"
Made = Callable[[Standing], object]


def new_payee(people: Standing, **given: Any) -> object:
    """Wren must agree too before somebody new is paid, and the shop is not paid yet."""
    make_payee(people, PayeeKind.SUPPLIER, SHOP)
    return make_limit(people, kind=DecisionKind.NEW_PAYEE, **given)


def paid_before(people: Standing) -> object:
    new_payee(people)
    shop = PayeeAccount.objects.get(payee__name=SHOP)
    return release(people, Budget.objects.get(), shop, 1)


# How it stands, the sum asked for, whom it is to pay, and the answer.
CASES: dict[str, tuple[Made, int, str, str]] = {
    "she decides": (lambda p: None, 40, "", "yes_you_decide"),
    "more than there is": (lambda p: None, 400, "", "no"),
    "a talk first": (lambda p: make_limit(p, how=DecidesHow.AFTER_TALKING), 40, "", "talk_first"),
    "Wren must agree too": (lambda p: make_limit(p), 40, "", "waiting"),
    "the manager must, and there is too little": (lambda p: make_limit(p, named=[p.priya]), 400, "", "no"),
    "Wren decides for now": (lambda p: make_limit(p, how=DecidesHow.OTHER_FOR_NOW), 40, "", "waiting"),
    "somebody new": (new_payee, 40, SHOP, "waiting"),
    "somebody new, after a talk": (lambda p: new_payee(p, how=DecidesHow.AFTER_TALKING), 40, SHOP, "talk_first"),
    "somebody paid before": (paid_before, 40, SHOP, "yes_you_decide"),
    "her own account is nobody new": (
        lambda p: (make_payee(p), make_limit(p, kind=DecisionKind.NEW_PAYEE)),
        40,
        "Me",
        "yes_you_decide",
    ),
    "her own pause": (
        lambda p: pause_spending(by=p.ada, person=p.ada, until=NOW + timedelta(days=2), now=NOW),
        40,
        "",
        "waiting",
    ),
    "her own friend first": (
        lambda p: ask_friend_first(by=p.ada, person=p.ada, over=pounds(30), friend_name="Jo", now=NOW),
        40,
        "",
        "waiting",
    ),
    "her own block": (
        lambda p: (
            make_payee(p, PayeeKind.SUPPLIER, SHOP),
            block_spending(by=p.ada, person=p.ada, words=SHOP, now=NOW),
        ),
        40,
        SHOP,
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


def told_by_cli(people: Standing, amount: int, payee: str, *, by: str) -> dict[str, Any]:
    """`decide explain` as a function: what it prints for a script, which stands in its words for people too."""
    asked = ["explain", "--person", "H-001", "--ask", "A bike", "--amount", str(amount), "--payee", payee, "--as", by]
    printed = [CliRunner().invoke(decide, [*asked, *more]) for more in (["--json"], [])]
    assert [(done.exit_code, done.exception) for done in printed] == [(0, None), (0, None)]
    told: dict[str, Any] = json.loads(printed[0].stdout)
    for moment in ("until", "yes_at"):  # the API writes the same moment in its own way
        told[moment] = told[moment] and told[moment].replace("+00:00", "Z")
    lines = printed[1].stdout.splitlines()
    assert lines[0] == told["sentence"]
    assert told["next_step"] in lines
    assert [line[2:] for line in lines if line[:2] in ("! ", "- ")] == [each["says"] for each in told["reasons"]]
    return told


def page_of(client: Client, people: Standing, amount: int, payee: str) -> HttpResponse:
    """Her own page, one look at it all, as she comes to it answer by answer."""
    pay = client.post("/money/pay/", {"kind": "other"}).headers["Location"].removesuffix("what/")
    client.post(f"{pay}what/", {"what_for": "A bike", "amount": str(amount)})
    chosen = str(Payee.objects.get(person=people.ada, name=payee).id) if payee else "later"
    client.post(f"{pay}who/", {"payee": chosen})
    return client.get(pay)


def worker_page_of(client: Client, people: Standing, amount: int, payee: str) -> HttpResponse:
    form = {
        "request_id": str(new_id()),
        "what_for": "A bike",
        "amount": str(amount),
        "spend_kind": "other",
        "pay_to": payee,
        "look": "1",
    }
    return client.post(f"/worker/people/{people.ada.id}/ask/", form)


def check_said(answer: HttpResponse, told: dict[str, Any]) -> None:
    """The page has the answer's own sentence and what comes next, or its yes; and every warning."""
    page = text_of(answer)
    is_yes = told["answer"] == "yes_you_decide"
    assert bool(re.search(r"<strong>Yes, (you decide|\S+ decides)\.</strong>", page)) is is_yes
    if not is_yes:
        for sentence in (told["sentence"], told["next_step"]):
            assert escape(sentence) in page
    for each in told["reasons"]:
        if each["of"] == "warning":
            assert escape(each["says"]) in page


@pytest.mark.parametrize("case", CASES)
def test_the_command_line_the_api_and_the_pages_give_one_answer(
    people: Standing, sign_in: SignIn, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commonpurse.cli.running.read_clock", lambda: NOW)
    made, amount, payee, kind = CASES[case]
    made(people)
    ada, wren = sign_in(people.ada), sign_in(people.wren)
    hers, theirs = (explained(who, people, amount=str(amount), pay_to=payee).json() for who in (ada, wren))
    printed = told_by_cli(people, amount, payee, by="Wren")
    assert printed["answer"] == kind
    assert printed == theirs
    if printed["code"] == "own_rule":  # which rule of hers it is, is for her eyes alone
        assert hers["code"] in ("own_pause", "own_friend_first", "own_block")
        assert (hers["answer"], hers["next_step"]) == (kind, theirs["next_step"])
    else:
        assert hers == theirs
    check_said(page_of(ada, people, amount, payee), hers)
    check_said(worker_page_of(wren, people, amount, payee), theirs)
    assert not Ask.objects.filter(what_for="A bike").exists(), "nothing was asked by asking"


def test_what_could_touch_her_benefits_is_said_everywhere_in_the_same_words(
    standing: Standing, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commonpurse.cli.running.read_clock", lambda: NOW)
    make_budget(standing, (make_fund(standing, received=9_000), 9_000))
    make_payee(standing)
    ada, wren = sign_in(standing.ada), sign_in(standing.wren)
    hers = explained(ada, standing, amount="7000", pay_to="Me").json()
    assert [each["of"] for each in hers["reasons"]].count("warning") == 1
    assert hers == explained(wren, standing, amount="7000", pay_to="Me").json()
    assert hers == told_by_cli(standing, 7000, "Me", by="Wren")
    check_said(page_of(ada, standing, 7000, "Me"), hers)
    check_said(worker_page_of(wren, standing, 7000, "Me"), hers)


def test_what_a_worker_writes_down_is_answered_as_it_was_explained(people: Standing, sign_in: SignIn) -> None:
    new_payee(people)
    wren = sign_in(people.wren)
    form = {"request_id": str(new_id()), "what_for": "A bike", "amount": "40", "spend_kind": "other", "pay_to": SHOP}
    told = explained(wren, people, pay_to=SHOP).json()
    for _ in range(2):
        shown = wren.post(f"/worker/people/{people.ada.id}/ask/", form, follow=True)
        check_said(shown, told)
    asked = Ask.objects.get()
    assert (asked.is_new_payee, asked.state) == (True, "waiting")
    check_said(sign_in(people.ada).get(f"/money/asks/{asked.id}/"), told)


def test_who_is_not_shown_how_much_there_is_reads_the_answer_and_no_total(people: Standing, sign_in: SignIn) -> None:
    asked = told(Item.MONEY_DETAIL)
    give_permissions(by=people.ada, person=people.ada, to=SharedWith(member=people.femi), told=asked, now=NOW)
    theirs = explained(sign_in(people.femi), people).json()
    hers = explained(sign_in(people.ada), people).json()
    assert (theirs["available_minor"], hers["available_minor"]) == (None, 10_000)
    assert (theirs["sentence"], theirs["answer"]) == (hers["sentence"], "yes_you_decide")


def test_a_worker_and_the_person_are_answered_alike(people: Standing, sign_in: SignIn) -> None:
    make_limit(people)
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
