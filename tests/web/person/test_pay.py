"""Pay or be paid: one question a page, back and change at any time, sent twice it pays once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.commands import set_spending_rules
from commonpurse.money.budgets.rules import Rule, SpendKind
from commonpurse.money.decisions.commands import withdraw_ask
from commonpurse.money.decisions.models import Ask
from commonpurse.money.payments.models import Payee, Payment
from commonpurse.money.payments.rules import PaymentRefused
from commonpurse.web.parts.models import BegunPayment
from tests.factories import NOW, Standing
from tests.web.scenes import Scene

pytestmark = pytest.mark.usefixtures("made_from")

WHAT = {"what_for": "A kettle", "amount": "12.50"}


@pytest.fixture
def ada(scene: Scene, sign_in) -> Client:
    return sign_in(scene.people.ada)


def begin(client: Client, kind: str = "household_setup") -> str:
    """Choose what it is for; give the address of the payment to be."""
    answer = client.post("/money/pay/", {"kind": kind})
    assert answer.status_code == 302
    return answer.headers["Location"].removesuffix("what/")


def all_answered(client: Client, payee: object, **what: str) -> str:
    pay = begin(client)
    assert client.post(f"{pay}what/", WHAT | what).headers["Location"] == f"{pay}who/"
    assert client.post(f"{pay}who/", {"payee": str(payee)}).headers["Location"] == pay
    return pay


def as_shown(client: Client, pay: str) -> dict[str, str]:
    """What the last page sends along of what it shows."""
    return {"seen": client.get(pay).context["seen"]}


def press(client: Client, pay: str) -> HttpResponse:
    return client.post(pay, as_shown(client, pay))


def text_of(answer: HttpResponse) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_five_answers_from_her_money_to_a_payment(scene: Scene, ada: Client):
    pay = all_answered(ada, scene.own.payee_id)
    page = text_of(ada.get(pay))
    for words in ("Pay £12.50 to your own account", "A kettle", "Setting up a home", "account ending in"):
        assert words in page
    answer = press(ada, pay)
    payment = Payment.objects.get(ask__what_for="A kettle")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/money/payments/{payment.id}/")
    assert (payment.amount_minor, payment.state, payment.created_by) == (1250, "ready", scene.people.ada)
    assert "Done. £12.50 goes out with our next file for the bank." in text_of(ada.get(answer.headers["Location"]))


def test_sent_twice_it_pays_once_and_leads_to_the_same_payment(scene: Scene, ada: Client):
    pay = all_answered(ada, scene.own.payee_id)
    shown = as_shown(ada, pay)
    first, second = ada.post(pay, shown), ada.post(pay, shown)
    assert first.headers["Location"] == second.headers["Location"]
    assert Payment.objects.filter(ask__what_for="A kettle").count() == 1


@pytest.mark.parametrize(
    ("page", "given"),
    [("what/", WHAT | {"amount": "99"}), ("what/", WHAT | {"what_for": "A gift"}), ("kind/", {"kind": "food"})],
)
def test_the_button_pays_what_it_showed_and_nothing_changed_since_in_another_tab(
    scene: Scene, ada: Client, page: str, given: dict[str, str]
):
    pay = all_answered(ada, scene.own.payee_id)
    shown = as_shown(ada, pay)
    ada.post(f"{pay}{page}", given)
    answer = ada.post(pay, shown)
    assert answer.status_code == 422
    assert "Something has changed since." in text_of(answer)
    assert not Ask.objects.filter(what_for__in=["A kettle", "A gift"]).exists()
    assert press(ada, pay).status_code == 303


def test_the_button_pays_no_account_that_it_did_not_show(scene: Scene, ada: Client):
    pay = all_answered(ada, scene.own.payee_id)
    shown = as_shown(ada, pay)
    ada.post(f"{pay}who/", {"payee": "later"})
    assert ada.post(pay, shown).status_code == 422
    assert not Ask.objects.filter(what_for="A kettle").exists()


@pytest.mark.parametrize("page", ["", "kind/", "what/", "who/", "who/add/supplier/"])
def test_who_comes_back_to_what_is_done_is_led_to_the_payment(scene: Scene, ada: Client, page: str):
    pay = all_answered(ada, scene.own.payee_id)
    done = press(ada, pay).headers["Location"]
    assert ada.get(f"{pay}{page}").headers["Location"] == done
    assert ada.post(f"{pay}{page}", WHAT | {"kind": "food", "payee": "later"}).headers["Location"] == done
    assert "kettle" not in BegunPayment.objects.get(id=pay.split("/")[3]).content


def test_the_answers_stand_on_every_page_that_one_comes_back_to(scene: Scene, ada: Client):
    pay = all_answered(ada, scene.own.payee_id)
    what = ada.get(f"{pay}what/").content.decode()
    assert 'value="A kettle"' in what
    assert 'value="12.50"' in what
    assert f'value="{scene.own.payee_id}" aria-current="true"' in text_of(ada.get(f"{pay}who/"))
    assert 'value="household_setup" aria-current="true"' in text_of(ada.get(f"{pay}kind/"))


def test_each_answer_can_be_changed_and_the_others_stay(scene: Scene, ada: Client):
    pay = all_answered(ada, scene.own.payee_id)
    for page in ("kind/", "what/", "who/"):
        assert f'href="{pay}{page}"' in ada.get(pay).content.decode()
    assert ada.post(f"{pay}kind/", {"kind": "food"}).headers["Location"] == pay
    assert ada.post(f"{pay}what/", {"what_for": "Bread", "amount": "3"}).headers["Location"] == pay
    assert ada.post(f"{pay}who/", {"payee": str(scene.landlord.payee_id)}).headers["Location"] == pay
    page = text_of(ada.get(pay))
    for words in ("Pay £3 to Harbour Homes", "Bread", "Food"):
        assert words in page


@pytest.mark.parametrize("amount", ["12,50", "£12.5", "1e9", "-3", "NaN", "", "0", "١٢"])
def test_a_sum_that_cannot_be_is_answered_in_words_and_nothing_is_lost(ada: Client, amount: str):
    pay = begin(ada)
    answer = ada.post(f"{pay}what/", WHAT | {"amount": amount})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Please look at this first" in text
    assert '<a href="#id_amount">' in text
    assert 'value="A kettle"' in text


@pytest.mark.parametrize("amount", ["12", "12.50", "£12.50", " 12.50 "])
def test_a_sum_as_people_write_it_is_understood(ada: Client, amount: str):
    pay = begin(ada)
    assert ada.post(f"{pay}what/", WHAT | {"amount": amount}).status_code == 302


@pytest.mark.parametrize("kind", ["", "nonsense"])
def test_a_kind_that_is_not_there_is_not_taken(ada: Client, kind: str):
    assert ada.post("/money/pay/", {"kind": kind}).status_code == 200


def test_a_page_that_comes_too_early_leads_to_the_open_question(scene: Scene, ada: Client):
    pay = begin(ada)
    assert ada.get(pay).headers["Location"] == f"{pay}what/"
    assert ada.post(pay).headers["Location"] == f"{pay}what/"
    assert not Ask.objects.filter(what_for="A kettle").exists()


# What a rule stands against --------------------------------------------------------------------------------------------


def test_more_than_she_has_says_before_the_button_what_she_can_do_instead(scene: Scene, ada: Client):
    pay = all_answered(ada, scene.own.payee_id, amount="2000")
    page = text_of(ada.get(pay))
    for words in (
        "Ask for £2,000",
        "Not yet.",
        "Pay £585 or less instead",
        "Wren looks for money until",
    ):
        assert words in page
    assert "Pay £2,000" not in page
    answer = press(ada, pay)
    ask = Ask.objects.get(what_for="A kettle")
    assert (ask.state, answer.headers["Location"]) == ("waiting", f"/money/asks/{ask.id}/")
    assert "You asked. You read the answer here." in text_of(ada.get(answer.headers["Location"]))


def test_a_rule_of_the_fund_is_said_with_its_reason(scene: Scene, ada: Client):
    rules = {SpendKind.HOUSEHOLD_SETUP: Rule(False, "The council gives kettles.")}
    set_spending_rules(by=scene.people.ngozi, fund=scene.fund, rules=rules, now=NOW)
    page = text_of(ada.get(all_answered(ada, scene.own.payee_id)))
    assert "The council gives kettles." in page
    assert "Ask for £12.50" in page
    assert "or less instead" not in page


def test_what_the_command_refuses_is_said_on_the_page_and_nothing_is_kept(scene: Scene, ada: Client, monkeypatch):
    pay = all_answered(ada, scene.own.payee_id)

    def refuse(**given: Any) -> None:
        raise PaymentRefused("The bank writes no such name.", code="name_needed")

    monkeypatch.setattr("commonpurse.web.person.pay.pay_or_ask", refuse)
    answer = press(ada, pay)
    assert answer.status_code == 422
    assert "The bank writes no such name." in text_of(answer)
    assert f'href="{pay}who/"' in answer.content.decode()


# Who gets it ----------------------------------------------------------------------------------------------------------


def test_her_own_account_comes_first_and_is_offered_once(scene: Scene, ada: Client):
    page = text_of(ada.get(f"{begin(ada)}who/"))
    assert page.index("Me</bdi>") < page.index("Harbour Homes</bdi>")
    assert "My own account" not in page
    assert "A shop or landlord" in page


def test_somebody_new_is_added_on_the_way_and_the_payment_goes_on(scene: Scene, ada: Client):
    pay = begin(ada)
    ada.post(f"{pay}what/", WHAT)
    argos = {"name": "Argos", "holder_name": "", "sort_code": "20-00-00", "account_number": "55779912"}
    answer = ada.post(f"{pay}who/add/supplier/", argos)
    assert (answer.status_code, answer.headers["Location"]) == (303, pay)
    assert Payee.objects.get(name="Argos").accounts.get().holder_name == "Argos"
    page = text_of(ada.get(pay))
    assert "Argos can be paid now." in page
    # Ada pays somebody new after Wren or Priya has agreed, for now: what she is answered stands before the button.
    assert "Ask for £12.50" in page
    assert "This waits for Wren, until" in page


def test_a_payee_of_somebody_else_cannot_be_chosen(scene: Scene, ada: Client):
    pay = begin(ada)
    ada.post(f"{pay}what/", WHAT)
    assert ada.post(f"{pay}who/", {"payee": str(new_id())}).status_code == 200
    assert ada.get(pay).headers["Location"] == f"{pay}who/"


def test_a_kind_of_payee_that_is_not_there_is_not_found(ada: Client):
    assert ada.get(f"{begin(ada)}who/add/bank/").status_code == 404


def test_who_does_not_know_yet_keeps_the_money(scene: Scene, ada: Client):
    pay = all_answered(ada, "later")
    assert "Keep £12.50 for this" in text_of(ada.get(pay))
    answer = press(ada, pay)
    ask = Ask.objects.get(what_for="A kettle")
    assert (ask.state, ask.used_at, answer.headers["Location"]) == ("granted", None, f"/money/asks/{ask.id}/")


def test_money_to_a_payee_whose_only_account_waits_is_said_to_wait(scene: Scene, ada: Client):
    """Her sister's old account was never trusted: the changed one alone is there, and waits."""
    old = scene.changed.accounts.get(replaces=None)
    page = text_of(ada.get(all_answered(ada, scene.changed.id)))
    assert ("The account is new." in page) is not old.is_usable_at(NOW)


