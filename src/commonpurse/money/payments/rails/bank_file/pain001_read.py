"""Reading any pain.001, ours or not, and saying what is wrong with it: counts, sums, ids, dates.

It reads all it can. A file is only refused where it is no payment file, or an amount means nothing certain.
Source: ISO 20022 pain.001.001.02 to .12.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from typing import Any, BinaryIO

from commonpurse.money.payments.accounts import AccountUnreadable, read_iban
from commonpurse.money.payments.business_days import is_business_day
from commonpurse.money.payments.rails.bank_file.document import Document, DocumentRefused, Node, read_document
from commonpurse.money.payments.rails.bank_file.findings import (
    IBAN_SHAPE,
    Findings,
    check_bics,
    check_frame,
    check_id,
    check_moment,
    check_present,
    has_schema_digits,
    quoted,
    read_date,
    read_decimal,
)

FAMILY = "pain.001"
BODY = "CstmrCdtTrfInitn"
METHODS = ("TRF", "CHK", "TRA")
NO_ID = "NOTPROVIDED"
# Python adds with 28 digits unless told; an amount may be written with 40, and no sum may be rounded silently.
MOST_DIGITS_OF_A_SUM = 100
# Source: ISO 4217 list one (2024).
WITHOUT_DECIMALS = frozenset({
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV",
    "XAF", "XOF", "XPF",
})  # fmt: skip
THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})


@dataclass(frozen=True)
class Transfer:
    """One credit transfer as the file says it."""

    end_to_end_id: str | None
    instruction_id: str | None
    amount: Decimal | None
    currency: str | None
    creditor_name: str | None
    creditor_sort_code: str | None
    creditor_account: str | None
    remittance: str | None
    line: int


@dataclass(frozen=True)
class PaymentGroup:
    """One PmtInf: an account, a day, and the transfers from it on that day."""

    id: str | None
    method: str | None
    execution_date: str | None
    declared_count: str | None
    declared_sum: str | None
    debtor_name: str | None
    debtor_sort_code: str | None
    debtor_account: str | None
    transfers: tuple[Transfer, ...]

    @property
    def sum(self) -> Decimal | None:
        return _sum(self.transfers)


@dataclass(frozen=True)
class PaymentFile:
    """A pain.001 as read. `form_findings` counts what a schema would complain about too."""

    format: str
    outside: dict[str, Any]
    message_id: str | None
    created: str | None
    declared_count: str | None
    declared_sum: str | None
    groups: tuple[PaymentGroup, ...]
    warnings: tuple[str, ...]
    errors: tuple[str, ...]
    form_findings: int

    @property
    def transfers(self) -> tuple[Transfer, ...]:
        return tuple(transfer for group in self.groups for transfer in group.transfers)

    @property
    def sum(self) -> Decimal | None:
        return _sum(self.transfers)

    @property
    def sum_by_currency(self) -> dict[str, Decimal]:
        """Sums of the readable amounts, by currency, in the file's order."""
        sums: dict[str, Decimal] = {}
        for transfer in self.transfers:
            if transfer.amount is not None and transfer.currency:
                with localcontext(prec=MOST_DIGITS_OF_A_SUM):
                    sums[transfer.currency] = sums.get(transfer.currency, Decimal(0)) + transfer.amount
        return sums

    def as_json(self) -> dict[str, Any]:
        """The answer of `payment-file check --json`. Sums are decimal text; `null` where the file has none."""
        return {
            "format": self.format,
            "file": self.outside,
            "message_id": self.message_id,
            "created": self.created,
            "declared_count": self.declared_count,
            "declared_sum": self.declared_sum,
            "transactions": len(self.transfers),
            "sum": _text(self.sum),
            "sum_by_currency": {currency: _text(amount) for currency, amount in self.sum_by_currency.items()},
            "count_matches_header": _count_matches(self.declared_count, len(self.transfers)),
            "sum_matches_header": _sum_matches(self.declared_sum, self.sum),
            "payment_infos": [
                {
                    "id": group.id,
                    "method": group.method,
                    "execution_date": group.execution_date,
                    "transactions": len(group.transfers),
                    "sum": _text(group.sum),
                    "declared_count": group.declared_count,
                    "declared_sum": group.declared_sum,
                }
                for group in self.groups
            ],
            "warnings": list(self.warnings),
            "errors": list(self.errors),
        }


