"""camt.052, .053 and .054: what is read, what is said, what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from commonpurse.money.reconciliation.formats.records import Status, Weight
from tests.money.reconciliation.made_statements import camt, camt053, camt_entry, camt_statement, line
from tests.money.reconciliation.reading import check, ends, entries, problems, read


def entry_xml(inside: str) -> str:
    return camt(camt_statement([], entries=f"<Ntry>{inside}</Ntry>", closing=Decimal("1000.00")))


GOOD = "<Amt Ccy='GBP'>12.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-10-05</Dt></BookgDt>"


def test_an_entry_carries_who_what_for_and_the_references() -> None:
    text = camt053([line(5, "-12.50", "Rent deposit", bank_id="B1", end_to_end_id="E1", name="Ada Okafor")])
    (one,) = entries(text)
    assert (one.amount, one.is_credit, one.currency, one.signed) == (Decimal("12.50"), False, "GBP", Decimal("-12.50"))
    assert (one.booked_on, one.value_on, one.status) == (date(2026, 10, 5), date(2026, 10, 5), Status.BOOKED)
    assert (one.bank_reference, one.end_to_end_id, one.remittance) == ("B1", "E1", "Rent deposit")
    assert one.counterparty_name == "Ada Okafor"


def test_opening_and_booked_entries_make_the_closing() -> None:
    checked = check(camt053([line(5, "-12.50"), line(6, "30.00"), line(7, "5.00", status="PDNG")]))
    (one,) = checked.statements
    assert one.reconciles is True
    shown = one.as_json()
    assert (shown["entries"], shown["pending"], shown["net"]) == (2, 1, "17.50")
    assert shown["pending_sums"] == {"GBP": {"credits": "5.00", "debits": "0", "net": "5.00"}}


def test_a_wrong_sum_is_told_with_its_difference() -> None:
    (one,) = check(camt053([line(5, "-12.50")], closing=Decimal("990.00"))).statements
    assert one.reconciles is False
    assert one.as_json()["difference"] == "-2.50"
    assert "-2.50" in one.warnings[0]


@pytest.mark.parametrize(
    ("message", "body", "name", "form"),
    [
        ("camt.052.001.01", "BkToCstmrAcctRptV01", "Rpt", "camt.052"),
        ("camt.052.001.08", "BkToCstmrAcctRpt", "Rpt", "camt.052"),
        ("camt.053.001.02", "BkToCstmrStmt", "Stmt", "camt.053"),
        ("camt.053.001.14", "BkToCstmrStmt", "Stmt", "camt.053"),
        ("camt.054.001.04", "BkToCstmrDbtCdtNtfctn", "Ntfctn", "camt.054"),
    ],
)
def test_every_kind_of_message_is_told_apart_by_its_body(message: str, body: str, name: str, form: str) -> None:
    checked = check(camt(camt_statement([line(5, "1.00")], name=name), message=message, body=body))
    assert (checked.head.format, checked.head.version, checked.statements[0].counts["booked"]) == (form, message, 1)


def test_a_prefix_before_every_name_changes_nothing() -> None:
    plain = camt053([line(5, "-12.50", bank_id="B1")])
    prefixed = (
        plain.replace("</", "\0").replace("<?", "\1").replace("<", "<b:").replace("\0", "</b:").replace("\1", "<?")
    )
    assert entries(prefixed.replace("xmlns=", "xmlns:b=")) == entries(plain)


def test_an_envelope_round_the_document_changes_nothing() -> None:
    plain = camt053([line(5, "-12.50")])
    declaration, document = plain.split("\n", 1)
    wrapped = f"{declaration}\n<Envelope><AppHdr><Fr><Id>x</Id></Fr></AppHdr>{document}</Envelope>"
    assert entries(wrapped) == entries(plain)


def test_a_batch_keeps_its_payments() -> None:
    payments = "".join(
        f"<TxDtls><Refs><EndToEndId>{name}</EndToEndId></Refs><Amt Ccy='GBP'>{amount}</Amt></TxDtls>"
        for name, amount in (("E1", "5.00"), ("E2", "7.50"))
    )
    batch = "<Btch><MsgId>FILE-1</MsgId><PmtInfId>G1</PmtInfId><NbOfTxs>2</NbOfTxs></Btch>"
    (one,) = entries(entry_xml(f"{GOOD}<NtryDtls>{batch}{payments}</NtryDtls>"))
    assert (one.is_batch, one.batch_message_id, one.batch_group_id, one.batch_count) == (True, "FILE-1", "G1", 2)
    assert [(d.end_to_end_id, d.amount, d.is_credit) for d in one.details] == [
        ("E1", Decimal("5.00"), False),
        ("E2", Decimal("7.50"), False),
    ]
    assert one.end_to_end_id is None


def test_a_return_carries_its_reason() -> None:
    (one,) = entries(camt053([line(8, "12.50", "Returned", end_to_end_id="E1", return_reason="AC04")]))
    assert (one.return_reason, one.details[0].is_return, one.end_to_end_id) == ("AC04", True, "E1")


def test_a_reversal_mark_does_not_turn_the_sign_again() -> None:
    (one,) = entries(entry_xml(GOOD.replace("DBIT", "CRDT").replace("<Sts>", "<RvslInd>true</RvslInd><Sts>")))
    assert (one.is_reversal, one.signed) == (True, Decimal("12.50"))


def test_the_opening_is_opbd_and_prcd_only_where_there_is_none() -> None:
    both = camt053([line(5, "1.00")]).replace("<Bal>", "<Bal><Tp><CdOrPrtry><Cd>PRCD</Cd></CdOrPrtry></Tp>"
        "<Amt Ccy='GBP'>7.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal><Bal>", 1)  # fmt: skip
    (end,) = ends(both)
    assert end.opening is not None
    assert end.opening.code == "OPBD"
    (end,) = ends(both.replace("OPBD", "XPCD"))
    assert end.opening is not None
    assert end.opening.amount == Decimal("7.00")


def test_what_the_bank_announces_wrongly_is_only_a_warning() -> None:
    announced = "</Acct><TxsSummry><TtlNtries><NbOfNtries>9</NbOfNtries></TtlNtries></TxsSummry>"
    (one,) = check(camt053([line(5, "1.00")]).replace("</Acct>", announced)).statements
    assert one.reconciles is True
    assert one.warnings == ["The statement announces “9” entries and holds 1."]


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        (GOOD.replace("12.50", "12..50"), "the amount “12..50” is not an amount"),
        (GOOD.replace("12.50", "-12.50"), "the amount “-12.50” is not an amount"),
        (GOOD.replace("12.50", "1_250"), "is not an amount"),
        (GOOD.replace("12.50", "１２.５０"), "is not an amount"),
        (GOOD.replace("12.50", "1e9"), "is not an amount"),
        (GOOD.replace("12.50", "NaN"), "is not an amount"),
        (GOOD.replace("12.50", "Infinity"), "is not an amount"),
        (GOOD.replace("12.50", "12,50"), "is not an amount"),
        (GOOD.replace("<Amt Ccy='GBP'>12.50</Amt>", ""), "has no amount"),
        (GOOD.replace("DBIT", "OUT"), "“OUT” is neither CRDT nor DBIT"),
        (GOOD.replace("BOOK", "DONE"), "its status “DONE” is not known"),
        (GOOD.replace("<Sts>BOOK</Sts>", ""), "does not say whether it is booked"),
        (GOOD.replace("2026-10-05", "2026-02-30"), "the booking date “2026-02-30” is not a date"),
        (GOOD + "<Amt Ccy='GBP'>9.00</Amt>", "states amount twice"),
    ],
)
def test_what_does_not_read_is_said_and_the_entry_stays(inside: str, said: str) -> None:
    text = entry_xml(inside)
    assert any(said in one for one in problems(text, weight=Weight.UNREADABLE)), problems(text)
    assert len(entries(text)) == 1


def test_every_fault_of_every_entry_is_told() -> None:
    bad = camt_entry(line(5, "1.00")).replace("1.00", "x").replace("CRDT", "y")
    text = camt(camt_statement([], entries=bad * 3))
    assert len(problems(text, weight=Weight.UNREADABLE)) == 6


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE x [<!ENTITY a 'b'>]><Document/>",
        "<?xml version='1.0'?><!DOCTYPE Document SYSTEM 'http://example.org/x.dtd'><Document/>",
        "<!DOCTYPE a [<!ENTITY a0 '1234567890'><!ENTITY a1 '&a0;&a0;&a0;&a0;'>]><Document>&a1;</Document>",
    ],
)
def test_a_document_type_is_refused_before_anything_is_read(text: str) -> None:
    (said,) = problems(text, weight=Weight.REFUSED)
    assert "document type or entities" in said
    assert entries(text) == []


def test_an_unknown_entity_is_refused() -> None:
    (said,) = problems(camt053([line(5, "1.00", "x")]).replace(">x<", ">&bomb;<"), weight=Weight.REFUSED)
    assert "not well-formed" in said


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.7, 0.999])
def test_a_file_cut_in_the_middle_gives_what_came_before_and_is_refused(cut: float) -> None:
    whole = camt053([line(1 + n, "1.00") for n in range(20)])
    text = whole[: int(len(whole) * cut)]
    assert problems(text, weight=Weight.REFUSED)[-1].endswith(
        "breaks off in the middle. Fetch the file from the bank again."
    )
    kept = entries(text)
    assert kept == entries(whole)[: len(kept)]
    assert all(one.reconciles is not True for one in check(text).statements if one.end and not one.end.is_complete)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<root><a/></root>", "not a bank statement"),
        ("<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.02'/>", "nothing in this message"),
        (
            "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.001.001.09'><CstmrCdtTrfInitn/></Document>",
            "another kind of bank message (“CstmrCdtTrfInitn”)",
        ),
    ],
)
def test_another_xml_file_is_refused_and_named(text: str, said: str) -> None:
    (found,) = problems(text, weight=Weight.REFUSED)
    assert said in found


def test_a_message_without_statements_is_read_and_told() -> None:
    checked = check(camt())
    assert checked.is_read
    assert checked.warnings == ["The message holds no statement."]


def test_elements_nested_too_deep_are_refused() -> None:
    deep = "<x>" * 5000 + "</x>" * 5000
    for text in (camt053([line(5, "1.00")]).replace("<BookgDt>", f"{deep}<BookgDt>"), f"<r>{deep * 3}</r>"):
        assert len(problems(text, weight=Weight.REFUSED)) == 1


def test_a_monstrous_text_is_refused_without_being_kept() -> None:
    (said,) = problems(camt053([line(5, "1.00", "x" * 6_000_000)]), weight=Weight.REFUSED)
    assert "longer than any bank writes" in said


@pytest.mark.parametrize("declared", ["x-unknown", "utf-7", "zlib", "shift_jis"])
def test_an_encoding_that_cannot_be_read_is_refused(declared: str) -> None:
    text = camt053([line(5, "1.00", "Küche")]).replace("UTF-8", declared)
    found = problems(text.encode("latin-1"))
    assert found == [] or "encoding" in found[-1] or "Western" in found[-1] or "well-formed" in found[-1]


def test_the_records_come_in_order() -> None:
    kinds = [type(record).__name__ for record in read(camt(camt_statement([line(1, "1.00")]), camt_statement([])))]
    assert kinds == ["FileHead", "StatementHead", "Entry", "StatementEnd", "StatementHead", "StatementEnd"]
