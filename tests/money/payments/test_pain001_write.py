"""The payment file we make: its exact bytes, its grouping, what it refuses; its schema where the real files lie."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.money.payments.accounts import IbanAccount, UkAccount
from commonpurse.money.payments.rails.bank_file.pain001_read import read_pain001
from commonpurse.money.payments.rails.bank_file.pain001_write import Debtor, Instruction, write_pain001

MADE_AT = datetime(2026, 6, 8, 9, 30, 15, tzinfo=UTC)
COUNCIL = Debtor("Northborough Partnership", UkAccount("200000", "55779911"), "GBP", "NBP01")
BRANCH = Debtor("Northborough Partnership", UkAccount("200000", "11223344"), "GBP")
DUBLIN = Debtor("Dublin Partnership", IbanAccount("IE29AIBK93115212345678", "AIBKIE2D"), "EUR")


def pounds(number: int = 1, **changes: object) -> Instruction:
    instruction = Instruction(
        end_to_end_id=f"CP{number:04}",
        debtor=COUNCIL,
        requested_on=date(2026, 6, 9),
        amount=Money(12050, "GBP"),
        creditor_name="Ada Lovelace",
        creditor_account=UkAccount("089999", "66374958"),
        remittance="June help",
    )
    return replace(instruction, **changes)  # type: ignore[arg-type]


def euros(number: int = 1, **changes: object) -> Instruction:
    german = IbanAccount("DE89370400440532013000")
    return replace(
        pounds(number), **{"debtor": DUBLIN, "amount": Money(990, "EUR"), "creditor_account": german, **changes}
    )


def write(instructions: Sequence[Instruction], version: str = "09", message_id: str = "CPM1") -> bytes:
    return write_pain001(
        instructions, version=version, message_id=message_id, made_at=MADE_AT, initiating_party="Northborough"
    )


GOLDEN_09 = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">
 <CstmrCdtTrfInitn>
  <GrpHdr>
   <MsgId>CPM1</MsgId>
   <CreDtTm>2026-06-08T09:30:15Z</CreDtTm>
   <NbOfTxs>1</NbOfTxs>
   <CtrlSum>120.50</CtrlSum>
   <InitgPty>
    <Nm>Northborough</Nm>
    <Id>
     <OrgId>
      <Othr>
       <Id>NBP01</Id>
      </Othr>
     </OrgId>
    </Id>
   </InitgPty>
  </GrpHdr>
  <PmtInf>
   <PmtInfId>CPM1-1</PmtInfId>
   <PmtMtd>TRF</PmtMtd>
   <NbOfTxs>1</NbOfTxs>
   <CtrlSum>120.50</CtrlSum>
   <ReqdExctnDt>
    <Dt>2026-06-09</Dt>
   </ReqdExctnDt>
   <Dbtr>
    <Nm>Northborough Partnership</Nm>
   </Dbtr>
   <DbtrAcct>
    <Id>
     <Othr>
      <Id>55779911</Id>
     </Othr>
    </Id>
    <Ccy>GBP</Ccy>
   </DbtrAcct>
   <DbtrAgt>
    <FinInstnId>
     <ClrSysMmbId>
      <ClrSysId>
       <Cd>GBDSC</Cd>
      </ClrSysId>
      <MmbId>200000</MmbId>
     </ClrSysMmbId>
    </FinInstnId>
   </DbtrAgt>
   <CdtTrfTxInf>
    <PmtId>
     <InstrId>CP0001</InstrId>
     <EndToEndId>CP0001</EndToEndId>
    </PmtId>
    <Amt>
     <InstdAmt Ccy="GBP">120.50</InstdAmt>
    </Amt>
    <CdtrAgt>
     <FinInstnId>
      <ClrSysMmbId>
       <ClrSysId>
        <Cd>GBDSC</Cd>
       </ClrSysId>
       <MmbId>089999</MmbId>
      </ClrSysMmbId>
     </FinInstnId>
    </CdtrAgt>
    <Cdtr>
     <Nm>Ada Lovelace</Nm>
    </Cdtr>
    <CdtrAcct>
     <Id>
      <Othr>
       <Id>66374958</Id>
      </Othr>
     </Id>
    </CdtrAcct>
    <RmtInf>
     <Ustrd>June help</Ustrd>
    </RmtInf>
   </CdtTrfTxInf>
  </PmtInf>
 </CstmrCdtTrfInitn>
</Document>
"""