def read_pain001(stream: BinaryIO) -> PaymentFile:
    """Read a payment file of any version.

    Raises: DocumentRefused, where the file is not XML, holds a DOCTYPE, or is another kind of message.
    """
    found = Findings()
    document = read_document(stream, {"CdtTrfTxInf": lambda node: _read_transfer(node, found)})
    body = document.body
    if body is None or not (body.name == BODY or body.name.startswith("pain.001.001.")):
        held = quoted(body.name if body else None)
        raise DocumentRefused("This is not a payment file (pain.001). It holds {held}.", held=held)
    check_frame(document, FAMILY, found)
    header = body.first("GrpHdr") or Node("GrpHdr", None, {}, body.line)
    check_present(body, ("GrpHdr", "PmtInf"), "The file", found)
    check_id(header, "MsgId", "the message id (MsgId)", "Header", found)
    check_present(header, ("CreDtTm", "NbOfTxs", "InitgPty"), "Header", found)
    check_moment(header.value("CreDtTm"), "the moment it was made (CreDtTm)", "Header", found)
    groups = tuple(_read_group(node, number, found) for number, node in enumerate(body.all("PmtInf"), start=1))
    return _conclude(document, header, groups, found)


def _conclude(document: Document, header: Node, groups: tuple[PaymentGroup, ...], found: Findings) -> PaymentFile:
    declared_count, declared_sum = header.value("NbOfTxs"), header.value("CtrlSum")
    transfers = [transfer for group in groups for transfer in group.transfers]
    _check_totals("Header", declared_count, declared_sum, transfers, found)
    _check_unique(groups, transfers, found)
    created = header.value("CreDtTm")
    made_on = read_date(created)
    for group in groups:
        day = read_date(group.execution_date)
        if day and made_on and day < made_on:
            found.warn("date_before", f"Group {group.id}: it asks for {day}, before the file was made ({made_on}).")
    found.close()
    return PaymentFile(
        format=document.format_named(FAMILY),
        outside=document.outside(),
        message_id=header.value("MsgId"),
        created=created,
        declared_count=declared_count,
        declared_sum=declared_sum,
        groups=groups,
        warnings=tuple(found.warnings),
        errors=tuple(found.errors),
        form_findings=found.form,
    )


def _read_group(node: Node, number: int, found: Findings) -> PaymentGroup:
    where = f"Group {node.value('PmtInfId') or number}"
    transfers = tuple(node.parts)
    group_id = check_id(node, "PmtInfId", "its id (PmtInfId)", where, found)
    check_present(node, ("PmtMtd", "ReqdExctnDt", "Dbtr", "DbtrAcct", "DbtrAgt"), where, found)
    method = node.value("PmtMtd")
    if method and method not in METHODS:
        found.warn_form("method", f"{where}: {quoted(method)} is not a payment method of the standard.")
    day = node.value("ReqdExctnDt/Dt", "ReqdExctnDt/DtTm", "ReqdExctnDt")
    _check_day(day, {transfer.currency for transfer in transfers}, where, found)
    _check_iban(node.value("DbtrAcct/Id/IBAN"), where, found)
    check_bics(node, where, found)
    declared_count, declared_sum = node.value("NbOfTxs"), node.value("CtrlSum")
    _check_totals(where, declared_count, declared_sum, transfers, found)
    if not transfers:
        found.warn_form("empty_group", f"{where}: it holds no payments.")
    return PaymentGroup(
        id=group_id,
        method=method,
        execution_date=day,
        declared_count=declared_count,
        declared_sum=declared_sum,
        debtor_name=node.value("Dbtr/Nm"),
        debtor_sort_code=node.value("DbtrAgt/FinInstnId/ClrSysMmbId/MmbId"),
        debtor_account=node.value("DbtrAcct/Id/IBAN", "DbtrAcct/Id/Othr/Id"),
        transfers=transfers,
    )


def _read_transfer(node: Node, found: Findings) -> Transfer:
    where = f"Payment at line {node.line}"
    end_to_end_id = check_id(node, "PmtId/EndToEndId", "its end-to-end id (EndToEndId)", where, found)
    written = node.first("Amt/InstdAmt") or node.first("Amt/EqvtAmt/Amt")
    amount = read_decimal(written.text) if written else None
    currency = written.attributes.get("Ccy") if written else None
    _check_amount(written, amount, currency, where, found)
    _check_iban(node.value("CdtrAcct/Id/IBAN"), where, found)
    check_bics(node, where, found)
    sort_code = _sort_code(node, where, found)
    if node.value("Cdtr/Nm") is None:
        found.warn("payee", f"{where}: it does not name who is paid.")
    account = node.value("CdtrAcct/Id/IBAN", "CdtrAcct/Id/Othr/Id")
    if account is None and node.first("ChqInstr") is None:
        found.warn("payee_account", f"{where}: it does not say which account is paid.")
    return Transfer(
        end_to_end_id=end_to_end_id,
        instruction_id=node.value("PmtId/InstrId"),
        amount=amount,
        currency=currency,
        creditor_name=node.value("Cdtr/Nm"),
        creditor_sort_code=sort_code,
        creditor_account=account,
        remittance=node.value("RmtInf/Ustrd"),
        line=node.line,
    )


