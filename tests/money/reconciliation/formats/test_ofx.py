"""OFX in both its shapes, and in the mixtures that banks send."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from commonpurse.money.reconciliation.formats.records import Weight
from tests.money.reconciliation.made_statements import line, ofx
from tests.money.reconciliation.reading import check, ends, entries, problems

LINES = [line(5, "-12.50", "Rent & more", bank_id="F1"), line(6, "30.00", "In", bank_id="F2")]


def test_the_two_shapes_read_alike() -> None:
    sgml, xml = entries(ofx(LINES)), entries(ofx(LINES, sgml=False))
    assert [one._replace(line=0) for one in sgml] == [one._replace(line=0) for one in xml]
    assert [(one.signed, one.booked_on, one.bank_reference, one.remittance) for one in sgml] == [
        (Decimal("-12.50"), date(2026, 10, 5), "F1", "Rent & more"),
        (Decimal("30.00"), date(2026, 10, 6), "F2", "In"),
    ]


def test_the_whole_file_on_one_line_reads_the_same() -> None:
    text = ofx(LINES, sgml=False)
    assert [one._replace(line=0) for one in entries(text.replace("\n", ""))] == [
        one._replace(line=0) for one in entries(text)
    ]


def test_a_closing_balance_alone_proves_nothing() -> None:
    (one,) = check(ofx(LINES)).statements
    assert (one.opening, one.closing, one.reconciles) == (None, Decimal("1017.50"), None)


def test_an_entry_that_was_not_closed_ends_where_the_next_begins() -> None:
    assert len(entries(ofx(LINES).replace("</STMTTRN>", ""))) == 2


def test_quoted_text_may_hold_what_looks_like_tags() -> None:
    text = ofx(LINES, sgml=False).replace("Rent &amp; more", "<![CDATA[Rent <b>& more]]>")
    assert entries(text)[0].remittance == "Rent <b>& more"


@pytest.mark.parametrize("amount", ["$120", "1e3", "1,200.50", "NaN", "", "１２", "--5"])
def test_an_amount_that_does_not_read_is_said_and_the_entry_stays(amount: str) -> None:
    text = ofx(LINES, sgml=False).replace("-12.50", amount)
    assert len(entries(text)) == 2
    assert len(problems(text, weight=Weight.UNREADABLE)) == 1


def test_a_comma_may_stand_for_the_point() -> None:
    assert entries(ofx(LINES).replace("-12.50", "-12,50"))[0].signed == Decimal("-12.50")


def test_a_day_is_the_banks_own_whatever_zone_follows() -> None:
    assert entries(ofx(LINES).replace("20261005", "20261005233000.000[-8:PST]"))[0].booked_on == date(2026, 10, 5)


def test_a_refusal_by_the_bank_is_told() -> None:
    text = "OFXHEADER:100\n\n<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>15500<SEVERITY>ERROR<MESSAGE>No</STATUS></SONRS></OFX>"
    checked = check(text)
    assert checked.warnings == ["The bank says “No” (code 15500).", "The file holds no statement."]


@pytest.mark.parametrize("cut", [0.5, 0.8])
def test_a_file_cut_in_the_middle_is_refused(cut: float) -> None:
    text = ofx(LINES * 10)
    text = text[: int(len(text) * cut)]
    assert "breaks off" in problems(text, weight=Weight.REFUSED)[-1]
    assert ends(text)[0].is_complete is False


def test_a_document_type_is_refused() -> None:
    text = ofx(LINES, sgml=False).replace("<OFX>", "<!DOCTYPE OFX [<!ENTITY a 'b'>]><OFX>")
    assert "document type" in problems(text, weight=Weight.REFUSED)[0]
    assert entries(text) == []
