"""The demo bank: exact sums, the same seed the same bytes, habits of real banks, and no knowledge of the project."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from commonpurse.demo import bank as bank_module
from commonpurse.demo.bank import Account, DemoBank, Habits, business_day, read_payments

BANK_FILE = Path(bank_module.__file__)
ACCOUNT = Account(holder="Hollinvale Partnership", number="10203040", sort_code="040004")
OPENED_ON = date(2026, 3, 2)
CALM = Habits(
    pays_a_day_late=0,
    sends_back=0,
    cuts_the_reference=0,
    puts_the_reference_in_the_text=0,
    drops_the_reference=0,
    says_nothing_but_the_sum=0,
    books_a_batch_with_details=0,
    books_a_batch_as_one_sum=0,
    stray_lines_a_month=0,
    charge_a_month_minor=0,
)


def payment_file(payments: list[tuple[str, str, str]], *, requested_on: date, message_id: str = "FILE1") -> bytes:
    """Write a pain.001.001.09 of (end-to-end id, amount, creditor account number), as any payer's software would."""
    wanted = "".join(
        f"<CdtTrfTxInf><PmtId><EndToEndId>{end_to_end_id}</EndToEndId></PmtId>"
        f'<Amt><InstdAmt Ccy="GBP">{amount}</InstdAmt></Amt>'
        "<CdtrAgt><FinInstnId><ClrSysMmbId><MmbId>200000</MmbId></ClrSysMmbId></FinInstnId></CdtrAgt>"
        f"<Cdtr><Nm>Payee {number}</Nm></Cdtr><CdtrAcct><Id><Othr><Id>{number}</Id></Othr></Id></CdtrAcct>"
        f"<RmtInf><Ustrd>Your money {end_to_end_id[-4:]}</Ustrd></RmtInf></CdtTrfTxInf>"
        for end_to_end_id, amount, number in payments
    )
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>'
        f"<GrpHdr><MsgId>{message_id}</MsgId></GrpHdr><PmtInf><PmtInfId>{message_id}-1</PmtInfId>"
        f"<ReqdExctnDt><Dt>{requested_on}</Dt></ReqdExctnDt>{wanted}</PmtInf></CstmrCdtTrfInitn></Document>"
    ).encode()


def busy_bank(seed: int = 9) -> DemoBank:
    """Three months of a weekly file of 12 payments, one funder's credit, every habit on."""
    bank = DemoBank(ACCOUNT, seed, OPENED_ON)
    paid_in = {"on": "2026-03-02", "amount": "50000.00", "from": "Foundation", "reference": "GRANT"}
    bank.take_credits(json.dumps({"credits": [paid_in]}))
    for week in range(12):
        day = OPENED_ON + timedelta(days=7 * week + 2)
        payments = [(f"cp{week:03d}x{n:026d}", f"{20 + n}.{week:02d}", f"5555{week:02d}{n:02d}") for n in range(1, 13)]
        bank.take_file(payment_file(payments, requested_on=day, message_id=f"FILE{week}"), on=day)
    return bank


def entries(statement: bytes) -> list[etree._Element]:
    return list(etree.fromstring(statement).iter(f"{{{bank_module.CAMT}}}Ntry"))


def text(element: etree._Element, path: str) -> str | None:
    found = element.find("/".join(f"{{*}}{name}" for name in path.split("/")))
    return found.text if found is not None else None


def signed(element: etree._Element) -> Decimal:
    amount = Decimal(text(element, "Amt") or "")
    return -amount if text(element, "CdtDbtInd") == "DBIT" else amount


def test_the_bank_imports_nothing_of_the_project_and_no_database() -> None:
    imported = set()
    for node in ast.walk(ast.parse(BANK_FILE.read_text())):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "a relative import is an import of the project"
            imported.add((node.module or "").partition(".")[0])
    assert imported - sys.stdlib_module_names == {"holidays"}
    assert "sqlite3" not in imported


