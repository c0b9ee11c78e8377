from __future__ import annotations

from commonpurse.kernel.identity import new_id
from commonpurse.money.decisions.models import Ask
from tests.web.scenes import Scene


def test_a_yes_sets_the_money_aside(scene: Scene, sign_in):
    address = f"/worker/asks/{scene.waiting.id}/"
    answer = sign_in(scene.people.wren).post(address, {"answer": "yes"}, follow=True)
    scene.waiting.refresh_from_db()
    assert scene.waiting.state == "granted"
    assert "Release this money" in answer.content.decode()


def test_a_no_needs_a_reason_that_the_person_reads(scene: Scene, sign_in):
    address = f"/worker/asks/{scene.waiting.id}/"
    client = sign_in(scene.people.wren)
    refused = client.post(address, {"answer": "no", "reason": ""})
    assert refused.status_code == 422
    assert "Say in plain words why not." in refused.content.decode()
    assert client.post(address, {"answer": "no", "reason": "There is one in the new flat."}).status_code == 303
    text = sign_in(scene.people.ada).get(f"/money/asks/{scene.waiting.id}/").content.decode()
    assert "There is one in the new flat." in text
    assert "Answered by Wren" in text


def test_a_yes_that_the_money_does_not_allow_is_refused_in_words(scene: Scene, sign_in):
    client = sign_in(scene.people.wren)
    form = {"request_id": str(new_id()), "what_for": "A car", "amount": "5000", "spend_kind": "travel"}
    client.post(f"/worker/people/{scene.people.ada.id}/ask/", form)
    ask = Ask.objects.get(what_for="A car")
    page = client.get(f"/worker/asks/{ask.id}/").content.decode()
    assert "A yes would be refused now." in page
    answer = client.post(f"/worker/asks/{ask.id}/", {"answer": "yes"})
    assert answer.status_code == 422
    assert "This was not done" in answer.content.decode() or "Please look at this first" in answer.content.decode()


def test_a_granted_ask_can_be_taken_back(scene: Scene, sign_in):
    sign_in(scene.people.wren).post(f"/worker/asks/{scene.granted.id}/", {"answer": "back"})
    scene.granted.refresh_from_db()
    assert scene.granted.state == "withdrawn"


def test_the_longest_wait_comes_first(scene: Scene, sign_in):
    client = sign_in(scene.people.wren)
    form = {"request_id": str(new_id()), "what_for": "Shoes", "amount": "30", "spend_kind": "clothing"}
    client.post(f"/worker/people/{scene.people.ada.id}/ask/", form)
    text = client.get("/worker/asks/").content.decode()
    assert text.index("A kettle and two pans") < text.index("Shoes")
