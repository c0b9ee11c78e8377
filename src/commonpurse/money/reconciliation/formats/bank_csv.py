"""Read a bank's CSV by a column map, row by row.

A row that holds nothing is passed over. Every other row becomes an entry, goes on with the one above, or is said:
no row disappears.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from commonpurse.kernel.spreadsheets import plain_text
from commonpurse.money.reconciliation.formats.column_map import BY_DIRECTION, SPENDING, ColumnMap
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
from commonpurse.money.reconciliation.formats.written import add_exactly, shown

MOST_ROWS_BEFORE_HEADINGS = 100
DERIVED = "running"  # the code of a balance that was taken from the column of running balances


def read_bank_csv(source: Source, columns: ColumnMap) -> Iterator[Record]:
    """Yield the one statement that a CSV file is."""
    rows = _rows(source, columns)
    try:
        heading_line, cells = _find_columns(rows, columns) if columns.has_headings else (None, _by_number(columns))
    except _Refused as error:
        yield FileHead(format="csv")
        yield Problem(Weight.REFUSED, str(error))
        return
    yield FileHead(format="csv", heading_line=heading_line)
    statement = _Statement(columns, cells)
    yield statement.head()
    is_complete = True
    try:
        for line, row in rows:
            yield from statement.take(line, row)
    except _Refused as error:
        is_complete = False
        yield from statement.tell_held()
        yield Problem(Weight.REFUSED, str(error))
    yield from statement.close(is_complete)


class _Refused(Exception):
    """The file cannot be read, or not further; the message is the sentence for the reader."""


def _rows(source: Source, columns: ColumnMap) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader((line + "\n" for _, line in source.lines(columns.encoding)), delimiter=columns.delimiter)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except (csv.Error, LineTooLong, UnicodeError) as error:
            raise _Refused(f"The file cannot be read further after line {reader.line_num} ({error}).") from error
        yield reader.line_num, row


def _find_columns(rows: Iterator[tuple[int, list[str]]], columns: ColumnMap) -> tuple[int, dict[str, tuple[int, ...]]]:
    """Find the row that holds every heading that the map names; return its line and where each field stands."""
    wanted = {str(heading).strip().casefold() for headings in columns.columns.values() for heading in headings}
    nearest: set[str] = wanted
    for _, (line, row) in zip(range(MOST_ROWS_BEFORE_HEADINGS), rows, strict=False):
        names = [cell.strip().casefold() for cell in row]
        missing = wanted - set(names)
        nearest = min(nearest, missing, key=len)
        if not missing:
            twice = sorted(name for name in wanted if names.count(name) > 1)
            if twice:
                raise _Refused(f"Two columns have the heading {shown(twice[0])}. The mapping cannot tell them apart.")
            return line, {
                field_name: tuple(names.index(str(heading).strip().casefold()) for heading in headings)
                for field_name, headings in columns.columns.items()
            }
    listed = ", ".join(shown(name) for name in sorted(nearest))
    raise _Refused(f"No row has all the headings that the mapping names. Missing: {listed}.")


def _by_number(columns: ColumnMap) -> dict[str, tuple[int, ...]]:
    return {name: tuple(int(number) - 1 for number in numbers) for name, numbers in columns.columns.items()}


@lru_cache(maxsize=4096)  # the same few days stand in every row
def read_day(text: str, formats: tuple[str, ...]) -> date | None:
    """Read a day in one of the formats. Only ASCII: strptime takes the figures of every script."""
    if text.isascii():
        for one in formats:
            try:
                return datetime.strptime(text, one).date()  # noqa: DTZ007  the bank's own day, no moment
            except ValueError:
                continue
    return None


@dataclass
class _Chain:
    """Whether the running balances of a file hold together, from the top or from the bottom."""

    opening_down: Decimal | None = None  # opening if the first row is the oldest
    first: Decimal | None = None
    last: Decimal | None = None
    last_signed: Decimal = Decimal(0)
    holds_down: bool = True
    holds_up: bool = True
    is_whole: bool = True
    days: list[date] = field(default_factory=list)

    def add(self, entry: Entry) -> None:
        balance, signed = entry.running_balance, entry.signed
        if balance is None or signed is None:
            self.is_whole = False
            return
        if entry.booked_on:
            self.days = [*self.days[:1], entry.booked_on]
        if self.last is None:
            self.first = balance
            self.opening_down = add_exactly(balance, -signed)
        else:
            self.holds_down = self.holds_down and balance == add_exactly(self.last, signed)
            self.holds_up = self.holds_up and self.last == add_exactly(balance, self.last_signed)
        self.last, self.last_signed = balance, signed

    def ends(self) -> tuple[Decimal, Decimal] | None:
        """Return (opening, closing), or None where a row had no balance. Broken chains show in the sum."""
        if not self.is_whole or self.first is None or self.last is None or self.opening_down is None:
            return None
        is_up = self.holds_up and not self.holds_down
        if not self.holds_up and not self.holds_down:
            is_up = len(self.days) == 2 and self.days[0] > self.days[1]
        if is_up:
            return add_exactly(self.last, -self.last_signed), self.first
        return self.opening_down, self.last


class _Statement:
    """The one statement of the file, while its rows come."""

    def __init__(self, columns: ColumnMap, cells: dict[str, tuple[int, ...]]) -> None:
        self._map = columns
        self._cells = cells
        self._ordinal = 0
        self._held: Entry | None = None
        self._held_problems: list[Problem] = []
        self._accounts: list[str] = []
        self._currencies: set[str | None] = set()
        self._chain = _Chain()

    def head(self) -> StatementHead:
        account = self._map.account or (self._accounts[0] if len(self._accounts) == 1 else None)
        only = next(iter(self._currencies)) if len(self._currencies) == 1 else None
        return StatementHead(account=account, currency=only if self._currencies else self._map.currency)

    def _cell(self, row: Sequence[str], name: str, join: str = " ") -> str:
        found = (plain_text(row[at].strip()) for at in self._cells.get(name, ()) if at < len(row))
        return join.join(text for text in found if text)

    def take(self, line: int, row: Sequence[str]) -> Iterator[Record]:
        if not any(cell.strip() for cell in row):
            return
        texts = {name: self._cell(row, name) for name in self._cells}
        has_amount = any(texts.get(name) for name in ("amount", "money_in", "money_out"))
        key = self._map.continues_without
        if key and not texts.get(key) and not has_amount and self._held:
            more = f"{self._held.remittance} {texts.get('description', '')}"
            self._held = self._held._replace(remittance=" ".join(more.split()))
            return
        is_pending = texts["date"] in self._map.pending_words
        booked_on = None if is_pending else read_day(texts["date"], self._map.date_formats)
        if not has_amount and booked_on is None and not is_pending:
            yield from self.tell_held()
            yield Problem(Weight.WARNING, "the row has neither a date nor an amount; it was not read", line)
            return
        yield from self.tell_held()
        self._hold(line, texts, booked_on, is_pending)

    def _hold(self, line: int, texts: dict[str, str], booked_on: date | None, is_pending: bool) -> None:
        """Make the entry and keep it: the next row may go on with its text."""
        self._ordinal += 1
        problems: list[Problem] = []

        def say(reason: str, name: str, weight: Weight = Weight.UNREADABLE) -> None:
            problems.append(Problem(weight, reason, line, name))

        signed = self._amount(texts, say)
        if booked_on is None and not is_pending:
            say(f"{shown(texts['date'])} is not a date as the mapping writes them", "date")
        currency = texts.get("currency", "").upper() or self._map.currency
        if currency and not re.fullmatch(r"[A-Z]{3}", currency):
            say(f"{shown(currency)} is not a currency", "currency")
            currency = None
        balance_text = texts.get("balance", "")
        balance = self._map.read_amount(balance_text) if balance_text else None
        if balance_text and balance is None:
            say(f"{shown(balance_text)} is not an amount as the mapping writes them", "balance")
        if texts.get("account") and texts["account"] not in self._accounts:
            self._accounts.append(texts["account"])
        self._held_problems = problems
        self._held = Entry(
            ordinal=self._ordinal,
            line=line,
            status=Status.PENDING if is_pending else Status.BOOKED,
            status_code=texts["date"] if is_pending else "",
            is_credit=None if signed is None else signed >= 0,
            amount=None if signed is None else abs(signed),
            currency=currency,
            booked_on=booked_on,
            value_on=read_day(texts["value_date"], self._map.date_formats) if texts.get("value_date") else None,
            bank_reference=texts.get("bank_reference") or None,
            transaction_code=texts.get("code") or None,
            end_to_end_id=texts.get("end_to_end_id") or None,
            remittance=" ".join(texts.get("description", "").split()),
            counterparty_name=texts.get("name") or None,
            counterparty_account=texts.get("counterparty_account") or None,
            running_balance=balance,
        )

    def _amount(self, texts: dict[str, str], say) -> Decimal | None:  # type: ignore[no-untyped-def]
        """Return the amount as it changes the balance, or None after saying why."""
        if texts.get("money_in") or texts.get("money_out"):
            return self._from_two_columns(texts, say)
        text = texts.get("amount", "")
        is_marked_in = False
        if self._map.amount_means == SPENDING:
            text, is_marked_in = self._without_mark(text)
        amount = self._map.read_amount(text)
        if amount is None:
            say(
                f"{shown(text)} is not an amount as the mapping writes them" if text else "there is no amount", "amount"
            )
            return None
        if self._map.amount_means == SPENDING:
            return abs(amount) if is_marked_in else -amount
        if self._map.amount_means == BY_DIRECTION:
            return self._by_direction(texts.get("direction", ""), amount, say)
        return amount

    def _without_mark(self, text: str) -> tuple[str, bool]:
        for mark in self._map.money_in_marks:
            if text.startswith(mark) or text.endswith(mark):
                return text.removeprefix(mark).removesuffix(mark).strip(), True
        return text, False

    def _by_direction(self, word: str, amount: Decimal, say) -> Decimal | None:  # type: ignore[no-untyped-def]
        words = word.casefold()
        is_in = words in [one.casefold() for one in self._map.money_in_words]
        if not is_in and words not in [one.casefold() for one in self._map.money_out_words]:
            say(f"{shown(word)} says neither in nor out", "direction")
            return None
        if amount < 0:
            say("the amount has a minus and a direction; the direction was taken", "amount", Weight.WARNING)
        return abs(amount) if is_in else -abs(amount)

    def _from_two_columns(self, texts: dict[str, str], say) -> Decimal | None:  # type: ignore[no-untyped-def]
        """Read the columns of money in and money out. Some banks put a minus into the column of money out."""
        total = Decimal(0)
        for name, way in (("money_in", 1), ("money_out", -1)):
            text = texts.get(name, "")
            if not text:
                continue
            amount = self._map.read_amount(text)
            if amount is None:
                say(f"{shown(text)} is not an amount as the mapping writes them", name)
                return None
            if texts.get("money_in") and texts.get("money_out") and amount and total:
                say("the row has money in and money out", name)
                return None
            if amount:
                total = abs(amount) * way if name == "money_out" else amount
            elif not total:
                total = amount
        return total

    def tell_held(self) -> Iterator[Record]:
        """Yield the entry that waited for a row that goes on with it."""
        if self._held:
            entry, self._held = self._held, None
            self._currencies.add(entry.currency)
            if entry.status is Status.BOOKED:
                self._chain.add(entry)
            yield entry
            yield from self._held_problems
            self._held_problems = []

    def close(self, is_complete: bool) -> Iterator[Record]:
        yield from self.tell_held()
        if len(self._accounts) > 1:
            reason = f"The rows name {len(self._accounts)} accounts. Ask the bank for one file an account."
            yield Problem(Weight.UNREADABLE, reason)
        ends = self._chain.ends()
        if ends is None:
            yield StatementEnd(self.head(), is_complete=is_complete)
            return
        currency = self.head().currency
        opening, closing = (Balance(DERIVED, amount, currency, None) for amount in ends)
        yield StatementEnd(self.head(), (opening, closing), opening, closing, is_complete=is_complete)
