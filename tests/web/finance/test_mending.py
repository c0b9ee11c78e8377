"""A CSV that was refused comes back with what is wrong in each row; mended, it is read in."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonpurse.kernel.errors import RowError
from commonpurse.money.payments.models import DebtorAccount
from commonpurse.money.reconciliation.commands import save_column_mapping
from commonpurse.money.reconciliation.formats.column_map import read_column_map
from commonpurse.money.reconciliation.formats.source import Source
from commonpurse.money.reconciliation.giving_back import HEADING, given_back
from commonpurse.money.reconciliation.models import ColumnMapping, StatementLine
from tests.factories import NOW, Standing, make_debtor_account, standing_people
from tests.money.reconciliation.made_statements import UK_COLUMNS, Line, bank_csv

DAY = NOW.date() - timedelta(days=1)
LINES = [
    Line(DAY, Decimal("100.00"), "Grant"),
    Line(DAY, Decimal("-12.50"), "=HYPERLINK(1)"),
    Line(DAY, Decimal("-3.00"), "Fee"),
]


@pytest.fixture
def people(fresh_database: Any, clock: Any) -> Standing:
    return standing_people()


@pytest.fixture
def account(people: Standing) -> DebtorAccount:
    return make_debtor_account(people)


@pytest.fixture
def mapping(people: Standing) -> ColumnMapping:
    return save_column_mapping(by=people.ngozi, name="Harbour Bank", content=UK_COLUMNS, now=NOW)


def upload(client: Client, account: DebtorAccount, mapping: ColumnMapping, content: bytes) -> str:
    file = SimpleUploadedFile("june statement.csv", content)
    form = {"account": str(account.id), "mapping": str(mapping.id), "file": file}
    answer = client.post("/finance/statements/import/", form)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def test_a_refused_csv_is_mended_and_read_in(
    people: Standing, account: DebtorAccount, mapping: ColumnMapping, sign_in: Any
) -> None:
    client = sign_in(people.ngozi)
    good = bank_csv(LINES)
    page = upload(client, account, mapping, good.replace("12.50", "12.5O").encode())
    looked = client.get(page).content.decode()
    assert "1 thing is wrong in the file" in looked
    assert "Fetch the file with what is wrong in each row" in looked
    fetched = client.get(page + "errors/")
    assert "june-statement-to-mend.csv" in fetched.headers["Content-Disposition"]
    text = fetched.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    wrong = [row for row in rows if row[-1]]
    assert wrong[0][-1] == HEADING
    assert "12.5O" in wrong[1][-1]
    assert len(wrong) == 2
    assert "'=HYPERLINK(1)" in text
    again = upload(client, account, mapping, text.replace("12.5O", "12.50").encode("utf-8-sig"))
    assert 'value="import"' in client.get(again).content.decode()
    client.post(again, {"act": "import"})
    kept = StatementLine.objects.filter(kind="entry").order_by("place")
    assert [(line.amount_minor, line.remittance) for line in kept] == [
        (10000, "Grant"),
        (-1250, "=HYPERLINK(1)"),
        (-300, "Fee"),
    ]


def test_a_mended_file_is_the_same_statement_as_the_one_that_was_right(
    people: Standing, account: DebtorAccount, mapping: ColumnMapping, sign_in: Any
) -> None:
    client = sign_in(people.ngozi)
    good = bank_csv(LINES)
    client.post(upload(client, account, mapping, good.encode()), {"act": "import"})
    columns = read_column_map(UK_COLUMNS)
    mended = given_back(Source(good.encode()), columns, [RowError(2, "amount", "odd")], 1)
    looked = client.get(upload(client, account, mapping, mended)).content.decode()
    assert "3 of its lines are here already" in looked


def test_a_column_of_ours_is_not_given_twice() -> None:
    columns = read_column_map(UK_COLUMNS)
    once = given_back(Source(bank_csv(LINES).encode()), columns, [RowError(3, "amount", "first")], 1)
    twice = given_back(Source(once), columns, [RowError(2, None, "second")], 1)
    rows = list(csv.reader(io.StringIO(twice.decode("utf-8-sig"), newline="")))
    assert rows[0].count(HEADING) == 1
    assert [row[-1] for row in rows[1:]] == ["second", "", ""]


def test_what_no_row_can_be_blamed_for_stands_in_the_heading() -> None:
    columns = read_column_map(UK_COLUMNS)
    made = given_back(Source(bank_csv(LINES).encode()), columns, [RowError(None, "statement 1", "is not ours")], 1)
    assert made.decode("utf-8-sig").splitlines()[0].endswith(f"{HEADING}: statement 1: is not ours")


def test_the_separator_of_the_bank_stays() -> None:
    columns = read_column_map(UK_COLUMNS | {"delimiter": ";"})
    made = given_back(Source(b"Date;Description;x\n01/06/2026;a,b;-5\n"), columns, [RowError(2, "Date", "odd")], 1)
    assert made.decode("utf-8-sig").splitlines()[1] == "01/06/2026;a,b;-5;Date: odd"
