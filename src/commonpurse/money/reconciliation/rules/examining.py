"""Look at a whole file before anything of it is kept: is it readable, ours, in our currency, and does it add up?

Every fault is listed. What is held of each line is only what tells it apart, so a file of any length fits.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from commonpurse.kernel.errors import RowError
from commonpurse.kernel.money import LARGEST_MINOR, MINOR_PER_MAJOR, Money
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
from commonpurse.money.reconciliation.formats.written import iso_date, plain
from commonpurse.money.reconciliation.rules.accounts import OwnAccount, is_same_account
from commonpurse.money.reconciliation.rules.repeats import KnownLine, source_of
from commonpurse.money.reconciliation.rules.words import Proof

SAMPLE = 10  # entries
RUNNING = "running"  # the code of a balance taken from a column of running balances


@dataclass(frozen=True, slots=True)
class ExaminedLine:
    """What of a booked entry tells it apart."""

    on: date
    fact: KnownLine


@dataclass
class ExaminedStatement:
    """One statement of the file, added up. `difference_minor` = opening + booked - closing."""

    head: StatementHead
    lines: list[ExaminedLine] = field(default_factory=list)
    opening_minor: int | None = None
    closing_minor: int | None = None
    credits_minor: int = 0
    debits_minor: int = 0
    pending_count: int = 0
    opens_on: date | None = None
    closes_on: date | None = None
    is_newest_first: bool = False

    @property
    def difference_minor(self) -> int:
        if self.opening_minor is None or self.closing_minor is None:
            return 0
        return self.opening_minor + self.credits_minor - self.debits_minor - self.closing_minor

    @property
    def proof(self) -> Proof:
        if self.opening_minor is None or self.closing_minor is None:
            return Proof.NOT_PROVABLE
        return Proof.PROVED if self.difference_minor == 0 else Proof.ACCEPTED

    @property
    def fingerprint(self) -> str:
        """The same for the same statement, whatever the file is called or encoded in."""
        parts = [self.head.id, self.head.number, self.opening_minor, self.closing_minor, self.opens_on, self.closes_on]
        digest = hashlib.sha256("|".join(str(part) for part in parts).encode())
        for line in self.lines:
            digest.update(line.fact.key.encode())
        return digest.hexdigest()


@dataclass
class Examined:
    """A whole file: its statements, and everything that is wrong with it."""

    head: FileHead
    statements: list[ExaminedStatement]
    errors: list[RowError]
    warnings: list[str]
    sample: list[Entry] = field(default_factory=list)  # the first few entries as they were read, to be looked at

    @property
    def differences(self) -> list[tuple[int, int]]:
        """(number of the statement from 1, difference in minor units) of each that does not add up."""
        return [(n, one.difference_minor) for n, one in enumerate(self.statements, 1) if one.difference_minor]


def examine(records: Iterable[Record], *, own: OwnAccount, currency: str) -> Examined:
    """Read the records of a file to their end and say everything that keeps it from being imported.

    A sum that does not come out is no error here: it stands in `differences`, since two people may accept it.
    """
    examination = _Examination(own, currency)
    for record in records:
        examination.take(record)
    return examination.finish()


class _Examination:
    def __init__(self, own: OwnAccount, currency: str) -> None:
        self._own, self._currency = own, currency
        self._head = FileHead(format="unknown")
        self._statements: list[ExaminedStatement] = []
        self._errors: list[RowError] = []
        self._warnings: list[str] = []
        self._now: ExaminedStatement | None = None
        self._sample: list[Entry] = []

    def take(self, record: Record) -> None:
        if isinstance(record, Entry):
            self._take_entry(record)
        elif isinstance(record, Problem):
            if record.weight is Weight.WARNING:
                self._warnings.append(str(record))
            else:
                self._errors.append(RowError(record.line, record.field, record.reason))
        elif isinstance(record, FileHead):
            self._head = record
        elif isinstance(record, StatementHead):
            self._now = ExaminedStatement(record)
            self._statements.append(self._now)
        elif self._now:
            self._take_end(record, self._now)
            self._now = None

    def _error(self, line: int | None, name: str | None, reason: str) -> None:
        self._errors.append(RowError(line, name, reason))

    def _take_entry(self, entry: Entry) -> None:
        now = self._now
        if now is None:
            return
        if len(self._sample) < SAMPLE:
            self._sample.append(entry)
        if entry.status is not Status.BOOKED:
            now.pending_count += entry.status is Status.PENDING
            return
        name = f"entry {entry.ordinal}"
        if entry.currency not in (None, self._currency):
            self._error(entry.line, name, f"is in {entry.currency}; this account is in {self._currency}")
        on = entry.booked_on or entry.value_on
        if on is None:
            self._error(entry.line, name, "has no date")
        signed = entry.signed
        if signed is None or on is None:
            return  # said already: by the reader, or just above
        minor = to_minor(signed)
        if minor is None:
            whole = "pence" if self._currency == "GBP" else "cents"
            self._error(entry.line, name, f"{plain(signed)} is not a whole number of {whole}, or too large")
            return
        if minor >= 0:
            now.credits_minor += minor
        else:
            now.debits_minor -= minor
        balance = to_minor(entry.running_balance) if entry.running_balance is not None else None
        now.lines.append(ExaminedLine(on, self._fact(entry, on, minor, balance)))

    def _fact(self, entry: Entry, on: date, minor: int, balance: int | None) -> KnownLine:
        source = source_of(self._head.format, bool(entry.bank_reference))
        return KnownLine(line_key(entry, on, minor), minor, balance, source)

    def _take_end(self, end: StatementEnd, now: ExaminedStatement) -> None:
        now.head = end.head
        where = f"statement {len(self._statements)}"
        if end.head.account and not is_same_account(self._own, end.head.account, end.head.bank):
            # The number itself is not repeated: it may be somebody else's.
            self._error(None, where, "is about another account than this one")
        if not end.head.account:
            self._warnings.append(f"{where} does not say whose account it is.")
        if end.head.currency not in (None, self._currency):
            self._error(None, where, f"is in {end.head.currency}; this account is in {self._currency}")
        now.opening_minor, now.closing_minor = self._balances(end, where)
        now.is_newest_first = _is_newest_first(now, end)
        if now.is_newest_first:
            now.lines.reverse()
        _set_days(now, end)
        if now.difference_minor == 0 and now.opening_minor is not None:
            _set_running_balances(now)

    def _balances(self, end: StatementEnd, where: str) -> tuple[int | None, int | None]:
        """Both balances, or neither: one alone proves nothing."""
        stated = (end.opening, end.closing)
        for balance in stated:
            if balance and balance.currency not in (None, self._currency):
                self._error(None, where, f"states a balance in {balance.currency}; this account is in {self._currency}")
                return None, None
        minors = [to_minor(b.amount) if b and b.amount is not None else None for b in stated]
        if any(b and b.amount is not None and m is None for b, m in zip(stated, minors, strict=True)):
            self._error(None, where, "states a balance with more than two decimals")
        return (minors[0], minors[1]) if None not in minors else (None, None)

    def finish(self) -> Examined:
        if not self._statements and not self._errors:
            self._error(None, None, "there is no statement in the file")
        return Examined(self._head, self._statements, self._errors, self._warnings, self._sample)


def to_minor(amount: Decimal) -> int | None:
    """Return an amount in minor units, or None where it is no whole number of them, or larger than money gets."""
    minor = amount * MINOR_PER_MAJOR
    if abs(minor) > LARGEST_MINOR or minor != minor.to_integral_value():
        return None
    return int(minor)


def line_key(entry: Entry, on: date, amount_minor: int) -> str:
    """Return what stays the same when a line is sent again: the bank's own reference, else all its texts.

    With a reference the day and the amount stand beside it: some banks give one reference to several lines.
    """
    if entry.bank_reference:
        said = f"id:{entry.bank_reference}"
    else:
        texts = (entry.remittance, entry.counterparty_name, entry.end_to_end_id, entry.entry_reference)
        said = "text:" + "|".join(_bare(text) for text in texts)
    return hashlib.sha256(f"{on}|{amount_minor}|{said}".encode()).hexdigest()


def _bare(text: str | None) -> str:
    """The letters and figures of a text: spaces and case change from one export to the next."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text or "")).casefold()


