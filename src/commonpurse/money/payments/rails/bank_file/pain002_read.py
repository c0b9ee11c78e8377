"""Reading any pain.002: what the bank says of a file, of its groups, and of each payment in it.

A report speaks on three levels, and they may disagree. `outcomes` says what may be concluded for one payment.
Source: ISO 20022 pain.002.001.03 to .14; external code set ExternalPaymentTransactionStatus1Code (2024).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any, BinaryIO

from commonpurse.money.payments.rails.bank_file.document import DocumentRefused, Node, read_document
from commonpurse.money.payments.rails.bank_file.findings import (
    Findings,
    check_bics,
    check_frame,
    check_id,
    check_moment,
    check_present,
    quoted,
)

FAMILY = "pain.002"
BODY = "CstmrPmtStsRpt"
NO_ID = "NOTPROVIDED"


class Meaning(StrEnum):
    """What a status says about the money."""

    REJECTED = "rejected"  # not paid and will not be
    ACCEPTED = "accepted"  # on its way: never the same as received
    UNCERTAIN = "uncertain"  # the bank itself does not know yet, or keeps the money
    NAME_CHECK = "name_check"  # about the payee's name only, not the money
    PARTLY = "partly"  # look one level deeper
    UNKNOWN_CODE = "unknown_code"


CODES = {
    Meaning.REJECTED: ("RJCT", "CANC"),
    Meaning.ACCEPTED: (
        "RCVD", "ACTC", "ACCP", "ACSP", "ACWC", "ACWP", "ACSC", "ACCC", "ACFC", "ACIS", "PRES"
    ),
    Meaning.UNCERTAIN: ("PDNG", "BLCK", "PATC"),
    # Verification of payee, which banks in the euro area report in a pain.002 since October 2025.
    Meaning.NAME_CHECK: ("RCVC", "RVNA", "RVMC", "RVNM", "RVCM"),
    Meaning.PARTLY: ("PART",),
}  # fmt: skip
MEANINGS = {code: meaning for meaning, codes in CODES.items() for code in codes}


@dataclass(frozen=True)
class Reason:
    code: str | None
    info: tuple[str, ...]


@dataclass(frozen=True)
class PaymentStatus:
    """What the report says of one payment. Ids are those of our file, or nothing."""

    instruction_id: str | None
    end_to_end_id: str | None
    status: str | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class GroupStatus:
    """What the report says of one PmtInf of our file, and of payments in it."""

    original_id: str | None
    status: str | None
    reasons: tuple[Reason, ...]
    payments: tuple[PaymentStatus, ...]


@dataclass(frozen=True)
class Outcome:
    """What may be concluded for one payment, with the words of the level that decided it."""

    meaning: Meaning
    status: str | None
    reasons: tuple[Reason, ...]
    is_contradicted: bool = False


@dataclass(frozen=True)
class StatusReport:
    """A pain.002 as read. `form_findings` counts what a schema would complain about too."""

    format: str
    outside: dict[str, Any]
    message_id: str | None
    created: str | None
    original_message_id: str | None
    original_message_name: str | None
    status: str | None
    reasons: tuple[Reason, ...]
    groups: tuple[GroupStatus, ...]
    warnings: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    form_findings: int = 0

    @cached_property
    def _listed(self) -> dict[str, list[tuple[GroupStatus, PaymentStatus]]]:
        by_id: dict[str, list[tuple[GroupStatus, PaymentStatus]]] = {}
        for group in self.groups:
            for payment in group.payments:
                for name in {payment.end_to_end_id, payment.instruction_id} - {None, NO_ID}:
                    by_id.setdefault(str(name), []).append((group, payment))
        return by_id

    def outcome_of(self, end_to_end_id: str, group_id: str) -> Outcome | None:
        """Conclude for one payment of our file, by its id and its group's; nothing where the report is silent."""
        listed = self._listed.get(end_to_end_id)
        if not listed:
            group = next((group for group in self.groups if group.original_id == group_id), None)
            return _conclude(self, group, None)
        outcomes = [_conclude(self, group, payment) for group, payment in listed]
        last = outcomes[-1]
        if last and len({outcome.meaning for outcome in outcomes if outcome}) > 1:
            # Listed twice with different words: nothing is certain.
            return Outcome(Meaning.UNCERTAIN, last.status, last.reasons, is_contradicted=True)
        return last

    def as_json(self) -> dict[str, Any]:
        """The answer of `payment-status check --json`."""
        return {
            "format": self.format,
            "file": self.outside,
            "message_id": self.message_id,
            "created": self.created,
            "original_message_id": self.original_message_id,
            "original_message_name": self.original_message_name,
            "group_status": self.status,
            "group_reasons": _reasons_json(self.reasons),
            "payment_infos": [
                {
                    "original_id": group.original_id,
                    "status": group.status,
                    "reasons": _reasons_json(group.reasons),
                    "transactions": [
                        {
                            "instr": payment.instruction_id,
                            "e2e": payment.end_to_end_id,
                            "status": payment.status,
                            "reasons": _reasons_json(payment.reasons),
                            "meaning": _conclude_json(self, group, payment),
                        }
                        for payment in group.payments
                    ],
                }
                for group in self.groups
            ],
            "warnings": list(self.warnings),
            "errors": list(self.errors),
        }


