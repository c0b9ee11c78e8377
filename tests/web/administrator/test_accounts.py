from __future__ import annotations

from datetime import time

from commonpurse.money.payments.models import DebtorAccount
from tests.factories import Standing, standing_people

FORM = {
    "name": "Main account",
    "holder_name": "Harbour partnership",
    "sort_code": "20-00-00",
    "account_number": "55779911",
    "days_ahead": "2",
    "cut_off": "14:00",
    "organisation_id": "",
}


def test_an_account_is_added_as_it_was_typed(standing: Standing, sign_in):
    client = sign_in(standing.administrator)
    assert "nothing can be paid" in client.get("/administrator/accounts/").content.decode()
    shown = client.post("/administrator/accounts/add/", FORM, follow=True).content.decode()
    assert "Main account is here now." in shown
    assert "20-00-00, 55779911" in shown
    added = DebtorAccount.objects.get()
    assert (added.days_ahead, added.cut_off) == (2, time(14, 0))


def test_what_cannot_be_an_account_is_refused(standing: Standing, sign_in):
    client = sign_in(standing.administrator)
    for changed in ({"sort_code": "20-00"}, {"account_number": ""}, {"cut_off": "noon"}, {"days_ahead": "9"}):
        answer = client.post("/administrator/accounts/add/", FORM | changed)
        assert answer.status_code == 422, changed
        assert 'value="Main account"' in answer.content.decode()
    assert not DebtorAccount.objects.exists()
    client.post("/administrator/accounts/add/", FORM)
    again = client.post("/administrator/accounts/add/", FORM)
    assert again.status_code == 422
    assert "is there already" in again.content.decode()


def test_the_manager_reads_the_accounts_and_adds_none(standing: Standing, sign_in):
    client = sign_in(standing.priya)
    assert "Add an account" not in client.get("/administrator/accounts/").content.decode()
    assert client.get("/administrator/accounts/add/").status_code == 403
    assert client.post("/administrator/accounts/add/", FORM).status_code == 403


def test_where_euros_are_paid_an_iban_is_asked_for(db, sign_in):
    client = sign_in(standing_people("EUR").administrator)
    assert "Sort code" not in client.get("/administrator/accounts/add/").content.decode()
    form = {"name": "Main", "holder_name": "Harbour", "iban": "DE89 3704 0044 0532 0130 00", "days_ahead": "0"}
    shown = client.post("/administrator/accounts/add/", form | {"cut_off": "15:30"}, follow=True).content.decode()
    assert "DE89370400440532013000" in shown
