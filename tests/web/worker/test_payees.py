from __future__ import annotations

from tests.web.scenes import Scene


def call_back(scene: Scene) -> str:
    return f"/worker/people/{scene.people.ada.id}/payees/{scene.changed.id}/call-back/"


def test_who_wrote_an_account_down_does_not_call_back(scene: Scene, sign_in):
    client = sign_in(scene.people.wren)
    assert "You wrote this account down, so somebody else must call." in client.get(call_back(scene)).content.decode()
    answer = client.post(call_back(scene))
    assert answer.status_code == 422
    assert "somebody else must call back" in answer.content.decode()


def test_a_second_worker_ends_the_wait_and_what_waited_is_ready(scene: Scene, sign_in):
    answer = sign_in(scene.people.priya).post(call_back(scene), follow=True)
    assert "The account of My sister can be paid now." in answer.content.decode()
    scene.held.refresh_from_db()
    assert scene.held.state == "ready"
    assert sign_in(scene.people.priya).get(call_back(scene)).status_code == 404


def test_a_changed_account_is_written_down_and_waits(scene: Scene, sign_in):
    address = f"/worker/people/{scene.people.ada.id}/payees/{scene.landlord.payee_id}/change/"
    form = {"holder_name": "Harbour Homes", "sort_code": "200000", "account_number": "11223344"}
    answer = sign_in(scene.people.wren).post(address, form, follow=True)
    assert "It waits 72 hours." in answer.content.decode()
    same = sign_in(scene.people.wren).post(address, form)
    assert same.status_code == 422
    assert "there already" in same.content.decode()


def test_a_worker_adds_a_payee(scene: Scene, sign_in):
    address = f"/worker/people/{scene.people.ada.id}/payees/add/"
    form = {"kind": "supplier", "name": "Argos", "holder_name": "Argos", "sort_code": "200000"}
    assert sign_in(scene.people.wren).post(address, form | {"account_number": "1"}).status_code == 422
    assert sign_in(scene.people.wren).post(address, form | {"account_number": "11223344"}).status_code == 303