def test_the_bank_runs_alone_as_a_program_and_loads_neither_project_nor_django(tmp_path: Path) -> None:
    payments = tmp_path / "payments.xml"
    payments.write_bytes(payment_file([("cp1", "12.50", "55555511")], requested_on=OPENED_ON))
    program = (
        "import runpy, sys; sys.argv = ['bank', *sys.argv[2:]];"
        f"runpy.run_path({str(BANK_FILE)!r}, run_name='__main__');"
        "assert not [name for name in sys.modules if name.startswith(('commonpurse', 'django', 'sqlite3'))]"
    )
    account = json.dumps({"holder": "H", "number": "10203040", "sort_code": "040004"})
    span = ["--from", "2026-03-02", "--until", "2026-03-09"]
    done = subprocess.run(
        [sys.executable, "-I", "-c", program, "--", "--account", account, *span, f"2026-03-02={payments}"],
        cwd=tmp_path,
        capture_output=True,
        check=True,
        env={},
    )
    assert [signed(entry) for entry in entries(done.stdout) if text(entry, "BkTxCd/Domn/Cd") == "PMNT"][-1] == Decimal(
        "-12.50"
    )


def test_the_same_seed_and_files_give_the_same_bytes_and_another_seed_does_not() -> None:
    span = (OPENED_ON, date(2026, 6, 1))
    assert busy_bank().statement(*span, pages="week") == busy_bank().statement(*span, pages="week")
    assert busy_bank(seed=10).statement(*span) != busy_bank().statement(*span)


def test_each_page_opens_where_the_one_before_closed_and_adds_up() -> None:
    statement = etree.fromstring(busy_bank().statement(OPENED_ON, date(2026, 6, 8), pages="week"))
    pages = list(statement.iter(f"{{{bank_module.CAMT}}}Stmt"))
    assert len(pages) == 14
    closed_at = Decimal(0)
    for page in pages:
        opening, closing = (signed(found) for found in page.findall("{*}Bal"))
        assert opening == closed_at
        closed_at = opening + sum((signed(entry) for entry in page.findall("{*}Ntry")), Decimal(0))
        assert closing == closed_at
    assert len({text(page, "Id") for page in pages}) == 14


def test_days_and_weeks_tell_of_the_same_lines() -> None:
    bank = busy_bank()
    by_week = [
        text(entry, "AcctSvcrRef") for entry in entries(bank.statement(OPENED_ON, date(2026, 6, 1), pages="week"))
    ]
    by_day = [text(entry, "AcctSvcrRef") for entry in entries(bank.statement(OPENED_ON, date(2026, 6, 1), pages="day"))]
    assert by_week == by_day
    assert len(set(by_week)) == len(by_week)


def test_a_statement_once_given_is_never_contradicted_by_a_later_one() -> None:
    bank = busy_bank()
    first = bank.statement(OPENED_ON, date(2026, 4, 6))
    bank.statement(date(2026, 4, 6), date(2026, 8, 3))
    assert bank.statement(OPENED_ON, date(2026, 4, 6)) == first


def test_every_payment_leaves_the_account_once_and_the_bank_knows_which_line_it_was() -> None:
    bank = busy_bank()
    paid = [one for line in bank.lines if line.kind in ("payment", "batch") for one in line.about]
    assert len(paid) == len(set(paid)) == 12 * 12
    assert bank.truth()[bank.lines[0].reference] == ()


def test_over_three_months_every_habit_shows() -> None:
    bank = busy_bank()
    bank.statement(OPENED_ON, date(2026, 6, 1))
    lines = bank.lines
    kinds = {line.kind for line in lines}
    assert kinds == {"payment", "batch", "returned", "paid_in", "charge", "interest", "stray"}
    batches = [line for line in lines if line.kind == "batch"]
    assert any(not line.details for line in batches)
    assert any(line.details for line in batches)
    told = [detail.end_to_end_id for line in lines if line.kind == "payment" for detail in line.details]
    assert any(len(reference) == 12 for reference in told)
    assert any(reference in ("", "NOTPROVIDED") for reference in told)


