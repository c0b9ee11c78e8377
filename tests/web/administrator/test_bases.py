"""On what each organisation stands: written down, ended with a warning, looked at again."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from commonpurse.parties.consent.models import LawfulBasis
from commonpurse.parties.consent.queries import lawful_bases_of
from commonpurse.web.administrator.bases import GROUND_HELP
from tests.factories import NOW, TODAY, stand_on_a_basis

PAGE = "/administrator/bases/"


@pytest.fixture
def client(standing, sign_in, clock):
    return sign_in(standing.administrator)


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


def test_the_end_of_the_last_one_warns_and_shows_nobody_from_the_next_page_on(standing, client, sign_in):
    wren, basis = sign_in(standing.wren), lawful_bases_of(standing.charity).get()
    assert "Ada" in text_of(wren.get("/worker/"))
    warned = text_of(client.get(f"{PAGE}{basis.id}/end/"))
    assert "From then on nobody of Open Door is shown anything about people." in warned
    assert "It has ended for Open Door." in text_of(client.post(f"{PAGE}{basis.id}/end/", follow=True))
    assert "Ada" not in text_of(wren.get("/worker/"))
    assert wren.get(f"/worker/people/{standing.ada.id}/").status_code == 404
    assert client.get(f"{PAGE}{basis.id}/end/").status_code == 404
    assert "Their members are shown nobody yet" in text_of(client.get("/administrator/organisations/"))


def test_of_two_the_first_may_end_without_a_warning(standing, client):
    stand_on_a_basis(standing.charity, by=standing.administrator, now=NOW)
    basis = lawful_bases_of(standing.charity)[0]
    assert "Another ground stays" in text_of(client.get(f"{PAGE}{basis.id}/end/"))


@pytest.mark.parametrize(("organisation", "ground"), [("council", "e"), ("charity", "f"), ("funder_organisation", "f")])
def test_the_usual_ground_of_its_kind_is_chosen_beforehand(standing, client, organisation, ground):
    page = client.get(f"{PAGE}{getattr(standing, organisation).id}/add/").content.decode()
    assert re.findall(r'name="art6" value="(\w+)"[^>]*checked', page) == [ground]


def test_a_ground_is_written_down_and_one_that_cannot_be_is_refused_by_its_field(standing, client):
    LawfulBasis.objects.filter(organisation=standing.charity).update(ended_at=NOW, ended_by=standing.priya)
    form = {
        "purpose": "To work with people",
        "art6": "e",
        "art9": "",
        "art10": "",
        "notice_version": "2026-2",
        "review_on": (TODAY + timedelta(days=90)).strftime("%d/%m/%Y"),
    }
    page = f"{PAGE}{standing.charity.id}/add/"
    refused = client.post(page, form)
    assert refused.status_code == 422
    assert "A public task is the public body" in text_of(refused)
    done = client.post(page, form | {"art6": "f"}, follow=True)
    assert "It is written down. Open Door can be shown what people share." in text_of(done)
    assert lawful_bases_of(standing.charity).get().purpose == "To work with people"


def test_what_is_to_be_looked_at_again_stands_at_the_top(standing, client, monkeypatch):
    assert "To look at again" not in text_of(client.get(PAGE))
    LawfulBasis.objects.create(
        organisation=standing.charity,
        purpose="To help",
        art6="f",
        notice_version="1",
        review_on=TODAY,
        set_by=standing.priya,
        set_at=NOW,
    )
    assert "To look at again Open Door, since" in text_of(client.get(PAGE))


def test_each_ground_is_explained(standing, client):
    page = text_of(client.get(f"{PAGE}{standing.council.id}/add/"))
    assert all(str(words) in page for words in GROUND_HELP.values())


def test_others_do_not_come_in(standing, sign_in, clock):
    basis = lawful_bases_of(standing.charity).get()
    for member in (standing.wren, standing.ngozi, standing.callum):
        client = sign_in(member)
        for page in (PAGE, f"{PAGE}{standing.charity.id}/add/", f"{PAGE}{basis.id}/end/"):
            assert client.get(page).status_code == 403, (member, page)
