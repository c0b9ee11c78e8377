"""A bank for the demo. It knows the payment files it was given, and nothing of the project.

It imports no module of the project and opens no database: what the project learns from it, it learns as from a real
bank, by its status reports (pain.002) and its statements (camt.053). It is late, sends money back, spoils references,
books many payments as one sum, takes its charges, and carries lines that concern nobody. The same seed and the same
files in the same order give the same bytes.

As in the test systems of real banks, the end of an account's number decides what happens to it:
99 is closed (returned, AC04), 00 does not exist (rejected at once, AC01).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

import holidays

CAMT = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
STATUS_REPORT = "urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"
CLOSED_ENDING, UNKNOWN_ENDING = "99", "00"
# A Bacs reference holds 18 characters (Source: Bacs Standard 18, fields 10 and 11). This bank shows fewer when it cuts,
# and breaks its lines of text in the middle of a word, as printed statements do.
SHORT_NAME, SHORT_REFERENCE, LINE_BREAK = 18, 12, 9
NOT_PROVIDED = "NOTPROVIDED"


@dataclass(frozen=True)
class Account:
    """The account that the statements are about. `number` is an IBAN where there is no sort code."""

    holder: str
    number: str
    sort_code: str = ""
    currency: str = "GBP"


@dataclass(frozen=True)
class Habits:
    """How often this bank does what (shares of 1), and what it charges."""

    pays_a_day_late: float = 0.15
    sends_back: float = 0.015
    cuts_the_reference: float = 0.05
    puts_the_reference_in_the_text: float = 0.04
    drops_the_reference: float = 0.04
    says_nothing_but_the_sum: float = 0.02
    books_a_batch_with_details: float = 0.15
    books_a_batch_as_one_sum: float = 0.08
    stray_lines_a_month: float = 1.2
    puts_a_stray_line_right: float = 0.6
    charge_a_month_minor: int = 650


@dataclass(frozen=True)
class Instruction:
    """One payment as the file asks for it."""

    message_id: str
    group_id: str
    end_to_end_id: str
    amount_minor: int
    creditor: str
    creditor_number: str
    creditor_sort_code: str
    remittance: str
    requested_on: date

    @property
    def mark(self) -> str:
        """What the dice go by: never an id, so that the same story meets the same bank each time it is told."""
        return f"{self.creditor_sort_code}{self.creditor_number}:{self.amount_minor}"


@dataclass(frozen=True)
class Detail:
    """What the bank says about one payment within a line; empty where it says nothing."""

    amount_minor: int
    end_to_end_id: str = ""
    other_party: str = ""
    text: str = ""
    return_code: str = ""


@dataclass(frozen=True)
class Line:
    """One booked line. `amount_minor` is signed: below zero leaves the account. `about` is known to this bank alone."""

    on: date
    reference: str
    amount_minor: int
    kind: Literal["payment", "batch", "returned", "paid_in", "charge", "interest", "stray"]
    information: str = ""
    details: tuple[Detail, ...] = ()
    batch: tuple[str, str, int] | None = None  # message, group, number of payments
    about: tuple[str, ...] = ()  # the end-to-end ids in it


@cache
def bank_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def business_day(day: date, later: int = 0) -> date:
    """Return that day or the next on which banks work, and from there `later` such days on."""
    while day.weekday() >= 5 or day in bank_holidays(day.year):
        day += timedelta(days=1)
    return business_day(day + timedelta(days=1), later - 1) if later else day


@dataclass
class DemoBank:
    """The bank of one account. Files come in by `take_file`, other people's payments by `take_credits`."""

    account: Account
    seed: int
    opened_on: date
    habits: Habits = field(default_factory=Habits)
    lines: list[Line] = field(default_factory=list)
    files: int = 0
    months: set[tuple[int, int]] = field(default_factory=set)

    def chance(self, *what: object) -> random.Random:
        """Return the dice for one decision: they depend on the seed and on what is decided, not on what came before."""
        return random.Random("/".join(str(part) for part in (self.seed, *what)))  # noqa: S311  it is a play

    def book(self, on: date, amount_minor: int, kind: str, **facts: object) -> Line:
        """Write a line into the bank's book, for that day."""
        line = Line(on, f"DB{len(self.lines) + 1:08d}", amount_minor, kind, **facts)  # type: ignore[arg-type]
        self.lines.append(line)
        return line

    def take_file(self, content: bytes, *, on: date) -> bytes:
        """Take a pain.001 file on that day and return the status report on it, a pain.002."""
        self.files += 1
        instructions = list(read_payments(content))
        refused = [each for each in instructions if each.creditor_number.endswith(UNKNOWN_ENDING)]
        for group_id in dict.fromkeys(each.group_id for each in instructions):
            accepted = [each for each in instructions if each.group_id == group_id and each not in refused]
            if accepted:
                self.pay(group_id, accepted, on)
        return status_report(instructions, refused, number=self.files, on=on)

    def pay(self, group_id: str, accepted: list[Instruction], on: date) -> None:
        """Book the payments of one group: each alone, or all as one line."""
        dice = self.chance("group", self.files, len(accepted))
        fate = dice.random()
        in_one_sum = fate < self.habits.books_a_batch_as_one_sum
        in_one_line = fate < self.habits.books_a_batch_as_one_sum + self.habits.books_a_batch_with_details
        booked_on = business_day(max(on, accepted[0].requested_on))
        if len(accepted) > 1 and in_one_line:
            details = () if in_one_sum else tuple(self.told(each) for each in accepted)
            self.book(
                booked_on,
                -sum(each.amount_minor for each in accepted),
                "batch",
                information=f"BULK PAYMENT {len(accepted)} ITEMS",
                details=details,
                batch=(accepted[0].message_id, group_id, len(accepted)),
                about=tuple(each.end_to_end_id for each in accepted),
            )
        else:
            for each in accepted:
                late = self.chance("late", self.files, each.mark).random() < self.habits.pays_a_day_late
                told = self.told(each)
                self.book(
                    business_day(booked_on, int(late)),
                    -each.amount_minor,
                    "payment",
                    information=told.text if not told.end_to_end_id else "",
                    details=(told,),
                    about=(each.end_to_end_id,),
                )
        for each in accepted:
            self.perhaps_return(each, booked_on)

    def told(self, paid: Instruction) -> Detail:
        """Return what the statement will say about a payment, its reference spoiled now and then."""
        fate = self.chance("told", self.files, paid.mark).random()
        habits = self.habits
        reference, text, creditor = paid.end_to_end_id, paid.remittance, paid.creditor
        if (fate := fate - habits.cuts_the_reference) < 0:
            reference = reference.upper()[:SHORT_REFERENCE]
        elif (fate := fate - habits.puts_the_reference_in_the_text) < 0:
            broken = f"{reference[:LINE_BREAK]} {reference[LINE_BREAK:]}"
            reference, text = "", f"FPO {creditor[:SHORT_NAME]} {broken} {text}".upper()[:140]
        elif (fate := fate - habits.drops_the_reference) < 0:
            reference, text = NOT_PROVIDED, text.upper()[:SHORT_NAME]
        elif fate - habits.says_nothing_but_the_sum < 0:
            reference, text, creditor = NOT_PROVIDED, "FASTER PAYMENT", ""
        return Detail(-paid.amount_minor, reference, creditor, text)

    def perhaps_return(self, paid: Instruction, booked_on: date) -> None:
        """Send the money of a closed account back two to four business days later; now and then another's too."""
        dice = self.chance("return", self.files, paid.mark)
        if paid.creditor_number.endswith(CLOSED_ENDING):
            code, reason = "AC04", "ACCOUNT CLOSED"
        elif dice.random() < self.habits.sends_back:
            code, reason = dice.choice([("AC06", "ACCOUNT BLOCKED"), ("BE01", "NAME DIFFERS"), ("AG01", "NOT ALLOWED")])
        else:
            return
        keeps_reference = dice.random() < 0.8  # four in five returns say which payment comes back
        self.book(
            business_day(booked_on, dice.randint(2, 4)),
            paid.amount_minor,
            "returned",
            information=f"RETURNED {code} {reason} {paid.creditor.upper()[:SHORT_NAME]}",
            details=(
                Detail(
                    paid.amount_minor,
                    paid.end_to_end_id if keeps_reference else NOT_PROVIDED,
                    paid.creditor,
                    paid.remittance if keeps_reference else paid.end_to_end_id.upper()[:SHORT_REFERENCE],
                    code,
                ),
            ),
            about=(paid.end_to_end_id,),
        )

    def take_credits(self, text: str) -> None:
        """Take what somebody else paid in: JSON {"credits": [{"on", "amount", "from", "reference"}]}."""
        for credit in json.loads(text)["credits"]:
            amount_minor = int(Decimal(credit["amount"]) * 100)
            self.book(
                business_day(date.fromisoformat(credit["on"])),
                amount_minor,
                "paid_in",
                information=f"BGC {credit['from'].upper()[:SHORT_NAME]}",
                details=(Detail(amount_minor, NOT_PROVIDED, credit["from"], credit["reference"]),),
            )

    def end_month(self, year: int, month: int) -> None:
        """Book the month's charge on its last business day, and now and then what concerns nobody here; only once."""
        if (year, month) in self.months:
            return
        self.months.add((year, month))
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        while business_day(last) != last:
            last -= timedelta(days=1)
        if self.habits.charge_a_month_minor:
            self.book(last, -self.habits.charge_a_month_minor, "charge", information="ACCOUNT CHARGES")
        dice = self.chance("stray", year, month)
        for _ in range(int(dice.random() * 2 * self.habits.stray_lines_a_month + 0.5)):
            sign, information = dice.choice(STRAYS)
            day, amount_minor = business_day(date(year, month, dice.randint(1, 20))), dice.randint(300, 9_900)
            if day < self.opened_on:
                continue
            self.book(day, sign * amount_minor, "stray", information=information)
            if dice.random() < self.habits.puts_a_stray_line_right:
                mended_on = business_day(day, dice.randint(2, 4))
                self.book(mended_on, -sign * amount_minor, "stray", information=f"CORRECTION {information}")
        if month % 3 == 0:
            self.book(last, dice.randint(100, 900), "interest", information="GROSS INTEREST")

    def statement(self, starts_on: date, ends_on: date, *, pages: Literal["day", "week", "one"] = "one") -> bytes:
        """Return a camt.053.001.08 on the booked lines from `starts_on` up to, not including, `ends_on`.

        `pages`: one statement in the file for each day, for each week, or for the whole time.
        """
        day = date(self.opened_on.year, self.opened_on.month, 1)
        while day < ends_on:
            self.end_month(day.year, day.month)
            day = (day + timedelta(days=31)).replace(day=1)
        span = {"day": 1, "week": 7, "one": (ends_on - starts_on).days}[pages]
        cuts = [starts_on]
        while cuts[-1] < ends_on:
            cuts.append(min(cuts[-1] + timedelta(days=span), ends_on))
        root = ET.Element("Document", xmlns=CAMT)
        body = node(
            "BkToCstmrStmt",
            node(
                "GrpHdr",
                node("MsgId", f"STM{starts_on:%Y%m%d}{ends_on:%Y%m%d}"),
                node("CreDtTm", f"{ends_on}T05:00:00"),
            ),
            *(self.page(start, end) for start, end in pairwise(cuts)),
        )
        root.append(body)
        ET.indent(root)
        return ET.tostring(root, encoding="utf-8", xml_declaration=True)

    def page(self, starts_on: date, ends_on: date) -> ET.Element:
        """Return one statement: opening balance, its lines in the order of their days, closing balance."""
        booked = [line for line in self.lines if self.opened_on <= line.on]
        opening = sum(line.amount_minor for line in booked if line.on < starts_on)
        inside = sorted((line for line in booked if starts_on <= line.on < ends_on), key=lambda line: line.on)
        closing = opening + sum(line.amount_minor for line in inside)
        last_day = ends_on - timedelta(days=1)
        account, currency = self.account, self.account.currency
        if account.sort_code:
            number = node("Id", node("Othr", node("Id", account.number)))
            servicer = node("Svcr", node("FinInstnId", clearing_member(account.sort_code)))
        else:
            number = node("Id", node("IBAN", account.number))
            servicer = node("Svcr", node("FinInstnId", node("Nm", "Demo Bank")))
        return node(
            "Stmt",
            node("Id", f"{starts_on:%Y%m%d}-{(ends_on - starts_on).days}"),
            node("ElctrncSeqNb", str((starts_on - self.opened_on).days + 1)),
            node("CreDtTm", f"{ends_on}T05:00:00"),
            node("FrToDt", node("FrDtTm", f"{starts_on}T00:00:00"), node("ToDtTm", f"{last_day}T23:59:59")),
            node("Acct", number, node("Ccy", currency), node("Ownr", node("Nm", account.holder)), servicer),
            balance("OPBD", opening, currency, starts_on),
            balance("CLBD", closing, currency, last_day),
            *(entry(line, currency) for line in inside),
        )

    def truth(self) -> dict[str, tuple[str, ...]]:
        """Return which payments each line is about, by the line's reference. For tests of matching; no file says it."""
        return {line.reference: line.about for line in self.lines}


