from __future__ import annotations

import pytest

from commonpurse.kernel.identity import new_id
from commonpurse.money.decisions.models import Ask
from commonpurse.money.payments.models import Payment
from tests.web.scenes import Scene


def asked(**given: str) -> dict[str, str]:
    return {
        "request_id": str(new_id()),
        "what_for": "A kettle",
        "amount": "12.50",
        "spend_kind": "household_setup",
        "payee": "Me",
    } | given


def test_what_no_rule_stands_against_is_hers_at_once(scene: Scene, sign_in):
    client = sign_in(scene.people.ada)
    answer = client.post("/money/ask/", asked())
    ask = Ask.objects.get(what_for="A kettle")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/money/asks/{ask.id}/")
    assert (ask.state, ask.decided_by, ask.pay_to) == ("granted", scene.people.ada, "Me")
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Yes. The money is set aside." in page
    assert "Pay £12.50" in page
    assert "Yes. The money is set aside." not in client.get(answer.headers["Location"]).content.decode()


def test_she_says_who_gets_the_money_and_it_goes(scene: Scene, sign_in):
    client = sign_in(scene.people.ada)
    page = f"/money/asks/{scene.granted.id}/"
    answer = client.post(page, {"pay": "1", "payee": str(scene.own.payee_id), "request_id": str(new_id())})
    assert answer.status_code == 303
    payment = Payment.objects.get(ask=scene.granted)
    assert (payment.amount_minor, payment.created_by, payment.state) == (3500, scene.people.ada, "ready")
    again = client.post(page, {"pay": "1", "payee": str(scene.own.payee_id), "request_id": str(new_id())})
    assert again.status_code == 422
    assert Payment.objects.filter(ask=scene.granted).count() == 1


def test_more_than_is_there_waits_for_a_worker_and_says_why(scene: Scene, sign_in):
    client = sign_in(scene.people.ada)
    answer = client.post("/money/ask/", asked(amount="2000"), follow=True)
    assert Ask.objects.get(what_for="A kettle").state == "waiting"
    assert "You asked. A worker will answer." in answer.content.decode()
    assert "Why it waits:" in answer.content.decode()


def test_the_same_form_sent_twice_asks_once(scene: Scene, sign_in):
    client, form = sign_in(scene.people.ada), asked()
    assert client.post("/money/ask/", form).status_code == 303
    assert client.post("/money/ask/", form).status_code == 303
    assert Ask.objects.filter(what_for="A kettle").count() == 1


@pytest.mark.parametrize("amount", ["12,50", "£12.5", "1e9", "-3", "NaN", "", "0"])
def test_a_sum_that_cannot_be_is_answered_in_words_and_nothing_is_lost(scene: Scene, sign_in, amount):
    answer = sign_in(scene.people.ada).post("/money/ask/", asked(amount=amount))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Please look at this first" in text
    assert '<a href="#id_amount">' in text
    assert 'value="A kettle"' in text
    assert not Ask.objects.filter(what_for="A kettle").exists()


def test_she_takes_an_ask_back_and_the_money_is_free(scene: Scene, sign_in):
    client = sign_in(scene.people.ada)
    answer = client.post(f"/money/asks/{scene.granted.id}/", {"take_back": "1"}, follow=True)
    scene.granted.refresh_from_db()
    assert scene.granted.state == "withdrawn"
    assert '<span class="unseen">625 pounds</span>' in answer.content.decode()
