"""How somebody wants to read: chosen once, kept on the record or in the browser, and followed by every page."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from commonpurse.parties.people.models import Person


def test_a_person_chooses_once_and_every_page_follows(standing, sign_in):
    ada = sign_in(standing.ada)
    answer = ada.post(
        "/reading/", {"language": "ar", "text_size": "largest", "page_format": "easy_read", "next": "/money/"}
    )
    assert (answer.status_code, answer["Location"]) == (303, "/money/")
    page = sign_in(standing.ada).get("/money/").content.decode()  # another browser
    assert '<html lang="ar" dir="rtl" class="text-largest easy">' in page
    kept = Person.objects.get(id=standing.ada.id)
    assert (kept.language, kept.text_size, kept.page_format) == ("ar", "largest", "easy_read")


def test_the_picker_changes_the_language_and_nothing_else(standing, sign_in):
    ada = sign_in(standing.ada)
    ada.post("/reading/", {"text_size": "large", "next": "/money/"})
    ada.post("/reading/", {"language": "cy", "next": "/money/"})
    assert '<html lang="cy" dir="ltr" class="text-large">' in ada.get("/money/").content.decode()


@pytest.mark.parametrize("sent", [{"text_size": "large"}, {"text_size": "large", "language": "en-gb"}])
def test_a_language_that_our_pages_lack_stays_on_the_record(standing, sign_in, sent):
    Person.objects.filter(id=standing.ada.id).update(language="pl")
    ada = sign_in(standing.ada)
    ada.post("/reading/", sent)
    assert Person.objects.get(id=standing.ada.id).language == "pl"
    assert '<html lang="en-GB" dir="ltr" class="text-large">' in ada.get("/money/").content.decode()
    ada.post("/reading/", {"language": "cy"})
    assert Person.objects.get(id=standing.ada.id).language == "cy"


def test_the_picker_keeps_no_size_that_only_the_format_brings(standing, sign_in):
    Person.objects.filter(id=standing.ada.id).update(page_format="large_print")
    sign_in(standing.ada).post("/reading/", {"language": "cy"})
    assert Person.objects.get(id=standing.ada.id).text_size == "normal"


def test_before_sign_in_the_browser_keeps_it_until_it_is_closed(db):
    visitor = Client()
    visitor.post("/reading/", {"language": "cy", "text_size": "large", "next": "/"})
    assert '<html lang="cy" dir="ltr" class="text-large">' in visitor.get("/sign-in/").content.decode()
    assert {visitor.cookies[name]["max-age"] for name in ("language", "text_size")} == {""}


def test_the_language_that_the_browser_asks_for_is_spoken_until_somebody_chooses(standing, sign_in):
    asked = {"HTTP_ACCEPT_LANGUAGE": "ar, en;q=0.5"}
    ada = sign_in(standing.ada)
    assert 'dir="rtl"' in ada.get("/money/", **asked).content.decode()
    ada.post("/reading/", {"language": "en-gb"})
    assert '<html lang="en-GB" dir="ltr"' in ada.get("/money/", **asked).content.decode()


def test_large_print_grows_the_page_without_being_asked_twice(standing, sign_in):
    Person.objects.filter(id=standing.ada.id).update(page_format="large_print")
    assert 'class="text-large"' in sign_in(standing.ada).get("/money/").content.decode()


def test_what_is_on_no_list_is_refused_and_nothing_is_kept(standing, sign_in):
    answer = sign_in(standing.ada).post("/reading/", {"language": "xx", "text_size": "huge"})
    assert answer.status_code == 422
    assert Person.objects.get(id=standing.ada.id).language == "en"


def test_a_member_has_no_format_but_keeps_language_and_size(standing, sign_in):
    wren = sign_in(standing.wren)
    assert "page_format" not in wren.get("/reading/").content.decode()
    wren.post("/reading/", {"language": "cy", "text_size": "large"})
    assert '<html lang="cy" dir="ltr" class="text-large">' in sign_in(standing.wren).get("/worker/").content.decode()


def test_it_leads_back_to_our_own_pages_only(db):
    answer = Client().post("/reading/", {"language": "cy", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"


def test_a_link_chooses_a_language_beforehand_and_changes_nothing(db):
    visitor = Client()
    page = visitor.get("/reading/?language=cy").content.decode()
    [chosen] = re.findall(r'<input[^>]*name="language"[^>]*checked[^>]*>', page)
    assert 'value="cy"' in chosen
    assert '<html lang="en-GB"' in page
    assert "language" not in visitor.cookies
    assert '<html lang="en-GB"' in visitor.get("/").content.decode()
    assert "checked" in visitor.get("/reading/?language=xx").content.decode()
