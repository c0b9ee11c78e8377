from __future__ import annotations

from commonpurse.parties.partners.models import Organisation
from tests.factories import Standing


def test_an_organisation_is_added_and_listed(standing: Standing, sign_in):
    client = sign_in(standing.administrator)
    form = {"name": "Kestrel Advice", "kind": "charity"}
    answer = client.post("/administrator/organisations/add/", form, follow=True).content.decode()
    assert "Kestrel Advice is here now." in answer
    assert Organisation.objects.get(name="Kestrel Advice").kind == "charity"


def test_a_name_that_is_there_is_refused_with_the_answers_kept(standing: Standing, sign_in):
    client = sign_in(standing.priya)
    again = client.post("/administrator/organisations/add/", {"name": "Open Door", "kind": "nhs"})
    assert again.status_code == 422
    assert "An organisation of this name is there already." in again.content.decode()
    assert 'value="Open Door"' in again.content.decode()
    assert client.post("/administrator/organisations/add/", {"name": "", "kind": "shop"}).status_code == 422
    assert Organisation.objects.count() == 4