STRAYS = (
    (-1, "DD HILLFOOT WATER"),
    (1, "J LOMBARD RENT FLAT 2"),
    (1, "RAFFLE MONEY THANK YOU"),
    (-1, "CARD PAYMENT STATIONER"),
    (1, "CASH PAID IN AT COUNTER"),
)
# Domain, family and sub-family of each kind of line. Source: ISO 20022 external code set, bank transaction codes.
CODES = {
    "payment": ("PMNT", "ICDT", "FPAY"),
    "batch": ("PMNT", "ICDT", "OTHR"),
    "returned": ("PMNT", "ICDT", "RRTN"),
    "paid_in": ("PMNT", "RCDT", "FPAY"),
    "charge": ("ACMT", "MDOP", "CHRG"),
    "interest": ("ACMT", "MCOP", "INTR"),
    "stray": ("PMNT", "NTAV", "NTAV"),
}


def node(name: str, *inside: ET.Element | str, **attributes: str) -> ET.Element:
    """Make an element of texts and elements."""
    made = ET.Element(name, attributes)
    for part in inside:
        if isinstance(part, str):
            made.text = part
        else:
            made.append(part)
    return made


def written(minor: int) -> str:
    return f"{abs(minor) // 100}.{abs(minor) % 100:02d}"


def direction(minor: int) -> ET.Element:
    return node("CdtDbtInd", "DBIT" if minor < 0 else "CRDT")


