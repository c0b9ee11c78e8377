"""Check a statement file: read it to the end, add it up, and say what is odd. Pure; nothing is kept.

What is counted and added are booked entries. Pending ones stand apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from commonpurse.money.reconciliation.formats import read_statements
from commonpurse.money.reconciliation.formats.column_map import ColumnMap
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
from commonpurse.money.reconciliation.formats.source import Source
from commonpurse.money.reconciliation.formats.written import add_exactly, plain

NO_CURRENCY = "XXX"  # ISO 4217: no currency involved. Used as a key where a file names none.
MOST_WARNINGS = 100  # of one statement; the rest is counted
MINOR_UNIT = Decimal("0.01")  # of pounds and euros; amounts with more decimals are read, and said


@dataclass
class Sums:
    """Money in and out of one currency."""

    credits: Decimal = Decimal(0)
    debits: Decimal = Decimal(0)

    @property
    def net(self) -> Decimal:
        """In less out."""
        return add_exactly(self.credits, -self.debits)

    def add(self, entry: Entry) -> None:
        if entry.amount is None or entry.is_credit is None:
            return
        if entry.is_credit:
            self.credits = add_exactly(self.credits, entry.amount)
        else:
            self.debits = add_exactly(self.debits, entry.amount)

    def as_json(self) -> dict[str, str | None]:
        return {"credits": plain(self.credits), "debits": plain(self.debits), "net": plain(self.net)}


@dataclass
class CheckedStatement:
    """What one statement adds up to. Built entry by entry, so a statement of any length fits."""

    head: StatementHead
    end: StatementEnd | None = None
    counts: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    sums: dict[str, Sums] = field(default_factory=dict)
    pending_sums: dict[str, Sums] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    _more_warnings: int = 0
    _references: set[str] = field(default_factory=set)
    _entry_currencies: Counter[str] = field(default_factory=Counter)

    def add(self, entry: Entry) -> None:
        """Count one entry."""
        counts = self.counts
        counts["lines"] += 1
        self.statuses[entry.status_code] += 1
        currency = entry.currency or NO_CURRENCY
        self._entry_currencies[currency] += 1
        if entry.is_credit is not None:
            counts["credits" if entry.is_credit else "debits"] += 1
        if entry.amount is None or entry.is_credit is None:
            counts["unreadable"] += 1
        elif entry.amount % MINOR_UNIT:
            self.warn(f"entry {entry.ordinal}: the amount {plain(entry.amount)} has more than two decimals")
        counts["reversals"] += entry.is_reversal
        counts["batches"] += entry.is_batch
        counts["with_details"] += bool(entry.details)
        counts["details"] += len(entry.details)
        counts["returns"] += sum(detail.is_return for detail in entry.details)
        counts["without_booking_date"] += entry.booked_on is None
        counts["without_value_date"] += entry.value_on is None
        counts["without_reference"] += not (entry.bank_reference or entry.entry_reference)
        if entry.bank_reference:
            counts["repeated_references"] += entry.bank_reference in self._references
            self._references.add(entry.bank_reference)
        if entry.status is Status.BOOKED:
            counts["booked"] += 1
            self.sums.setdefault(currency, Sums()).add(entry)
        elif entry.status is Status.PENDING:
            counts["pending"] += 1
            self.pending_sums.setdefault(currency, Sums()).add(entry)

    def warn(self, sentence: str) -> None:
        """Keep a warning; past the most that anyone reads, count it."""
        if len(self.warnings) < MOST_WARNINGS:
            self.warnings.append(sentence)
        else:
            self._more_warnings += 1

    def close(self, end: StatementEnd) -> None:
        """Take the balances and say what does not fit."""
        self.end = end
        self.head = end.head
        self._references.clear()
        if self.reconciles is False:
            self.warn(
                f"The opening balance and the booked entries do not make the closing balance: "
                f"the difference is {plain(self.difference)}."
            )
        if len(self.sums) > 1:
            self.warn(f"The entries are in several currencies: {', '.join(sorted(self.sums))}.")
        if self.counts["repeated_references"]:
            self.warn(
                "The bank gave one reference to several entries: "
                f"{self.counts['repeated_references']} times an entry repeats that of an earlier one."
            )
        if not end.is_complete:
            self.warn("The statement is not whole: the file could not be read to its end.")
        if self._more_warnings:
            self.warnings.append(f"And {self._more_warnings} more warnings.")

    def _balance_amount(self, balance: Balance | None) -> Decimal | None:
        return balance.amount if balance and self._is_one_currency else None

    @property
    def _is_one_currency(self) -> bool:
        """Whether the booked entries and the two balances share one currency. A balance may leave it out."""
        named = {currency for currency in self.sums if currency != NO_CURRENCY}
        if self.end:
            named |= {b.currency for b in (self.end.opening, self.end.closing) if b and b.currency}
        return len(named) <= 1

    @property
    def opening(self) -> Decimal | None:
        return self._balance_amount(self.end.opening if self.end else None)

    @property
    def closing(self) -> Decimal | None:
        return self._balance_amount(self.end.closing if self.end else None)

    @property
    def total(self) -> Sums | None:
        """The sums, or None where the entries are in several currencies."""
        if len(self.sums) > 1:
            return None
        return next(iter(self.sums.values()), Sums())

    @property
    def difference(self) -> Decimal | None:
        """Opening plus booked entries less closing; None where that cannot be told."""
        if self.opening is None or self.closing is None or self.total is None:
            return None
        return add_exactly(add_exactly(self.opening, self.total.net), -self.closing)

    @property
    def reconciles(self) -> bool | None:
        """Whether the sum proves itself. An amount that could not be read proves nothing, so it is False with one."""
        if self.difference is None:
            return None
        return self.difference == 0 and not self.counts["unreadable"] and bool(self.end and self.end.is_complete)

    @property
    def currency(self) -> str | None:
        """The account's currency; else that of opening and closing, of the entries, of the other balances."""
        if self.head.currency:
            return self.head.currency
        balances = self.end.balances if self.end else ()
        ends = (self.end.opening, self.end.closing) if self.end else ()
        for named in (
            {balance.currency for balance in ends if balance and balance.currency},
            {currency for currency in self._entry_currencies if currency != NO_CURRENCY},
            {balance.currency for balance in balances if balance.currency},
        ):
            if len(named) == 1:
                return next(iter(named))
        return None

    def as_json(self) -> dict[str, Any]:
        total, counts = self.total, self.counts
        return {
            "id": self.head.id,
            "account": self.head.account,
            "currency": self.currency,
            "opening": plain(self.opening),
            "closing": plain(self.closing),
            "entries": counts["booked"],
            "credits": plain(total.credits) if total else None,
            "debits": plain(total.debits) if total else None,
            "net": plain(total.net) if total else None,
            "reconciles": self.reconciles,
            "warnings": self.warnings,
            "sums": {currency: sums.as_json() for currency, sums in sorted(self.sums.items())},
            "difference": plain(self.difference),
            "pending": counts["pending"],
            "pending_sums": {currency: sums.as_json() for currency, sums in sorted(self.pending_sums.items())},
            "unreadable": counts["unreadable"],
            "kind": self.head.kind,
            "bank": self.head.bank,
            "number": self.head.number,
            "legal_number": self.head.legal_number,
            "from": self.head.covers_from,
            "to": self.head.covers_to,
            "balances": [_balance_json(balance) for balance in (self.end.balances if self.end else ())],
            "counts": {
                "lines": counts["lines"],
                "by_status": dict(sorted(self.statuses.items())),
                "credits": counts["credits"],
                "debits": counts["debits"],
                "reversals": counts["reversals"],
                "batches": counts["batches"],
                "with_details": counts["with_details"],
                "details": counts["details"],
                "returns": counts["returns"],
                "without_booking_date": counts["without_booking_date"],
                "without_value_date": counts["without_value_date"],
                "without_reference": counts["without_reference"],
                "repeated_references": counts["repeated_references"],
                "in_other_currency": sum(
                    n for currency, n in self._entry_currencies.items() if self.head.currency not in (None, currency)
                ),
                "notes": self.end.notes if self.end else 0,
            },
            "is_intermediate": self.end.is_intermediate if self.end else False,
        }


