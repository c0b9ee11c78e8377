from __future__ import annotations

from commonpurse.parties.people.models import Person
from commonpurse.rights.erasure.models import ErasureRequest
from tests.factories import Standing


def test_she_asks_a_manager_agrees_and_she_is_out(standing: Standing, sign_in, clock):
    ada, priya = sign_in(standing.ada), sign_in(standing.priya)
    page = ada.get("/money/erase/").content.decode()
    assert "What stays, and why" in page
    page = ada.post("/money/erase/", follow=True).content.decode()
    assert "Nothing is gone yet." in page
    address = f"/manager/erasures/{ErasureRequest.objects.get().id}/"
    assert "Erase Ada" in priya.get(address).content.decode()
    assert sign_in(standing.wren).post(address, {"act": "agree"}).status_code == 403
    assert priya.post(address, {"act": "agree"}).status_code == 303
    assert Person.objects.get(id=standing.ada.id).called_by == "Somebody"
    assert ada.get("/money/").status_code == 302


def test_a_no_without_a_reason_is_refused_and_with_one_she_reads_it(standing: Standing, sign_in, clock):
    ada, priya = sign_in(standing.ada), sign_in(standing.priya)
    ada.post("/money/erase/")
    address = f"/manager/erasures/{ErasureRequest.objects.get().id}/"
    assert priya.post(address, {"act": "decline"}).status_code == 422
    assert priya.post(address, {"act": "decline", "reason": "A court asked for it."}).status_code == 303
    assert "A court asked for it." in ada.get("/money/erase/").content.decode()
