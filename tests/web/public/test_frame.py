"""The frame of every page: header, menu, foot; and the pages that say no."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import resolve, reverse

from commonpurse.demo.people import DEMO_SIGN_INS, LOOK_AT
from commonpurse.web.public.errors import bad_request, broken

SIGN_IN = 'href="/sign-in/"'


def header_of(page: str) -> str:
    found = re.search(r'<header class="top">.*?</header>', page, re.DOTALL)
    assert found is not None
    return found[0]


def test_who_is_not_signed_in_can_do_so_from_every_page(db):
    assert SIGN_IN in header_of(Client().get("/").content.decode())
    assert SIGN_IN in header_of(Client().get("/nothing/").content.decode())


@pytest.mark.parametrize("address", ["/sign-in/", "/offline/"])
def test_where_sign_in_is_here_or_cannot_be_reached_the_header_offers_none(db, address):
    assert SIGN_IN not in header_of(Client().get(address).content.decode())


def test_who_is_signed_in_is_not_asked_to(standing, sign_in):
    assert SIGN_IN not in sign_in(standing.wren).get("/worker/").content.decode()


def test_many_pages_fold_on_a_phone_door_by_door(standing, sign_in):
    header = header_of(sign_in(standing.priya).get("/finance/").content.decode())
    assert header.count("<details>") == 1
    doors = re.findall(r'<p id="door-\d">([^<]*)</p>', header)
    assert doors == ["With people", "Finance", "Partnership", "This site"]
    assert header.count("aria-labelledby") == len(doors)
    assert header.count("aria-current") == 1


def test_few_pages_stand_open(standing, sign_in):
    header = header_of(sign_in(standing.wren).get("/worker/").content.decode())
    assert "<details" not in header
    assert "With people" not in header


def test_the_foot_says_where_the_source_is_once_that_is_known(db, settings):
    assert "Free software" not in Client().get("/").content.decode()
    settings.SOURCE_ADDRESS = "https://code.example.org/ours"
    assert 'href="https://code.example.org/ours"' in Client().get("/").content.decode()


def test_the_people_of_the_demo_stand_together_by_what_they_do():
    groups = [str(offered.group) for offered in DEMO_SIGN_INS]
    assert [group for place, group in enumerate(groups) if group in groups[:place] and group != groups[place - 1]] == []
    assert len(set(groups)) == 5


@pytest.mark.parametrize("look", LOOK_AT, ids=lambda look: look.key)
def test_each_thing_to_look_at_is_a_page_of_somebody_of_the_demo(look):
    assert look.username in {offered.username for offered in DEMO_SIGN_INS}
    assert resolve(reverse(look.page)).view_name == look.page


def test_sign_in_offers_the_languages_and_helps_where_it_does_not_work(db):
    page = Client().get("/sign-in/").content.decode()
    assert page.index("Cymraeg") < page.index("<h1>")
    assert "If it does not work" in page
    assert "cookie" in page


@pytest.mark.parametrize("who", ["ada", "wren"])
def test_a_page_that_says_no_has_one_heading_and_a_way_on(standing, sign_in, who):
    answer = sign_in(getattr(standing, who)).get("/nothing/")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert page.count("<h1>") == 1
    assert f'href="{reverse("public:front")}"' in page


def test_a_person_can_leave_such_a_page_at_once_too_and_the_tab_tells_nothing(standing, sign_in):
    ada, wren = (sign_in(who).get("/nothing/").content.decode() for who in (standing.ada, standing.wren))
    assert 'class="exit"' in ada
    assert re.search(r"<title>\s*Page\s*</title>", ada)
    assert 'class="exit"' not in wren
    assert "Not found – Commonpurse" in re.sub(r"\s+", " ", wren)
    assert 'class="exit"' in sign_in(standing.ada).get("/reading/").content.decode()


@pytest.mark.parametrize("address", ["/nothing/", "/worker/", "/reading/", "/offline/", "/money/"])
def test_a_person_can_leave_every_page_they_reach_and_no_tab_names_us(standing, sign_in, address):
    page = sign_in(standing.ada).get(address).content.decode()
    assert page.count('class="exit" href="https://') == 1
    assert "Commonpurse" not in re.findall(r"<title>(.*?)</title>", page, re.DOTALL)[0]


def test_a_form_that_came_too_late_can_be_left_at_once_too(standing, sign_in):
    ada = sign_in(standing.ada, enforce_csrf_checks=True)
    answer = ada.post("/money/own-phone/", {})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert page.count('class="exit"') == 1
    assert "Commonpurse" not in re.findall(r"<title>(.*?)</title>", page, re.DOTALL)[0]


def test_before_sign_in_the_foot_leads_to_each_language_chosen_beforehand(db):
    for address in ("/", "/sign-in/", "/nothing/"):
        page = Client().get(address).content.decode()
        foot = page[page.index('<footer class="foot">') :]
        assert re.findall(r'href="(/reading/\?language=\w+)"\s+lang="(\w+)"', foot) == [
            ("/reading/?language=cy", "cy"),
            ("/reading/?language=ar", "ar"),
        ]


def test_a_language_in_the_making_says_so_at_the_foot_in_english(db):
    said = '<p lang="en" dir="ltr">This language is being made. Some words are still in English.</p>'
    assert said not in Client().get("/").content.decode()
    assert said in Client().get("/", HTTP_ACCEPT_LANGUAGE="ar").content.decode()


def test_when_all_is_broken_the_page_still_looks_like_ours_and_asks_nothing():
    for answer in (broken(None), bad_request(None, ValueError())):
        page = answer.content.decode()
        assert page.count("<h1>") == 1
        assert "wordmark" in page
        assert page.count('class="exit" href="https://') == 1