@pytest.mark.parametrize(
    ("number", "paid_out", "comes_back"),
    [("55555511", "-12.50", None), ("55555599", "-12.50", "12.50"), ("55555500", None, None)],
)
def test_the_end_of_the_account_number_decides(number: str, paid_out: str | None, comes_back: str | None) -> None:
    bank = DemoBank(ACCOUNT, 1, OPENED_ON, CALM)
    report = bank.take_file(payment_file([("cp1", "12.50", number)], requested_on=OPENED_ON), on=OPENED_ON)
    booked = {
        text(entry, "BkTxCd/Domn/Fmly/SubFmlyCd"): entry
        for entry in entries(bank.statement(OPENED_ON, date(2026, 3, 16)))
    }
    assert (str(signed(booked["FPAY"])) if "FPAY" in booked else None) == paid_out
    assert (str(signed(booked["RRTN"])) if "RRTN" in booked else None) == comes_back
    if comes_back:
        assert text(booked["RRTN"], "NtryDtls/TxDtls/RtrInf/Rsn/Cd") == "AC04"
        assert (text(booked["RRTN"], "BookgDt/Dt") or "") > (text(booked["FPAY"], "BookgDt/Dt") or "")
    assert (b"<TxSts>RJCT</TxSts>" in report) is (paid_out is None)
    assert (b"<GrpSts>ACCP</GrpSts>" in report) is (paid_out is not None)


def test_nothing_is_booked_on_a_day_when_banks_are_closed() -> None:
    one_by_one = Habits(books_a_batch_with_details=0, books_a_batch_as_one_sum=0, sends_back=0.2)
    bank = DemoBank(ACCOUNT, 7, OPENED_ON, one_by_one)
    easter = date(2026, 4, 3)  # Good Friday; banks open again on Tuesday 7 April
    payments = [(f"cp{n}", "1.00", f"555555{n}") for n in range(10, 90)]
    bank.take_file(payment_file(payments, requested_on=easter), on=easter)
    bank.statement(OPENED_ON, date(2026, 5, 1))
    booked = {line.on for line in bank.lines}
    assert min(line.on for line in bank.lines if line.kind == "payment") == date(2026, 4, 7)
    assert all(business_day(day) == day for day in booked)


def test_a_file_with_a_doctype_is_not_read() -> None:
    with pytest.raises(ValueError, match="DOCTYPE"):
        list(read_payments(b'<!DOCTYPE a [<!ENTITY b "c">]><Document/>'))


@pytest.mark.real_files
@pytest.mark.parametrize("pages", ["one", "week", "day"])
def test_the_statements_are_valid_by_the_published_schema(real_files: Path, pages: str) -> None:
    schema = etree.XMLSchema(etree.parse(real_files / "iso20022-xsd" / "camt.053.001.08.xsd"))
    statement = busy_bank().statement(OPENED_ON, date(2026, 6, 1), pages=pages)
    schema.assertValid(etree.fromstring(statement))


@pytest.mark.real_files
def test_an_account_known_by_its_iban_is_valid_too(real_files: Path) -> None:
    schema = etree.XMLSchema(etree.parse(real_files / "iso20022-xsd" / "camt.053.001.08.xsd"))
    bank = DemoBank(Account("Holder", "IE29AIBK93115212345678", currency="EUR"), 1, OPENED_ON)
    schema.assertValid(etree.fromstring(bank.statement(OPENED_ON, date(2026, 4, 1))))


@pytest.mark.real_files
@pytest.mark.parametrize("numbers", [["55555511"], ["55555511", "55555500"], ["55555500"]])
def test_the_status_reports_are_valid_by_the_published_schema(real_files: Path, numbers: list[str]) -> None:
    schema = etree.XMLSchema(etree.parse(real_files / "iso20022-xsd" / "pain.002.001.10.xsd"))
    payments = [(f"cp{number}", "5.00", number) for number in numbers]
    bank = DemoBank(ACCOUNT, 1, OPENED_ON)
    schema.assertValid(etree.fromstring(bank.take_file(payment_file(payments, requested_on=OPENED_ON), on=OPENED_ON)))