# Whose it is, and how long ---------------------------------------------------------------------------------------------


def test_somebody_else_is_led_to_a_beginning_of_their_own(scene: Scene, ada: Client, sign_in):
    pay = all_answered(ada, scene.own.payee_id)
    stranger = sign_in(scene.people.stranger)
    for page in ("", "kind/", "what/", "who/"):
        answer = stranger.get(f"{pay}{page}")
        assert answer.headers["Location"] == "/money/pay/"
        assert stranger.post(f"{pay}{page}").headers["Location"] == "/money/pay/"
    assert not Ask.objects.filter(what_for="A kettle").exists()


def test_half_a_payment_outlives_the_session_and_is_gone_after_a_day(scene: Scene, ada: Client, sign_in, monkeypatch):
    pay = all_answered(ada, scene.own.payee_id)
    other_phone = sign_in(scene.people.ada)
    assert "A kettle" in text_of(other_phone.get(pay))
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=1, minutes=1))
    answer = sign_in(scene.people.ada).get(pay, follow=True)
    assert "We keep half a payment for one day only." in text_of(answer)
    begin(sign_in(scene.people.ada))
    assert not BegunPayment.objects.filter(content__contains="kettle").exists()


def test_no_word_of_hers_stands_in_an_address(scene: Scene, ada: Client):
    pay = all_answered(ada, scene.own.payee_id)
    done = press(ada, pay).headers["Location"]
    for address in (pay, done):
        assert not re.search("kettle|12", re.sub(r"[0-9a-f-]{36}", "", address))


