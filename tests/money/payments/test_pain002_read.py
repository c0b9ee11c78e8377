"""What a status report says on its three levels, and what may be concluded where they disagree."""

from __future__ import annotations

import io

import pytest

from commonpurse.money.payments.rails.bank_file.document import DocumentRefused
from commonpurse.money.payments.rails.bank_file.pain002_read import Meaning, StatusReport, read_pain002


def report(file: str | None, group: str | None = None, payments: dict[str, str] | None = None, extra: str = "") -> str:
    def status(tag: str, code: str | None) -> str:
        return (
            f"<{tag}>{code}</{tag}><StsRsnInf><Rsn><Cd>X{code}</Cd></Rsn><AddtlInf>why</AddtlInf></StsRsnInf>"
            if code
            else ""
        )

    listed = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{name}</OrgnlEndToEndId>{status('TxSts', code)}</TxInfAndSts>"
        for name, code in (payments or {}).items()
    )
    inner = (
        f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>F1-1</OrgnlPmtInfId>{status('PmtInfSts', group)}{extra}{listed}</OrgnlPmtInfAndSts>"
        if group or payments
        else ""
    )
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>'
        "<GrpHdr><MsgId>R1</MsgId><CreDtTm>2026-06-09T10:00:00</CreDtTm></GrpHdr>"
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>F1</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>{status('GrpSts', file)}"
        f"</OrgnlGrpInfAndSts>{inner}</CstmrPmtStsRpt></Document>"
    )


def read(text: str) -> StatusReport:
    return read_pain002(io.BytesIO(text.encode()))


@pytest.mark.parametrize(
    ("file", "group", "payment", "meaning", "status"),
    [
        #  file    group   payment  what may be concluded      by the words of
        ("ACCP",   None,   None,    Meaning.ACCEPTED,          "ACCP"),
        ("RJCT",   None,   None,    Meaning.REJECTED,          "RJCT"),
        ("RJCT",   "RJCT", None,    Meaning.REJECTED,          "RJCT"),
        (None,     "RJCT", None,    Meaning.REJECTED,          "RJCT"),
        (None,     None,   "RJCT",  Meaning.REJECTED,          "RJCT"),
        ("ACTC",   "RJCT", None,    Meaning.REJECTED,          "RJCT"),
        ("ACTC",   "ACCP", "RJCT",  Meaning.REJECTED,          "RJCT"),
        ("PART",   "PART", "RJCT",  Meaning.REJECTED,          "RJCT"),
        ("PART",   "PART", "ACSC",  Meaning.ACCEPTED,          "ACSC"),
        ("PART",   None,   None,    Meaning.PARTLY,            "PART"),
        ("RJCT",   None,   "ACSP",  Meaning.UNCERTAIN,         "ACSP"),
        ("ACCP",   "RJCT", "ACSP",  Meaning.UNCERTAIN,         "ACSP"),
        ("RJCT",   "ACCP", None,    Meaning.UNCERTAIN,         "ACCP"),
        ("RJCT",   None,   "PDNG",  Meaning.UNCERTAIN,         "PDNG"),
        ("ACCP",   None,   "PDNG",  Meaning.UNCERTAIN,         "PDNG"),
        ("ACCP",   None,   "BLCK",  Meaning.UNCERTAIN,         "BLCK"),
        ("RVMC",   "RVMC", "RVNM",  Meaning.NAME_CHECK,        "RVNM"),
        ("ACTC",   None,   "RVNM",  Meaning.ACCEPTED,          "ACTC"),
        ("RJCT",   None,   "RVNM",  Meaning.REJECTED,          "RJCT"),
        ("ACTC",   None,   "WXYZ",  Meaning.UNKNOWN_CODE,      "WXYZ"),
        ("CANC",   None,   None,    Meaning.REJECTED,          "CANC"),
    ],
)  # fmt: skip
def test_the_most_special_level_decides_unless_a_rejection_is_contradicted(
    file: str | None, group: str | None, payment: str | None, meaning: Meaning, status: str
) -> None:
    outcome = read(report(file, group, {"E1": payment} if payment else None)).outcome_of("E1", "F1-1")
    assert outcome
    assert (outcome.meaning, outcome.status) == (meaning, status)
    assert outcome.reasons[0].code == f"X{status}"
    assert outcome.reasons[0].info == ("why",)


