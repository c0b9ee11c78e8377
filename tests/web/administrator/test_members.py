from __future__ import annotations

import re

from allauth.mfa.models import Authenticator
from django.test import Client

from commonpurse.parties.partners.models import Member
from commonpurse.parties.signin.commands import make_user
from commonpurse.parties.signin.models import User
from tests.factories import NOW, Standing

PASSWORD = "a kettle and a quiet room"


def form_of(standing: Standing, **changed: object) -> dict[str, object]:
    given = {"name": "Cleo", "organisation": str(standing.charity.id), "roles": ["worker", "coordinator"]}
    return given | {"username": "cleo"} | changed


def test_a_new_administrator_lands_on_the_members(standing: Standing, sign_in):
    client = sign_in(standing.administrator)
    answer = client.get("/", follow=True)
    assert answer.redirect_chain[-1][0] == "/administrator/"
    assert "Add a member" in answer.content.decode()
    assert sign_in(standing.priya).get("/").headers["Location"] == "/worker/"


def code_on(answer) -> str:
    found = re.search(r"<code>([a-z0-9-]{14})</code>", answer.content.decode())
    assert found is not None
    return found.group(1)


def test_a_member_comes_in_with_roles_and_chooses_the_password(standing: Standing, sign_in):
    answer = sign_in(standing.administrator).post("/administrator/members/add/", form_of(standing))
    assert "The code for Cleo" in answer.content.decode()
    cleo = Member.objects.get(name="Cleo")
    assert cleo.roles == {"worker", "coordinator"}
    hers = Client()
    given = {"username": "cleo", "code": code_on(answer), "password": PASSWORD}
    assert hers.post("/set-up/", given).status_code == 302
    assert hers.get("/worker/").headers["Location"] == "/account/"
    assert "First, one thing beside your password" in hers.get("/account/").content.decode()


def test_what_is_refused_keeps_the_answers_and_brings_nobody_in(standing: Standing, sign_in):
    client = sign_in(standing.administrator)
    for changed, words in (
        ({"roles": []}, "Choose at least one thing that they do."),
        ({"username": ""}, "Write a user name."),
    ):
        answer = client.post("/administrator/members/add/", form_of(standing, **changed))
        text = answer.content.decode()
        assert answer.status_code == 422
        assert words in text
        assert 'value="Cleo"' in text
    assert not Member.objects.filter(name="Cleo").exists()


def test_a_form_sent_twice_adds_one_member(standing: Standing, sign_in):
    client = sign_in(standing.administrator)
    answers = [client.post("/administrator/members/add/", form_of(standing)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 422]
    assert Member.objects.filter(name="Cleo").count() == 1


def test_whose_access_ends_is_out_at_the_next_step(standing: Standing, sign_in):
    wren, admin = sign_in(standing.wren), sign_in(standing.administrator)
    address = f"/administrator/members/{standing.wren.id}/access/"
    assert "End the access of Wren?" in admin.get(address).content.decode()
    assert wren.get("/worker/").status_code == 200
    assert "Wren has no access any more." in admin.post(address, {"act": "end"}, follow=True).content.decode()
    assert wren.get("/worker/").headers["Location"].startswith("/sign-in/")
    again = admin.post(address, {"act": "end"})
    assert again.status_code == 422
    assert "Their access has ended already." in again.content.decode()
    assert "Wren has access again." in admin.post(address, {"act": "give_back"}, follow=True).content.decode()
    assert wren.get("/worker/").status_code == 302  # the session of before stays ended


def test_nobody_ends_their_own_access(standing: Standing, sign_in):
    client = sign_in(standing.administrator)
    address = f"/administrator/members/{standing.administrator.id}/access/"
    assert "<button" not in client.get(address).content.decode().split("<main")[1].split("</main>")[0]
    answer = client.post(address, {"act": "end"})
    assert answer.status_code == 422
    assert "You cannot change your own access." in answer.content.decode()
    assert client.get("/administrator/").status_code == 200


def test_a_member_without_a_sign_in_is_given_one(standing: Standing, sign_in):
    client = sign_in(standing.administrator)
    assert "No sign-in yet" in client.get("/administrator/").content.decode()
    address = f"/administrator/members/{standing.femi.id}/sign-in/"
    assert client.post(address, {"username": ""}).status_code == 422
    answer = client.post(address, {"username": "femi"})
    assert (
        Client().post("/set-up/", {"username": "femi", "code": code_on(answer), "password": PASSWORD}).status_code
        == 302
    )
    assert User.objects.get(username="femi").member == standing.femi
    assert "One sign-in is enough." in client.get(address).content.decode()


def test_a_forgotten_password_is_chosen_anew_with_a_code_that_is_shown_once(scene, sign_in):
    client = sign_in(scene.people.administrator)
    address = f"/administrator/members/{scene.people.wren.id}/code/"
    assert "Their second factor stays." in client.get(address).content.decode()
    code = code_on(client.post(address))
    assert code not in client.get(address).content.decode()
    hers = Client()
    given = {"username": "wren", "code": code, "password": PASSWORD}
    assert hers.post("/set-up/", given).headers["Location"] == "/sign-in/code/"


def test_an_administrator_signs_a_member_out_everywhere(scene, sign_in):
    wren, admin = sign_in(scene.people.wren), sign_in(scene.people.administrator)
    address = f"/administrator/members/{scene.people.wren.id}/sessions/"
    assert "Sign them out everywhere" in admin.get(address).content.decode()
    assert "Wren is signed out everywhere." in admin.post(address, follow=True).content.decode()
    assert "Somebody who may do so signed you out." in wren.get("/worker/", follow=True).content.decode()
    assert "Nowhere now." in admin.get(address).content.decode()


def test_a_lost_factor_needs_one_who_asks_and_another_who_agrees(scene, sign_in):
    admin, priya = sign_in(scene.people.administrator), sign_in(scene.people.priya)
    wren = sign_in(scene.people.wren)
    address = f"/administrator/members/{scene.people.wren.id}/second-factor/"
    assert "must agree" in admin.post(address, {"act": "ask"}, follow=True).content.decode()
    refused = admin.post(address, {"act": "agree"})
    assert refused.status_code == 422
    assert "Somebody else must agree" in refused.content.decode()
    assert wren.get("/worker/").status_code == 200
    assert "I spoke with them. Take it off" in priya.get(address).content.decode()
    answer = priya.post(address, {"act": "agree"}, follow=True)
    assert "The second factor of Wren is taken off." in answer.content.decode()
    assert wren.get("/worker/").status_code == 302
    assert not Authenticator.objects.filter(user__member=scene.people.wren).exists()


def test_nobody_does_it_for_themselves(scene, sign_in):
    make_user(by=scene.people.priya, username="alex", password=None, whose=scene.people.administrator, now=NOW)
    admin = sign_in(scene.people.administrator)
    address = f"/administrator/members/{scene.people.administrator.id}"
    assert admin.post(f"{address}/code/").status_code == 422
    assert admin.post(f"{address}/second-factor/", {"act": "ask"}).status_code == 422
    assert "This is you." in admin.get(f"{address}/second-factor/").content.decode()
