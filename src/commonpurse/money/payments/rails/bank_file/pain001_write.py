"""Writing pain.001.001.09 and .03: pounds by sort code and account number, euros by IBAN.

The same instructions always give the same bytes. Plain Python: the caller gives the moment and the ids.
Source: ISO 20022 message definitions pain.001.001.03 (2009) and pain.001.001.09 (2019); EPC132-08 for SEPA;
the external code GBDSC (UK domestic sort code). Each bank's own guide still decides what more it wants.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import groupby

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.money.payments.accounts import Account, IbanAccount, UkAccount, is_in_sepa
from commonpurse.money.payments.rails.bank_file.characters import (
    LONGEST_NAME,
    LONGEST_REMITTANCE,
    CannotBeWritten,
    check_id,
    write_in_scheme,
)

VERSIONS = ("09", "03")
# Source: ISO 20022 DecimalNumber: 18 digits, here 2 of them after the point.
LARGEST_SUM_MINOR = 10**18 - 1
# Source: EPC132-08, instructed amount: at most 999,999,999.99 euros. ISO 20022 has 18 digits for pounds.
LARGEST_AMOUNT_MINOR = {"EUR": 99_999_999_999, "GBP": 10**18 - 1}


class CannotMakeFile(Refused):
    """The instructions cannot stand in one file of this kind."""

    code = "cannot_make_file"


@dataclass(frozen=True)
class Debtor:
    """The account that pays, as its bank knows it."""

    name: str
    account: Account
    currency: str
    organisation_id: str = ""  # the id the bank gave the payer for files, where it gave one


@dataclass(frozen=True)
class Instruction:
    """One credit transfer. `remittance` is what the payee reads on her statement; may be empty."""

    end_to_end_id: str
    debtor: Debtor
    requested_on: date
    amount: Money
    creditor_name: str
    creditor_account: Account
    remittance: str = ""


def write_pain001(
    instructions: Iterable[Instruction], *, version: str, message_id: str, made_at: datetime, initiating_party: str
) -> bytes:
    """Write one message: a group for each debtor account and day, in a fixed order.

    Raises: CannotMakeFile, CannotBeWritten.
    """
    ordered = sorted(instructions, key=_place)
    _check(ordered, version, message_id)
    message = ET.Element("Document", {"xmlns": f"urn:iso:std:iso:20022:tech:xsd:pain.001.001.{version}"})
    body = ET.SubElement(message, "CstmrCdtTrfInitn")
    header = ET.SubElement(body, "GrpHdr")
    _leaf(header, "MsgId", message_id)
    _leaf(header, "CreDtTm", made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    _counts(header, ordered)
    party = ET.SubElement(header, "InitgPty")
    _leaf(party, "Nm", _name(initiating_party))
    if ordered[0].debtor.organisation_id:
        _leaf(party, "Id/OrgId/Othr/Id", ordered[0].debtor.organisation_id)
    for number, (_, group) in enumerate(groupby(ordered, key=_group), start=1):
        _payment_information(body, f"{message_id}-{number}", list(group), version)
    ET.indent(message, " ")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(message, encoding="utf-8") + b"\n"


def check_transfer(amount: Money, *, creditor_name: str, creditor_account: Account, remittance: str) -> None:
    """Refuse a payment that no file could carry, before anything of it is stored.

    Raises: CannotMakeFile, CannotBeWritten.
    """
    check_sum(amount)
    check_creditor(amount.currency, name=creditor_name, account=creditor_account)
    check_remittance(remittance, amount.currency)


def check_sum(amount: Money) -> None:
    """Refuse a sum that no file could carry. Raises: CannotMakeFile."""
    currency = amount.currency
    if amount.minor <= 0:
        raise CannotMakeFile("A payment must be above zero.", field="amount")
    if currency not in LONGEST_REMITTANCE:
        raise CannotMakeFile(
            "A bank file can carry pounds or euros, not {currency}.", field="amount", currency=currency
        )
    if amount.minor > LARGEST_AMOUNT_MINOR[currency]:
        raise CannotMakeFile(
            "A bank file can carry up to {most} in one payment.",
            field="amount",
            most=Money(LARGEST_AMOUNT_MINOR[currency], currency),
        )


def check_creditor(currency: str, *, name: str, account: Account) -> None:
    """Refuse an account that money of this currency cannot go to. Raises: CannotMakeFile, CannotBeWritten."""
    if not isinstance(account, UkAccount if currency == "GBP" else IbanAccount):
        raise CannotMakeFile(
            "Pounds are paid by sort code and account number." if currency == "GBP" else "Euros are paid by IBAN.",
            field="payee",
        )
    if isinstance(account, IbanAccount) and not is_in_sepa(account):
        raise CannotMakeFile("The country of this IBAN is not reached by SEPA payments.", field="payee")
    _name(name)


def check_remittance(text: str, currency: str) -> None:
    """Refuse what the payee cannot be shown on a statement. Raises: CannotBeWritten."""
    _remittance(text, currency)


def _check_instruction(instruction: Instruction) -> None:
    check_id(instruction.end_to_end_id)
    if instruction.amount.currency != instruction.debtor.currency:
        raise CannotMakeFile(
            "The account pays in {own}, not in {other}.",
            field="amount",
            own=instruction.debtor.currency,
            other=instruction.amount.currency,
        )
    check_transfer(
        instruction.amount,
        creditor_name=instruction.creditor_name,
        creditor_account=instruction.creditor_account,
        remittance=instruction.remittance,
    )
    if type(instruction.debtor.account) is not type(instruction.creditor_account):
        raise CannotMakeFile("The account that pays is of another kind than the one that is paid.", field="payee")


def _check(ordered: Sequence[Instruction], version: str, message_id: str) -> None:
    if version not in VERSIONS:
        raise CannotMakeFile("Choose the version of the file: {versions:or}.", field="version", versions=VERSIONS)
    if not ordered:
        raise CannotMakeFile("There is nothing to pay, so no file was made.")
    check_id(message_id)
    check_id(f"{message_id}-999")  # the number of a group is added to it
    for instruction in ordered:
        _check_instruction(instruction)
    ids = [instruction.end_to_end_id for instruction in ordered]
    if len(set(ids)) < len(ids):
        raise CannotMakeFile("Two payments carry the same end-to-end id. Each needs its own.")
    if len({instruction.amount.currency for instruction in ordered}) > 1:
        raise CannotMakeFile("One file carries one currency.")
    if sum(instruction.amount.minor for instruction in ordered) > LARGEST_SUM_MINOR:
        raise CannotMakeFile("The payments add up to more than a bank file can say. Make two files.")


def _group(instruction: Instruction) -> tuple[str, str, date]:
    account = instruction.debtor.account
    number = account.iban if isinstance(account, IbanAccount) else account.sort_code + account.account_number
    return (number, instruction.debtor.name, instruction.requested_on)


def _place(instruction: Instruction) -> tuple[tuple[str, str, date], str]:
    return (_group(instruction), instruction.end_to_end_id)


def _payment_information(body: ET.Element, group_id: str, group: list[Instruction], version: str) -> None:
    debtor, is_euro = group[0].debtor, group[0].amount.currency == "EUR"
    part = ET.SubElement(body, "PmtInf")
    _leaf(part, "PmtInfId", group_id)
    _leaf(part, "PmtMtd", "TRF")
    _counts(part, group)
    if is_euro:
        _leaf(part, "PmtTpInf/SvcLvl/Cd", "SEPA")
    _leaf(part, "ReqdExctnDt" if version == "03" else "ReqdExctnDt/Dt", group[0].requested_on.isoformat())
    _leaf(part, "Dbtr/Nm", _name(debtor.name))
    account = ET.SubElement(part, "DbtrAcct")
    _account(account, debtor.account)
    _leaf(account, "Ccy", debtor.currency)
    _agent(part, "DbtrAgt", debtor.account, version, is_required=True)
    if is_euro:
        _leaf(part, "ChrgBr", "SLEV")
    for instruction in group:
        _transfer(part, instruction, version)


def _transfer(part: ET.Element, instruction: Instruction, version: str) -> None:
    transfer = ET.SubElement(part, "CdtTrfTxInf")
    ids = ET.SubElement(transfer, "PmtId")
    _leaf(ids, "InstrId", instruction.end_to_end_id)
    _leaf(ids, "EndToEndId", instruction.end_to_end_id)
    amount = _leaf(transfer, "Amt/InstdAmt", _decimal(instruction.amount.minor))
    amount.set("Ccy", instruction.amount.currency)
    _agent(transfer, "CdtrAgt", instruction.creditor_account, version, is_required=False)
    _leaf(transfer, "Cdtr/Nm", _name(instruction.creditor_name))
    _account(ET.SubElement(transfer, "CdtrAcct"), instruction.creditor_account)
    remittance = _remittance(instruction.remittance, instruction.amount.currency)
    if remittance:
        _leaf(transfer, "RmtInf/Ustrd", remittance)


def _agent(part: ET.Element, tag: str, account: Account, version: str, *, is_required: bool) -> None:
    if isinstance(account, UkAccount):
        member = ET.SubElement(ET.SubElement(ET.SubElement(part, tag), "FinInstnId"), "ClrSysMmbId")
        _leaf(member, "ClrSysId/Cd", "GBDSC")
        _leaf(member, "MmbId", account.sort_code)
    elif account.bic:
        _leaf(part, f"{tag}/FinInstnId/{'BIC' if version == '03' else 'BICFI'}", account.bic)
    elif is_required:
        # Source: EPC132-08, IBAN-only: the bank finds the BIC itself.
        _leaf(part, f"{tag}/FinInstnId/Othr/Id", "NOTPROVIDED")


def _account(part: ET.Element, account: Account) -> None:
    if isinstance(account, UkAccount):
        _leaf(part, "Id/Othr/Id", account.account_number)
    else:
        _leaf(part, "Id/IBAN", account.iban)


def _counts(part: ET.Element, instructions: Sequence[Instruction]) -> None:
    _leaf(part, "NbOfTxs", str(len(instructions)))
    _leaf(part, "CtrlSum", _decimal(sum(instruction.amount.minor for instruction in instructions)))


def _decimal(minor: int) -> str:
    return str(Decimal(minor).scaleb(-2))


def _name(text: str) -> str:
    written = write_in_scheme(text)
    if not written:
        raise CannotBeWritten("Write the name of the account holder.", field="holder_name")
    if len(written) > LONGEST_NAME:
        raise CannotBeWritten(
            "Write the name with at most {longest} characters.", field="holder_name", longest=LONGEST_NAME
        )
    return written


def _remittance(text: str, currency: str) -> str:
    written = write_in_scheme(text)
    longest = LONGEST_REMITTANCE[currency]
    if len(written) > longest:
        raise CannotBeWritten(
            "Write the reference with at most {longest} characters.", field="remittance", longest=longest
        )
    return written


def _leaf(parent: ET.Element, path: str, text: str) -> ET.Element:
    """Add the elements of `path` below `parent`, the last one with this text, and return that one."""
    for tag in path.split("/"):
        parent = ET.SubElement(parent, tag)
    parent.text = text
    return parent
