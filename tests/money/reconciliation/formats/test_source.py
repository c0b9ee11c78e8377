"""Encodings and formats are found out by content; the name of a file says nothing."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from commonpurse.money.reconciliation.formats import detect_format, read_statements
from commonpurse.money.reconciliation.formats.records import Entry
from commonpurse.money.reconciliation.formats.source import Source
from tests.money.reconciliation.made_statements import bank_csv, camt053, line, mt940, ofx
from tests.money.reconciliation.reading import check, columns, entries, problems

LINES = [line(5, "-12.50", "Café Zoë £", bank_id="B1"), line(6, "30.00", "In", bank_id="B2")]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("make", [camt053, mt940, ofx, bank_csv])
def test_every_format_reads_the_same_in_every_encoding(make, encoding: str) -> None:  # type: ignore[no-untyped-def]
    text = make(LINES)
    using = columns() if make is bank_csv else None
    assert entries(text.encode(encoding), using) == entries(text.encode(), using)
    assert "Café Zoë £" in entries(text.encode(encoding), using)[0].remittance


def test_a_mark_is_surer_than_what_the_file_declares() -> None:
    text = camt053(LINES)
    assert "encoding='UTF-8'" in text
    checked = check(text.encode("utf-16"))
    assert checked.is_read
    assert checked.as_json()["file"]["byte_order_mark"] is True


def test_a_file_that_claims_utf8_wrongly_is_read_and_told() -> None:
    assert problems(camt053(LINES).encode("cp1252")) == [
        "The file says UTF-8 and is not; it was read as Western European text."
    ]


def test_a_declared_single_byte_encoding_is_believed() -> None:
    text = camt053(LINES).replace("UTF-8", "iso-8859-15").replace("£", "€")
    assert "Zoë €" in entries(text.encode("iso-8859-15"))[0].remittance
    assert problems(text.encode("iso-8859-15")) == []


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("make", [camt053, mt940, ofx, bank_csv])
def test_every_line_end_ends_a_line(make, ending: str) -> None:  # type: ignore[no-untyped-def]
    text = make(LINES).replace("\r\n", "\n")
    using = columns() if make is bank_csv else None
    assert entries(text.replace("\n", ending), using) == entries(text, using)


@pytest.mark.parametrize("given", ["path", "text path", "bytes", "open file", "file already read"])
def test_a_file_may_be_given_in_any_way(tmp_path: Path, given: str) -> None:
    content = camt053(LINES).encode()
    path = tmp_path / "renamed.csv"
    path.write_bytes(content)
    stream = io.BytesIO(content)
    if given == "file already read":
        stream.read()
    handed = {"path": path, "text path": str(path), "bytes": content}.get(given, stream)
    assert sum(isinstance(record, Entry) for record in read_statements(handed)) == 2  # type: ignore[arg-type]
    assert not stream.closed


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b" \r\n\t", "empty"),
        (b"\xff\xfe", "empty"),
        (b"PK\x03\x04rubbish", "unknown"),
        (b"Dear bank, please send me money", "unknown"),
        (b"a,b,c\n1,2,3\n", "csv"),
        (b"ABCDGB2L\n940\n:20:X\n", "mt940"),
        (b"{1:F01X}{2:O940X}{4:\n:20:X\n", "mt940"),
        (b"OFXHEADER:100\n", "ofx"),
        (b"<?xml version='1.0'?><a/>", "camt"),
    ],
)
def test_a_format_is_told_by_content(content: bytes, kind: str) -> None:
    assert detect_format(Source(content)) == kind


@pytest.mark.parametrize(
    "content", [b"", b" \n", b"%PDF-1.7", b"PK\x03\x04", b"\xd0\xcf\x11\xe0x", b"hello", b"\x00\x01\x02"]
)
def test_what_is_no_statement_is_refused_with_a_sentence(content: bytes) -> None:
    checked = check(content)
    assert not checked.is_read
    assert checked.errors[0].endswith(".")


def test_progress_is_told_in_bytes(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_text(camt053(LINES))
    read: list[int] = []
    list(read_statements(Source(path, on_read=read.append)))
    assert sum(read) == path.stat().st_size
