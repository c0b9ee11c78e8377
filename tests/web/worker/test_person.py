"""Everything about one person on one page, and all that happened on the next."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from commonpurse.parties.people.commands import add_contact_way, add_person
from commonpurse.web.worker.reach import link_of
from tests.factories import EVERYTHING, NOW, Standing, release
from tests.web.scenes import Scene


@pytest.fixture
def wren(scene: Scene, sign_in) -> Client:
    return sign_in(scene.people.wren)


def page_of(client: Client, scene: Scene, part: str = "") -> str:
    text = client.get(f"/worker/people/{scene.people.ada.id}/{part}").content.decode()
    return " ".join(text.split())


def test_what_is_needed_stands_first_with_where_to_do_it(scene: Scene, wren: Client):
    text = page_of(wren, scene)
    order = ["Payment failed", "Ask waits", "Yes, not paid yet", "Account to check", "Holder changes soon"]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert places[-1] < text.index("Ada can use now")
    assert "Money that others hold is in the person’s own hands again on Wednesday 1 July." in text


def test_all_of_her_is_there(scene: Scene, wren: Client):
    text = page_of(wren, scene)
    for words in ("£585", "A kettle and two pans", "Curtains", "Harbour Homes", "Home Fund", "Winter Fund"):
        assert words in text, words
    assert "Wren, Open Door" in text
    assert "Held by a helper the person chose" in text
    assert "A new account waits" in text
    for here in re.findall(r'href="#([a-z]+)"', text):
        assert f'id="{here}"' in text, "each jump has a place to land on"


def test_her_own_account_is_called_that_whatever_she_calls_it(scene: Scene, wren: Client):
    text = page_of(wren, scene)
    assert "Ada’s own account" in text
    assert ">Me<" not in text


def test_a_granted_ask_can_be_released_from_her_page(scene: Scene, wren: Client):
    assert f"/release/?ask={scene.granted.id}" in page_of(wren, scene)


@pytest.mark.parametrize("part", ["", "about/"])
def test_a_safe_way_can_be_used_at_once_and_an_unsafe_one_is_no_link(scene: Scene, wren: Client, part: str):
    add_contact_way(
        by=scene.people.wren, person=scene.people.ada, kind="phone", value="01632 960001", is_safe_to_use=False, now=NOW
    )
    text = page_of(wren, scene, part)
    assert 'href="sms:07700900123"' in text
    assert text.index("Say you are the library.") < text.index('href="sms:07700900123"'), "how comes before the number"
    assert "01632960001" not in text
    assert "01632 960001" in text
    assert "Not safe" in text


class Way:
    def __init__(self, kind: str, value: str):
        self.kind, self.value, self.is_safe_to_use = kind, value, True


@pytest.mark.parametrize(
    ("kind", "value", "link"),
    [
        ("phone", "+44 (0)7700 900123", "tel:+447700900123"),
        ("phone", "ask for Jo, 07700 900123", ""),
        ("phone", "07700 900123;ext=1", ""),
        ("text", "07700-900123", "sms:07700900123"),
        ("email", "ada@example.org", "mailto:ada@example.org"),
        ("email", "ada@example.org?bcc=other@example.org", ""),
        ("letter", "12 Quay Street", ""),
        ("through", "07700 900123", ""),
    ],
)
def test_only_what_a_phone_or_a_mailbox_understands_becomes_a_link(kind: str, value: str, link: str):
    assert link_of(Way(kind, value)) == link


def test_without_a_budget_the_page_says_how_to_begin(standing: Standing, sign_in):
    sol = add_person(by=standing.wren, called_by="Sol", language="pl", needs_interpreter=True, told=EVERYTHING, now=NOW)
    text = " ".join(sign_in(standing.wren).get(f"/worker/people/{sol.id}/").content.decode().split())
    assert "There is no budget yet. You open it, then finance gives it money from a fund." in text
    assert "Polish, with an interpreter" in text
    assert "Nobody has written down a safe way to reach them." in text
    assert "Release money" not in text


def test_all_that_happened_comes_in_pages_newest_first(scene: Scene, wren: Client):
    for number in range(30):
        release(scene.people, scene.budget, scene.own, 1, remittance=f"No {number}")
    first, second = page_of(wren, scene, "story/"), page_of(wren, scene, "story/?page=2")
    assert "Page 1 of 2" in first
    assert "came in from Home Fund" in second
    assert "came in from Home Fund" not in first
    assert first.count("<li> <time") == 25


def test_a_payment_that_fails_stays_on_her_page_however_many_come_after(scene: Scene, wren: Client):
    for _ in range(10):
        release(scene.people, scene.budget, scene.landlord, 1)
    text = page_of(wren, scene)
    assert f"/payments/{scene.back.id}/" in text, "it failed, and nobody has paid it again"
    assert f"/payments/{scene.sent.id}/" in text, "it is on its way"
    assert f"/payments/{scene.stopped.id}/" not in text


def test_her_money_is_not_called_yours_to_a_worker(scene: Scene, wren: Client):
    text = page_of(wren, scene)
    assert "Yours now" not in text
    assert "To use now" in text


def test_payments_after_the_third_are_folded(scene: Scene, wren: Client):
    part = page_of(wren, scene).partition('id="payments"')[2].partition("</section>")[0]
    shown, _, folded = part.partition("<details>")
    assert shown.count("/payments/") == 3
    assert "More payments" in folded
    assert folded.count("/payments/") > 0
