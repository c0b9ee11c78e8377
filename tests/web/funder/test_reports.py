"""A funder's quarter: the page, the file and the paper say the same, and nobody is seen in them."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from commonpurse.kernel.periods import Quarter
from commonpurse.money.budgets.models import Fund
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.parties.partners.commands import add_member, add_organisation
from commonpurse.web.funder.tables import quarter_name
from tests.factories import NOW, Standing, make_fund
from tests.money.budgets.quarters import IN_SPRING, IN_SUMMER, budgets_of, close, spend
from tests.web.parts.papers.pdf import Paper, read_pdf

LATER = datetime(2026, 11, 28, 10, tzinfo=UTC)
SUMMER = {"quarter": "2026-07-01"}


@pytest.fixture
def fund(standing: Standing, monkeypatch: pytest.MonkeyPatch) -> Fund:
    """Six people bought food in spring and in summer, five travelled in summer, one of them bought a cage."""
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    made = make_fund(standing, received=5000)
    budgets = budgets_of(standing, made, 6, 100, IN_SPRING)
    for budget in budgets:
        spend(standing, budget, SpendKind.FOOD, 10, IN_SPRING)
        spend(standing, budget, SpendKind.FOOD, 20, IN_SUMMER)
    for budget in budgets[:5]:
        spend(standing, budget, SpendKind.TRAVEL, 4, IN_SUMMER)
    spend(standing, budgets[0], SpendKind.PET_CARE, 7, IN_SUMMER)
    return made


@pytest.fixture
def callum(standing: Standing, fund: Fund, sign_in) -> Client:
    return sign_in(standing.callum)


def page_rows(callum: Client, **asked: str) -> list[list[str]]:
    text = callum.get("/funder/report/", asked).content.decode()
    rows = re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[" ".join(re.sub(r"<[^>]*>", "", cell).split()) for cell in row] for row in cells]


def file_rows(callum: Client, **asked: str) -> list[list[str]]:
    answer = callum.get("/funder/report.csv", asked)
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def paper(callum: Client, **asked: str) -> Paper:
    answer = callum.get("/funder/report.pdf", asked)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="report-2026-')
    return read_pdf(answer.content)


def test_a_quarter_stands_beside_the_one_before(standing: Standing, callum: Client):
    close(standing, date(2026, 10, 1))
    rows = page_rows(callum, **SUMMER)
    assert rows[0] == ["What happened", "Quarter 2 of 2026/27", "Quarter 1 of 2026/27"]
    for row in (
        ["Received", "£0.00", "£5,000.00"],
        ["Given to people", "£0.00", "£600.00"],
        ["Paid out", "£147.00", "£60.00"],
        ["Paid out so far", "£207.00", "£60.00"],
        ["With people, not yet paid out", "£393.00", "£540.00"],
        ["People who were given money so far", "6", "6"],
        ["Food", "£120.00", "6", "£60.00", "6"],
        ["Other kinds together", "£27.00", "5", "–", "–"],
    ):
        assert row in rows


def test_page_file_and_paper_say_the_same(standing: Standing, callum: Client):
    close(standing, date(2026, 10, 1))
    rows = page_rows(callum, **SUMMER)
    report = paper(callum, **SUMMER)
    tables = [
        [[cell.text for cell in row.all("TH", "TD")] for row in table.all("TR")] for table in report.root.all("Table")
    ]
    assert [row for table in tables for row in table] == rows
    by_file = {(part, figure): (this, last) for _, part, figure, this, last in file_rows(callum, **SUMMER)[1:]}
    assert by_file["In the quarter", "Paid out"] == ("147.00", "60.00")
    assert by_file["What was paid for", "Food"] == ("120.00", "60.00")
    assert by_file["People", "Food"] == ("6", "6")
    figures = [row for row in rows if row[0] not in ("What happened", "Where the money was", "Kind")]
    assert len(by_file) == len(figures) + sum(len(row) == 5 for row in figures)


def test_the_paper_is_tagged_and_says_whose_it_is(standing: Standing, callum: Client):
    report = paper(callum, **SUMMER)
    assert (report.title, report.language, report.standard) == ("Quarter report: Quarter 2 of 2026/27", "en-GB", "1")
    headings = [(tag.kind, tag.text) for tag in report.root.all("H1", "H2", "H3")]
    assert headings[:4] == [
        ("H1", "Quarter report: Quarter 2 of 2026/27"),
        ("H2", "Home Fund"),
        ("H3", "In the quarter"),
        ("H3", "At its end"),
    ]
    said = " ".join(tag.text for tag in report.root.all("P"))
    assert "For Tidewater Trust. 1 Jul 2026 to 30 Sep 2026, beside 1 Apr 2026 to 30 Jun 2026." in said


@pytest.mark.parametrize("address", ["/funder/report/", "/funder/report.csv"])
def test_kinds_are_told_when_the_books_are_closed_and_not_before(standing: Standing, callum: Client, address: str):
    def text() -> str:
        return callum.get(address, SUMMER).content.decode()

    assert "Food" not in text()
    close(standing, date(2026, 7, 1))
    assert "Food" in text()  # of the quarter before
    assert "Pet care" not in text()
    close(standing, date(2026, 10, 1))
    assert "Pet care" not in text()
    assert "Travel" not in text()  # told alone it would leave the cage as what is left over


def test_why_something_is_not_told_is_said(standing: Standing, callum: Client):
    text = callum.get("/funder/report/", SUMMER).content.decode()
    assert "The books are not closed yet: Quarter 2 of 2026/27, Quarter 1 of 2026/27." in text
    few = budgets_of(standing, make_fund(standing, "Few Fund", received=50), 2, 20, IN_SPRING)
    spend(standing, few[0], SpendKind.PET_CARE, 5, IN_SUMMER)
    close(standing, date(2026, 10, 1))
    text = callum.get("/funder/report/", SUMMER).content.decode()
    assert "Too few people chose for a list by kind: Quarter 2 of 2026/27." in text
    assert "Nothing was paid out: Quarter 1 of 2026/27." in text
    assert ["People who were given money so far", "fewer than 5", "fewer than 5"] in page_rows(callum, **SUMMER)


def test_without_a_choice_it_is_the_last_quarter_that_is_over(callum: Client):
    for asked in ({}, {"quarter": "soon"}, {"quarter": "2026-07-02"}, {"quarter": "1999-01-01"}):
        assert "<h1>Quarter report: Quarter 2 of 2026/27</h1>" in callum.get("/funder/report/", asked).content.decode()
    text = callum.get("/funder/report/", {"quarter": "2026-10-01"}).content.decode()  # not over, and it says so
    assert "The books are not closed yet: Quarter 3 of 2026/27" in text
    choices = re.findall(r'<option value="([0-9-]+)"', text)
    assert choices == ["2026-10-01", "2026-07-01", "2026-04-01", "2026-01-01"]  # the fund began in January


def test_the_fund_page_and_its_file_tell_no_more_than_the_reports(standing: Standing, fund: Fund, callum: Client):
    addresses = f"/funder/funds/{fund.id}/", f"/funder/funds/{fund.id}/figures.csv"
    for address in addresses:
        text = callum.get(address).content.decode()
        assert "Food" not in text
        assert "207.00" in text  # all that was paid out
    close(standing, date(2026, 10, 1))
    for address in addresses:
        text = callum.get(address).content.decode()
        assert "180.00" in text  # food in both quarters
        assert "27.00" in text  # what no report tells by kind
        assert not re.search("Travel|Pet care", text)


def test_a_funder_reads_only_of_their_own_funds(standing: Standing, fund: Fund, sign_in):
    other = add_organisation(by=standing.administrator, name="Other Trust", kind="funder", now=NOW)
    olu = sign_in(add_member(by=standing.administrator, organisation=other, name="Olu", roles=["funder"], now=NOW))
    for address in ("/funder/report/", "/funder/report.csv"):
        assert "Home Fund" not in olu.get(address).content.decode()
    assert "Home Fund" not in read_pdf(olu.get("/funder/report.pdf").content).root.text
    assert "No fund of your organisation is here yet." in olu.get("/funder/report/").content.decode()


def test_a_quarter_is_named_as_its_year_is() -> None:
    assert quarter_name(Quarter(date(2026, 1, 1), date(2026, 4, 1), 4, 2025)) == "Quarter 4 of 2025/26"
    assert quarter_name(Quarter(date(2026, 1, 1), date(2026, 4, 1), 1, 2026)) == "Quarter 1 of 2026"
    assert quarter_name(Quarter(date(2099, 4, 6), date(2099, 7, 6), 1, 2099)) == "Quarter 1 of 2099/00"


def test_a_hostile_name_of_a_fund_stays_a_name(standing: Standing, callum: Client):
    name: Any = '#import "@preview/x:1.0.0" *Fund* 🏠'
    make_fund(standing, name)
    headings = [tag.text for tag in paper(callum).root.all("H2")]
    assert '#import "@preview/x:1.0.0" *Fund* (house building)' in headings
