"""CSV by a column map: no row disappears, and nothing is a number that the grammar does not name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from commonpurse.kernel.errors import FileRefused
from commonpurse.money.reconciliation.formats.column_map import read_column_map
from commonpurse.money.reconciliation.formats.records import Status, Weight
from tests.money.reconciliation.made_statements import UK_COLUMNS, bank_csv, line
from tests.money.reconciliation.reading import check, columns, entries, problems

LINES = [line(5, "-12.50", "Rent, deposit"), line(6, "30.00", 'The "Hub"')]
ONE_AMOUNT = {"columns": {"date": "Date", "amount": "Amount", "description": "Text"}, "currency": "GBP"}


def amounts(*cells: str, **changed: object) -> list[Decimal | None]:
    text = "Date,Text,Amount\n" + "".join(f'05/10/2026,x,"{cell}"\n' for cell in cells)
    return [one.signed for one in entries(text, columns(**{**ONE_AMOUNT, **changed}))]


def test_columns_are_found_by_heading_wherever_they_stand() -> None:
    shuffled = bank_csv(LINES, order=("Balance", "New column", "Paid in", "Description", "Date", "Paid out"))
    assert entries(shuffled, columns()) == entries(bank_csv(LINES), columns())


def test_lines_before_the_headings_are_passed_over() -> None:
    text = "Account,1234\nBalance,99.00\n\n" + bank_csv(LINES)
    assert len(entries(text, columns())) == 2


def test_a_missing_heading_is_named() -> None:
    (said,) = problems(bank_csv(LINES).replace("Paid in", "Credit"), columns())
    assert said == "No row has all the headings that the mapping names. Missing: “paid in”."


def test_two_columns_of_one_heading_are_refused() -> None:
    (said,) = problems(
        bank_csv(LINES, order=("Date", "Date", "Description", "Paid out", "Paid in", "Balance")), columns()
    )
    assert "cannot tell them apart" in said


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12.50", "12.50"), ("-3", "-3"), ("+3.00", "3.00"), ("1,234.50", "1234.50"), ("£12.50", "12.50"),
        ("-£12.50", "-12.50"), ("£-12.50", "-12.50"), (" 12.50 ", "12.50"), ("- £1,000", "-1000"), ("110.7", "110.7"),
        ("-3.000", "-3.000"), ("12.", None), ("12..34", None), ("1_000", None), ("１２.３４", None), ("1e9", None),
        ("NaN", None), ("Infinity", None), ("12,50", None), ("1,23.00", None), ("٣.50", None), ("(12.50)", None),
        ("--3", None), ("-£-3", None), ("1 000", None), ("x", None),
    ],
)  # fmt: skip
def test_the_one_grammar_of_amounts(cell: str, value: str | None) -> None:
    expected = None if value is None else Decimal(value)
    assert amounts(cell, thousands=",", symbols=["£"]) == [expected]


def test_a_german_file_reads_its_own_way() -> None:
    assert amounts("1.234,56", "-4,50", "1234", decimal_point=",", thousands=".") == [
        Decimal("1234.56"),
        Decimal("-4.50"),
        Decimal("1234"),
    ]


def test_a_card_writes_spending_without_a_sign() -> None:
    found = amounts("£8.20", "+ £1,100.00", symbols=["£"], thousands=",", amount_means="spending")
    assert found == [Decimal("-8.20"), Decimal("1100.00")]


def test_another_column_may_say_which_way() -> None:
    mapping = columns(
        columns={"date": "Date", "amount": "Amount", "direction": "Type"},
        amount_means="by_direction", money_in_words=["credit"], money_out_words=["debit"],
    )  # fmt: skip
    text = (
        "Date,Amount,Type\n05/10/2026,5.00,Credit\n05/10/2026,5.00,debit\n05/10/2026,5.00,EUR\n05/10/2026,-5.00,debit\n"
    )
    assert [one.signed for one in entries(text, mapping)] == [Decimal("5.00"), Decimal("-5.00"), None, Decimal("-5.00")]
    assert problems(text, mapping) == [
        "line 4, direction: “EUR” says neither in nor out",
        "line 5, amount: the amount has a minus and a direction; the direction was taken",
    ]


def test_both_ways_in_one_row_are_not_guessed_at() -> None:
    text = "Date,Description,Paid out,Paid in,Balance\n05/10/2026,x,5.00,6.00,\n05/10/2026,x,0.00,6.00,\n"
    assert [one.signed for one in entries(text, columns())] == [None, Decimal("6.00")]


def test_pending_rows_stand_apart() -> None:
    text = "Date,Description,Paid out,Paid in,Balance\nPending,x,5.00,,\n05/10/2026,y,6.00,,\n"
    found = entries(text, columns(pending_words=["Pending"]))
    assert [one.status for one in found] == [Status.PENDING, Status.BOOKED]


def test_a_row_may_go_on_with_the_text_of_the_row_above() -> None:
    text = "Date,Description,Paid out,Paid in,Balance\n05/10/2026,CARD,5.00,,\n,THE HUB,,,\n06/10/2026,y,6.00,,\n"
    assert [one.remittance for one in entries(text, columns(continues_without="date"))] == ["CARD THE HUB", "y"]


def test_no_row_disappears() -> None:
    text = bank_csv(LINES) + "\n,,,,\nA remark of the bank,,,,\n07/10/2026,no amount,,,\n99/99/2026,bad,1.00,,\n"
    assert len(entries(text, columns())) == 4
    assert problems(text, columns()) == [
        "line 6: the row has neither a date nor an amount; it was not read",
        "line 7, amount: there is no amount",
        "line 8, date: “99/99/2026” is not a date as the mapping writes them",
    ]


@pytest.mark.parametrize("newest_first", [False, True])
def test_running_balances_prove_the_file(newest_first: bool) -> None:
    head, *rows = bank_csv(LINES).splitlines()
    text = "\n".join([head, *(reversed(rows) if newest_first else rows)])
    (one,) = check(text, columns()).statements
    assert (one.opening, one.closing, one.reconciles) == (Decimal("1000.00"), Decimal("1017.50"), True)


def test_a_row_that_was_taken_out_breaks_the_chain() -> None:
    rows = bank_csv([*LINES, line(7, "1.00"), line(8, "2.00")]).splitlines()
    (one,) = check("\n".join(rows[:3] + rows[4:]), columns()).statements
    assert one.reconciles is False


def test_without_every_running_balance_nothing_is_proved() -> None:
    (one,) = check(bank_csv(LINES, with_balance=False), columns()).statements
    assert (one.opening, one.reconciles) == (None, None)


def test_two_currencies_are_told_and_not_added() -> None:
    mapping = columns(columns={**ONE_AMOUNT["columns"], "currency": "Ccy"})  # type: ignore[dict-item]
    (one,) = check("Date,Text,Amount,Ccy\n05/10/2026,x,5.00,usd\n05/10/2026,x,6.00,EUR\n", mapping).statements
    shown = one.as_json()
    assert (shown["credits"], shown["net"], shown["currency"]) == (None, None, None)
    assert shown["sums"]["USD"]["credits"] == "5.00"


def test_a_file_without_headings_is_read_by_number() -> None:
    mapping = columns(has_headings=False, columns={"date": 1, "amount": 3}, date_formats=["%d %b %Y"])
    (one,) = entries("27 Feb 2026,x,-7.80\n", mapping)
    assert (one.booked_on, one.signed) == (date(2026, 2, 27), Decimal("-7.80"))


def test_a_csv_file_without_a_mapping_asks_for_one() -> None:
    assert problems(bank_csv(LINES)) == ["This is a CSV file. Say what its columns mean with a mapping."]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"columns": {"amount": "Amount"}}, "must say which column holds the date"),
        ({"columns": {"date": "Date"}}, "must say which column holds the amount"),
        ({"columns": {"date": 1, "amount": "Amount"}}, "must name a heading"),
        ({"columns": {"date": "Date", "amount": "Amount", "colour": "C"}}, "'colour' is not known"),
        ({"colour": "red"}, "colour: is not known"),
        ({"decimal_point": ",", "thousands": ","}, "not the same as thousands"),
        ({"date_formats": []}, "must hold formats"),
        ({"date_formats": "x"}, "must be a list"),
        ({"amount_means": "guess"}, "must be one of"),
        ({"amount_means": "by_direction"}, "needs the column direction"),
        ({"currency": "pounds"}, "three capital letters"),
        ({"delimiter": "::"}, "one character"),
        ({"encoding": "klingon"}, "encoding: is not known"),
        ({"continues_without": "name"}, "must be one of the columns"),
        ({"has_headings": False, "columns": {"date": 0, "amount": 2}}, "a column number, from 1"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_why(changed: dict[str, object], said: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_column_map({**UK_COLUMNS, **changed})
    assert any(said in str(error) for error in refused.value.errors), refused.value.errors


@pytest.mark.parametrize("text", ["{", "[]", '"x"', "1" * 5000, "[" * 100_000])
def test_a_mapping_that_is_no_json_object_is_refused(text: str) -> None:
    with pytest.raises(FileRefused):
        read_column_map(text)


def test_a_row_longer_than_any_bank_writes_is_refused() -> None:
    text = bank_csv(LINES) + "07/10/2026," + "x" * 2_000_000
    assert len(problems(text, columns(), Weight.REFUSED)) == 1
    assert len(entries(text, columns())) == 2
