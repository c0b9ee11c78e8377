from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonpurse.money.payments.models import DebtorAccount
from commonpurse.money.reconciliation.models import ColumnMapping, StatementLine
from tests.factories import NOW, Standing, make_debtor_account, standing_people
from tests.money.reconciliation.made_statements import Line, bank_csv, camt053

LINES = [
    Line(NOW.date() - timedelta(days=2), Decimal("1030.00"), "Grant"),
    Line(NOW.date() - timedelta(days=1), Decimal("-12.50"), "Paper, two packs"),
]
# The answers for the file above, as the form guesses them.
RIGHT = {
    "bank": "Harbour Bank",
    "date": "1",
    "description": "2",
    "money_out": "3",
    "money_in": "4",
    "balance": "5",
    "date_format": "%d/%m/%Y",
    "sums": "0",
    "amount_means": "signed",
}


@pytest.fixture
def people(fresh_database, clock) -> Standing:
    return standing_people()


@pytest.fixture
def account(people: Standing) -> DebtorAccount:
    return make_debtor_account(people)


def upload(client: Client, account: DebtorAccount, content: str, **more: str) -> str:
    form = {"account": str(account.id), "file": SimpleUploadedFile("june.csv", content.encode()), **more}
    answer = client.post("/finance/statements/import/", form)
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def test_a_csv_of_a_new_bank_is_read_after_saying_what_its_columns_mean(people, account, sign_in):
    client = sign_in(people.ngozi)
    job = upload(client, account, bank_csv(LINES))
    assert "Say what the columns mean" in client.get(job).content.decode()
    asked = client.get(job + "columns/").content.decode()
    for shown in ("Paper, two packs", '<option value="1" selected>Date', '<option value="3" selected>Paid out'):
        assert shown in asked
    tried = client.post(job + "columns/", RIGHT | {"step": "check"}).content.decode()
    assert "1,030.00" in tried
    assert "12.50" in tried
    assert not ColumnMapping.objects.exists()
    looked = client.post(job + "columns/", RIGHT | {"step": "save"}, follow=True).content.decode()
    assert "What june.csv holds" in looked
    assert "The columns of Harbour Bank are kept for the next file." in looked
    client.post(job, {"act": "import"})
    assert sorted(StatementLine.objects.filter(kind="entry").values_list("amount_minor", flat=True)) == [-1250, 103000]


def test_the_next_file_of_that_bank_asks_nothing(people, account, sign_in):
    client = sign_in(people.ngozi)
    job = upload(client, account, bank_csv(LINES))
    client.post(job + "columns/", RIGHT | {"step": "save"})
    assert "Harbour Bank" in client.get("/finance/statements/columns/").content.decode()
    kept = ColumnMapping.objects.get()
    again = upload(client, account, bank_csv(LINES), mapping=str(kept.id))
    assert "What june.csv holds" in client.get(again).content.decode()
    assert client.get(again + "columns/").status_code == 404  # it is read: there is nothing to say


def test_answers_that_read_nothing_are_refused_and_kept(people, account, sign_in):
    client = sign_in(people.ngozi)
    job = upload(client, account, bank_csv(LINES))
    for step in ("check", "save"):
        tried = client.post(job + "columns/", RIGHT | {"date": "2", "step": step})
        assert tried.status_code == 422
        assert "No line can be read like this." in tried.content.decode()
        assert '<option value="2" selected>' in tried.content.decode()
    assert not ColumnMapping.objects.exists()


def test_a_mapping_that_does_not_fit_the_file_can_be_said_anew(people, account, sign_in):
    client = sign_in(people.ngozi)
    client.post(upload(client, account, bank_csv(LINES)) + "columns/", RIGHT | {"step": "save"})
    other = bank_csv(LINES).replace("Paid out", "Money out")
    job = upload(client, account, other, mapping=str(ColumnMapping.objects.get().id))
    assert "Say again what the columns mean" in client.get(job).content.decode()
    assert 'value="Harbour Bank"' in client.get(job + "columns/").content.decode()
    client.post(job + "columns/", RIGHT | {"step": "save"})
    assert "What june.csv holds" in client.get(job).content.decode()
    assert sorted(ColumnMapping.objects.values_list("version", flat=True)) == [1, 2]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"bank": ""}, "Give the bank’s name."),
        ({"date": ""}, "Choose the column of the day."),
        ({"money_in": "", "money_out": ""}, "Choose the column of the sum, or those of money in and money out."),
        ({"amount": "3"}, "Choose one column with both ways, or one for each way. Not both."),
    ],
)
def test_an_answer_that_is_missing_is_asked_for(people, account, sign_in, changed, words):
    client = sign_in(people.ngozi)
    job = upload(client, account, bank_csv(LINES))
    answer = client.post(job + "columns/", RIGHT | changed | {"step": "save"})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ColumnMapping.objects.exists()


def test_a_file_without_headings_is_read_by_the_place_of_its_columns(people, account, sign_in):
    client = sign_in(people.ngozi)
    job = upload(client, account, "30/05/2026,Grant,1030.00\n31/05/2026,Paper,-12.50\n")
    assert "Column 1, such as 30/05/2026" in client.get(job + "columns/").content.decode()
    answers = {"bank": "Other Bank", "date": "1", "description": "2", "amount": "3"}
    more = {"date_format": "%d/%m/%Y", "sums": "0", "amount_means": "signed", "step": "save"}
    assert "What june.csv holds" in client.post(job + "columns/", answers | more, follow=True).content.decode()


def test_a_file_that_is_no_csv_and_the_upload_of_another_have_no_such_page(people, account, sign_in):
    client = sign_in(people.ngozi)
    other = upload(client, account, camt053(LINES, account="11112222333344"))
    assert client.get(other + "columns/").status_code == 404
    job = upload(client, account, bank_csv(LINES))
    assert sign_in(people.tom).get(job + "columns/").status_code == 404