def _check_amount(
    written: Node | None, amount: Decimal | None, currency: str | None, where: str, found: Findings
) -> None:
    if written is None:
        found.refuse("amount", f"{where}: it has no amount.")
        return
    if amount is None:
        found.refuse("amount", f"{where}: the amount cannot be read: {quoted(written.text)}.")
    elif amount <= 0:
        found.warn("amount_sign", f"{where}: the amount {amount} is not above zero.")
    elif not has_schema_digits(amount):
        found.warn_form("amount_digits", f"{where}: the amount {amount} has more digits than the standard allows.")
    elif currency and _decimals(amount) > _decimals_of(currency):
        found.warn("amount_decimals", f"{where}: {currency} does not have the decimals of {amount}.")
    if currency is None or not (len(currency) == 3 and currency.isascii() and currency.isupper()):
        found.refuse("currency", f"{where}: the amount has no currency.")


def _decimals(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _decimals_of(currency: str) -> int:
    return 0 if currency in WITHOUT_DECIMALS else 3 if currency in THREE_DECIMALS else 2


def _check_iban(iban: str | None, where: str, found: Findings) -> None:
    if iban is None:
        return
    if not IBAN_SHAPE.fullmatch(iban):
        found.warn_form("iban_shape", f"{where}: {quoted(iban)} is not an IBAN.")
        return
    try:
        read_iban(iban)
    except AccountUnreadable:
        found.warn("iban", f"{where}: the IBAN ending in {iban[-4:]} fails its own check figures.")


def _sort_code(node: Node, where: str, found: Findings) -> str | None:
    member = node.first("CdtrAgt/FinInstnId/ClrSysMmbId")
    code = member.value("MmbId") if member else None
    if member and member.value("ClrSysId/Cd") == "GBDSC" and not (code and len(code) == 6 and code.isdigit()):
        found.warn("sort_code", f"{where}: the sort code does not have 6 figures.")
    return code


def _check_day(text: str | None, currencies: set[str | None], where: str, found: Findings) -> None:
    day: date | None = read_date(text)
    if text is not None and day is None:
        found.warn_form("date", f"{where}: the day to pay on cannot be read: {quoted(text)}.")
    elif day and currencies == {"GBP"} and not is_business_day(day):
        found.warn("not_a_business_day", f"{where}: banks in England and Wales do not pay on {day}.")


def _check_totals(
    where: str, count: str | None, total: str | None, transfers: list[Transfer] | tuple[Transfer, ...], found: Findings
) -> None:
    if _count_matches(count, len(transfers)) is False:
        found.warn("count", f"{where}: it says {quoted(count)} payments and holds {len(transfers)}.")
        if not (count or "").isdigit():
            found.warn_form("count_form", f"{where}: the number of payments is not a number: {quoted(count)}.")
    actual = _sum(transfers)
    if _sum_matches(total, actual) is False:
        found.warn("sum", f"{where}: it says a sum of {quoted(total)} and holds {_text(actual) or 'no certain sum'}.")
        if read_decimal(total) is None:
            found.warn_form("sum_form", f"{where}: the sum is not a number: {quoted(total)}.")


def _check_unique(groups: tuple[PaymentGroup, ...], transfers: list[Transfer], found: Findings) -> None:
    for name, ids in (
        ("group id", [group.id for group in groups]),
        ("end-to-end id", [transfer.end_to_end_id for transfer in transfers]),
        ("instruction id", [transfer.instruction_id for transfer in transfers]),
    ):
        for value, count in Counter(ids).items():
            if count > 1 and value not in (None, NO_ID):
                found.warn(f"double_{name}", f"The {name} {quoted(value)} is used {count} times. Each needs its own.")


def _sum(transfers: list[Transfer] | tuple[Transfer, ...]) -> Decimal | None:
    amounts = [transfer.amount for transfer in transfers]
    with localcontext(prec=MOST_DIGITS_OF_A_SUM):
        return None if None in amounts else sum((amount for amount in amounts if amount is not None), Decimal(0))


def _count_matches(declared: str | None, actual: int) -> bool | None:
    return None if declared is None else (declared.lstrip("0") or "0") == str(actual)


def _sum_matches(declared: str | None, actual: Decimal | None) -> bool | None:
    return None if declared is None else actual is not None and read_decimal(declared) == actual


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else format(amount, "f")
