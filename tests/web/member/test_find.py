"""The one search of every member: what it finds for whom, that nothing leaks, that looks are written down."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonpurse.parties.consent.models import AccessRow
from commonpurse.parties.people.commands import add_person
from tests.factories import EVERYTHING, NOW, release
from tests.web.scenes import Scene
from tests.web.test_pages import MOST_QUERIES, is_frame

TYPED = {"HX-Request": "true"}


def found(client: Client, words: str) -> str:
    """What the page shows beneath its own field, after the form was sent."""
    answer = client.post("/find/", {"find": words})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/find/")
    answer = client.get("/find/")
    assert answer.status_code == 200
    return answer.content.decode().split("<main")[1].split('<aside class="next"')[0]


def counts_in(text: str) -> dict[str, int]:
    heads = re.findall(r'id="found-(\w+)">.*?<span class="number">(\d+)</span>', text, re.DOTALL)
    return {name: int(count) for name, count in heads}


@pytest.mark.parametrize(
    ("who", "words", "groups"),
    [
        ("wren", "ada", {"people": 1, "asks": 6}),
        ("wren", "Augusta", {"people": 1}),  # another name of hers
        ("wren", "h-001", {"people": 1, "asks": 6}),
        ("wren", "kettle", {"asks": 1}),
        ("wren", "Home Fund", {}),
        ("wren", "add a", {"pages": 1}),
        ("ngozi", "augusta", {}),
        ("ngozi", "kettle", {}),
        ("ngozi", "harbour", {"payments": 3}),
        ("ngozi", "fund", {"funds": 2, "pages": 2}),
        ("ngozi", "Tidewater", {"funds": 2}),
        ("callum", "fund", {"funds": 2, "pages": 1}),
        ("callum", "ada", {}),
        ("callum", "harbour", {}),
        ("femi", "ada", {}),
        ("femi", "kettle", {}),
        ("femi", "harbour", {}),
        ("administrator", "femi", {"members": 1}),
        ("administrator", "ada", {}),
        ("priya", "augusta", {"people": 1}),
    ],
)
def test_each_finds_what_they_may_see_and_nothing_else(scene: Scene, sign_in, who, words, groups):
    text = found(sign_in(getattr(scene.people, who)), words)
    assert counts_in(text) == groups
    assert ("Nothing that you may see has" in text) is (groups == {})


def test_a_payment_is_found_by_its_reference_and_opened(scene: Scene, sign_in):
    client = sign_in(scene.people.ngozi)
    text = found(client, scene.sent.end_to_end_id.lower())
    assert counts_in(text) == {"payments": 1}
    [address] = re.findall(r'<a href="(/finance/payments/[^"]+)"', text)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("who", ["wren", "ngozi", "callum", "priya", "administrator"])
def test_each_link_opens_for_who_found_it(scene: Scene, sign_in, who):
    client = sign_in(getattr(scene.people, who))
    addresses = set()
    for words in ("ada", "fund", "harbour", "add", "en", "ma", "ti"):
        addresses |= set(re.findall(r'<a href="([^"]+)"', found(client, words)))
    assert addresses
    assert [address for address in addresses if client.get(address).status_code != 200] == []


def test_the_words_stand_in_no_address(scene: Scene, sign_in):
    text = found(sign_in(scene.people.wren), "ada")
    addresses = re.findall(r'(?:href|action|src)="([^"]*)"', text)
    # An identifier is of the letters a to f: "ada" comes in one by chance.
    assert not [address for address in addresses if "ada" in re.sub(r"[0-9a-f-]{36}", "", address.lower())]


def test_who_may_not_see_her_gets_the_page_of_a_name_that_nobody_has(scene: Scene, sign_in):
    def page(words: str) -> str:
        text = found(sign_in(scene.people.femi), words).replace(words, "...")
        return re.sub(r'name="(?:csrfmiddlewaretoken|form_mark)" value="[^"]*"', "", text)

    assert page("ada") == page("adx")


def test_a_look_at_each_person_who_is_shown_is_written_down(scene: Scene, sign_in):
    client = sign_in(scene.people.wren)
    client.post("/find/", {"find": "ada"})
    before = AccessRow.objects.filter(person_id=scene.people.ada.id).count()
    client.get("/find/")
    rows = AccessRow.objects.filter(person_id=scene.people.ada.id).order_by("-id")
    assert rows.count() == before + 2
    assert {tuple(row.fields) for row in rows[:2]} == {("name", "reference"), ("name", "asks")}
    client.post("/find/", {"find": "nobody like that"})
    client.get("/find/")
    assert AccessRow.objects.filter(person_id=scene.people.ada.id).count() == before + 2


def test_eight_are_shown_and_the_list_has_the_others(scene: Scene, sign_in):
    for number in range(11):
        add_person(by=scene.people.wren, called_by=f"Sol {number:02}", told=EVERYTHING, now=NOW)
    client = sign_in(scene.people.wren)
    text = found(client, "sol")
    assert counts_in(text) == {"people": 11}
    assert len(re.findall(r'<a href="/worker/people/', text)) == 8
    assert "See all 11" in " ".join(text.split())
    assert '<form method="post" action="/worker/">' in text
    rows = client.post("/worker/", {"find": "sol"}, follow=True).content.decode()
    assert len(set(re.findall(r"Sol \d\d", rows))) == 11


def test_while_one_types_the_groups_come_alone_and_nothing_is_kept(scene: Scene, sign_in):
    client = sign_in(scene.people.wren)
    answer = client.post("/find/", {"find": "ada"}, headers=TYPED)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in text
    assert counts_in(text) == {"people": 1, "asks": 6}
    assert re.search(r'<p id="quick-said" hx-swap-oob="innerHTML">\s*People: 1. Asks: 6.\s*</p>', text)
    assert 'value="ada"' not in client.get("/find/").content.decode()
    for words in ("", "a", " a "):
        assert counts_in(client.post("/find/", {"find": words}, headers=TYPED).content.decode()) == {}


def test_who_is_signed_out_meanwhile_learns_nothing(scene: Scene, sign_in):
    answer = Client().post("/find/", {"find": "ada"}, headers=TYPED, follow=True)
    assert 'id="found"' not in answer.content.decode()
    person = sign_in(scene.people.ada)
    assert person.post("/find/", {"find": "ada"}).status_code == 403
    assert 'id="quick-find"' not in person.get("/money/").content.decode()


def test_a_search_costs_a_small_number_of_questions(scene: Scene, sign_in):
    for number in range(10):
        add_person(by=scene.people.wren, called_by=f"Harbour {number}", told=EVERYTHING, now=NOW)
        release(scene.people, scene.budget, scene.landlord, 1)
    client = sign_in(scene.people.priya)
    for words in ("harbour", "ada", "fund"):
        found(client, words)
        for ask in (lambda: client.get("/find/"), lambda w=words: client.post("/find/", {"find": w}, headers=TYPED)):
            with CaptureQueriesContext(connection) as asked:
                ask()
            statements = [each["sql"] for each in asked.captured_queries if not is_frame(each["sql"])]
            assert len(statements) <= MOST_QUERIES, statements


def test_any_words_at_all_give_a_page(scene: Scene, sign_in):
    client = sign_in(scene.people.priya)

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.one_of(st.text(max_size=120), st.sampled_from(["%", "__", "'; --", "\\", "\0\0", "أدا", "💩💩", "x" * 5000]))
    )
    def check(words: str) -> None:
        words = words.encode("utf-8", "replace").decode()
        assert client.post("/find/", {"find": words}, headers=TYPED).status_code == 200
        assert client.post("/find/", {"find": words}, follow=True).status_code == 200

    check()


def test_the_slash_key_can_be_left_alone(scene: Scene, sign_in):
    client = sign_in(scene.people.wren)
    assert 'data-slash="1"' in client.get("/worker/").content.decode()
    assert client.post("/find/", {"slash": "off"}).headers["Location"] == "/find/"
    text = client.get("/worker/").content.decode()
    assert "data-slash" not in text
    assert 'aria-keyshortcuts="Control+K"' in text
    assert "Let the / key go to the field" in client.get("/find/").content.decode()
    client.post("/find/", {"slash": "on"})
    assert 'data-slash="1"' in client.get("/worker/").content.decode()