def clearing_member(sort_code: str) -> ET.Element:
    return node("ClrSysMmbId", node("ClrSysId", node("Cd", "GBDSC")), node("MmbId", sort_code))


def balance(code: str, minor: int, currency: str, on: date) -> ET.Element:
    return node(
        "Bal",
        node("Tp", node("CdOrPrtry", node("Cd", code))),
        node("Amt", written(minor), Ccy=currency),
        direction(minor),
        node("Dt", node("Dt", str(on))),
    )


def entry(line: Line, currency: str) -> ET.Element:
    """Write one line as a camt entry, with the details that this bank gives."""
    domain, family, sub_family = CODES[line.kind]
    family_code = node("Fmly", node("Cd", family), node("SubFmlyCd", sub_family))
    made = node(
        "Ntry",
        node("NtryRef", line.reference),
        node("Amt", written(line.amount_minor), Ccy=currency),
        direction(line.amount_minor),
        node("Sts", node("Cd", "BOOK")),
        node("BookgDt", node("Dt", str(line.on))),
        node("ValDt", node("Dt", str(line.on))),
        node("AcctSvcrRef", line.reference),
        node("BkTxCd", node("Domn", node("Cd", domain), family_code)),
    )
    details = node("NtryDtls")
    if line.batch:
        message_id, group_id, count = line.batch
        details.append(
            node(
                "Btch",
                node("MsgId", message_id),
                node("PmtInfId", group_id),
                node("NbOfTxs", str(count)),
                node("TtlAmt", written(line.amount_minor), Ccy=currency),
                direction(line.amount_minor),
            )
        )
    for detail in line.details:
        details.append(transaction(detail, currency))
    if len(details):
        made.append(details)
    if line.information:
        made.append(node("AddtlNtryInf", line.information))
    return made