def _balance_json(balance: Balance) -> dict[str, str | None]:
    return {
        "code": balance.code,
        "subtype": balance.subtype,
        "amount": plain(balance.amount),
        "currency": balance.currency,
        "date": balance.stated_on,
    }


@dataclass
class CheckedFile:
    """What a whole file adds up to."""

    head: FileHead = field(default_factory=lambda: FileHead(format="unknown"))
    statements: list[CheckedStatement] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    source: Source | None = None

    @property
    def is_read(self) -> bool:
        """Whether the file could be read, if only to find it empty."""
        return not self.errors

    def as_json(self) -> dict[str, Any]:
        """Return what `statement check --json` prints. Amounts are texts, in the file's own decimals."""
        sums: dict[str, Sums] = {}
        for statement in self.statements:
            for currency, one in statement.sums.items():
                total = sums.setdefault(currency, Sums())
                total.credits = add_exactly(total.credits, one.credits)
                total.debits = add_exactly(total.debits, one.debits)
        source = self.source
        return {
            "format": self.head.format,
            "version": self.head.version,
            "statements": [statement.as_json() for statement in self.statements],
            "errors": self.errors,
            "warnings": self.warnings,
            "sums": {currency: one.as_json() for currency, one in sorted(sums.items())},
            "file": {
                "bytes": source.encoding.size if source else 0,
                "encoding": source.encoding.name if source else None,
                "byte_order_mark": source.encoding.has_mark if source else False,
                "declared_encoding": source.declared_encoding if source else None,
                "carriage_returns": source.encoding.has_carriage_returns if source else False,
                "namespace": self.head.namespace,
                "body": self.head.body,
                "message_id": self.head.message_id,
                "created": self.head.created,
                "heading_line": self.head.heading_line,
            },
        }


def check_statement(source: Source, columns: ColumnMap | None = None) -> CheckedFile:
    """Read a statement file of any format and add it up."""
    checked = check_records(read_statements(source, columns))
    checked.source = source
    return checked


def check_records(records: Iterable[Record]) -> CheckedFile:
    """Add up what a reader yields."""
    checked = CheckedFile()
    now: CheckedStatement | None = None
    for record in records:
        if isinstance(record, Entry):
            if now:
                now.add(record)
        elif isinstance(record, Problem):
            if record.weight is Weight.REFUSED:
                checked.errors.append(str(record))
            elif now:
                now.warn(str(record))
            else:
                checked.warnings.append(str(record))
        elif isinstance(record, FileHead):
            checked.head = record
        elif isinstance(record, StatementHead):
            now = CheckedStatement(record)
            checked.statements.append(now)
        elif now:
            now.close(record)
            now = None
    return checked
