"""A member sets up the second factor, and is asked for it again before what matters."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commonpurse.kernel.identity import new_id
from commonpurse.parties.signin.commands import make_user
from commonpurse.parties.signin.models import SignIn, User
from commonpurse.parties.signin.rules import Method
from commonpurse.web.parts.models import Draft
from tests.factories import NOW, Standing, add_app_code, app_code
from tests.web.conftest import let_in, user_of
from tests.web.forms_on_pages import forms_of
from tests.web.scenes import Scene
from tests.web.site_map import PAGES, PageOf, of_ada
from tests.web.test_drafts import values_on

PASSWORD = "a kettle and a quiet room"


@pytest.fixture(autouse=True)
def at(monkeypatch):
    def move(**more: float) -> None:
        monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(**more))

    move()
    return move


@pytest.fixture
def new_wren(standing: Standing) -> Client:
    """Wren's first sign-in: a password, and nothing else yet."""
    make_user(by=standing.administrator, username="wren", password=PASSWORD, whose=standing.wren, now=NOW)
    client = Client()
    client.post("/sign-in/", {"username": "wren", "password": PASSWORD})
    return client


def words(answer) -> str:
    return answer.content.decode()


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(NOW.timestamp()) // 30))


def set_up(client: Client) -> list[str]:
    """Set up an app as its page says; return the recovery codes that it shows."""
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", words(client.get("/account/app/"))).group(1).replace(" ", "")
    answer = client.post("/account/app/", {"code": code_of(secret)})
    assert answer.status_code == 200
    return re.findall(r"<li><code>(\d{5} \d{5})</code></li>", words(answer))


def test_who_has_no_second_factor_comes_to_nothing_else(new_wren):
    for page in ("/worker/", "/worker/people/add/", "/find/", "/account/codes/", "/account/password/"):
        assert new_wren.get(page).headers["Location"] == "/account/"
        assert new_wren.post(page, {}).status_code == 302
    assert "First, one thing beside your password" in words(new_wren.get("/account/"))


def test_the_app_is_set_up_and_the_recovery_codes_are_shown_once(new_wren):
    codes = set_up(new_wren)
    assert len(set(codes)) == 10
    assert new_wren.get("/worker/").status_code == 200
    for page in ("/account/", "/account/codes/", "/account/app/"):
        text = words(new_wren.get(page))
        assert not any(code in text for code in codes)
    other = Client()
    other.post("/sign-in/", {"username": "wren", "password": PASSWORD})
    other.post("/sign-in/code/", {"code": codes[0]})
    assert other.get("/worker/").status_code == 200
    assert "9 recovery codes are left." in words(other.get("/account/"))


def test_a_wrong_first_code_sets_nothing_up_and_keeps_the_picture(new_wren):
    before = re.search(r"<code>[A-Z2-7 ]+</code>", words(new_wren.get("/account/app/"))).group()
    answer = new_wren.post("/account/app/", {"code": "000000"})
    assert answer.status_code == 422
    assert before in words(answer)
    assert not Authenticator.objects.exists()


def test_a_session_from_before_the_factor_cannot_add_its_own(new_wren):
    """Two tabs, two people: whoever knows the password only must not set up a factor once there is one."""
    thief = Client()
    thief.post("/sign-in/", {"username": "wren", "password": PASSWORD})
    set_up(new_wren)
    for page in ("/account/app/", "/account/passkey/", "/account/", "/worker/"):
        assert thief.get(page).headers["Location"] == "/confirm/"
    assert thief.get("/confirm/").status_code == 200


def test_new_codes_make_the_old_ones_worthless(new_wren):
    old = set_up(new_wren)
    answer = words(new_wren.post("/account/codes/"))
    assert not any(code in answer for code in old)
    assert len(re.findall(r"<li><code>\d{5} \d{5}</code></li>", answer)) == 10


def test_the_last_factor_is_not_taken_off(new_wren):
    set_up(new_wren)
    app = Authenticator.objects.get(type="totp")
    answer = new_wren.post("/account/", {"take_off": app.id})
    assert answer.status_code == 422
    assert "This is the only one." in words(answer)


def test_a_new_password_keeps_this_session_and_ends_the_others(new_wren):
    codes = set_up(new_wren)
    other = Client()
    other.post("/sign-in/", {"username": "wren", "password": PASSWORD})
    other.post("/sign-in/code/", {"code": codes[0]})
    assert "at least 12" in words(new_wren.post("/account/password/", {"password": "short"}))
    answer = new_wren.post("/account/password/", {"password": "another quiet kettle room"}, follow=True)
    assert "Your password is changed." in words(answer)
    assert new_wren.get("/worker/").status_code == 200
    assert "because your password was changed" in words(other.get("/worker/", follow=True))