def test_a_pound_payment_is_written_to_the_byte() -> None:
    assert write([pounds()]).decode() == GOLDEN_09


def test_version_03_differs_by_its_name_and_its_day() -> None:
    expected = GOLDEN_09.replace("pain.001.001.09", "pain.001.001.03").replace(
        "   <ReqdExctnDt>\n    <Dt>2026-06-09</Dt>\n   </ReqdExctnDt>", "   <ReqdExctnDt>2026-06-09</ReqdExctnDt>"
    )
    assert write([pounds()], "03").decode() == expected


@pytest.mark.parametrize(("version", "bic"), [("09", "BICFI"), ("03", "BIC")])
def test_a_euro_payment_goes_by_iban_and_sepa(version: str, bic: str) -> None:
    text = write([euros()], version).decode()
    flat = "".join(line.strip() for line in text.splitlines())
    assert "<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf>" in flat
    assert "<IBAN>DE89370400440532013000</IBAN>" in flat
    assert f"<DbtrAgt><FinInstnId><{bic}>AIBKIE2D</{bic}></FinInstnId></DbtrAgt>" in flat
    assert "<ChrgBr>SLEV</ChrgBr>" in flat
    assert "GBDSC" not in flat


def test_an_account_abroad_without_a_bic_says_so() -> None:
    debtor = replace(DUBLIN, account=IbanAccount("IE29AIBK93115212345678"))
    assert b"<Id>NOTPROVIDED</Id>" in write([euros(debtor=debtor)])


def test_payments_are_grouped_by_account_and_day() -> None:
    later = date(2026, 6, 10)
    content = write([pounds(1), pounds(2, requested_on=later), pounds(3, debtor=BRANCH), pounds(4)])
    found = read_pain001(io.BytesIO(content))
    assert [(g.id, g.debtor_account, g.execution_date, len(g.transfers), str(g.sum)) for g in found.groups] == [
        ("CPM1-1", "11223344", "2026-06-09", 1, "120.50"),
        ("CPM1-2", "55779911", "2026-06-09", 2, "241.00"),
        ("CPM1-3", "55779911", "2026-06-10", 1, "120.50"),
    ]
    assert found.declared_count == "4"
    assert found.declared_sum == "482.00"


def test_names_are_written_in_the_letters_of_the_scheme() -> None:
    assert "<Nm>Zoe Muller + Sons</Nm>" in write([pounds(creditor_name="Zoë Müller & Sons")]).decode()


def test_an_empty_reference_is_left_out() -> None:
    assert b"RmtInf" not in write([pounds(remittance="")])


