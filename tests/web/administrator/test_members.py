from __future__ import annotations

from django.test import Client

from commonpurse.parties.partners.models import Member
from commonpurse.parties.signin.models import User
from tests.factories import Standing

PASSWORD = "a kettle and a quiet room"


def form_of(standing: Standing, **changed: object) -> dict[str, object]:
    given = {"name": "Cleo", "organisation": str(standing.charity.id), "roles": ["worker", "coordinator"]}
    return given | {"username": "cleo", "password": PASSWORD} | changed


def test_a_new_administrator_lands_on_the_members(standing: Standing, sign_in):
    client = sign_in(standing.administrator)
    answer = client.get("/", follow=True)
    assert answer.redirect_chain[-1][0] == "/administrator/"
    assert "Add a member" in answer.content.decode()
    assert sign_in(standing.priya).get("/").headers["Location"] == "/worker/"


def test_a_member_comes_in_with_roles_and_a_sign_in_at_once(standing: Standing, sign_in):
    answer = sign_in(standing.administrator).post("/administrator/members/add/", form_of(standing), follow=True)
    assert "Cleo can sign in now." in answer.content.decode()
    cleo = Member.objects.get(name="Cleo")
    assert cleo.roles == {"worker", "coordinator"}
    hers = Client()
    assert hers.post("/sign-in/", {"username": "cleo", "password": PASSWORD}).status_code == 302
    assert hers.get("/worker/").status_code == 200


def test_what_is_refused_keeps_the_answers_and_brings_nobody_in(standing: Standing, sign_in):
    client = sign_in(standing.administrator)
    for changed, words in (
        ({"password": "short"}, "at least 12 characters"),
        ({"roles": []}, "Choose at least one thing that they do."),
        ({"username": ""}, "Write a user name."),
    ):
        answer = client.post("/administrator/members/add/", form_of(standing, **changed))
        text = answer.content.decode()
        assert answer.status_code == 422
        assert words in text
        assert 'value="Cleo"' in text
        assert PASSWORD not in text
    assert not Member.objects.filter(name="Cleo").exists()


def test_a_form_sent_twice_adds_one_member(standing: Standing, sign_in):
    client = sign_in(standing.administrator)
    answers = [client.post("/administrator/members/add/", form_of(standing)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 422]
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
    assert wren.get("/worker/").status_code == 200


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
    assert client.post(address, {"username": "femi", "password": "short"}).status_code == 422
    answer = client.post(address, {"username": "femi", "password": PASSWORD}, follow=True)
    assert "Femi can sign in now." in answer.content.decode()
    assert User.objects.get(username="femi").member == standing.femi
    assert "One sign-in is enough." in client.get(address).content.decode()
