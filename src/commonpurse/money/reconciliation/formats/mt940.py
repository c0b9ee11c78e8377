"""Read MT940 and MT942 (SWIFT), as a stream of fields.

A field begins with its tag at the start of a line (`:61:`) and runs to the next tag. Real files wrap where they like,
leave out separators, put headers between, and begin in the middle; what is there is read, and what does not read is
said, with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from commonpurse.money.reconciliation.formats.mt940_details import Narrative, read_narrative
from commonpurse.money.reconciliation.formats.records import (
    Balance,
    Entry,
    FileHead,
    Problem,
    Record,
    StatementEnd,
    StatementHead,
    Status,
    Weight,
)
from commonpurse.money.reconciliation.formats.source import LineTooLong, Source
from commonpurse.money.reconciliation.formats.written import (
    add_exactly,
    full_year,
    last_day_of_month,
    make_date,
    shown,
    swift_amount,
)

# The tags of MT940 and MT942, and two of banks' own (:NS: and :940:). Only these begin a field: a wrapped
# time such as `:26:37` at the start of a line is text.
TAG = re.compile(r":(20|21|25P?|28C?|60[FM]|61|62[FM]|64|65|86|34F|13D?|90[CD]|NS|940):(.*)", re.ASCII)
BLOCK = re.compile(r"-?\}?\{[1-5]:")  # headers and trailers between messages
END_OF_MESSAGE = re.compile(r"-\}?(\{5:.*)?\x03?")

# Source: SWIFT MT940 field 61: value date, entry date, mark, funds code, amount, type, references.
LINE_61 = re.compile(
    r"(?P<value>[0-9]{6})(?P<entry>[0-9]{4})?\s*(?P<mark>R?[CD]|E[CD])(?P<funds>[A-Z])?\s*"
    r"(?P<amount>[0-9,.]+)(?P<type>[A-Z][A-Z0-9]{3})?(?P<rest>.*)",
    re.ASCII | re.DOTALL,
)
BALANCE = re.compile(r"(?P<mark>[CD])(?P<on>[0-9]{6})(?P<currency>[A-Z]{3})?(?P<amount>[0-9,.]+)", re.ASCII)
FLOOR = re.compile(r"(?P<currency>[A-Z]{3})[CD]?[0-9]", re.ASCII)
GLUED_CURRENCY = re.compile(r".*[0-9](?P<currency>[A-Z]{3})", re.ASCII)
# A line that SWIFT wraps is full: 65 characters. A time broken there must not be taken for a tag.
FULL_LINE = 60
TIME = re.compile(r":[0-5][0-9]:[0-5][0-9](?![0-9])", re.ASCII)

# C and RD add, D and RC take away; E marks what the bank only expects.
WAYS = {"C": True, "RD": True, "EC": True, "D": False, "RC": False, "ED": False}
NO_REFERENCE = ("NONREF", "")
LONGEST_FIELD = 1 << 20  # characters; a :86: has at most 6 x 65


@dataclass
class _Field:
    tag: str
    line: int
    lines: list[str]

    @property
    def first(self) -> str:
        return self.lines[0].strip()


@dataclass
class _Open:
    """The statement being read."""

    head: StatementHead = field(default_factory=StatementHead)
    balances: list[Balance] = field(default_factory=list)
    opening: Balance | None = None
    closing: Balance | None = None
    ordinal: int = 0
    sums: dict[bool, Decimal] = field(default_factory=lambda: {True: Decimal(0), False: Decimal(0)})
    notes: int = 0
    is_intermediate: bool = False
    is_told: bool = False
    problems: list[Problem] = field(default_factory=list)  # said before the head is told
    waiting: Entry | None = None  # an entry whose :86: may still come


def read_mt940(source: Source) -> Iterator[Record]:
    """Yield what the file holds. A statement begins at :20:, or with the first tag after a message that had closed."""
    yield FileHead(format="mt942" if _is_interim(source.start_text) else "mt940")
    now: _Open | None = None
    has_ended = False
    try:
        for one in _fields(source):
            if one.tag == "end":
                has_ended = True
                continue
            # "-" alone ends a message. Before the closing balance it is text that a payer wrote.
            if now is None or one.tag == "20" or (has_ended and now.closing):
                if now:
                    yield from _close(now)
                now = _Open()
            has_ended = False
            for record in _take(now, one):
                if isinstance(record, Problem) and not now.is_told:
                    now.problems.append(record)
                else:
                    yield record
    except (LineTooLong, UnicodeError) as error:
        if now:
            yield from _close(now, is_complete=False)
        yield Problem(Weight.REFUSED, f"The file cannot be read further: {error}.")
        return
    if now:
        yield from _close(now)
    else:
        yield Problem(Weight.REFUSED, "There is no field of MT940 in the file.")


def _is_interim(start: str) -> bool:
    """MT942 states no balances but floor limits (:34F:) and the time of the report (:13D:); a header may name it."""
    return re.search(r"^:(34F|13D?|90[CD]):|\{2:[IO]942", start, re.MULTILINE) is not None


def _fields(source: Source) -> Iterator[_Field]:
    """Cut the lines into fields; the end of a message comes as a field "end".

    What stands before a first tag is passed over: banks put headers of their own there.
    """
    open_field: _Field | None = None
    characters = 0
    for number, raw in source.lines():
        line = raw.strip("\x01\x03\r")
        found = TAG.match(line)
        if found and open_field and _is_broken_time(open_field.lines[-1], line):
            found = None
        is_end = END_OF_MESSAGE.fullmatch(line.strip()) is not None
        if found or is_end or BLOCK.match(line):
            if open_field:
                yield open_field
            open_field = _Field(found[1], number, [found[2]]) if found and found[1] != "940" else None
            characters = 0
            if is_end:
                yield _Field("end", number, [])
        elif open_field:
            characters += len(line)
            if characters > LONGEST_FIELD:
                raise LineTooLong(f"the field that begins in line {open_field.line} is longer than any bank writes")
            open_field.lines.append(line)
    if open_field:
        yield open_field


def _is_broken_time(before: str, line: str) -> bool:
    """Tell whether a line that looks like a tag is the second half of a time, broken where the line was full."""
    return len(before) >= FULL_LINE and before[-1:].isdigit() and TIME.match(line) is not None


def _take(now: _Open, one: _Field) -> Iterator[Record]:
    """Add one field to the open statement; yield what is complete by it."""
    tag = one.tag
    if tag == "86":
        now.notes += 1
        if now.waiting:
            yield from _tell(now, read_narrative(one.lines))
        return
    if tag == "NS" and now.waiting:
        yield from _tell(now, Narrative(remittance=" ".join(line.strip() for line in one.lines)))
        return
    yield from _tell(now, None)
    if tag == "20":
        now.head = replace(now.head, id=one.first or None)
    elif tag in ("25", "25P"):
        if now.head.account is not None:
            reason = "a second account number in one statement; the last was taken"
            yield Problem(Weight.UNREADABLE, reason, one.line, "25")
        glued = GLUED_CURRENCY.fullmatch(one.first)
        currency = now.head.currency or (glued["currency"] if glued else None)
        now.head = replace(now.head, account=one.first or None, currency=currency)
    elif tag in ("28", "28C"):
        now.head = replace(now.head, number=one.first or None)
    elif tag == "34F":
        floor = FLOOR.match(one.first)
        now.head = replace(now.head, currency=now.head.currency or (floor["currency"] if floor else None))
    elif tag in ("60F", "60M", "62F", "62M", "64", "65"):
        yield from _take_balance(now, one)
    elif tag == "61":
        yield from _take_line(now, one)
    elif tag in ("90C", "90D"):
        yield from _compare_total(now, one)


def _take_balance(now: _Open, one: _Field) -> Iterator[Record]:
    balance, problem = read_balance(one.tag, one.first, one.line)
    if problem:
        yield problem
    now.balances.append(balance)
    now.is_intermediate = now.is_intermediate or one.tag.endswith("M")
    known = now.head.currency
    now.head = replace(now.head, currency=known or balance.currency)
    if one.tag.startswith("60"):
        if now.opening is not None:
            reason = "a second opening balance in one statement; the first was taken"
            yield Problem(Weight.UNREADABLE, reason, one.line, one.tag)
        now.opening = now.opening or balance
    elif one.tag.startswith("62"):
        if now.closing is not None:
            reason = "a second closing balance in one statement; the last was taken"
            yield Problem(Weight.UNREADABLE, reason, one.line, one.tag)
        now.closing = balance


def read_balance(tag: str, text: str, line: int) -> tuple[Balance, Problem | None]:
    """Read a balance field. One that does not read keeps its place with no amount."""
    found = BALANCE.fullmatch(text)
    amount = swift_amount(found["amount"]) if found else None
    if not found or amount is None:
        problem = Problem(Weight.UNREADABLE, f"the balance {shown(text)} does not read", line, tag)
        return Balance(tag, None, None, None), problem
    signed = amount if found["mark"] == "C" else -amount
    return Balance(tag, signed, found["currency"], found["on"]), None


def _tell_head(now: _Open) -> Iterator[Record]:
    if not now.is_told:
        now.is_told = True
        yield now.head
        yield from now.problems


def _take_line(now: _Open, one: _Field) -> Iterator[Record]:
    """Open an entry; it is told when its :86: has come, or another tag shows that none will."""
    now.ordinal += 1
    yield from _tell_head(now)
    entry, problems = read_line("\n".join(one.lines), now.ordinal, one.line, now.head.currency)
    yield from problems
    if entry.is_credit is not None and entry.amount is not None:
        now.sums[entry.is_credit] = add_exactly(now.sums[entry.is_credit], entry.amount)
    now.waiting = entry


def read_line(text: str, ordinal: int, line: int, currency: str | None) -> tuple[Entry, list[Problem]]:
    """Read field 61. What does not read becomes None and a problem: the entry itself never disappears."""
    problems: list[Problem] = []

    def say(weight: Weight, reason: str) -> None:
        problems.append(Problem(weight, reason, line, "61"))

    found = LINE_61.match(text)
    if not found:
        say(Weight.UNREADABLE, f"the line {shown(text)} does not read")
        return Entry(ordinal, line, Status.BOOKED, "", None, None, currency), problems
    amount = swift_amount(found["amount"])
    if amount is None:
        say(Weight.UNREADABLE, f"the amount {shown(found['amount'])} is not an amount")
    value_on, is_adjusted = read_day(found["value"])
    if value_on is None:
        say(Weight.UNREADABLE, f"the date {shown(found['value'])} is not a date")
    elif is_adjusted:
        say(Weight.WARNING, f"the date {shown(found['value'])} is not in the calendar; {value_on} was taken")
    booked_on = nearest_day(found["entry"], value_on) if found["entry"] and value_on else None
    if found["entry"] and value_on and booked_on is None:
        say(Weight.UNREADABLE, f"the booking date {shown(found['entry'])} is not a date")
    references, _, supplement = found["rest"].partition("\n")
    own, _, banks = references.partition("//")
    mark = found["mark"]
    return Entry(
        ordinal=ordinal,
        line=line,
        status=Status.PENDING if mark.startswith("E") else Status.BOOKED,
        status_code=mark,
        is_credit=WAYS[mark],
        amount=amount,
        currency=currency,
        booked_on=booked_on,
        value_on=value_on,
        is_reversal=mark.startswith("R"),
        bank_reference=None if banks.strip() in NO_REFERENCE else banks.strip(),
        entry_reference=None if own.strip() in NO_REFERENCE else own.strip(),
        transaction_code=found["type"],
        remittance=" ".join(supplement.split()),
    ), problems


def read_day(text: str) -> tuple[date | None, bool]:
    """Read YYMMDD. A day past the end of its month (30 February) becomes the month's last, and that is told."""
    year, month, day = full_year(int(text[:2])), int(text[2:4]), int(text[4:])
    exact = make_date(year, month, day)
    if exact or not 29 <= day <= 31:
        return exact, False
    return last_day_of_month(year, month), True


