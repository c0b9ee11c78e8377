"""The statement as a paper: what a screen reader finds in it, and that no text can be anything but text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, islice

import pytest
from django.utils import translation

from commonpurse.kernel.money import Money
from commonpurse.web.parts.papers.making import PaperLook
from commonpurse.web.parts.papers.statement import statement_paper
from commonpurse.web.parts.statements import Statement, StatementRow, statement_of
from commonpurse.web.parts.written import money, short_day
from tests.web.parts.papers.pdf import Paper, read_pdf

NOW = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
NOTHING = Money(0, "GBP")
OURS = PaperLook()
RIGHT_TO_LEFT = re.compile("[\u0590-\u06ff]+(?: [\u0590-\u06ff]+)*")
HOSTILE = [
    '#import "@preview/evil:1.0.0": *',
    "#read(\"/etc/passwd\") *bold* _it_ $x^2$ `raw` = head",
    "@ref <label> \\u{41} // gone /* gone */ --- ... 'quoted' \"quoted\" ~",
    "W" * 200,
    "محمد علي",
    "Siân Llŷr-Ŵyn’s “kettle”",
    "]#[ ) } {{ data }} {% if %}",
]  # fmt: skip


def rows_of(words: Sequence[str], origin: str = "") -> list[StatementRow]:
    """A row for each text, newest first: two sums come in, one goes out."""
    rows, left = [], NOTHING
    for number, text in enumerate(words):
        amount = Money(1000 + number if number % 3 else -700, "GBP")
        left += amount
        came_in, went_out = (amount, None) if amount.minor > 0 else (None, -amount)
        moment = NOW - timedelta(days=len(words) - number)
        rows.append(StatementRow(moment, text, came_in, went_out, left, origin))
    return rows[::-1]


def paper_of(
    rows: Sequence[StatementRow], *, is_large: bool = False, called_by: str = "Ada", look: PaperLook = OURS
) -> bytes:
    statement = statement_of(rows, NOTHING, starts_on=None, ends_on=None)
    return statement_paper(
        statement, called_by=called_by, starts_on=None, last_day=date(2026, 6, 1), is_large=is_large, look=look, now=NOW
    )


def as_read(text: str) -> str:
    """A file keeps words from right to left as they look; readers turn them, and so does this."""
    return RIGHT_TO_LEFT.sub(lambda found: found[0][::-1], text)


def expected(rows: Sequence[StatementRow]) -> list[list[str]]:
    return [
        [short_day(row.on), row.words, money(row.came_in), money(row.went_out), money(row.left)] for row in rows
    ]  # fmt: skip


@pytest.fixture(scope="module")
def long_paper() -> tuple[list[StatementRow], Paper]:
    rows = rows_of(list(islice(cycle(HOSTILE), 200)))
    return rows, read_pdf(paper_of(rows))


def test_the_file_says_what_it_is_before_it_is_read(long_paper):
    _, paper = long_paper
    assert (paper.title, paper.shows_title) == ("List", True)  # whoever sees the window learns nothing
    assert paper.language == "en-GB"
    assert (paper.is_tagged, paper.standard) == (True, "1")  # PDF/UA-1


def test_it_has_headings_and_one_table_over_many_pages(long_paper):
    rows, paper = long_paper
    assert paper.pages > 5
    assert [(tag.kind, tag.text) for tag in paper.root.all("H1", "H2")] == [
        ("H1", "All money in and out"),
        ("H2", "Newest first"),
    ]
    (table,) = paper.root.all("Table")
    assert [len(table.all(kind)) for kind in ("THead", "TBody", "TH", "TR")] == [1, 1, 5, len(rows) + 1]
    assert {str(cell.attributes["/Scope"]) for cell in table.all("TH")} == {"/Column"}
    assert all(len(cell.attributes["/Headers"]) == 1 for cell in table.all("TD"))


def test_every_row_is_in_it_letter_by_letter(long_paper):
    rows, paper = long_paper
    assert paper.table()[0] == ["Day", "What", "In", "Out", "Left"]
    assert [[as_read(cell) for cell in row] for row in paper.table()[1:]] == expected(rows)


def test_the_sums_stand_above_the_rows(long_paper):
    rows, paper = long_paper
    said = [tag.text for tag in paper.root.all("P")]
    came_in = sum((row.came_in for row in rows if row.came_in), NOTHING)
    assert said[0] == "For Ada. From the first day to 1 Jun 2026."
    assert said[1:5] == ["Left before", "£0.00", "Came in", str(came_in)]
    assert said[7:9] == ["Left at the end", str(rows[0].left)]
    assert not any("cannot draw" in text for text in said)


def test_only_the_fonts_that_typst_carries_are_in_it(long_paper):
    _, paper = long_paper
    assert {font.partition("-")[0] for font in paper.fonts} == {"LibertinusSerif", "DejaVuSansMono"}


def test_large_print_has_three_columns_and_letters_of_18_points():
    rows = rows_of(["To Argos for a kettle", "Money added: “A home”"], origin="Of Home Fund")
    content = paper_of(rows, is_large=True)
    paper = read_pdf(content)
    assert paper.table() == [
        ["What", "In or out", "Left"],
        ["31 May 2026 Money added: “A home” Of Home Fund", "In £10.01", "£3.01"],
        ["30 May 2026 To Argos for a kettle Of Home Fund", "Out £7.00", money(Money(-700, "GBP"))],
    ]
    assert min(paper.sizes) >= 18
    assert 9 <= min(read_pdf(paper_of(rows)).sizes) < 18


def test_a_sign_that_cannot_be_drawn_is_told():
    paper = read_pdf(paper_of(rows_of(["To 王芳 for 🏠"]), called_by="Ada 🎉"))
    assert paper.table()[1][1] == "To □□ for (house building)"
    said = [tag.text for tag in paper.root.all("P")]
    assert said[0].startswith("For Ada (party popper).")
    assert said[-1].startswith("This paper cannot draw some signs.")


def test_a_statement_of_nothing_says_so():
    paper = read_pdf(paper_of([]))
    assert paper.root.all("Table") == []
    assert "Nothing came in or went out in these days." in [tag.text for tag in paper.root.all("P")]


def test_the_same_statement_is_the_same_bytes():
    rows = rows_of(HOSTILE)
    assert paper_of(rows) == paper_of(rows)


def test_it_speaks_the_readers_language_and_runs_from_right_to_left():
    with translation.override("ar"):
        paper = read_pdf(paper_of(rows_of(HOSTILE)))
    assert paper.language == "ar"
    assert paper.direction == "/R2L"
    with translation.override("cy"):
        assert read_pdf(paper_of(rows_of(HOSTILE))).language == "cy"


def test_days_cut_the_rows_and_carry_what_was_left():
    rows = rows_of(["a", "b", "c", "d"])
    cut = statement_of(rows, NOTHING, starts_on=rows[2].on, ends_on=rows[0].on)
    assert [row.words for row in cut.rows] == ["c", "b"]
    assert (cut.opening, cut.closing) == (rows[3].left, rows[1].left)
    assert cut.opening + cut.came_in - cut.went_out == cut.closing
    after = statement_of(rows, NOTHING, starts_on=date(2027, 1, 1), ends_on=None)
    assert after == Statement([], rows[0].left, NOTHING, NOTHING, rows[0].left)
    before = statement_of(rows, NOTHING, starts_on=None, ends_on=date(2020, 1, 1))
    assert before == Statement([], NOTHING, NOTHING, NOTHING, NOTHING)
