from __future__ import annotations

import re

from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import make_ask
from commonpurse.money.decisions.models import Ask
from commonpurse.support.agreements.commands import lift_limit
from tests.factories import NOW, pounds
from tests.web.scenes import Scene


def test_a_yes_sets_the_money_aside(scene: Scene, sign_in):
    address = f"/worker/asks/{scene.waiting.id}/"
    answer = sign_in(scene.people.wren).post(address, {"answer": "yes"}, follow=True)
    scene.waiting.refresh_from_db()
    assert scene.waiting.state == "granted"
    assert "Release this money" in answer.content.decode()


def test_what_waits_for_a_member_is_counted_in_the_menu_and_anew_after_each_answer(scene: Scene, sign_in):
    client = sign_in(scene.people.wren)

    def counted() -> int:
        found = re.search(r"Waiting for me \((\d+)\)", client.get("/worker/people/").content.decode())
        return int(found[1]) if found else 0

    before = counted()
    shown = client.get("/worker/asks/waiting/").content.decode().partition("Comes to you next")[0]
    in_the_way = re.search(r"(\d+) things? (?:is|are) in", shown)  # they have a list of their own
    assert in_the_way is not None
    assert before == shown.count('<li class="todo waits">') + int(in_the_way[1])
    client.post(f"/worker/asks/{scene.waiting.id}/", {"answer": "yes"})
    assert counted() == before - 1


def test_a_no_needs_a_reason_that_the_person_reads(scene: Scene, sign_in):
    address = f"/worker/asks/{scene.waiting.id}/"
    client = sign_in(scene.people.wren)
    refused = client.post(address, {"answer": "no", "reason": ""})
    assert refused.status_code == 422
    assert "Say in plain words why not." in refused.content.decode()
    assert (
        client.post(
            address, {"answer": "no", "reason": "There is one in the new flat.", "would_change": "It breaks."}
        ).status_code
        == 303
    )
    text = sign_in(scene.people.ada).get(f"/money/asks/{scene.waiting.id}/").content.decode()
    assert "There is one in the new flat." in text
    assert "Answered by Wren" in text


def test_a_yes_that_the_money_does_not_allow_is_refused_in_words(scene: Scene, sign_in):
    lift_limit(by=scene.people.wren, limit=scene.limits.limit, reason="It is quiet now.", now=NOW)
    client = sign_in(scene.people.wren)
    form = {"request_id": str(new_id()), "what_for": "A car", "amount": "5000", "spend_kind": "travel"}
    client.post(f"/worker/people/{scene.people.ada.id}/ask/", form)
    ask = Ask.objects.get(what_for="A car")
    page = client.get(f"/worker/asks/{ask.id}/").content.decode()
    assert "A yes would be refused now." in page
    assert 'value="yes"' not in page, "what would be refused is not offered"
    assert "Ask finance or the partnership’s manager to add money, under the reference H-001." in " ".join(page.split())
    assert f"/worker/people/{scene.people.ada.id}/allocate/" not in page
    managers = sign_in(scene.people.priya).get(f"/worker/asks/{ask.id}/").content.decode()
    assert f'href="/worker/people/{scene.people.ada.id}/allocate/"' in managers
    answer = client.post(f"/worker/asks/{ask.id}/", {"answer": "yes"})
    assert answer.status_code == 422
    assert "This was not done" in answer.content.decode() or "Please look at this first" in answer.content.decode()


def test_who_must_agree_can_say_so_before_there_is_money(scene: Scene, sign_in):
    people = scene.people
    ask = make_ask(
        by=people.ada,
        budget=scene.waiting.budget,
        what_for="A car",
        amount=pounds(5000),
        spend_kind=SpendKind.TRAVEL,
        request_id=new_id(),
        now=NOW,
    )
    client = sign_in(people.wren)
    page = client.get(f"/worker/asks/{ask.id}/").content.decode()
    assert "A yes is kept, and sets no money aside yet." in page
    assert "I agree" in page
    answer = client.post(f"/worker/asks/{ask.id}/", {"answer": "yes"}, follow=True).content.decode()
    assert "Your yes is written down. Below you see what it waits for now." in answer
    assert "I agree" not in answer
    assert ask.assents.get().who == people.wren