def nearest_day(text: str, value_on: date) -> date | None:
    """Read the MMDD of booking, in the year that brings it nearest to the value date: it may lie past New Year."""
    days = [make_date(value_on.year + shift, int(text[:2]), int(text[2:])) for shift in (0, -1, 1)]
    return min((day for day in days if day), key=lambda day: abs(day - value_on), default=None)


def _tell(now: _Open, narrative: Narrative | None) -> Iterator[Record]:
    """Yield the entry that waited, with its narrative if one came."""
    if not now.waiting:
        return
    entry, now.waiting = now.waiting, None
    if narrative:
        entry = entry._replace(
            remittance=narrative.remittance or entry.remittance,
            end_to_end_id=narrative.end_to_end_id,
            counterparty_name=narrative.name,
            counterparty_account=narrative.account,
            return_reason=narrative.return_reason,
        )
    yield entry


def _compare_total(now: _Open, one: _Field) -> Iterator[Record]:
    """Compare MT942's own totals (:90D:, :90C:) with the entries; banks state wrong ones."""
    found = re.match(r"[0-9]{1,5}[A-Z]{3}(?P<amount>[0-9,]+)", one.first, re.ASCII)
    amount = swift_amount(found["amount"]) if found else None
    held = now.sums[one.tag == "90C"]
    if amount is not None and amount != held:
        yield Problem(Weight.WARNING, f"the total is stated as {amount}, the entries make {held}", one.line, one.tag)


def _close(now: _Open, is_complete: bool = True) -> Iterator[Record]:
    yield from _tell(now, None)
    yield from _tell_head(now)
    yield StatementEnd(
        head=now.head,
        balances=tuple(now.balances),
        opening=now.opening,
        closing=now.closing,
        notes=now.notes,
        is_intermediate=now.is_intermediate,
        is_complete=is_complete,
    )
