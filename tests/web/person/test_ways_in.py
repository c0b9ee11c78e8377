from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from commonpurse.parties.people.commands import add_contact_way
from commonpurse.parties.signin.models import Card, TextCode, TextWay
from commonpurse.parties.signin.ways import figures_of, find_unused_card
from tests.factories import NOW, Standing

pytestmark = pytest.mark.usefixtures("clock", "cheap_hashing")
PASSWORD = "four kettles and a quiet roof"


@pytest.fixture
def cheap_hashing(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def ada(standing: Standing, sign_in: Any) -> Client:
    return sign_in(standing.ada)


def page_of(client: Client) -> str:
    return client.get("/money/sign-in/").content.decode()


def test_with_nothing_chosen_each_way_says_what_it_is(ada: Client) -> None:
    page = page_of(ada)
    for words in ("You have no card now.", "This is off.", "Nobody but you would know the password.", "A passkey"):
        assert words in page


def test_she_makes_herself_a_card_and_stops_it_in_one_tap(ada: Client) -> None:
    page = ada.post("/money/sign-in/card/").content.decode()
    code = re.search(r"<code>([^<]+)</code>", page)[1]  # type: ignore[index]
    assert find_unused_card(code=code, now=NOW)
    assert ada.post("/money/sign-in/card/paper/", {"code": code}).content.startswith(b"%PDF")
    assert "Not used yet" in page_of(ada)
    assert ada.post("/money/sign-in/end/", {"end": "card"}).status_code == 303
    assert not Card.objects.open().exists()


def test_she_chooses_a_password_that_opens_the_door(ada: Client) -> None:
    bad = ada.post("/money/sign-in/password/", {"username": "ada.k", "password": "short"})
    assert bad.status_code == 422
    good = ada.post("/money/sign-in/password/", {"username": "ada.k", "password": PASSWORD})
    assert good.status_code == 303
    assert "The name is ada.k." in page_of(ada)
    assert "You have one way in." in page_of(ada)
    door = Client().post("/sign-in/", {"username": "ada.k", "password": PASSWORD})
    assert door.status_code == 302
    ada.post("/money/sign-in/end/", {"end": "password"})
    assert "The name is" not in page_of(ada)
    assert Client().post("/sign-in/", {"username": "ada.k", "password": PASSWORD}).status_code == 422


def test_codes_are_off_until_she_has_read_the_risk_and_typed_a_first_one(
    ada: Client, standing: Standing, settings: Any, tmp_path: Any
) -> None:
    assert "We cannot send codes here yet." in ada.get("/money/sign-in/text/").content.decode()
    settings.TEXTS_FOLDER = tmp_path
    assert "We know no number of yours" in ada.get("/money/sign-in/text/").content.decode()
    way = add_contact_way(
        by=standing.wren, person=standing.ada, kind="text", value="07700 900123", is_safe_to_use=True, now=NOW
    )
    page = ada.get("/money/sign-in/text/").content.decode()
    assert "Who holds your phone can come in as you." in page
    assert "900123" not in page
    assert ada.post("/money/sign-in/text/", {"number": str(way.id)}).headers["Location"].endswith("/confirm/")
    assert "Codes go to" not in page_of(ada)
    assert ada.post("/money/sign-in/text/confirm/", {"code": "1"}).status_code == 422
    answer = ada.post("/money/sign-in/text/confirm/", {"code": figures_of(TextCode.objects.get())})
    assert answer.status_code == 303
    assert "Codes go to … 123." in page_of(ada)
    ada.post("/money/sign-in/end/", {"end": "text"})
    assert not TextWay.objects.filter(ended_at=None).exists()


def test_a_number_of_somebody_else_cannot_be_chosen(ada: Client, standing: Standing) -> None:
    way = add_contact_way(
        by=standing.priya, person=standing.stranger, kind="text", value="07700 900123", is_safe_to_use=True, now=NOW
    )
    assert ada.post("/money/sign-in/text/", {"number": str(way.id)}).status_code == 422
    assert not TextWay.objects.exists()


def test_a_passkey_that_is_none_is_refused_in_words(ada: Client) -> None:
    assert ada.post("/money/sign-in/passkey/ask/").json()
    answer = ada.post("/money/sign-in/passkey/", {"passkey_token": "{}"})
    assert answer.status_code == 422
    assert "This passkey does not fit here." in answer.content.decode()


def test_she_sees_where_she_is_signed_in(ada: Client) -> None:
    assert 'href="/account/sessions/"' in page_of(ada)
    assert "This one, here" in ada.get("/account/sessions/").content.decode()


def test_to_stop_a_way_that_is_not_there_says_so(standing: Standing, sign_in: Any, clock: None) -> None:
    answer = sign_in(standing.ada).post("/money/sign-in/end/", {"end": "window"})
    assert answer.status_code == 422
    assert "It is stopped" not in answer.content.decode()
    assert "Choose the way that you want to stop." in answer.content.decode()
