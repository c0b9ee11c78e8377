from __future__ import annotations

import re

from commonpurse.kernel.identity import new_id
from commonpurse.money.decisions.commands import grant_ask
from commonpurse.money.decisions.models import Ask
from commonpurse.money.payments.models import Payment
from tests.factories import NOW, Standing, make_budget
from tests.web.scenes import Scene


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_she_says_who_gets_the_money_and_it_goes(scene: Scene, sign_in):
    client = sign_in(scene.people.ada)
    page = f"/money/asks/{scene.granted.id}/"
    answer = client.post(page, {"payee": str(scene.own.payee_id), "request_id": str(new_id())})
    payment = Payment.objects.get(ask=scene.granted)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/money/payments/{payment.id}/")
    assert (payment.amount_minor, payment.created_by, payment.state) == (3500, scene.people.ada, "ready")
    again = client.post(page, {"payee": str(scene.own.payee_id), "request_id": str(new_id())})
    assert again.status_code == 422
    assert Payment.objects.filter(ask=scene.granted).count() == 1


def test_whom_she_asked_for_is_the_first_button_and_needs_one_press(scene: Scene, sign_in):
    page = text_of(sign_in(scene.people.ada).get(f"/money/asks/{scene.granted.id}/"))
    assert "Pay £35 to Me" in page
    assert page.index("Pay £35 to Me") < page.index("Harbour Homes")


def test_she_takes_an_ask_back_the_money_is_free_and_she_can_ask_again(scene: Scene, sign_in):
    client = sign_in(scene.people.ada)
    answer = client.post(f"/money/asks/{scene.granted.id}/", {"take_back": "1"}, follow=True)
    scene.granted.refresh_from_db()
    assert scene.granted.state == "withdrawn"
    record = client.get(f"/money/asks/{scene.granted.id}/record/").content.decode()
    assert "It was taken back on" in record, "the yes in it counts no more"
    assert "You took it back. The money is free again." in text_of(answer)
    assert "Ask again" in text_of(answer)
    assert '<span class="unseen">620 pounds</span>' in text_of(client.get("/money/"))


def test_each_answer_says_whom_it_waits_for_and_since_when(scene: Scene, sign_in):
    text = text_of(sign_in(scene.people.ada).get(f"/money/asks/{scene.waiting.id}/"))
    assert "Waiting for Wren since Sunday 31 May. It waits until" in text
    assert "After that the next one is asked." in text
    declined = text_of(sign_in(scene.people.ada).get(f"/money/asks/{scene.declined.id}/"))
    assert "Answered by Wren" in declined
    assert "One is enough for the room you have." in declined


def test_an_ask_of_somebody_else_is_not_there(scene: Scene, sign_in):
    assert Ask.objects.filter(id=scene.waiting.id).exists()
    assert sign_in(scene.people.stranger).get(f"/money/asks/{scene.waiting.id}/").status_code == 404


def test_the_list_has_every_ask_and_its_answer(scene: Scene, sign_in):
    client = sign_in(scene.people.ada)
    whole = text_of(client.get("/money/asks/"))
    for words in ("A kettle and two pans", "Curtains", "A second television"):
        assert words in whole
    assert "A second television" not in text_of(client.get("/money/asks/?show=open"))
    refused = text_of(client.get("/money/asks/?show=no"))
    assert "A second television" in refused
    assert "Curtains" not in refused


def test_an_ask_whose_yes_came_later_is_paid_with_what_it_was_for(scene: Scene, sign_in):
    grant_ask(by=scene.people.wren, ask=scene.waiting, now=NOW)
    client = sign_in(scene.people.ada)
    page = f"/money/asks/{scene.waiting.id}/"
    assert client.post(page, {"payee": str(scene.landlord.payee_id), "request_id": str(new_id())}).status_code == 303
    assert Payment.objects.get(ask=scene.waiting).amount_minor == 4000
    assert "See where the money is." in text_of(client.get(page))


def test_an_empty_list_says_what_will_be_there_and_where_to_begin(standing: Standing, sign_in):
    make_budget(standing)
    client = sign_in(standing.ada)
    for address, words in [
        ("asks", "You have not asked for anything yet."),
        ("payments", "You have not paid anybody yet."),
    ]:
        page = text_of(client.get(f"/money/{address}/"))
        assert words in page
        assert 'class="button" href="/money/pay/"' in page
        assert "There are none of these now." in text_of(
            client.get(f"/money/{address}/?show=no{'t_paid' * (address == 'payments')}")
        )
