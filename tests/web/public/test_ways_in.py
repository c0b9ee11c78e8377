"""The doors of a person as a browser without scripts sees them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from commonpurse.parties.people.commands import add_contact_way
from commonpurse.parties.signin.commands import choose_text_codes, confirm_text_codes, end_card, make_card
from commonpurse.parties.signin.models import Card, SignIn, TextCode
from commonpurse.parties.signin.rules import UNUSED_FOR, CardEnd
from commonpurse.parties.signin.ways import figures_of
from tests.factories import NOW, Standing

pytestmark = pytest.mark.usefixtures("clock", "cheap_hashing")
PIN = "8305"


@pytest.fixture
def cheap_hashing(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def code(standing: Standing) -> str:
    """The code of a card that Wren has just printed for Ada."""
    return make_card(by=standing.wren, person=standing.ada, now=NOW).code


@pytest.fixture
def used(code: str) -> str:
    begin(Client(), code)
    return code


def begin(client: Client, code: str, pin: str = PIN, again: str | None = None, whose: str = "shared") -> Any:
    data = {"code": code, "pin": pin, "pin_again": pin if again is None else again, "whose": whose}
    return client.post("/sign-in/card/first/", data)


def come(client: Client, code: str, pin: str = PIN, whose: str = "shared") -> Any:
    return client.post("/sign-in/card/", {"code": code, "pin": pin, "whose": whose})


def is_in(client: Client) -> bool:
    return client.get("/money/sign-in/").status_code == 200


def test_the_first_page_offers_the_doors(db: None) -> None:
    page = Client().get("/sign-in/").content.decode()
    assert "I have a card" in page
    assert "If you work here, this is your way in too." in page
    assert "Send me a code" not in page  # nothing carries texts here


def test_a_text_is_offered_where_texts_leave(db: None, settings: Any, tmp_path: Any) -> None:
    settings.TEXTS_FOLDER = tmp_path
    assert "Send me a code" in Client().get("/sign-in/").content.decode()


def test_first_with_a_new_card_then_with_its_pin(code: str) -> None:
    first = Client()
    answer = begin(first, code)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/money/")
    assert is_in(first)
    again = Client()
    assert come(again, code.lower()).headers["Location"] == "/"
    assert is_in(again)
    assert [sign_in.method for sign_in in SignIn.objects.all()] == ["card", "card"]


def test_where_she_wanted_to_go_she_goes(used: str) -> None:
    client = Client()
    page = client.get("/sign-in/?next=/money/asks/").content.decode()
    assert 'href="/sign-in/card/?next=/money/asks/"' in page
    data = {"code": used, "pin": PIN, "whose": "shared", "next": "/money/asks/"}
    assert client.post("/sign-in/card/", data).headers["Location"] == "/money/asks/"


def text_without_tokens(answer: Any, *typed: str) -> str:
    lines = [line for line in answer.content.decode().splitlines() if "csrfmiddlewaretoken" not in line]
    text = "\n".join(lines)
    for each in typed:
        text = text.replace(each, "")
    return text


def test_a_wrong_pin_an_unknown_card_and_a_stopped_one_look_alike(used: str, standing: Standing) -> None:
    unknown = "AAAA-AAAA-AAAA"
    answers = [come(Client(), used, "8306"), come(Client(), unknown)]
    end_card(by=standing.wren, card=Card.objects.get(), why=CardEnd.LOST, now=NOW)
    answers.append(come(Client(), used))
    assert {answer.status_code for answer in answers} == {422}
    assert len({text_without_tokens(answer, used, unknown) for answer in answers}) == 1
    assert "do not go together" in answers[0].content.decode()


def test_a_new_card_is_not_told_from_one_that_is_not_there(code: str) -> None:
    assert text_without_tokens(come(Client(), code), code) == text_without_tokens(
        come(Client(), "AAAA-AAAA-AAAA"), "AAAA-AAAA-AAAA"
    )


def test_guessed_six_times_the_right_pin_waits_too(used: str) -> None:
    client = Client()
    for guess in range(5):
        assert come(client, used, f"830{guess}"[:3] + str(guess + 6)).status_code == 422
    answer = come(client, used)
    assert answer.status_code == 422
    assert "Please wait" in answer.content.decode()
    assert not is_in(client)


def test_after_the_wait_the_right_pin_opens(used: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for guess in range(5):
        come(Client(), used, f"93{guess}1")
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(minutes=20))
    assert come(Client(), used).status_code == 302


def test_a_card_is_new_once(code: str) -> None:
    assert begin(Client(), code).status_code == 302
    other = begin(Client(), code, "7261")
    assert other.status_code == 422
    assert "If your card has a PIN, sign in with it." in other.content.decode()


def test_a_card_that_lay_about_for_thirty_days_opens_nothing(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW + UNUSED_FOR)
    assert begin(Client(), code).status_code == 422


def test_in_two_tabs_the_first_pin_counts(code: str) -> None:
    client = Client()
    client.get("/sign-in/card/first/")
    assert begin(client, code).status_code == 302
    assert begin(client, code, "7261").status_code == 422
    assert come(Client(), code).status_code == 302


@pytest.mark.parametrize(("pin", "again"), [("1234", "1234"), ("83", "83"), (PIN, "8306"), ("", "")])
def test_a_pin_that_is_weak_or_typed_in_two_ways_is_refused(code: str, pin: str, again: str) -> None:
    client = Client()
    assert begin(client, code, pin, again).status_code == 422
    assert not is_in(client)
    assert begin(Client(), code).status_code == 302


def test_a_session_that_was_planted_beforehand_opens_nothing(used: str) -> None:
    victim = Client()
    victim.get("/sign-in/card/")
    planted = victim.cookies["sessionid"].value if "sessionid" in victim.cookies else ""
    come(victim, used)
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert not is_in(thief)
    assert is_in(victim)


def test_neither_code_nor_pin_stands_in_a_session_or_an_address(code: str) -> None:
    client = Client()
    answer = begin(client, code)
    kept = " ".join(str(session.get_decoded()) for session in Session.objects.all())
    assert code not in kept + answer.headers["Location"]
    assert PIN not in kept.replace(str(SignIn.objects.get().id), "").split()


def test_a_shared_phone_is_the_usual_and_is_left_after_five_minutes(used: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    page = client.get("/sign-in/card/").content.decode()
    assert page.index('value="shared"') < page.index("checked") < page.index('value="own"')
    come(client, used)
    answer = client.get("/money/sign-in/")
    assert answer.headers["Refresh"] == "301; url=/"
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(minutes=5))
    gone = client.get("/money/sign-in/")
    assert gone.headers["Location"].startswith("/sign-in/")
    assert gone.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_on_a_phone_of_her_own_she_has_half_an_hour(used: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    come(client, used, whose="own")
    assert "Refresh" not in client.get("/money/sign-in/").headers
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(minutes=29))
    assert is_in(client)


def test_on_a_shared_phone_no_draft_is_kept(used: str, standing: Standing) -> None:
    from commonpurse.web.parts.models import Draft

    client = Client(enforce_csrf_checks=True)
    plain = Client()
    come(plain, used)
    page = plain.get("/money/sign-in/password/").content.decode()
    mark = page.split('name="form_mark" value="')[1].split('"')[0]
    client.post(
        "/money/sign-in/password/", {"username": "somebody", "form_mark": mark}, HTTP_SEC_FETCH_SITE="same-origin"
    )
    assert not Draft.objects.exists()


# A code by text -------------------------------------------------------------------------------------------------------


@pytest.fixture
def number(standing: Standing) -> str:
    way = add_contact_way(
        by=standing.wren, person=standing.ada, kind="text", value="07700 900123", is_safe_to_use=True, now=NOW
    )
    chosen = choose_text_codes(by=standing.ada, contact_way_id=way.id, now=NOW)
    assert confirm_text_codes(by=standing.ada, text_way=chosen, figures=figures_of(chosen.codes.get()), now=NOW)
    return "+44 7700 900123"


@pytest.fixture
def texts(settings: Any, tmp_path: Any) -> None:
    settings.TEXTS_FOLDER = tmp_path


def ask(client: Client, number: str) -> Any:
    return client.post("/sign-in/text/", {"number": number})


def type_code(client: Client, figures: str) -> Any:
    return client.post("/sign-in/text/code/", {"code": figures, "whose": "shared"})


def test_a_code_by_text_lets_her_in(number: str, texts: None) -> None:
    client = Client()
    assert ask(client, number).headers["Location"] == "/sign-in/text/code/"
    figures = figures_of(TextCode.objects.get(used_at=None))
    assert type_code(client, figures).headers["Location"] == "/money/"
    assert is_in(client)
    assert type_code(Client(), figures).status_code == 422


def test_a_number_that_is_not_known_gets_the_same_answer(number: str, texts: None) -> None:
    known, unknown = Client(), Client()
    assert ask(known, number).status_code == ask(unknown, "07700 900999").status_code == 302
    pages = [client.get("/sign-in/text/code/") for client in (known, unknown)]
    assert len({text_without_tokens(page) for page in pages}) == 1
    wrong = [type_code(client, "000000" if client is unknown else wrong_code()) for client in (known, unknown)]
    assert len({text_without_tokens(page, "000000", wrong_code()) for page in wrong}) == 1


def wrong_code() -> str:
    return f"{(int(figures_of(TextCode.objects.get(used_at=None))) + 1) % 10**6:06d}"


def test_a_code_is_of_the_browser_that_asked_for_it(number: str, texts: None) -> None:
    ask(Client(), number)
    other = Client()
    ask(other, "07700 900999")
    assert type_code(other, figures_of(TextCode.objects.get(used_at=None))).status_code == 422


def test_after_five_wrong_codes_the_right_one_is_refused(number: str, texts: None) -> None:
    client = Client()
    ask(client, number)
    for _ in range(5):
        assert type_code(client, wrong_code()).status_code == 422
    assert type_code(client, figures_of(TextCode.objects.get(used_at=None))).status_code == 422
