"""How a member comes in: the password, then a second factor, and what happens to whoever guesses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from commonpurse.parties.signin.commands import give_set_up_code, make_recovery_codes, make_user
from commonpurse.parties.signin.models import SignIn, User
from tests.factories import NOW, Standing, add_app_code, app_code

PASSWORD = "a kettle and a quiet room"
NO_FIT = "This code does not fit."
WAIT = "That was wrong too many times."
APART = "do not go together"


@pytest.fixture(autouse=True)
def at(monkeypatch):
    """Let the clock stand at NOW, and move it."""

    def move(**more: float) -> None:
        monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(**more))

    move()
    return move


@pytest.fixture
def wren(standing: Standing) -> User:
    user = make_user(by=standing.administrator, username="wren", password=PASSWORD, whose=standing.wren, now=NOW)
    return add_app_code(user, NOW)


def half_in(password: str = PASSWORD, username: str = "wren", client: Client | None = None, **more: str) -> Client:
    client = client or Client()
    client.answer = client.post("/sign-in/", {"username": username, "password": password} | more)  # type: ignore[attr-defined]
    return client


def words(answer) -> str:
    return answer.content.decode()


def is_in(client: Client) -> bool:
    return client.get("/worker/").status_code == 200


def test_the_password_alone_opens_nothing(wren):
    client = half_in()
    assert client.answer.headers["Location"] == "/sign-in/code/"
    assert not is_in(client)
    assert SESSION_KEY not in client.session
    assert not SignIn.objects.exists()


def test_the_code_of_the_app_leads_to_the_page_that_was_asked_for(wren):
    client = half_in(next="/worker/asks/")
    assert "One more thing" in words(client.get("/sign-in/code/"))
    before = client.session.session_key
    answer = client.post("/sign-in/code/", {"code": app_code(NOW)})
    assert answer.headers["Location"] == "/worker/asks/"
    assert is_in(client)
    assert client.session.session_key != before
    kept = SignIn.objects.get()
    assert (kept.method, kept.second_factor_at) == ("password", NOW)


def test_who_is_half_way_in_starts_again_when_the_password_is_changed(wren):
    client = half_in()
    wren.set_password("another kettle in a room")
    wren.save(update_fields=["password"])
    answer = client.post("/sign-in/code/", {"code": app_code(NOW)})
    assert answer.headers["Location"] == "/sign-in/"
    assert not is_in(client)


def test_a_code_that_was_used_lets_nobody_else_in(wren):
    half_in().post("/sign-in/code/", {"code": app_code(NOW)})
    other = half_in()
    answer = other.post("/sign-in/code/", {"code": app_code(NOW)})
    assert answer.status_code == 422
    assert NO_FIT in words(answer)
    assert not is_in(other)


def test_a_code_of_a_minute_ago_lets_nobody_in(wren, at):
    client = half_in()
    at(seconds=61)
    assert NO_FIT in words(client.post("/sign-in/code/", {"code": app_code(NOW)}))


def test_a_right_code_after_five_wrong_ones_waits_too(wren, at):
    client = half_in()
    for _ in range(5):
        assert NO_FIT in words(client.post("/sign-in/code/", {"code": "000000"}))
    assert WAIT in words(client.post("/sign-in/code/", {"code": app_code(NOW)}))
    assert not is_in(client)
    at(seconds=60)
    client.post("/sign-in/code/", {"code": app_code(NOW + timedelta(seconds=60))})
    assert is_in(client)


def test_wrong_codes_count_across_browsers(wren):
    for _ in range(5):
        half_in().post("/sign-in/code/", {"code": "000000"})
    assert WAIT in words(half_in().post("/sign-in/code/", {"code": app_code(NOW)}))


def test_the_second_step_must_follow_within_ten_minutes(wren, at):
    client = half_in()
    at(minutes=10)
    answer = client.post("/sign-in/code/", {"code": app_code(NOW + timedelta(minutes=10))}, follow=True)
    assert "Please start again" in words(answer)
    assert not is_in(client)


def test_two_tabs_at_the_second_step_let_in_once_and_harm_nothing(wren):
    client = half_in()
    client.post("/sign-in/code/", {"code": app_code(NOW)})
    assert client.post("/sign-in/code/", {"code": app_code(NOW, steps=1)}).headers["Location"] == "/sign-in/"
    assert is_in(client)


def test_a_recovery_code_opens_once(wren, standing: Standing):
    code = make_recovery_codes(by=standing.wren, user=wren, now=NOW)[0]
    first, second = half_in(), half_in()
    first.post("/sign-in/code/", {"code": code})
    assert is_in(first)
    assert NO_FIT in words(second.post("/sign-in/code/", {"code": code}))


def test_a_leaver_between_the_two_steps_is_not_let_in(wren, standing: Standing):
    client = half_in()
    standing.wren.is_active = False
    standing.wren.save(update_fields=["is_active"])
    assert "Please start again" in words(client.post("/sign-in/code/", {"code": app_code(NOW)}, follow=True))


def test_the_session_holds_no_password_and_no_code(wren):
    client = half_in()
    client.post("/sign-in/code/", {"code": app_code(NOW)})
    for session in Session.objects.all():
        dump = str(session.get_decoded())
        assert PASSWORD not in dump
        assert app_code(NOW) not in dump


@pytest.mark.parametrize("username", ["wren", "nobody"])
def test_six_wrong_passwords_get_the_same_answers_whether_the_name_is_there_or_not(wren, username):
    texts = []
    for _ in range(6):
        client = half_in("wrong password here", username)
        assert client.answer.status_code == 422
        texts.append((APART in words(client.answer), WAIT in words(client.answer)))
    assert texts == [(True, False)] * 5 + [(False, True)]


def test_the_right_password_waits_as_well_and_is_let_in_afterwards(wren, at):
    for _ in range(5):
        half_in("wrong password here")
    assert WAIT in words(half_in().answer)
    at(minutes=1)
    assert half_in().answer.headers["Location"] == "/sign-in/code/"
    assert APART in words(half_in("wrong password here").answer)


def test_one_address_cannot_try_many_names(wren):
    for number in range(30):
        half_in("wrong password here", f"name{number}")
    assert WAIT in words(half_in().answer)
    elsewhere = Client(REMOTE_ADDR="10.9.8.7")
    assert half_in(client=elsewhere).answer.status_code == 302


def test_one_house_of_the_new_addresses_is_one_address(wren):
    for number in range(30):
        client = Client(REMOTE_ADDR=f"2001:db8:1:2::{number:x}")
        half_in("wrong password here", f"name{number}", client)
    assert WAIT in words(half_in(client=Client(REMOTE_ADDR="2001:db8:1:2:ffff::1")).answer)
    assert half_in(client=Client(REMOTE_ADDR="2001:db8:1:3::1")).answer.status_code == 302


def test_behind_our_proxy_the_address_is_the_one_that_it_saw(wren, settings):
    for number in range(30):
        client = Client(HTTP_X_FORWARDED_FOR=f"10.0.0.{number}, 10.1.1.1")
        half_in("wrong password here", f"name{number}", client)
    assert WAIT not in words(half_in(client=Client(REMOTE_ADDR="10.1.1.1")).answer)
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for number in range(30):
        client = Client(HTTP_X_FORWARDED_FOR=f"10.0.0.{number}, 10.1.1.1")
        half_in("wrong password here", f"other{number}", client)
    assert WAIT in words(half_in(client=Client(HTTP_X_FORWARDED_FOR="10.0.0.99, 10.1.1.1")).answer)


def test_an_old_hash_of_a_password_becomes_the_new_kind(wren, settings):
    from commonpurse.config import settings as ours

    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.Argon2PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    assert ours.PASSWORD_HASHERS[0] == settings.PASSWORD_HASHERS[0]
    half_in()
    wren.refresh_from_db()
    assert wren.password.startswith("argon2$argon2id$")


def test_a_member_with_a_code_chooses_a_password_and_is_asked_for_the_factor_she_has(wren, standing: Standing):
    code = give_set_up_code(by=standing.administrator, user=wren, now=NOW)
    client = Client()
    given = {"username": "wren", "code": code, "password": "another quiet kettle room"}
    assert client.post("/set-up/", given).headers["Location"] == "/sign-in/code/"
    assert not is_in(client)
    assert NO_FIT in words(Client().post("/set-up/", given))
    client.post("/sign-in/code/", {"code": app_code(NOW)})
    assert is_in(client)
    assert SignIn.objects.get().method == "set_up"
    assert half_in("another quiet kettle room").answer.status_code == 302


def test_a_weak_password_says_why_and_is_not_a_wrong_try(wren, standing: Standing):
    code = give_set_up_code(by=standing.administrator, user=wren, now=NOW)
    client = Client()
    for _ in range(7):
        answer = client.post("/set-up/", {"username": "wren", "code": code, "password": "short"})
        assert "at least 12 characters" in words(answer)
    assert client.post("/set-up/", {"username": "wren", "code": code, "password": PASSWORD}).status_code == 302


def test_a_set_up_code_is_not_guessed_more_than_five_times(wren, standing: Standing):
    code = give_set_up_code(by=standing.administrator, user=wren, now=NOW)
    given = {"username": "wren", "password": PASSWORD}
    for _ in range(5):
        assert NO_FIT in words(Client().post("/set-up/", given | {"code": "bcdf-bcdf-bcdf"}))
    assert WAIT in words(Client().post("/set-up/", given | {"code": code}))


def test_a_passkey_that_is_none_is_refused_plainly(wren):
    client = Client()
    client.post("/sign-in/passkey/ask/")
    for token in ("", "{}", "[]", "nonsense", '{"id": 1}', "x" * 30_000):
        answer = client.post("/sign-in/passkey/", {"passkey_token": token})
        assert answer.status_code == 422
        assert "This passkey does not fit here." in words(answer)
    client = half_in()
    assert "This passkey does not fit here." in words(client.post("/sign-in/code/", {"passkey_token": "{}"}))