def test_before_her_budget_is_opened_there_is_nothing_to_pay(standing: Standing, sign_in):
    assert "You have no money here yet." in text_of(sign_in(standing.stranger).get("/money/pay/"))


# Again ----------------------------------------------------------------------------------------------------------------


def test_the_same_is_paid_again_in_two(scene: Scene, ada: Client):
    assert "Pay this again" in text_of(ada.get(f"/money/payments/{scene.sent.id}/"))
    check = ada.post(f"/money/payments/{scene.sent.id}/repeat/").headers["Location"]
    assert "Pay £40 to your own account" in text_of(ada.get(check))
    before = Payment.objects.count()
    assert press(ada, check).status_code == 303
    assert Payment.objects.count() == before + 1


def test_what_she_took_back_she_asks_again_with_the_same_words(scene: Scene, ada: Client):
    withdraw_ask(by=scene.people.ada, ask=scene.granted, now=NOW)
    check = ada.post(f"/money/asks/{scene.granted.id}/again/").headers["Location"]
    assert "Curtains" in text_of(ada.get(check))


@pytest.mark.parametrize("what", ["payments/{ready}/repeat/", "asks/{granted}/again/"])
def test_nobody_repeats_what_is_not_theirs(scene: Scene, sign_in, what: str):
    address = "/money/" + what.format(ready=scene.ready.id, granted=scene.granted.id)
    assert sign_in(scene.people.stranger).post(address).status_code == 404
    assert sign_in(scene.people.wren).post(address).status_code == 403
