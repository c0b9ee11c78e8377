"""docs/security.md says what is true: every row is answered, and every test that it names is there."""

from __future__ import annotations

import re

from tests.habits.reading import ROOT, TESTS

PAGE = (ROOT / "docs" / "security.md").read_text()
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if re.match(r"\| \d+\.\d+\.\d+", line)
]
# Source: OWASP ASVS 5.0, the requirements that concern this product at the level it aims at.
WANTED = [
    "1.2.1",
    "1.2.4",
    "1.2.10",
    "1.3.6",
    "1.3.11",
    "1.5.1",
    "2.1.3",
    "2.2.1",
    "2.2.2",
    "2.3.1",
    "2.3.3",
    "2.3.4",
    "2.3.5",
    "2.4.1",
    "3.3.1",
    "3.3.3",
    "3.3.2",
    "3.3.4",
    "3.4.1",
    "3.4.3",
    "3.4.4",
    "3.4.5",
    "3.4.6",
    "3.5.1",
    "3.5.3",
    "4.1.3",
    "4.1.5",
    "5.2.1",
    "5.2.2",
    "5.2.3",
    "5.4.1",
    "5.4.2",
    "5.4.3",
    "6.2.1",
    "6.2.9",
    "6.2.4",
    "6.2.12",
    "6.3.1",
    "6.3.3",
    "6.3.8",
    "6.4.3",
    "6.4.4",
    "6.5.1",
    "6.5.5",
    "6.6.1",
    "6.8.1",
    "6.8.4",
    "7.2.3",
    "7.2.4",
    "7.3.1",
    "7.3.2",
    "7.4.1",
    "7.4.2",
    "7.4.3",
    "7.4.5",
    "7.5.1",
    "7.5.3",
    "8.1.2",
    "8.2.3",
    "8.2.1",
    "8.2.2",
    "8.3.2",
    "8.4.1",
    "10.1.2",
    "10.2.1",
    "10.5.1",
    "11.3.3",
    "11.4.2",
    "11.5.1",
    "12.3.1",
    "12.3.2",
    "13.2.2",
    "13.3.1",
    "13.4.2",
    "13.4.5",
    "14.2.1",
    "14.3.2",
    "14.2.6",
    "14.2.7",
    "15.1.2",
    "15.2.1",
    "15.3.1",
    "15.3.3",
    "15.4.2",
    "16.2.5",
    "16.3.2",
    "16.4.2",
    "16.5.3",
]


def test_every_requirement_has_its_row() -> None:
    assert sorted(id for row in ROWS for id in row[0].split(", ")) == sorted(WANTED)


def test_every_row_says_how_far_it_is_and_what_is_missing() -> None:
    assert [row[0] for row in ROWS if len(row) != 6 or not all(row)] == []
    assert [row[0] for row in ROWS if not re.match(r"met$|partly: .|not: .", row[4])] == []


def test_each_test_that_is_named_is_there() -> None:
    there = set(
        re.findall(r"^def (test_\w+)", "\n".join(p.read_text() for p in TESTS.rglob("test_*.py")), re.MULTILINE)
    )
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    assert named
    assert sorted(named - there) == []


def test_what_is_met_is_shown_by_a_test() -> None:
    assert [row[0] for row in ROWS if row[4] == "met" and "`test_" not in row[5]] == []