@pytest.mark.parametrize(
    ("instructions", "sentence"),
    [
        ([], "There is nothing to pay, so no file was made."),
        ([pounds(amount=Money(0, "GBP"))], "A payment must be above zero."),
        ([pounds(amount=Money(-5, "GBP"))], "A payment must be above zero."),
        ([pounds(amount=Money(5, "EUR"))], "The account pays in GBP, not in EUR."),
        ([pounds(amount=Money(5, "USD"), debtor=replace(COUNCIL, currency="USD"))], "A bank file can carry pounds or euros, not USD."),
        ([pounds(creditor_account=IbanAccount("DE89370400440532013000"))], "Pounds are paid by sort code and account number."),
        ([euros(), pounds(2)], "One file carries one currency."),
        ([replace(euros(), creditor_account=UkAccount("089999", "66374958"))], "Euros are paid by IBAN."),
        ([replace(euros(), creditor_account=IbanAccount("BR1800360305000010009795493C1"))], "The country of this IBAN is not reached by SEPA payments."),
        ([pounds(1), pounds(1)], "Two payments carry the same end-to-end id. Each needs its own."),
        ([pounds(creditor_name="王芳")], "A bank file cannot carry “王”, “芳”. Write it in Latin letters, as the bank does."),
        ([pounds(creditor_name=" ")], "Write the name of the account holder."),
        ([pounds(creditor_name="x" * 71)], "Write the name with at most 70 characters."),
        ([pounds(remittance="x" * 19)], "Write the reference with at most 18 characters."),
        ([euros(remittance="x" * 141)], "Write the reference with at most 140 characters."),
        ([pounds(end_to_end_id="x" * 36)], "An id in a bank file has 1 to 35 letters and figures, and no spaces."),
        ([pounds(n, amount=Money(10**18 - 1, "GBP")) for n in (1, 2)], "The payments add up to more than a bank file can say. Make two files."),
        ([euros(amount=Money(100_000_000_000, "EUR"))], "A bank file can carry up to €999,999,999.99 in one payment."),
    ],
)  # fmt: skip
def test_what_no_file_can_carry_is_refused(instructions: list[Instruction], sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        write(instructions)
    assert refused.value.message == sentence


@pytest.mark.parametrize(("version", "message_id"), [("08", "CPM1"), ("09", "x" * 32), ("09", "a b"), ("09", "")])
def test_a_version_or_an_id_we_do_not_write_is_refused(version: str, message_id: str) -> None:
    with pytest.raises(Refused):
        write([pounds()], version, message_id)


names = st.text("abcdefghijklmnopqrstuvwxyzÅÉÎØÜßŁçñ &'-", min_size=1, max_size=30).filter(lambda text: text.strip())
many_pounds = st.lists(
    st.builds(
        pounds,
        st.integers(1, 10**6),
        amount=st.builds(Money, st.integers(1, 10**9), st.just("GBP")),
        debtor=st.sampled_from([COUNCIL, BRANCH]),
        requested_on=st.sampled_from([date(2026, 6, 9), date(2026, 6, 10), date(2026, 7, 1)]),
        creditor_name=names,
        remittance=st.text("abc 123", max_size=18),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda instruction: instruction.end_to_end_id,
)


@given(many_pounds, st.randoms(), st.sampled_from(["03", "09"]))
def test_any_order_gives_the_same_bytes_and_no_penny_is_lost(instructions, random, version) -> None:
    content = write(instructions, version)
    shuffled = list(instructions)
    random.shuffle(shuffled)
    assert write(shuffled, version) == content
    found = read_pain001(io.BytesIO(content))
    assert found.warnings == ()
    assert found.errors == ()
    assert found.sum == sum((one.amount.decimal for one in instructions), Decimal(0))
    assert sorted((one.end_to_end_id, one.amount) for one in found.transfers) == sorted(
        (one.end_to_end_id, one.amount.decimal) for one in instructions
    )


@pytest.mark.real_files
@pytest.mark.parametrize("version", ["03", "09"])
@given(instructions=many_pounds)
def test_a_made_pound_file_is_valid_by_the_schema(real_files: Path, version: str, instructions) -> None:
    assert schema_errors(real_files, version, write(instructions, version)) == []


@pytest.mark.real_files
@pytest.mark.parametrize("version", ["03", "09"])
@pytest.mark.parametrize("bic", ["", "AIBKIE2D"])
def test_a_made_euro_file_is_valid_by_the_schema(real_files: Path, version: str, bic: str) -> None:
    debtor = replace(DUBLIN, account=IbanAccount("IE29AIBK93115212345678", bic))
    content = write([euros(1, debtor=debtor), euros(2, debtor=debtor, remittance="x" * 140)], version)
    assert schema_errors(real_files, version, content) == []


@pytest.mark.real_files
def test_the_schema_would_notice_a_wrong_element(real_files: Path) -> None:
    content = write([pounds()]).replace(b"PmtMtd", b"PmtMethod")
    assert schema_errors(real_files, "09", content)


def schema_errors(real_files: Path, version: str, content: bytes) -> list[str]:
    from lxml import etree

    schema = _schemas.get(version) or etree.XMLSchema(
        file=str(real_files / "iso20022-xsd" / f"pain.001.001.{version}.xsd")
    )
    _schemas[version] = schema
    schema.validate(etree.fromstring(content))
    return [error.message for error in schema.error_log]


_schemas: dict = {}
