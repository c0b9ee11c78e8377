from __future__ import annotations

import pytest
from django.test import Client

from commonpurse.demo.people import DemoSignIn
from commonpurse.parties.partners.commands import add_member
from commonpurse.parties.signin.models import User
from tests.factories import NOW, Standing

WRONG = "do not go together"


@pytest.fixture
def ada_signs_in(standing: Standing) -> User:
    user = User(username="ada", person=standing.ada)
    user.set_password("a kettle and a quiet room")
    user.save(force_insert=True)
    return user


@pytest.fixture
def demo(settings, monkeypatch, ada_signs_in):
    settings.IS_DEMO = True
    offered = [DemoSignIn("ada", "Ada", "holds a budget", "See what is yours now.", "People")]
    for module in ("commonpurse.web.public.front", "commonpurse.web.public.signin"):
        monkeypatch.setattr(f"{module}.DEMO_SIGN_INS", offered)


def post(address: str, data: dict[str, str], **extra: str):
    return Client().post(address, data, **extra)


def test_the_right_name_and_password_lead_in(ada_signs_in):
    answer = post("/sign-in/", {"username": "ada", "password": "a kettle and a quiet room"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert "sessionid" in answer.cookies
    assert answer.cookies["sessionid"]["httponly"]


@pytest.mark.parametrize(
    ("username", "password"), [("ada", "wrong password"), ("nobody", "a kettle and a quiet room"), ("ada", "\x00")]
)
def test_every_wrong_try_gets_the_same_answer(ada_signs_in, username, password):
    answer = post("/sign-in/", {"username": username, "password": password})
    assert answer.status_code == 422
    assert "sessionid" not in answer.cookies or not answer.wsgi_request.user.is_authenticated
    text = answer.content.decode()
    assert WRONG in text or "cannot be read" in text


def test_one_who_left_gets_the_same_answer(standing: Standing):
    user = User(username="wren", member=standing.wren)
    user.set_password("a kettle and a quiet room")
    user.save(force_insert=True)
    standing.wren.is_active = False
    standing.wren.save(update_fields=["is_active"])
    answer = post("/sign-in/", {"username": "wren", "password": "a kettle and a quiet room"})
    assert answer.status_code == 422
    assert WRONG in answer.content.decode()


def test_sign_in_gives_a_new_session_name(ada_signs_in):
    client = Client()
    client.get("/sign-in/")
    before = client.session.session_key
    client.post("/sign-in/", {"username": "ada", "password": "a kettle and a quiet room"})
    assert client.session.session_key != before


@pytest.mark.parametrize("asked", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_after_sign_in_nobody_is_sent_to_another_site(ada_signs_in, asked):
    answer = post("/sign-in/", {"username": "ada", "password": "a kettle and a quiet room", "next": asked})
    assert answer.headers["Location"] == "/"


def test_signing_out_ends_the_session(sign_in, standing: Standing):
    client = sign_in(standing.ada)
    client.post("/sign-out/")
    assert "_auth_user_id" not in client.session
    assert client.get("/sign-out/").status_code == 405


def test_a_member_whose_role_opens_no_page_is_told_so(sign_in, standing: Standing):
    nothing = add_member(by=standing.priya, organisation=standing.charity, name="Bo", roles=[], now=NOW)
    page = sign_in(nothing).get("/").content.decode()
    assert "You are signed in as Bo. Your role opens no page here yet." in page


@pytest.mark.parametrize(
    ("who", "page"), [("ada", "/money/"), ("wren", "/worker/"), ("ngozi", "/finance/"), ("callum", "/funder/")]
)
def test_everybody_comes_first_to_their_own_door(sign_in, standing: Standing, who, page):
    assert sign_in(getattr(standing, who)).get("/").headers["Location"] == page


def test_the_front_page_offers_nobody_where_it_is_no_demo(db):
    page = Client().get("/", REMOTE_ADDR="127.0.0.1", HTTP_HOST="localhost").content.decode()
    assert "/sign-in/demo/" not in page
    assert "invented" not in page


def test_the_demo_lists_whom_to_sign_in_as(demo):
    page = Client().get("/", REMOTE_ADDR="127.0.0.1", HTTP_HOST="localhost:8000").content.decode()
    assert "Sign in as Ada" in page
    assert "See what is yours now." in page


def test_the_demo_signs_in_by_a_button(demo):
    client = Client()
    local = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost:8000"}
    assert client.post("/sign-in/demo/", {"username": "ada"}, **local).status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get().id)


@pytest.mark.parametrize(("look", "leads_to"), [("agreement", "/money/agreement/"), ("power", "/"), ("//x.org", "/")])
def test_the_demo_leads_to_a_thing_to_look_at_where_it_is_ones_own(demo, look, leads_to):
    local = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost"}
    answer = Client().post("/sign-in/demo/", {"username": "ada", "look": look}, **local)
    assert (answer.status_code, answer.headers["Location"]) == (302, leads_to)


@pytest.mark.parametrize(
    "where",
    [
        {"REMOTE_ADDR": "10.0.0.7", "HTTP_HOST": "localhost"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost", "HTTP_X_FORWARDED_FOR": "10.0.0.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost", "HTTP_FORWARDED": "for=10.0.0.7"},
    ],
)
def test_the_demo_lets_nobody_in_from_another_machine(demo, where):
    client = Client()
    assert "Sign in as Ada" not in client.get("/", **where).content.decode()
    assert client.post("/sign-in/demo/", {"username": "ada"}, **where).status_code == 404
    assert "_auth_user_id" not in client.session


def test_the_demo_lets_in_nobody_but_those_it_lists(demo, standing: Standing):
    User.objects.create(username="hidden", person=standing.stranger)
    answer = Client().post("/sign-in/demo/", {"username": "hidden"}, REMOTE_ADDR="127.0.0.1", HTTP_HOST="localhost")
    assert answer.status_code == 404


def test_without_the_demo_setting_the_button_does_nothing(demo, settings):
    settings.IS_DEMO = False
    answer = Client().post("/sign-in/demo/", {"username": "ada"}, REMOTE_ADDR="127.0.0.1", HTTP_HOST="localhost")
    assert answer.status_code == 404
