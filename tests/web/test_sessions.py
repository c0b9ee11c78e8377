from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from commonpurse.parties.partners.commands import end_membership
from commonpurse.parties.signin.commands import end_all_sign_ins
from commonpurse.parties.signin.models import SignIn
from commonpurse.web.parts.sessions import BACKEND
from tests.factories import NOW, Standing
from tests.web.conftest import let_in, user_of

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def later(monkeypatch):
    def at(**more: float) -> None:
        monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(**more))

    return at


def is_in(client: Client, page: str = "/worker/") -> bool:
    return client.get(page).status_code == 200


def test_a_member_is_signed_out_after_fifteen_minutes_without_a_request(standing: Standing, sign_in, later):
    client = sign_in(standing.wren)
    later(minutes=14)
    assert is_in(client)
    later(minutes=28)
    assert is_in(client)
    later(minutes=43)
    answer = client.get("/worker/", follow=True)
    assert answer.redirect_chain == [("/sign-in/?next=/worker/", 302)]
    assert "You were signed out because nothing happened for 15 minutes." in answer.content.decode()
    assert SignIn.objects.get().ended_why == "idle"
    assert not is_in(client)


@pytest.mark.alike
def test_a_member_is_signed_out_after_ten_hours_however_busy(standing: Standing, sign_in, later):
    client = sign_in(standing.wren)
    for minutes in range(10, 600, 10):
        later(minutes=minutes)
        assert is_in(client)
    later(minutes=600)
    assert "because you came in 10 hours ago" in client.get("/worker/", follow=True).content.decode()


def test_a_person_has_half_an_hour_and_on_a_shared_phone_five_minutes(standing: Standing, sign_in, later):
    own, shared = sign_in(standing.ada), Client()
    let_in(shared, user_of(standing.ada), is_shared_phone=True)
    later(minutes=5)
    assert is_in(own, "/money/")
    assert not is_in(shared, "/money/")
    later(minutes=36)
    assert not is_in(own, "/money/")


def test_a_session_that_was_ended_elsewhere_is_over_at_the_next_request(standing: Standing, sign_in):
    here, there = sign_in(standing.wren), sign_in(standing.wren)
    end_all_sign_ins(by=standing.wren, user=user_of(standing.wren), now=NOW)
    for client in (here, there):
        assert "You were signed out from another device." in client.get("/worker/", follow=True).content.decode()
        assert SESSION_KEY not in client.session


def test_a_leaver_is_out_at_the_next_request_and_stays_out_when_back(standing: Standing, sign_in):
    client = sign_in(standing.wren)
    end_membership(by=standing.administrator, member=standing.wren, now=NOW)
    assert not is_in(client)
    assert SignIn.objects.get().ended_why == "access_ended"
    standing.wren.is_active = True
    standing.wren.save(update_fields=["is_active"])
    assert not is_in(client)


def test_a_session_that_nobody_wrote_down_opens_nothing(standing: Standing):
    client = Client()
    client.force_login(user_of(standing.wren), backend=BACKEND)
    assert not is_in(client)
    assert SESSION_KEY not in client.session


def test_a_new_password_ends_the_sessions_of_the_old_one(standing: Standing, sign_in):
    client = sign_in(standing.wren)
    user = user_of(standing.wren)
    user.set_password("another one altogether")
    user.save(update_fields=["password"])
    assert "because your password was changed" in client.get("/worker/", follow=True).content.decode()


@pytest.fixture
def adas_password(standing: Standing) -> None:
    user = user_of(standing.ada)
    user.username = "ada"
    user.set_password("a kettle and a quiet room")
    user.save(update_fields=["username", "password"])


ADA = {"username": "ada", "password": "a kettle and a quiet room"}


def test_a_session_fixed_beforehand_is_worthless_afterwards(adas_password):
    victim = Client()
    victim.get("/sign-in/")
    session = victim.session
    session["planted"] = "yes"
    session.save()
    victim.cookies["sessionid"] = planted = session.session_key
    victim.post("/sign-in/", ADA)
    assert is_in(victim, "/money/")
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert not is_in(thief, "/money/")
    assert not Session.objects.filter(session_key=planted).exists()


def test_who_signs_in_where_another_was_ends_the_other_session(adas_password, standing: Standing, sign_in):
    client = sign_in(standing.wren)
    before = client.session.session_key
    client.post("/sign-in/", ADA)
    assert is_in(client, "/money/")
    assert client.session.session_key != before
    assert SignIn.objects.get(user=user_of(standing.wren)).ended_why == "new_sign_in"


def test_going_out_is_written_down(standing: Standing, sign_in):
    client = sign_in(standing.wren)
    client.post("/sign-out/")
    assert SignIn.objects.get().ended_why == "signed_out"


def test_the_kind_of_browser_is_kept_and_nothing_finer(adas_password):
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605 (KHTML) Version/18.1 Safari/604.1"
    Client().post("/sign-in/", ADA, HTTP_USER_AGENT=agent)
    assert SignIn.objects.get().device == "Safari, iPhone"
