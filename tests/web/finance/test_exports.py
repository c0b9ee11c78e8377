"""Files for the council's ledger, from its columns to what comes late."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from commonpurse.money.exports.models import ExportMapping, LedgerExport
from tests.factories import LAST_MONTH, NOW, Standing, make_fund, receive, standing_people
from tests.money.exports.exporting import CODES, mapping

MAKE = "/finance/exports/make/"
COLUMNS = {"place_date": "1", "place_account": "2", "place_amount": "3", "place_fixed_1": "4"}
ANSWERS = {
    "name": "Council ledger",
    **COLUMNS,
    "heading_account": "Nominal",
    "heading_fixed_1": "Cost centre",
    "value_fixed_1": "HX-40",
    "has_headings": "on",
    "date_format": "%Y-%m-%d",
    "above_zero": "debit",
    **{f"code_{key}": code for key, code in CODES.items()},
}


@pytest.fixture
def people(fresh_database: Any, clock: Any) -> Standing:
    people = standing_people()
    make_fund(people, received=500)
    return people


def days(first_day: str = "2026-05-01", last_day: str = "2026-05-31", **more: str) -> dict[str, str]:
    kept = str(ExportMapping.objects.latest("saved_at").id)
    return {"mapping": kept, "fund": "", "first_day": first_day, "last_day": last_day, **more}


def text_of(answer: Any) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def make(client: Client, **more: str) -> Any:
    """Look, then make what was looked at; the page that follows."""
    looked = client.post(MAKE, days(step="check", **more))
    seen = re.search(r'name="seen" value="([\d:]+)"', looked.content.decode())
    assert seen, text_of(looked)
    return client.post(MAKE, days(step="make", seen=seen[1], **more), follow=True)


def test_a_ledger_is_written_to_in_its_own_columns_and_codes(people: Standing, sign_in: Any) -> None:
    client = sign_in(people.ngozi)
    assert "First say what the other ledger takes" in text_of(client.get("/finance/exports/"))
    kept = client.post("/finance/exports/ledgers/add/", ANSWERS, follow=True)
    assert "The next export is written like this." in text_of(kept)
    looked = text_of(client.post(MAKE, days(step="check")))
    for words in ("2 movements from", "It balances", "£1,000.00", "HX-40", "Cost centre"):
        assert words in looked
    assert "The books of these days are still open." in looked
    assert not LedgerExport.objects.exists()
    made = make(client)
    assert "Export 1: 1 May 2026 to 31 May 2026" in text_of(made)
    fetched = client.get(f"/finance/exports/{LedgerExport.objects.get().id}/csv/")
    assert fetched.content.decode().splitlines() == [
        "Day,Nominal,Sum with its sign,Cost centre",
        f"2026-05-01,{CODES['bank']},500.00,HX-40",
        f"2026-05-01,{CODES['suspense']},-500.00,HX-40",
        f"2026-05-01,{CODES['suspense']},500.00,HX-40",
        f"2026-05-01,{CODES['fund']},-500.00,HX-40",
    ]
    assert "attachment" in fetched.headers["Content-Disposition"]


def test_the_same_days_again_open_the_file_that_is_there(people: Standing, sign_in: Any) -> None:
    client = sign_in(people.ngozi)
    mapping(people)
    make(client)
    again = client.post(MAKE, days(step="check"))
    assert "Nothing is new on these days" in text_of(again)
    assert "Export 1" in text_of(again)
    assert "These days were exported before." in text_of(make(client))
    assert LedgerExport.objects.count() == 1


def test_a_second_click_makes_no_second_export(people: Standing, sign_in: Any) -> None:
    client = sign_in(people.ngozi)
    mapping(people)
    seen = days(step="make", seen="2:100000")
    first, second = client.post(MAKE, seen), client.post(MAKE, seen)
    assert first.headers["Location"] == second.headers["Location"]
    assert LedgerExport.objects.count() == 1


def test_what_was_not_seen_is_not_exported(people: Standing, sign_in: Any) -> None:
    client = sign_in(people.ngozi)
    mapping(people)
    answer = client.post(MAKE, days(step="make", seen="1:50000"))
    assert answer.status_code == 422
    assert "More was booked while you looked." in text_of(answer)
    assert not LedgerExport.objects.exists()


def test_what_comes_late_is_shown_and_goes_into_a_supplement(people: Standing, sign_in: Any) -> None:
    client = sign_in(people.ngozi)
    mapping(people)
    make(client)
    assert "came late" not in text_of(client.get("/finance/exports/"))
    receive(people, make_fund(people, "Winter Fund"), 7)
    listed = text_of(client.get("/finance/exports/"))
    assert "2 movements came late, £14.00 together, for days that were exported" in listed
    day = LAST_MONTH.date()
    asked = client.get(MAKE + "?late=1").content.decode()
    assert asked.count(f'value="{day:%d/%m/%Y}"') == 2
    made = make(client, first_day=day.isoformat(), last_day=day.isoformat())
    assert "Supplement" in text_of(made)


def test_one_fund_is_exported_by_itself(people: Standing, sign_in: Any) -> None:
    client = sign_in(people.ngozi)
    winter = make_fund(people, "Winter Fund", received=20)
    mapping(people)
    made = make(client, fund=str(winter.id))
    assert "Winter Fund" in text_of(made)
    assert LedgerExport.objects.get().movement_count == 1


def test_an_export_that_was_not_posted_is_taken_back_with_a_reason(people: Standing, sign_in: Any) -> None:
    client = sign_in(people.ngozi)
    mapping(people)
    make(client)
    page = f"/finance/exports/{LedgerExport.objects.get().id}/"
    assert client.post(page, {"reason": ""}).status_code == 422
    taken = text_of(client.post(page, {"reason": "The cost centre was closed."}, follow=True))
    assert "Its movements go into the next export." in taken
    assert "The cost centre was closed." in taken
    assert "Export 2" in text_of(make(client))


def test_days_that_cannot_be_exported_are_answered_on_the_form(people: Standing, sign_in: Any) -> None:
    client = sign_in(people.ngozi)
    mapping(people)
    today, tomorrow = NOW.date().isoformat(), (NOW + timedelta(days=1)).date().isoformat()
    for last_day, words in ((tomorrow, "not over yet"), ("2026-04-01", "before the first one")):
        answer = client.post(MAKE, days(last_day=last_day, step="check"))
        assert answer.status_code == 422
        assert words in text_of(answer)
    assert client.post(MAKE, days(first_day=today, last_day=today, step="check")).status_code == 422
    nothing = client.post(MAKE, days("2026-01-01", "2026-01-31", step="make", seen="0:0"))
    assert "Nothing moved on these days" in text_of(nothing)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"place_reference": "1"}, "Another column stands in this place."),
        ({"place_amount": ""}, "Choose one way to write a sum"),
        ({"place_date": ""}, "The file needs a column for: Day."),
        ({"code_bank": "=9100"}, "A nominal code has up to 30 letters and figures."),
        ({"code_suspense": ""}, "Write the nominal code for: Money not explained yet."),
        ({"heading_account": "@code"}, "cannot stand in the file"),
        ({"name": ""}, "Give the mapping the name of the ledger."),
    ],
)
def test_a_mapping_that_cannot_be_read_is_answered_where_it_is_wrong(
    people: Standing, sign_in: Any, changed: dict[str, str], words: str
) -> None:
    answer = sign_in(people.ngozi).post("/finance/exports/ledgers/add/", ANSWERS | changed)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not ExportMapping.objects.exists()


def test_a_change_is_a_new_version_that_opens_as_it_was_kept(people: Standing, sign_in: Any) -> None:
    client = sign_in(people.ngozi)
    client.post("/finance/exports/ledgers/add/", ANSWERS)
    page = f"/finance/exports/ledgers/{ExportMapping.objects.get().id}/"
    opened = client.get(page).content.decode()
    assert 'value="HX-40"' in opened
    assert 'value="Nominal"' in opened
    client.post(page, {**ANSWERS, "value_fixed_1": "HX-41"})
    assert [one.version for one in ExportMapping.objects.all()] == [2, 1]
    assert ExportMapping.objects.all()[0].name == "Council ledger"