def test_who_wrote_it_down_takes_it_back_with_the_persons_wish_and_the_person_reads_it(scene: Scene, sign_in):
    client = sign_in(scene.people.wren)
    form = {"request_id": str(new_id()), "what_for": "Shoes", "amount": "30", "spend_kind": "clothing"}
    page = client.post(f"/worker/people/{scene.people.ada.id}/ask/", form, follow=True).content.decode()
    assert "Take it back, as Ada wishes" in " ".join(page.split())
    asked = Ask.objects.get(what_for="Shoes")
    address = f"/worker/asks/{asked.id}/"
    refused = client.post(address, {"answer": "back", "back-reason": " "})
    assert refused.status_code == 422
    assert "Write how the person said that they want this." in refused.content.decode()
    assert client.post(address, {"answer": "back", "back-reason": "She rang: she found some."}).status_code == 303
    ada = sign_in(scene.people.ada)
    assert "A worker took back what they asked for, for you." in ada.get("/money/messages/").content.decode()
    page = ada.get(f"/money/asks/{asked.id}/").content.decode()
    assert "Answered by Wren" in page
    assert "She rang: she found some." in page


def test_what_a_person_asked_for_themselves_no_worker_takes_back(scene: Scene, sign_in):
    hers = make_ask(
        by=scene.people.ada,
        budget=scene.budget,
        what_for="Shoes",
        amount=pounds(30),
        spend_kind=SpendKind.CLOTHING,
        request_id=new_id(),
        now=scene.waiting.asked_at,
    )
    for ask, who in ((hers, scene.people.wren), (scene.granted, scene.people.priya)):
        client = sign_in(who)
        address = f"/worker/asks/{ask.id}/"
        assert 'value="back"' not in client.get(address).content.decode()
        assert client.post(address, {"answer": "back", "back-reason": "They said so."}).status_code == 403
        ask.refresh_from_db()
        assert ask.state == "granted"


def test_the_longest_wait_comes_first(scene: Scene, sign_in):
    client = sign_in(scene.people.wren)
    form = {"request_id": str(new_id()), "what_for": "Shoes", "amount": "3000", "spend_kind": "clothing"}
    client.post(f"/worker/people/{scene.people.ada.id}/ask/", form)
    text = client.get("/worker/asks/").content.decode()
    assert text.index("A kettle and two pans") < text.index("Shoes")


def facts(page: str) -> dict[str, str]:
    """The page's facts: what, and its answer."""
    found = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", page, re.DOTALL)
    return {" ".join(what.split()): " ".join(re.sub("<[^>]+>", "", said).split()) for what, said in found}


def test_who_answers_sees_the_money_what_else_waits_and_why_it_came(scene: Scene, sign_in):
    client = sign_in(scene.people.wren)
    for what, amount in (("Shoes", "3000"), ("A coat", "4500")):
        asked = {"request_id": str(new_id()), "what_for": what, "amount": amount, "spend_kind": "clothing"}
        client.post(f"/worker/people/{scene.people.ada.id}/ask/", asked)
    page = client.get(f"/worker/asks/{scene.waiting.id}/").content.decode()
    assert facts(page)["Ada can use now"] == "£585.00"
    assert facts(page)["Left after a yes"] == "£545.00"
    assert "By a limit Ada does not decide this alone, so it waits for an answer." in page
    others = Ask.objects.filter(state="waiting", budget=scene.budget).exclude(id=scene.waiting.id)
    total = sum(ask.amount_minor for ask in others) / 100
    assert facts(page)["Other asks that wait"] == f"{others.count()} asks for £{total:,.2f} together"


def test_her_own_account_is_not_called_mine_to_somebody_else(scene: Scene, sign_in):
    payee = scene.own.payee
    client = sign_in(scene.people.wren)
    asked = {"request_id": str(new_id()), "what_for": "Shoes", "amount": "30", "spend_kind": "clothing"}
    client.post(f"/worker/people/{scene.people.ada.id}/ask/", asked | {"pay_to": payee.name})
    page = client.get(f"/worker/asks/{Ask.objects.get(what_for='Shoes').id}/").content.decode()
    assert facts(page)["To be paid to"] == "Ada’s own account"
