from __future__ import annotations

import re

import pytest

from commonpurse.money.payments.models import PayeeAccount
from commonpurse.parties.people.commands import add_person_name
from tests.factories import NOW, Standing
from tests.web.scenes import Scene


def payee(**given: str) -> dict[str, str]:
    return {
        "name": "Argos",
        "holder_name": "Argos Ltd",
        "sort_code": "20-00-00",
        "account_number": "55779912",
    } | given


def test_she_adds_a_payee_who_can_be_paid_at_once(scene: Scene, sign_in):
    answer = sign_in(scene.people.ada).post("/money/payees/add/supplier/", payee(), follow=True)
    account = PayeeAccount.objects.get(payee__name="Argos")
    assert (account.holder_name, account.payee.kind) == ("Argos Ltd", "supplier")
    assert account.is_usable_at(account.added_at)
    assert "Argos can be paid now." in answer.content.decode()


def test_a_name_that_is_the_same_is_asked_once(scene: Scene, sign_in):
    sign_in(scene.people.ada).post("/money/payees/add/helper/", payee(name="Jo Marsh", holder_name=""))
    assert PayeeAccount.objects.get(payee__name="Jo Marsh").holder_name == "Jo Marsh"


def test_the_name_at_her_bank_is_filled_in_where_it_is_known(standing: Standing, sign_in):
    client = sign_in(standing.ada)
    assert 'name="holder_name" maxlength' in client.get("/money/payees/add/own/").content.decode()
    add_person_name(by=standing.wren, person=standing.ada, name="Augusta King", used_for="papers", now=NOW)
    assert 'value="Augusta King"' in client.get("/money/payees/add/own/").content.decode()
    add_person_name(by=standing.wren, person=standing.ada, name="A King", used_for="bank", now=NOW)
    assert 'value="A King"' in client.get("/money/payees/add/own/").content.decode()
    client.post(
        "/money/payees/add/own/", {"holder_name": "A King", "sort_code": "200000", "account_number": "55779912"}
    )
    account = PayeeAccount.objects.get(payee__person=standing.ada)
    assert (account.payee.name, account.payee.kind) == ("My own account", "own")


def test_her_own_account_is_offered_until_it_is_there(scene: Scene, sign_in):
    assert "My own account" in sign_in(scene.people.stranger).get("/money/payees/add/").content.decode()
    assert "My own account" not in sign_in(scene.people.ada).get("/money/payees/add/").content.decode()


@pytest.mark.parametrize(
    ("kind", "field", "typed", "sentence"),
    [
        ("supplier", "sort_code", "12-34", "Write the sort code with 6 figures"),
        ("supplier", "account_number", "12", "Write the account number with 8 figures"),
        ("supplier", "name", "me", "There is a payee of this name already"),
        ("supplier", "name", "", "Say who is paid."),
        ("own", "sort_code", "20-00-00", "own account is there already"),
        ("own", "holder_name", "", "Write the name on the account."),
    ],
)
def test_an_account_that_cannot_be_is_answered_at_its_field(scene: Scene, sign_in, kind, field, typed, sentence):
    before = PayeeAccount.objects.count()
    answer = sign_in(scene.people.ada).post(f"/money/payees/add/{kind}/", payee(**{field: typed}))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert PayeeAccount.objects.count() == before


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


def test_a_phone_offers_its_number_keys_for_an_account(scene: Scene, sign_in):
    page = sign_in(scene.people.ada).get(f"/money/payees/{scene.own.payee_id}/change/").content.decode()
    for name in ("sort_code", "account_number"):
        [field] = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page)
        assert 'inputmode="numeric"' in field
