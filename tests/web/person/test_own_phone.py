"""A phone keeps the last sum only after its owner said that it is theirs, and only for them."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from commonpurse.web.parts.own_phone import COOKIE
from tests.web.scenes import Scene
from tests.web.site_map import PAGES
from tests.web.test_pages import everything

LAST_LOOK = re.compile(r'<meta name="last-look"\s+content="([^"]*)">')


@pytest.fixture
def ada(scene: Scene, sign_in) -> Client:
    return sign_in(scene.people.ada)


def last_look(client: Client) -> list[str]:
    return LAST_LOOK.findall(client.get("/money/").content.decode())


def test_it_is_off_until_somebody_says_so(ada):
    assert last_look(ada) == []
    assert 'data-own="1"' not in ada.get("/money/").content.decode()


def test_once_it_is_on_the_page_gives_the_script_one_line(ada):
    assert ada.post("/money/own-phone/", {"answer": "own"}).status_code == 303
    [line] = last_look(ada)
    assert re.fullmatch(r"When you last looked \(Monday 1 June at \d\d:\d\d\) you had £[\d,.]+\.", line), line
    assert 'data-own="1"' in ada.get("/money/pay/").content.decode()


def test_no_other_page_carries_the_line(scene, ada):
    ada.post("/money/own-phone/", {"answer": "own"})
    carrying = {
        page.name
        for page in PAGES
        if page.opened_by == "ada" and not page.is_post_only and b"last-look" in ada.get(page.address(scene)).content
    }
    assert carrying == {"person:money"}


def test_it_counts_for_nobody_else_on_the_same_phone(scene, ada, sign_in):
    ada.post("/money/own-phone/", {"answer": "own"})
    for name in ("stranger", "wren"):
        other = sign_in(getattr(scene.people, name))
        other.cookies[COOKIE] = ada.cookies[COOKIE].value
        page = "/money/" if name == "stranger" else "/worker/"
        assert 'data-own="1"' not in other.get(page).content.decode()


def test_a_cookie_that_somebody_wrote_themselves_counts_for_nothing(scene, ada):
    ada.cookies[COOKIE] = scene.people.ada.id.hex
    assert last_look(ada) == []


def test_switched_off_the_browser_is_told_to_forget(ada):
    ada.post("/money/own-phone/", {"answer": "own"})
    answer = ada.post("/money/own-phone/", {"answer": "shared"})
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert ada.cookies[COOKIE].value == ""
    assert last_look(ada) == []


def test_it_can_be_switched_on_again_from_a_page_that_came_back(ada):
    """The same form sent again must set its cookie again, though a form counts once."""
    for answer in ("own", "shared", "own"):
        ada.post("/money/own-phone/", {"answer": answer})
    assert len(last_look(ada)) == 1


def test_signing_out_tells_the_browser_to_forget(ada):
    assert ada.post("/sign-out/").headers["Clear-Site-Data"] == '"cache", "storage"'


def test_it_stands_on_no_record(scene, ada):
    ada.get("/money/own-phone/")
    before = everything()
    ada.post("/money/own-phone/", {"answer": "own"})
    assert everything() == before


def test_it_says_what_is_kept_and_what_can_go_wrong(ada):
    text = ada.get("/money/own-phone/").content.decode()
    for words in ("The phone keeps one line", "they can read that line", "wiped when you sign out", "no scripts"):
        assert words in text


def test_the_offline_page_names_nobody(scene, ada):
    ada.post("/money/own-phone/", {"answer": "own"})
    text = ada.get("/offline/").content.decode()
    assert "Nothing was lost." in text
    assert scene.people.ada.called_by not in re.sub(r"<script.*?</script>", "", text)
    assert "sign-out" not in text
    assert "form_mark" not in text


def test_each_page_of_hers_leads_to_the_question_and_no_members_page_does(scene, ada, sign_in):
    assert 'href="/money/own-phone/"' in ada.get("/money/statement/").content.decode()
    assert "own-phone" not in sign_in(scene.people.wren).get("/worker/").content.decode()