def transaction(detail: Detail, currency: str) -> ET.Element:
    made = node("TxDtls")
    if detail.end_to_end_id:
        made.append(node("Refs", node("EndToEndId", detail.end_to_end_id)))
    made.append(node("Amt", written(detail.amount_minor), Ccy=currency))
    made.append(direction(detail.amount_minor))
    is_from_other = detail.amount_minor > 0 and not detail.return_code
    if detail.other_party:
        party = node("Pty", node("Nm", detail.other_party))
        made.append(node("RltdPties", node("Dbtr" if is_from_other else "Cdtr", party)))
    if detail.text:
        made.append(node("RmtInf", node("Ustrd", detail.text)))
    if detail.return_code:
        made.append(node("RtrInf", node("Rsn", node("Cd", detail.return_code))))
    return made


def text_at(element: ET.Element, path: str) -> str:
    """Return the text at a path of local names, whatever the version's namespace; empty where there is none."""
    found = element.find("/".join(f"{{*}}{name}" for name in path.split("/")))
    return (found.text or "").strip() if found is not None else ""


def read_payments(content: bytes) -> Iterator[Instruction]:
    """Read the payments of a pain.001 of any version, in the file's order."""
    if b"<!DOCTYPE" in content:
        raise ValueError("a payment file holds no DOCTYPE")
    root = ET.fromstring(content)  # noqa: S314  expat defines no entity without a DOCTYPE
    message_id = text_at(root, "CstmrCdtTrfInitn/GrpHdr/MsgId")
    for group in root.iter(root.tag.replace("Document", "PmtInf")):
        requested = text_at(group, "ReqdExctnDt/Dt") or text_at(group, "ReqdExctnDt")
        for asked in group.findall("{*}CdtTrfTxInf"):
            yield Instruction(
                message_id=message_id,
                group_id=text_at(group, "PmtInfId"),
                end_to_end_id=text_at(asked, "PmtId/EndToEndId"),
                amount_minor=int(Decimal(text_at(asked, "Amt/InstdAmt")) * 100),
                creditor=text_at(asked, "Cdtr/Nm"),
                creditor_number=text_at(asked, "CdtrAcct/Id/Othr/Id") or text_at(asked, "CdtrAcct/Id/IBAN"),
                creditor_sort_code=text_at(asked, "CdtrAgt/FinInstnId/ClrSysMmbId/MmbId"),
                remittance=text_at(asked, "RmtInf/Ustrd"),
                requested_on=date.fromisoformat(requested[:10]),
            )


