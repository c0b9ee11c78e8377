from __future__ import annotations

import re

from commonpurse.kernel.identity import new_id
from commonpurse.money.decisions.models import Ask
from commonpurse.parties.people.commands import add_person
from commonpurse.parties.people.models import Person
from tests.factories import EVERYTHING, NOW, Standing
from tests.web.scenes import Scene


def row(name: str) -> str:
    """The name as its row of the list shows it."""
    return f"<bdi>{name}</bdi></span>"


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_who_waits_for_an_answer_comes_first(scene: Scene, sign_in):
    add_person(by=scene.people.wren, called_by="Aaron", told=EVERYTHING, now=NOW)
    text = sign_in(scene.people.wren).get("/worker/").content.decode()
    assert text.index(row("Ada")) < text.index(row("Aaron"))
    assert "A payment failed on Monday 1 June, and nobody has paid it again." in text
    assert "Then: Ask waits, Yes, not paid yet, Account to check, Holder changes soon." in squeezed(text)
    assert "There is no budget yet." in text


def test_a_name_that_is_looked_for_stays_out_of_the_address(scene: Scene, sign_in):
    add_person(by=scene.people.wren, called_by="Aaron", told=EVERYTHING, now=NOW)
    client = sign_in(scene.people.wren)
    answer = client.post("/worker/", {"find": "aar"})
    assert answer.headers["Location"] == "/worker/"
    found = client.get("/worker/").content.decode()
    assert row("Aaron") in found
    assert row("Ada") not in found
    client.post("/worker/", {"find": ""})
    assert row("Ada") in client.get("/worker/").content.decode()


def test_a_reference_finds_its_person(scene: Scene, sign_in):
    client = sign_in(scene.people.wren)
    client.post("/worker/", {"find": "h-001"})
    assert row("Ada") in client.get("/worker/").content.decode()
    client.post("/worker/", {"find": "nobody"})
    assert "Nothing here fits what you chose." in client.get("/worker/").content.decode()


def test_each_need_is_a_tab_with_its_count_and_one_of_nobody_is_not_there(scene: Scene, sign_in):
    add_person(by=scene.people.wren, called_by="Aaron", told=EVERYTHING, now=NOW)
    client = sign_in(scene.people.wren)
    page = squeezed(client.get("/worker/").content.decode())
    assert re.search(r'need=no_budget">No budget <span class="number">1</span>', page)
    assert "need=money_ends" not in page.partition("<table")[0].partition('class="tabs"')[2].partition("</nav>")[0]
    only = client.get("/worker/?need=no_budget").content.decode()
    assert row("Aaron") in only
    assert row("Ada") not in only


def test_money_is_released_from_the_list_in_one_step(scene: Scene, sign_in):
    add_person(by=scene.people.wren, called_by="Aaron", told=EVERYTHING, now=NOW)
    page = sign_in(scene.people.wren).get("/worker/").content.decode()
    assert page.count("Release money<span") == 1, "who has no budget yet has nothing to release"
    assert f"/worker/people/{scene.people.ada.id}/release/" in page


def test_a_long_list_comes_in_pages(scene: Scene, sign_in):
    for number in range(30):
        add_person(by=scene.people.wren, called_by=f"Person {number:02}", told=EVERYTHING, now=NOW)
    client = sign_in(scene.people.wren)
    assert "Page 1 of 2" in client.get("/worker/").content.decode()
    assert "Page 2 of 2" in client.get("/worker/?page=2").content.decode()
    assert "Page 2 of 2" in client.get("/worker/?page=99").content.decode()


TOLD = {
    "shares": ["money_total", "money_detail", "contact"],
    "explained": "spoken",
    "explained_format": "standard",
}


def test_a_worker_takes_a_person_on_and_opens_a_budget(standing: Standing, sign_in):
    client = sign_in(standing.wren)
    form = {"called_by": "Sol", "reference": "", "date_of_birth": "", "language": "en", "page_format": "large_print"}
    form |= TOLD
    answer = client.post("/worker/people/add/", form, follow=True)
    sol = Person.objects.get(called_by="Sol")
    assert "Sol is on your list now." in answer.content.decode()
    assert "There is no budget yet." in answer.content.decode()
    opened = client.post(f"/worker/people/{sol.id}/budget/", follow=True)
    assert "It is empty until a fund gives to it." in opened.content.decode()
    again = client.post(f"/worker/people/{sol.id}/budget/")
    assert again.status_code == 422
    assert "has a budget already" in again.content.decode()


def test_what_cannot_be_taken_is_said_at_its_field(standing: Standing, sign_in):
    form = {"called_by": "Sol", "reference": "H-001", "date_of_birth": "2199-01-01", "language": "klingon!"}
    answer = sign_in(standing.wren).post("/worker/people/add/", form | TOLD | {"page_format": "standard"})
    assert answer.status_code == 422
    assert (
        "Write the language as a short code" in answer.content.decode() or "cannot be right" in answer.content.decode()
    )
    assert not Person.objects.filter(called_by="Sol").exists()


def test_unsafe_ways_of_contact_are_marked_in_words(scene: Scene, sign_in):
    text = sign_in(scene.people.wren).get(f"/worker/people/{scene.people.ada.id}/about/").content.decode()
    assert "Not safe: do not use" in text
    assert "Say you are the library." in text


def test_a_row_says_how_many_asks_wait_and_for_how_much(scene: Scene, sign_in):
    waiting = Ask.objects.filter(state="waiting", budget__person=scene.people.ada)
    client = sign_in(scene.people.wren)
    total = sum(ask.amount_minor for ask in waiting) // 100
    assert waiting.count() == 1
    assert f"1 ask waits, for £{total}.00." in client.get("/worker/").content.decode()
    asked = {"request_id": str(new_id()), "what_for": "Shoes", "amount": "30", "spend_kind": "clothing"}
    asked |= {"pay_to": "A shop that is new to her"}  # who must be agreed to, so that it waits
    client.post(f"/worker/people/{scene.people.ada.id}/ask/", asked)
    assert f"2 asks wait, for £{total + 30}.00 together." in client.get("/worker/").content.decode()


def test_a_manager_is_told_that_the_list_holds_everybody(scene: Scene, sign_in):
    assert "You see only people you work with." in sign_in(scene.people.wren).get("/worker/").content.decode()
    managers = sign_in(scene.people.priya).get("/worker/").content.decode()
    assert "You see only people you work with." not in managers
    assert "As a manager you see everybody." in managers