RELEASE = PageOf("worker:release", "wren", of_ada)


@pytest.fixture
def wren(scene: Scene) -> Client:
    """Wren, who showed her second factor a moment ago."""
    client = Client()
    let_in(client, user_of(scene.people.wren))
    return client


def release_form(client: Client, scene: Scene, step: str) -> dict[str, list[str]]:
    address = RELEASE.address(scene)
    form = next(iter(forms_of(RELEASE, address, client.get(address))))
    return form.filled() | {"holding_type": [""], "holding_reason": [""]} | ({"step": [step]} if step else {})


def test_before_a_release_the_second_factor_is_asked_for_again_and_nothing_is_lost(scene, wren, at):
    at(minutes=9)
    wren.get("/worker/")
    at(minutes=10)
    said = release_form(wren, scene, "")
    assert wren.post(RELEASE.address(scene), said).status_code != 303  # the check alone asks nothing
    answer = wren.post(RELEASE.address(scene), said | {"step": ["release"]})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/confirm/")
    assert "Show once more that it is you" in words(wren.get("/confirm/"))
    answer = wren.post("/confirm/", {"code": "000000"})
    assert answer.status_code == 422
    answer = wren.post("/confirm/", {"code": app_code(NOW + timedelta(minutes=10))})
    assert (answer.status_code, answer.headers["Location"]) == (303, RELEASE.address(scene))
    back = values_on(wren.get(RELEASE.address(scene)), RELEASE)
    assert back["amount"] == said["amount"]
    assert back["remittance"] == said["remittance"]
    assert not Draft.objects.filter(path="/confirm/").exists()
    assert wren.post(RELEASE.address(scene), said | {"step": ["release"]}).headers.get("Location") != "/confirm/"


def test_a_second_factor_just_shown_is_not_asked_for_again(scene, wren, at):
    at(minutes=9, seconds=59)
    said = release_form(wren, scene, "release")
    assert wren.post(RELEASE.address(scene), said).headers.get("Location") != "/confirm/"


@pytest.mark.parametrize(
    ("name", "data", "back"),
    [
        ("finance:make_file", {}, None),
        ("finance:file", {"act": "send"}, None),
        ("finance:second_look", {"act": "agree"}, None),
        ("finance:file_content", {}, "finance:file"),
        ("finance:export", {"step": "make"}, None),
    ],
)
def test_what_makes_or_moves_a_file_asks_again(scene, sign_in, at, name, data, back):
    pages = {page.name: page for page in PAGES if page.opened_by == "ngozi"}
    client = sign_in(scene.people.ngozi)
    at(minutes=5)
    client.get("/finance/")
    at(minutes=10)
    stands_on = pages[back or name].address(scene)
    form = next(iter(forms_of(pages[back or name], stands_on, client.get(stands_on))))
    answer = client.post(pages[name].address(scene), form.values() | data)
    assert answer.headers["Location"] == "/confirm/"
    assert client.post("/confirm/", {"code": app_code(NOW + timedelta(minutes=10))}).headers["Location"] == stands_on


def test_paying_again_and_opening_a_protected_detail_ask_again(scene, sign_in, at):
    pages = {page.name: page for page in PAGES if page.opened_by == "wren"}
    client = sign_in(scene.people.wren)
    at(minutes=5)
    client.get("/worker/")
    at(minutes=10)
    back = reverse("worker:payment", args=[scene.people.ada.id, scene.back.id])
    again = client.post(back, {"act": "again", "request_id": str(new_id())})
    opened = client.post(pages["worker:reveal"].address(scene), {"reason": "She asked me to write to her."})
    assert {again.headers.get("Location"), opened.headers.get("Location")} == {"/confirm/"}
    ready = reverse("worker:payment", args=[scene.people.ada.id, scene.ready.id])
    stopped = client.post(ready, {"act": "stop", "reason": "Ada found another."})
    assert stopped.headers["Location"] == ready


