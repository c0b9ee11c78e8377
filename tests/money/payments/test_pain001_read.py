"""What `payment-file check` says of files with one thing wrong, and of hostile ones."""

from __future__ import annotations

import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpurse.money.payments.rails.bank_file.document import DocumentRefused
from commonpurse.money.payments.rails.bank_file.pain001_read import PaymentFile, read_pain001

GOOD = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-06-08T09:30:15Z</CreDtTm><NbOfTxs>2</NbOfTxs><CtrlSum>15.50</CtrlSum>
<InitgPty><Nm>N</Nm></InitgPty></GrpHdr>
<PmtInf><PmtInfId>M1-1</PmtInfId><PmtMtd>TRF</PmtMtd><NbOfTxs>2</NbOfTxs><CtrlSum>15.5</CtrlSum>
<ReqdExctnDt><Dt>2026-06-09</Dt></ReqdExctnDt><Dbtr><Nm>N</Nm></Dbtr>
<DbtrAcct><Id><Othr><Id>55779911</Id></Othr></Id></DbtrAcct>
<DbtrAgt><FinInstnId><ClrSysMmbId><ClrSysId><Cd>GBDSC</Cd></ClrSysId><MmbId>200000</MmbId></ClrSysMmbId></FinInstnId></DbtrAgt>
<CdtTrfTxInf><PmtId><InstrId>I1</InstrId><EndToEndId>E1</EndToEndId></PmtId><Amt><InstdAmt Ccy="GBP">10.00</InstdAmt></Amt>
<CdtrAgt><FinInstnId><ClrSysMmbId><ClrSysId><Cd>GBDSC</Cd></ClrSysId><MmbId>089999</MmbId></ClrSysMmbId></FinInstnId></CdtrAgt>
<Cdtr><Nm>Ada</Nm></Cdtr><CdtrAcct><Id><Othr><Id>66374958</Id></Othr></Id></CdtrAcct></CdtTrfTxInf>
<CdtTrfTxInf><PmtId><EndToEndId>E2</EndToEndId></PmtId><Amt><InstdAmt Ccy="GBP">5.50</InstdAmt></Amt>
<Cdtr><Nm>Bo</Nm></Cdtr><CdtrAcct><Id><IBAN>GB33BUKB20201555555555</IBAN></Id></CdtrAcct></CdtTrfTxInf>
</PmtInf></CstmrCdtTrfInitn></Document>
"""


def read(text: str, encoding: str = "utf-8") -> PaymentFile:
    return read_pain001(io.BytesIO(text.encode(encoding)))


def test_a_good_file_has_nothing_wrong_with_it() -> None:
    found = read(GOOD)
    assert (found.warnings, found.errors, found.form_findings) == ((), (), 0)
    assert found.format == "pain.001.001.09"
    first, second = found.transfers
    assert (first.creditor_sort_code, first.creditor_account, str(first.amount)) == ("089999", "66374958", "10.00")
    assert (second.instruction_id, second.creditor_account) == (None, "GB33BUKB20201555555555")
    answer = found.as_json()
    assert answer["sum_by_currency"] == {"GBP": "15.50"}
    assert answer["count_matches_header"] is True
    assert answer["sum_matches_header"] is True


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("<NbOfTxs>2</NbOfTxs><CtrlSum>15.50", "<NbOfTxs>3</NbOfTxs><CtrlSum>15.50", "Header: it says “3” payments and holds 2."),
        ("<NbOfTxs>2</NbOfTxs><CtrlSum>15.50", "<NbOfTxs>two</NbOfTxs><CtrlSum>15.50", "Header: the number of payments is not a number: “two”."),
        ("<CtrlSum>15.50", "<CtrlSum>15.51", "Header: it says a sum of “15.51” and holds 15.50."),
        ("<CtrlSum>15.50", "<CtrlSum>1e9", "Header: the sum is not a number: “1e9”."),
        ("<CtrlSum>15.5<", "<CtrlSum>16<", "Group M1-1: it says a sum of “16” and holds 15.50."),
        ("<MsgId>M1</MsgId>", "", "Header: the message id (MsgId) is missing."),
        ("<MsgId>M1<", "<MsgId>" + "x" * 36 + "<", "Header: the message id (MsgId) is longer than 35 characters."),
        ("<EndToEndId>E2<", "<EndToEndId>E1<", "The end-to-end id “E1” is used 2 times. Each needs its own."),
        ("<EndToEndId>E2</EndToEndId>", "", "Payment at line 12: its end-to-end id (EndToEndId) is missing."),
        ("<Dt>2026-06-09</Dt>", "<Dt>2026-13-09</Dt>", "Group M1-1: the day to pay on cannot be read: “2026-13-09”."),
        ("<Dt>2026-06-09</Dt>", "<Dt>2026-06-01</Dt>", "Group M1-1: it asks for 2026-06-01, before the file was made (2026-06-08)."),
        ("<Dt>2026-06-09</Dt>", "<Dt>2026-08-31</Dt>", "Group M1-1: banks in England and Wales do not pay on 2026-08-31."),
        ("2026-06-08T09:30:15Z", "yesterday", "Header: the moment it was made (CreDtTm) is not a date with a time: “yesterday”."),
        ("<PmtMtd>TRF", "<PmtMtd>DD", "Group M1-1: “DD” is not a payment method of the standard."),
        (">10.00<", ">0.00<", "Payment at line 9: the amount 0.00 is not above zero."),
        (">10.00<", ">-10.00<", "Payment at line 9: the amount -10.00 is not above zero."),
        (">10.00<", ">10.005<", "Payment at line 9: GBP does not have the decimals of 10.005."),
        (">10.00<", ">10.0000005<", "Payment at line 9: the amount 10.0000005 has more digits than the standard allows."),
        ("<MmbId>089999<", "<MmbId>89999<", "Payment at line 9: the sort code does not have 6 figures."),
        ("GB33BUKB20201555555555", "GB33BUKB20201555555556", "Payment at line 12: the IBAN ending in 5556 fails its own check figures."),
        ("GB33BUKB20201555555555", "66374958", "Payment at line 12: “66374958” is not an IBAN."),
        ("<Cdtr><Nm>Bo</Nm></Cdtr>", "", "Payment at line 12: it does not name who is paid."),
        ("<CdtrAcct><Id><IBAN>GB33BUKB20201555555555</IBAN></Id></CdtrAcct>", "", "Payment at line 12: it does not say which account is paid."),
        ("urn:iso:std:iso:20022:tech:xsd:pain.001.001.09", "http://bank.example/pain.001.001.09", "The version is not one of ISO 20022 itself: “http://bank.example/pain.001.001.09”."),
        (' xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"', "", "The file names no version (it has no namespace)."),
        ("<GrpHdr>", "stray<GrpHdr>", "Line 2: there is text between the elements."),
        ("<Dbtr><Nm>N</Nm></Dbtr>", "", "Group M1-1: Dbtr is missing."),
        ("</CstmrCdtTrfInitn>", "</CstmrCdtTrfInitn><Other/>", "The file holds more than one message. Only the first one was read."),
    ],
)  # fmt: skip
def test_each_fault_is_said_in_a_sentence(old: str, new: str, sentence: str) -> None:
    assert old in GOOD
    found = read(GOOD.replace(old, new, 1))
    assert sentence in found.warnings, found.warnings
    assert found.errors == ()


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (">10.00<", ">1e9<", "Payment at line 9: the amount cannot be read: “1e9”."),
        (">10.00<", ">NaN<", "Payment at line 9: the amount cannot be read: “NaN”."),
        (">10.00<", ">1,000.00<", "Payment at line 9: the amount cannot be read: “1,000.00”."),
        (">10.00<", "><", "Payment at line 9: the amount cannot be read: “”."),
        ("<Amt><InstdAmt Ccy=\"GBP\">10.00</InstdAmt></Amt>", "", "Payment at line 9: it has no amount."),
        (' Ccy="GBP">10', ">10", "Payment at line 9: the amount has no currency."),
    ],
)  # fmt: skip
def test_an_amount_that_means_nothing_certain_is_an_error(old: str, new: str, sentence: str) -> None:
    found = read(GOOD.replace(old, new, 1))
    assert sentence in found.errors


def test_an_unreadable_amount_leaves_no_sum() -> None:
    found = read(GOOD.replace(">10.00<", ">ten<"))
    assert found.sum is None
    assert found.as_json()["sum_by_currency"] == {"GBP": "5.50"}


def test_a_fault_in_every_payment_is_said_twenty_times_and_then_counted() -> None:
    start, end = GOOD.index("<CdtTrfTxInf><PmtId><EndToEndId>E2"), GOOD.index("</PmtInf>")
    found = read(GOOD[:start] + GOOD[start:end].replace("<Cdtr><Nm>Bo</Nm></Cdtr>", "") * 50 + GOOD[end:])
    assert len([one for one in found.warnings if "does not name who is paid" in one]) == 20
    assert "… and 30 more like this (payee)." in found.warnings


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "utf-8-sig"])
def test_other_encodings_are_read(encoding: str) -> None:
    declared = {"utf-16": "UTF-16", "iso-8859-1": "ISO-8859-1", "utf-8-sig": "UTF-8"}[encoding]
    found = read(GOOD.replace('encoding="UTF-8"', f'encoding="{declared}"').replace("Ada", "Zoë"), encoding)
    assert found.transfers[0].creditor_name == "Zoë"
    assert found.outside["declared_encoding"] == declared
    assert found.outside["bom"] is (encoding != "iso-8859-1")


def test_an_amount_with_many_digits_is_added_exactly() -> None:
    found = read(GOOD.replace(">10.00<", ">1234567890123456789012345678.00001<"))
    assert str(found.sum) == "1234567890123456789012345683.50001"


DTD = '<!DOCTYPE Document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"   ", "The file is not well-formed XML"),
        (b"not xml", "The file is not well-formed XML"),
        (GOOD[:900].encode(), "The file is not well-formed XML: "),
        (GOOD.replace("?>", "?>" + DTD, 1).replace(">Ada<", ">&b;<").encode(), "The file holds a DOCTYPE."),
        (b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x.dtd"><a/>', "The file holds a DOCTYPE."),
        (GOOD.replace(">Ada<", ">&b;<").encode(), "The file is not well-formed XML: undefined entity"),
        (GOOD.replace("UTF-8", "KLINGON").encode(), "The file says that it is written in an encoding"),
        (GOOD.replace("Ada", "Zoë").encode("latin-1"), "The file is not well-formed XML: not well-formed (invalid token)"),
        (b"<a>" * 100 + b"</a>" * 100, "The file is nested more than 60 levels deep."),
        (b"<Document><MsgId>" + b"x" * 200_000 + b"</MsgId></Document>", "One text in the file is longer than 100,000 characters."),
        (b"<Document/>", "This is not a payment file (pain.001). It holds nothing."),
        (b"<Document><CstmrDrctDbtInitn/></Document>", "This is not a payment file (pain.001). It holds “CstmrDrctDbtInitn”."),
        (b"<html><body/></html>", "This is not a payment file (pain.001). It holds “html”."),
        (b"\x00\x01\x02", "The file is not well-formed XML"),
    ],
)  # fmt: skip
def test_a_hostile_or_broken_file_is_refused_in_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        read_pain001(io.BytesIO(content))
    assert refused.value.message.startswith(sentence), refused.value.message


@given(st.data())
def test_a_damaged_file_is_read_or_refused_but_never_breaks_the_reader(data: st.DataObject) -> None:
    content = bytearray(GOOD.encode())
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(content) - 1))
        content[start : start + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=10))
    with suppress(DocumentRefused):
        assert read_pain001(io.BytesIO(bytes(content))).as_json()["format"].startswith("pain.001")