def _is_newest_first(now: ExaminedStatement, end: StatementEnd) -> bool:
    """A CSV may run from the newest row to the oldest: then its last row begins at the opening balance."""
    if not now.lines or end.opening is None or end.opening.code != RUNNING:
        return False
    first = now.lines[0].fact
    return first.balance_after_minor is not None and first.balance_after_minor - first.amount_minor != now.opening_minor


def _day(balance: Balance | None) -> date | None:
    return iso_date(balance.stated_on) if balance and balance.stated_on else None


def _set_days(now: ExaminedStatement, end: StatementEnd) -> None:
    """The days a statement covers: as it says, else those of its balances, else of its lines."""
    days = [line.on for line in now.lines]
    said_from = iso_date(end.head.covers_from) if end.head.covers_from else None
    said_to = iso_date(end.head.covers_to) if end.head.covers_to else None
    starts = [day for day in (said_from, min(days, default=None)) if day]
    ends = [day for day in (said_to, max(days, default=None)) if day]
    now.opens_on = min(starts, default=_day(end.opening) or _day(end.closing))
    now.closes_on = max(ends, default=_day(end.closing) or now.opens_on)


def _set_running_balances(now: ExaminedStatement) -> None:
    """Where a statement proves itself, each line's balance follows, and tells true twins from repeats."""
    balance = now.opening_minor or 0
    lines = []
    for line in now.lines:
        fact = line.fact
        balance += fact.amount_minor
        lines.append(ExaminedLine(line.on, KnownLine(fact.key, fact.amount_minor, balance, fact.source)))
    now.lines = lines


def lines_by_day(lines: Iterable[ExaminedLine]) -> Iterator[tuple[date, list[int]]]:
    """Yield each day with the places of its lines, in the order of the file."""
    places: dict[date, list[int]] = {}
    for place, line in enumerate(lines):
        places.setdefault(line.on, []).append(place)
    yield from places.items()


def sums_sentence(number: int, statement: ExaminedStatement, currency: str) -> str:
    """Say of one statement how far it is from adding up."""
    opening, closing = statement.opening_minor or 0, statement.closing_minor or 0
    booked = statement.credits_minor - statement.debits_minor
    return (
        f"statement {number} opens at {Money(opening, currency)} and its entries make {Money(booked, currency)}, "
        f"but it closes at {Money(closing, currency)}: {Money(statement.difference_minor, currency)} is not explained"
    )
