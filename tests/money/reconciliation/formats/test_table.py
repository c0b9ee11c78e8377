"""An unknown CSV is looked at, and what its columns mean is guessed for a clerk to see and correct."""

from __future__ import annotations

import json
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest

from commonpurse.kernel.errors import FileRefused
from commonpurse.money.reconciliation.formats.column_map import read_column_map
from commonpurse.money.reconciliation.formats.source import Source
from commonpurse.money.reconciliation.formats.table import Table, guess_mapping, look_at_table
from tests.money.reconciliation.made_statements import UK_COLUMNS, bank_csv, line
from tests.money.reconciliation.reading import check

LINES = [line(5, "-12.50", "Rent, deposit"), line(6, "1030.00", "In")]


def table_of(text: str) -> Table:
    return look_at_table(Source(text.encode()))


def test_headings_and_first_rows_are_found() -> None:
    found = table_of("Account,1234\n\n" + bank_csv(LINES))
    assert (found.delimiter, found.heading_line) == (",", 3)
    assert found.headings == ("Date", "Description", "Paid out", "Paid in", "Balance")
    assert found.rows[0] == ("05/10/2026", "Rent, deposit", "12.50", "", "987.50")


def test_the_guess_for_a_plain_british_file_is_the_mapping() -> None:
    guess = guess_mapping(table_of(bank_csv(LINES)), "GBP")
    assert guess["columns"] == UK_COLUMNS["columns"]
    assert (guess["date_formats"], guess["currency"]) == (["%d/%m/%Y"], "GBP")
    (one,) = check(bank_csv(LINES), read_column_map(guess)).statements
    assert (one.reconciles, one.as_json()["net"]) == (True, "1017.50")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Buchungstag;Verwendungszweck;Betrag\n05.10.2026;Miete;-1.234,56\n06.10.2026;x;3,00\n",
            {"delimiter": ";", "decimal_point": ",", "thousands": ".", "date_formats": ["%d.%m.%Y"]},
        ),
        (
            "Date\tDetails\tAmount\tCurrency\n2026-10-05\tx\t£1,200.00\tGBP\n",
            {"delimiter": "\t", "thousands": ",", "symbols": ["£"], "date_formats": ["%Y-%m-%d"]},
        ),
    ],
)
def test_separators_points_and_symbols_are_guessed(text: str, expected: dict[str, object]) -> None:
    guess = guess_mapping(table_of(text), "GBP")
    assert {key: guess[key] for key in expected} == expected
    assert check(text, read_column_map(guess)).is_read


@pytest.mark.parametrize("content", [b"", b"hello", b"\xff\xfe\x00", b"1,2,3\n4,5,6\n", b"x" * 3_000_000, b'"' * 50])
def test_what_has_no_headings_gives_none(content: bytes) -> None:
    found = look_at_table(Source(content))
    assert (found.heading_line, found.headings) == (0, ())


@pytest.mark.real_files
def test_the_guess_reads_real_files_of_banks(real_files: Path) -> None:
    expected = json.loads((real_files / "statement-csv" / "EXPECTED.json").read_text())
    right = []
    for name, one in expected.items():
        source = Source(real_files / "statement-csv" / name)
        guess = guess_mapping(look_at_table(source), "GBP")
        if "date" not in guess["columns"] or "net" not in one:
            continue
        with suppress(FileRefused):  # no amount was recognised: a clerk sees what is missing
            columns = read_column_map(guess)
            found = check((real_files / "statement-csv" / name).read_bytes(), columns).statements
            if found and sum((sums.net for sums in found[0].sums.values()), Decimal(0)) == Decimal(one["net"]):
                right.append(name)
    # Seven at least are guessed right without a clerk; the others need one, as they say themselves.
    assert len(right) >= 7, right