def read_pain002(stream: BinaryIO) -> StatusReport:
    """Read a status report of any version.

    Raises: DocumentRefused, where the file is not XML, holds a DOCTYPE, or is another kind of message.
    """
    found = Findings()
    document = read_document(stream, {"TxInfAndSts": _read_payment})
    body = document.body
    if body is None or not (body.name == BODY or body.name.startswith("pain.002.001.")):
        held = quoted(body.name if body else None)
        raise DocumentRefused("This is not a status report (pain.002). It holds {held}.", held=held)
    check_frame(document, FAMILY, found)
    header = body.first("GrpHdr") or Node("GrpHdr", None, {}, body.line)
    original = body.first("OrgnlGrpInfAndSts") or Node("OrgnlGrpInfAndSts", None, {}, body.line)
    check_present(body, ("GrpHdr", "OrgnlGrpInfAndSts"), "The file", found)
    check_id(header, "MsgId", "the message id (MsgId)", "Header", found)
    check_present(header, ("CreDtTm",), "Header", found)
    check_moment(header.value("CreDtTm"), "the moment it was made (CreDtTm)", "Header", found)
    check_bics(body, "The file", found)
    check_id(original, "OrgnlMsgId", "the id of the file it answers (OrgnlMsgId)", "Original file", found)
    check_present(original, ("OrgnlMsgNmId",), "Original file", found)
    groups = tuple(_read_group(node) for node in body.all("OrgnlPmtInfAndSts"))
    if body.parts:
        # Early versions list payments beside the groups.
        groups = (*groups, GroupStatus(None, None, (), tuple(body.parts)))
    report = StatusReport(
        format=document.format_named(FAMILY),
        outside=document.outside(),
        message_id=header.value("MsgId"),
        created=header.value("CreDtTm"),
        original_message_id=original.value("OrgnlMsgId"),
        original_message_name=original.value("OrgnlMsgNmId"),
        status=original.value("GrpSts"),
        reasons=_read_reasons(original),
        groups=groups,
    )
    _check_levels(report, found)
    _check_counts(body, report, found)
    found.close()
    return replace(report, warnings=tuple(found.warnings), errors=tuple(found.errors), form_findings=found.form)


def _read_group(node: Node) -> GroupStatus:
    return GroupStatus(
        original_id=node.value("OrgnlPmtInfId"),
        status=node.value("PmtInfSts"),
        reasons=_read_reasons(node),
        payments=tuple(node.parts),
    )


def _read_payment(node: Node) -> PaymentStatus:
    return PaymentStatus(
        instruction_id=node.value("OrgnlInstrId"),
        end_to_end_id=node.value("OrgnlEndToEndId"),
        status=node.value("TxSts"),
        reasons=_read_reasons(node),
    )


def _read_reasons(node: Node) -> tuple[Reason, ...]:
    return tuple(
        Reason(reason.value("Rsn/Cd", "Rsn/Prtry"), tuple(info.text for info in reason.all("AddtlInf")))
        for reason in node.all("StsRsnInf")
    )


