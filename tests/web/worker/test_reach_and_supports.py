from __future__ import annotations

from datetime import timedelta

from commonpurse.parties.partners.commands import add_member
from commonpurse.parties.people.commands import start_support
from commonpurse.parties.people.models import ContactWay, Support
from tests.factories import NOW, TODAY, Standing


def test_a_way_to_reach_her_is_added_and_then_marked_as_unsafe(standing: Standing, sign_in, clock):
    client, her = sign_in(standing.wren), f"/worker/people/{standing.ada.id}"
    form = {"kind": "phone", "value": "07700 900001", "is_safe_to_use": "yes", "how": "Mornings only"}
    assert "07700 900001" in client.post(f"{her}/contact/add/", form, follow=True).content.decode()
    again = client.post(f"{her}/contact/add/", form)
    assert again.status_code == 422
    assert "is there already" in again.content.decode()
    assert 'value="07700 900001"' in again.content.decode()
    assert client.post(f"{her}/contact/add/", form | {"is_safe_to_use": ""}).status_code == 422
    way = ContactWay.objects.get()
    answer = client.post(f"{her}/contact/{way.id}/", {"is_safe_to_use": "no", "how": ""}, follow=True)
    assert "Not safe: do not use" in answer.content.decode()
    way.refresh_from_db()
    assert (way.is_safe_to_use, way.how) == (False, "")


def test_a_way_of_somebody_else_is_not_there(standing: Standing, sign_in, clock):
    way = ContactWay.objects.create(person=standing.stranger, kind="phone", value="1", is_safe_to_use=True)
    address = f"/worker/people/{standing.ada.id}/contact/{way.id}/"
    assert sign_in(standing.wren).post(address, {"is_safe_to_use": "no"}).status_code == 404


def test_the_manager_puts_a_worker_beside_her_and_ends_it(standing: Standing, sign_in, clock):
    client, femi = sign_in(standing.priya), sign_in(standing.femi)
    her = f"/worker/people/{standing.ada.id}"
    form = {"member": str(standing.femi.id), "starts_on": TODAY.isoformat()}
    form |= {"shares": ["contact"], "explained": "spoken", "explained_format": "standard"}
    assert femi.get(f"{her}/about/").status_code == 404
    answer = client.post(f"{her}/support/add/", form, follow=True)
    assert "Femi works with Ada." in answer.content.decode()
    assert femi.get(f"{her}/about/").status_code == 200
    assert client.post(f"{her}/support/add/", form).status_code == 422
    wrens = Support.objects.get(person=standing.ada, member=standing.wren)
    end = f"{her}/support/{wrens.id}/end/"
    too_early = client.post(end, {"ends_on": (wrens.starts_on - timedelta(days=1)).isoformat()})
    assert too_early.status_code == 422
    assert "cannot come before the first day with" in too_early.content.decode()
    assert client.post(end, {"ends_on": TODAY.isoformat()}).status_code == 303
    assert sign_in(standing.wren).get(f"{her}/about/").status_code == 404


def test_a_worker_does_not_say_who_works_with_whom(standing: Standing, sign_in, clock):
    client, her = sign_in(standing.wren), f"/worker/people/{standing.ada.id}"
    assert "support/" not in client.get(f"{her}/about/").content.decode()
    support = Support.objects.get(person=standing.ada, member=standing.wren)
    for address in (f"{her}/support/add/", f"{her}/support/{support.id}/end/"):
        assert client.get(address).status_code == 403
        assert client.post(address, {"ends_on": TODAY.isoformat()}).status_code == 403


def test_a_coordinator_who_ends_her_own_work_goes_back_to_her_list(standing: Standing, sign_in, clock):
    cleo = add_member(by=standing.priya, organisation=standing.charity, name="Cleo", roles=["coordinator"], now=NOW)
    day_before = standing.ada.added_at.date()
    support = start_support(by=standing.priya, person=standing.ada, member=cleo, starts_on=day_before, now=NOW)
    client = sign_in(cleo)
    address = f"/worker/people/{standing.ada.id}/support/{support.id}/end/"
    answer = client.post(address, {"ends_on": TODAY.isoformat()})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/worker/")