def test_a_report_that_is_silent_concludes_nothing() -> None:
    assert read(report(None)).outcome_of("E1", "F1-1") is None
    assert read(report(None, "RJCT")).outcome_of("E1", "F1-2") is None


def test_a_payment_listed_twice_with_different_words_is_uncertain() -> None:
    text = report(None, None, {"E1": "RJCT"}).replace(
        "</OrgnlPmtInfAndSts>",
        "<TxInfAndSts><OrgnlEndToEndId>E1</OrgnlEndToEndId><TxSts>ACSP</TxSts></TxInfAndSts></OrgnlPmtInfAndSts>",
    )
    outcome = read(text).outcome_of("E1", "F1-1")
    assert outcome
    assert outcome.meaning == Meaning.UNCERTAIN
    assert outcome.is_contradicted


def test_the_instruction_id_finds_a_payment_whose_end_to_end_id_was_dropped() -> None:
    text = report(None, None, {"NOTPROVIDED": "RJCT"}).replace(
        "<TxInfAndSts>", "<TxInfAndSts><OrgnlInstrId>E1</OrgnlInstrId>"
    )
    found = read(text)
    outcome = found.outcome_of("E1", "F1-1")
    assert outcome
    assert outcome.meaning == Meaning.REJECTED
    assert found.outcome_of("NOTPROVIDED", "F9") is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (report("ACCP", None, {"E1": "RJCT"}), "the file is ACCP, yet Payment E1 is RJCT. The rejection counts."),
        (report("RJCT", None, {"E1": "ACSP"}), "the file is RJCT, yet Payment E1 is ACSP. Ask the bank which is true."),
        (report("ACCP", "RJCT"), "The file is ACCP, yet Group F1-1 is RJCT. The rejection counts."),
        (report(None, "RJCT", {"E1": "ACSP"}), "Group F1-1 is RJCT, yet Payment E1 is ACSP. Ask the bank which is true."),
        (report(None), "The report gives no status at all."),
        (report("WXYZ"), "The status “WXYZ” is not known, so nothing follows from it."),
        (report(None, None, {"NOTPROVIDED": "RJCT"}), "Group F1-1: a payment has no id, so the report does not say which one it means."),
        (
            report(None, "PART", {"E1": "RJCT"}, "<NbOfTxsPerSts><DtldNbOfTxs>2</DtldNbOfTxs><DtldSts>RJCT</DtldSts></NbOfTxsPerSts>"),
            "Group F1-1: it says 2 × RJCT and lists 1.",
        ),
        (report("ACCP").replace("<OrgnlMsgId>F1</OrgnlMsgId>", ""), "Original file: the id of the file it answers (OrgnlMsgId) is missing."),
    ],
)  # fmt: skip
def test_what_is_odd_is_said(text: str, sentence: str) -> None:
    assert sentence in read(text).warnings


def test_a_report_that_agrees_with_itself_warns_of_nothing() -> None:
    assert read(report("PART", "PART", {"E1": "RJCT", "E2": "ACSP"})).warnings == ()


def test_payments_beside_the_groups_are_read_too() -> None:
    text = report("PART").replace(
        "</CstmrPmtStsRpt>",
        "<TxInfAndSts><OrgnlEndToEndId>E1</OrgnlEndToEndId><TxSts>RJCT</TxSts></TxInfAndSts></CstmrPmtStsRpt>",
    )
    outcome = read(text).outcome_of("E1", "F1-1")
    assert outcome
    assert outcome.meaning == Meaning.REJECTED


@pytest.mark.parametrize(
    "content",
    [b"", b"<Document><CstmrCdtTrfInitn/></Document>", b"<!DOCTYPE a><a/>", report("ACCP")[:300].encode()],
)
def test_what_is_no_status_report_is_refused(content: bytes) -> None:
    with pytest.raises(DocumentRefused):
        read_pain002(io.BytesIO(content))
