from __future__ import annotations

from commonpurse.kernel.identity import new_id
from commonpurse.money.payments.models import Payment
from tests.web.scenes import Scene


def address(scene: Scene, payment: Payment) -> str:
    return f"/worker/people/{scene.people.ada.id}/payments/{payment.id}/"


def test_what_came_back_is_paid_again_by_one_press(scene: Scene, sign_in):
    client, form = sign_in(scene.people.wren), {"act": "again", "request_id": str(new_id())}
    assert "Pay it again" in client.get(address(scene, scene.back)).content.decode()
    for _ in range(2):
        answer = client.post(address(scene, scene.back), form, follow=True)
        assert "£25.00 goes out again, with the next file for the bank." in answer.content.decode()
    fresh = Payment.objects.get(reissues=scene.back)
    assert (fresh.amount_minor, fresh.state) == (2500, "ready")
    assert "Pay it again" not in client.get(address(scene, scene.back)).content.decode()
    refused = client.post(address(scene, scene.back), {"act": "again", "request_id": str(new_id())})
    assert refused.status_code == 422
    assert "paid again already" in refused.content.decode()


def test_a_payment_is_stopped_with_a_reason_before_it_leaves(scene: Scene, sign_in):
    client = sign_in(scene.people.wren)
    assert client.post(address(scene, scene.ready), {"act": "stop", "reason": ""}).status_code == 422
    answer = client.post(address(scene, scene.ready), {"act": "stop", "reason": "Ada has one."}, follow=True)
    assert "It is stopped. £22.00 is in the budget again." in answer.content.decode()
    late = client.post(address(scene, scene.sent), {"act": "stop", "reason": "Too late."})
    assert late.status_code == 422
    assert "It cannot be called back." in late.content.decode()


def test_a_payment_of_somebody_else_is_not_found(scene: Scene, sign_in):
    elsewhere = f"/worker/people/{scene.people.stranger.id}/payments/{scene.ready.id}/"
    assert sign_in(scene.people.priya).get(elsewhere).status_code == 404
