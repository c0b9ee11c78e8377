from __future__ import annotations

from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.models import Allocation, HoldingPeriod
from tests.web.scenes import Scene


def allocate(scene: Scene, amount: str) -> dict[str, str]:
    return {"request_id": str(new_id()), "fund": str(scene.fund.id), "amount": amount, "reason": "A bed"}


def test_the_manager_gives_money_from_a_fund(scene: Scene, sign_in):
    address = f"/worker/people/{scene.people.ada.id}/allocate/"
    client = sign_in(scene.people.priya)
    assert client.post(address, allocate(scene, "100")).status_code == 303
    assert Allocation.objects.filter(reason="A bed").count() == 1
    refused = client.post(address, allocate(scene, "99999"))
    assert refused.status_code == 422
    assert Allocation.objects.filter(reason="A bed").count() == 1


def test_a_worker_does_not_give_money_from_a_fund(scene: Scene, sign_in):
    address = f"/worker/people/{scene.people.ada.id}/allocate/"
    assert sign_in(scene.people.wren).get(address).status_code == 403
    assert sign_in(scene.people.wren).post(address, allocate(scene, "100")).status_code == 403


def test_a_step_down_needs_a_reason_and_an_end(scene: Scene, sign_in):
    address = f"/worker/people/{scene.people.ada.id}/lines/{scene.line.id}/"
    client = sign_in(scene.people.wren)
    page = client.get(address).content.decode()
    assert "Ada asked her sister to keep this while she moves." in page
    before = HoldingPeriod.objects.count()
    step = {"holding_type": "third_party_held", "reason": "The landlord asks for it.", "ends_on": ""}
    assert client.post(address, step | {"reason": ""}).status_code == 422
    assert "Say until when." in client.post(address, step).content.decode()
    assert HoldingPeriod.objects.count() == before
    assert client.post(address, step | {"ends_on": "2026-07-01"}).status_code == 303
    assert HoldingPeriod.objects.count() == before + 1
    assert client.post(address, step | {"holding_type": "self_held"}).status_code == 303