def status_report(asked: list[Instruction], refused: Iterable[Instruction], *, number: int, on: date) -> bytes:
    """Write the pain.002 on one file: taken, taken in part, or refused; each refused payment with its reason."""
    refused = list(refused)
    state = "ACCP" if not refused else "RJCT" if len(refused) == len(asked) else "PART"
    root = ET.Element("Document", xmlns=STATUS_REPORT)
    report = node(
        "CstmrPmtStsRpt",
        node("GrpHdr", node("MsgId", f"STS{on:%Y%m%d}{number:05d}"), node("CreDtTm", f"{on}T09:30:00")),
        node(
            "OrgnlGrpInfAndSts",
            node("OrgnlMsgId", asked[0].message_id if asked else NOT_PROVIDED),
            node("OrgnlMsgNmId", "pain.001"),
            node("OrgnlNbOfTxs", str(len(asked))),
            node("GrpSts", state),
        ),
    )
    for group_id in dict.fromkeys(each.group_id for each in refused):
        group = node("OrgnlPmtInfAndSts", node("OrgnlPmtInfId", group_id))
        for each in refused:
            if each.group_id == group_id:
                group.append(
                    node(
                        "TxInfAndSts",
                        node("OrgnlEndToEndId", each.end_to_end_id),
                        node("TxSts", "RJCT"),
                        node("StsRsnInf", node("Rsn", node("Cd", "AC01")), node("AddtlInf", "NO SUCH ACCOUNT")),
                    )
                )
        report.append(group)
    root.append(report)
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def main() -> None:
    """Run the bank as a program of its own: payment files in, one statement out on standard output."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--account", required=True, help='JSON: {"holder", "number", "sort_code", "currency"}')
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--paid-in", type=Path, help="JSON of what others paid in")
    parser.add_argument("--from", dest="starts_on", type=date.fromisoformat, required=True)
    parser.add_argument("--until", dest="ends_on", type=date.fromisoformat, required=True)
    parser.add_argument("files", nargs="*", help="DATE=FILE, the day on which the bank got it")
    given = parser.parse_args()
    bank = DemoBank(Account(**json.loads(given.account)), given.seed, given.starts_on)
    if given.paid_in:
        bank.take_credits(given.paid_in.read_text(encoding="utf-8"))
    for each in given.files:
        day, _, path = each.partition("=")
        bank.take_file(Path(path).read_bytes(), on=date.fromisoformat(day))
    sys.stdout.buffer.write(bank.statement(given.starts_on, given.ends_on, pages="week"))


if __name__ == "__main__":
    main()
