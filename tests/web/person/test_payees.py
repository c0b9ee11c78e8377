from __future__ import annotations

import pytest

from commonpurse.money.payments.models import PayeeAccount
from tests.web.scenes import Scene


def payee(**given: str) -> dict[str, str]:
    return {
        "kind": "supplier",
        "name": "Argos",
        "holder_name": "Argos Ltd",
        "sort_code": "20-00-00",
        "account_number": "55779912",
    } | given


def test_she_adds_a_payee_who_can_be_paid_at_once(scene: Scene, sign_in):
    answer = sign_in(scene.people.ada).post("/money/payees/add/", payee(), follow=True)
    account = PayeeAccount.objects.get(payee__name="Argos")
    assert account.is_usable_at(account.added_at)
    assert "Argos can be paid now." in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("sort_code", "12-34", "Write the sort code with 6 figures"),
        ("account_number", "12", "Write the account number with 8 figures"),
        ("name", "me", "There is a payee of this name already"),
        ("kind", "own", "own account is there already"),
        ("holder_name", "", "Write the name on the account."),
    ],
)
def test_an_account_that_cannot_be_is_answered_at_its_field(scene: Scene, sign_in, field, typed, sentence):
    answer = sign_in(scene.people.ada).post("/money/payees/add/", payee(**{field: typed}))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not PayeeAccount.objects.filter(payee__name="Argos").exists()


def test_a_changed_account_shows_when_its_wait_ends_and_what_can_be_done_meanwhile(scene: Scene, sign_in):
    client = sign_in(scene.people.ada)
    text = client.get("/money/payees/").content.decode()
    assert "A new account ending in 4433 waits until Thursday 4 June at 09:30" in text
    assert "You can still pay the old account until then." in text
    assert "A second worker can end the wait" in text


def test_she_cannot_change_a_payee_of_somebody_else(scene: Scene, sign_in):
    address = f"/money/payees/{scene.own.payee_id}/change/"
    assert sign_in(scene.people.stranger).get(address).status_code == 404
    assert sign_in(scene.people.stranger).post(address, payee()).status_code == 404


def test_no_page_shows_a_whole_account_number(scene: Scene, sign_in):
    client = sign_in(scene.people.ada)
    for address in ("/money/payees/", "/money/", f"/money/payees/{scene.own.payee_id}/change/"):
        assert "12345678" not in client.get(address).content.decode().replace("Like 12345678.", "")
