from __future__ import annotations

import csv
import io
import sys
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpurse.kernel.money import Money
from commonpurse.kernel.spreadsheets import INVISIBLE, begins_like_formula, plain_text, safe_text, write_csv

SKIPPED = [chr(n) for n in range(sys.maxunicode + 1) if unicodedata.category(chr(n))[0] in INVISIBLE]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+44 20 7946 0000", "'+44 20 7946 0000"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1+1", "'＝1+1"),
        (" =1+1", "' =1+1"),
        ("\u200b=1+1", "'\u200b=1+1"),
        ("\t=1+1", "'\t=1+1"),
        ("|calc", "'|calc"),
        ("Ada", "Ada"),
        ("A=B", "A=B"),
        ("'tis fine", "'tis fine"),
        ("", ""),
        ("   ", "   "),
    ],
)
def test_text_that_could_run_is_marked_as_text(text: str, written: str) -> None:
    assert safe_text(text) == written
    assert plain_text(written) == text


@given(prefix=st.lists(st.sampled_from(SKIPPED), max_size=4), sign=st.sampled_from("=+-@＝＋－＠|%"), rest=st.text())
def test_no_invisible_beginning_hides_a_formula(prefix: list[str], sign: str, rest: str) -> None:
    assert not begins_like_formula(safe_text("".join(prefix) + sign + rest))


@given(st.text())
def test_what_is_written_can_be_taken_back(text: str) -> None:
    assert not begins_like_formula(safe_text(text))
    # A name that itself begins like our mark is the one text that comes back shorter, and only into a formula.
    if not (text.startswith("'") and begins_like_formula(text[1:])):
        assert plain_text(safe_text(text)) == text


def test_numbers_stay_numbers() -> None:
    rows = [("=A1", -3, Money(-350, "GBP"), date(2026, 6, 1), None)]
    text = write_csv(["name", "count", "sum", "day", "none"], rows)
    assert text == "name,count,sum,day,none\r\n'=A1,-3,-3.50,2026-06-01,\r\n"


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2)))
def test_a_written_file_reads_back_with_every_cell(rows: list[list[str]]) -> None:
    text = write_csv(["a", "b"], rows)
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert read == [["a", "b"], *([safe_text(cell) for cell in row] for row in rows)]
