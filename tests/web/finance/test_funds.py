from __future__ import annotations

import re

from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.models import Allocation, Fund, Promise
from tests.web.scenes import Scene


def test_each_pound_of_a_fund_is_somewhere(scene: Scene, sign_in):
    page = sign_in(scene.people.ngozi).get(f"/finance/funds/{scene.fund.id}/").content.decode()
    for amount in ("£5,000.00", "£2,000.00", "£4,100.00", "£800.00", "£100.00"):
        assert amount in page


def test_a_fund_is_set_up_with_its_terms(scene: Scene, sign_in):
    form = {
        "name": "Night Fund",
        "funder": str(scene.people.funder_organisation.id),
        "purpose": "A warm night",
        "legal_basis": "charitable_grant",
        "nation": "wales",
        "kind": "grant",
        "starts_on": "2026-06-01",
        "last_day": "2026-12-31",
        "unspent_rule": "returns_to_fund",
    }
    client = sign_in(scene.people.ngozi)
    assert client.post("/finance/funds/add/", form).status_code == 303
    fund = Fund.objects.get(name="Night Fund")
    assert fund.ends_on is not None
    assert fund.nation == "wales"
    terms = client.get(f"/finance/funds/{fund.id}/").content.decode()
    assert "<dd>Wales</dd>" in re.sub(r"\s*(</?dd>)\s*", r"\1", terms)
    assert fund.ends_on.isoformat() == "2027-01-01"  # half-open: the first day after
    again = client.post("/finance/funds/add/", form)
    assert again.status_code == 422
    assert "A fund of this name is there already." in again.content.decode()
    backwards = client.post("/finance/funds/add/", form | {"name": "Other", "last_day": "2020-01-01"})
    assert backwards.status_code == 422


def test_a_fund_is_of_england_unless_somebody_says_otherwise(scene: Scene, sign_in):
    page = sign_in(scene.people.ngozi).get("/finance/funds/add/").content.decode()
    assert '<option value="england" selected>England</option>' in page


def test_a_promise_is_written_down_once(scene: Scene, sign_in):
    client, form = sign_in(scene.people.ngozi), {"request_id": str(new_id()), "amount": "250"}
    for _ in range(2):
        assert client.post(f"/finance/funds/{scene.fund.id}/promise/", form).status_code == 303
    assert Promise.objects.filter(amount_minor=25000).count() == 1


def test_finance_gives_by_reference_and_needs_no_name(scene: Scene, sign_in):
    address = f"/finance/funds/{scene.fund.id}/allocate/"
    client = sign_in(scene.people.ngozi)
    form = {"request_id": str(new_id()), "reference": "H-001", "amount": "80", "reason": "A bed"}
    assert "Ada" not in client.get(address).content.decode()
    assert client.post(address, form).status_code == 303
    assert Allocation.objects.get(reason="A bed").amount_minor == 8000
    unknown = client.post(address, form | {"reference": "H-999"})
    assert unknown.status_code == 422
    assert "Nobody with this reference has a budget." in unknown.content.decode()
    too_much = client.post(address, form | {"request_id": str(new_id()), "amount": "99999"})
    assert too_much.status_code == 422
    assert "4,020.00" in too_much.content.decode()


def test_money_of_an_ended_fund_is_listed_and_not_moved(scene: Scene, sign_in):
    page = sign_in(scene.people.ngozi).get("/finance/funds/due-back/").content.decode()
    assert "Winter Fund" in page
    assert "£240.00" in page
    assert "£60.00" in page
    assert "<button" not in page.split("<main")[1].split("</main>")[0]