@pytest.mark.parametrize(
    ("who", "name", "data"),
    [
        ("wren", "worker:hand_over", {"asked": "on"}),
        ("wren", "worker:new_card", {}),
        ("wren", "worker:recognise", {"knew": ["we_met_before", "knows_her_plan"]}),
        ("wren", "worker:beside", {"reason": "To read a letter together"}),
        ("priya", "manager:erasure", {"act": "agree"}),
        ("administrator", "administrator:guardian", {"act": "ask"}),
    ],
)
def test_what_opens_a_person_to_others_or_ends_her_asks_again(scene, sign_in, at, who, name, data):
    page = next(page for page in PAGES if page.name == name)
    client = sign_in(getattr(scene.people, who))
    at(minutes=5)
    client.get("/")
    at(minutes=10)
    assert client.post(page.address(scene), data).headers.get("Location") == "/confirm/"


def test_fetching_an_export_asks_again_and_comes_back_to_its_page(scene, sign_in, at):
    client = sign_in(scene.people.ngozi)
    at(minutes=12)
    page = f"/finance/exports/{scene.export.id}/"
    address = reverse("finance:export_csv", kwargs={"export_id": scene.export.id})
    answer = client.get(address, HTTP_REFERER=f"http://testserver{page}")
    assert answer.headers["Location"] == "/confirm/"
    answer = client.post("/confirm/", {"code": app_code(NOW + timedelta(minutes=12))})
    assert answer.headers["Location"] == page
    assert client.get(address).status_code == 200


def test_a_referrer_elsewhere_leads_nowhere(scene, sign_in, at):
    client = sign_in(scene.people.ngozi)
    at(minutes=12)
    address = reverse("finance:export_csv", kwargs={"export_id": scene.export.id})
    client.get(address, HTTP_REFERER="https://elsewhere.example/finance/")
    answer = client.post("/confirm/", {"code": app_code(NOW + timedelta(minutes=12))})
    assert answer.headers["Location"] == address


def test_the_demo_confirms_by_a_button_and_nothing_else_does(scene, settings, at):
    def go(method: Method) -> int:
        client = Client()
        let_in(client, user_of(scene.people.wren), method=method)
        at(minutes=12)
        answer = client.post("/confirm/", {"demo": "yes"})
        at()
        return answer.status_code

    assert go(Method.DEMO) == 403
    settings.IS_DEMO = True
    assert go(Method.PASSWORD) == 403
    assert go(Method.DEMO) == 303


def test_a_person_is_not_asked_for_what_she_has_not(scene, sign_in, at):
    client = sign_in(scene.people.ada)
    at(minutes=20)
    assert client.get("/money/").status_code == 200
    assert client.get("/confirm/").status_code == 403


def test_where_one_is_signed_in_is_listed_and_can_be_ended(scene, sign_in):
    here, there = sign_in(scene.people.wren), sign_in(scene.people.wren)
    text = words(here.get("/account/sessions/"))
    assert text.count("Sign out there") == 1
    other = SignIn.objects.exclude(session_hash="").order_by("-started_at")
    there_id = re.search(r'name="end"\s+value="([0-9a-f-]{36})"', text).group(1)
    assert there_id in {str(each.id) for each in other}
    assert "It is signed out there." in words(here.post("/account/sessions/", {"end": there_id}, follow=True))
    assert there.get("/worker/").status_code == 302
    assert here.get("/worker/").status_code == 200


def test_signing_out_everywhere_is_everywhere(scene, sign_in):
    clients = [sign_in(scene.people.ada) for _ in range(3)]
    assert clients[0].post("/account/sessions/", {"end": "all"}).headers["Location"] == "/"
    assert [client.get("/money/").status_code for client in clients] == [302, 302, 302]


def test_the_session_of_another_is_not_there(scene, sign_in):
    ada = sign_in(scene.people.ada)
    sign_in(scene.people.wren)
    hers = SignIn.objects.get(user=User.objects.get(member=scene.people.wren))
    assert ada.post("/account/sessions/", {"end": str(hers.id)}).status_code == 404
    assert SignIn.objects.get(id=hers.id).ended_at is None


def test_an_app_is_added_to_a_session_only_when_it_was_shown_lately(scene, sign_in, at):
    client = sign_in(scene.people.wren)
    at(minutes=11)
    for page in ("/account/app/", "/account/passkey/"):
        assert client.get(page).headers["Location"] == "/confirm/"
    assert client.post("/confirm/", {"code": app_code(NOW + timedelta(minutes=11))}).headers["Location"] == page


def test_add_app_code_is_what_the_scene_has(standing: Standing):
    user = make_user(by=standing.administrator, username="wren", password=None, whose=standing.wren, now=NOW)
    add_app_code(user, NOW)
    assert Authenticator.objects.get().user == user