def meaning_of(status: str | None) -> Meaning | None:
    """Say what a status code means for the money; nothing where there is no status."""
    return None if status is None else MEANINGS.get(status, Meaning.UNKNOWN_CODE)


def _levels(report: StatusReport, group: GroupStatus | None, payment: PaymentStatus | None) -> Iterator[Outcome]:
    """Yield what each level says, the most special first."""
    for level in (payment, group, report):
        meaning = meaning_of(level.status) if level else None
        if level and meaning:
            yield Outcome(meaning, level.status, level.reasons)


def _conclude(report: StatusReport, group: GroupStatus | None, payment: PaymentStatus | None) -> Outcome | None:
    """The most special level decides, with one exception.

    Where any level says rejected and a more special one says accepted, nothing is certain: treating it as rejected
    could pay twice, treating it as accepted could leave somebody unpaid. The bank must be asked.
    """
    levels = list(_levels(report, group, payment))
    telling = [level for level in levels if level.meaning not in (Meaning.PARTLY, Meaning.NAME_CHECK)]
    if not telling:
        return levels[0] if levels else None
    first, *above = telling
    if first.meaning is not Meaning.REJECTED and any(level.meaning is Meaning.REJECTED for level in above):
        return Outcome(Meaning.UNCERTAIN, first.status, first.reasons, is_contradicted=True)
    return first


def _reasons_json(reasons: tuple[Reason, ...]) -> list[dict[str, Any]]:
    return [{"code": reason.code, "info": list(reason.info)} for reason in reasons]


def _conclude_json(report: StatusReport, group: GroupStatus, payment: PaymentStatus) -> str | None:
    outcome = _conclude(report, group, payment)
    return outcome.meaning if outcome else None


def _check_levels(report: StatusReport, found: Findings) -> None:
    """Say where one level contradicts another, and where a code is not known."""
    if report.status is None and not report.groups:
        found.warn("no_status", "The report gives no status at all.")
    for group in report.groups:
        where = f"Group {group.original_id}"
        _check_pair("The file", report.status, where, group.status, found)
        for payment in group.payments:
            name = f"Payment {payment.end_to_end_id}"
            _check_pair("the file", report.status, name, payment.status, found)
            _check_pair(where, group.status, name, payment.status, found)
            if payment.end_to_end_id in (None, NO_ID) and payment.instruction_id in (None, NO_ID):
                found.warn("no_id", f"{where}: a payment has no id, so the report does not say which one it means.")
    statuses = {report.status} | {group.status for group in report.groups}
    statuses |= {payment.status for group in report.groups for payment in group.payments}
    for status in sorted(status for status in statuses if meaning_of(status) is Meaning.UNKNOWN_CODE and status):
        found.warn("unknown_code", f"The status {quoted(status)} is not known, so nothing follows from it.")


def _check_pair(above: str, status_above: str | None, below: str, status_below: str | None, found: Findings) -> None:
    meanings = (meaning_of(status_above), meaning_of(status_below))
    if meanings == (Meaning.REJECTED, Meaning.ACCEPTED):
        found.warn(
            "contradiction", f"{above} is {status_above}, yet {below} is {status_below}. Ask the bank which is true."
        )
    if meanings == (Meaning.ACCEPTED, Meaning.REJECTED):
        found.warn("contradiction", f"{above} is {status_above}, yet {below} is {status_below}. The rejection counts.")


def _check_counts(body: Node, report: StatusReport, found: Findings) -> None:
    """Compare the number of payments per status that a group announces with those it lists, where it lists any."""
    for node, group in zip(body.all("OrgnlPmtInfAndSts"), report.groups, strict=False):
        listed = Counter(payment.status for payment in group.payments)
        for counted in node.all("NbOfTxsPerSts"):
            status, count = counted.value("DtldSts"), counted.value("DtldNbOfTxs")
            if status in listed and count != str(listed[status]):
                found.warn(
                    "count", f"Group {group.original_id}: it says {count} × {status} and lists {listed[status]}."
                )
