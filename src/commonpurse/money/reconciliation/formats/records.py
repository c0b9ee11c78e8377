"""What a reader yields, whatever the format: the head of a file, then for each statement its head, entries and end.

A reader never raises for what a file holds. Whatever is wrong comes as a `Problem` in the same stream, so that every
fault is told and not only the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class Weight(StrEnum):
    """How bad a problem is."""

    REFUSED = "refused"  # the file cannot be read, or not further: checking fails, importing fails
    UNREADABLE = "unreadable"  # one value cannot be trusted: checking warns, importing refuses the file
    WARNING = "warning"  # odd, and said; nothing rests on it


class Status(StrEnum):
    """Whether the bank has booked an entry. Only booked entries are money."""

    BOOKED = "booked"
    PENDING = "pending"
    INFORMATION = "information"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong. `line` counts from 1 in the file; `field` is the format's own word for the place."""

    weight: Weight
    reason: str
    line: int | None = None
    field: str | None = None

    def __str__(self) -> str:
        where = [f"line {self.line}"] if self.line is not None else []
        where += [self.field] if self.field else []
        return f"{', '.join(where)}: {self.reason}" if where else self.reason


@dataclass(frozen=True, slots=True)
class FileHead:
    """What the file says of itself. `format` is one of camt.052, camt.053, camt.054, mt940, mt942, ofx, csv."""

    format: str
    version: str | None = None  # camt: message version, as camt.053.001.08; OFX: style, sgml or xml
    namespace: str | None = None
    body: str | None = None
    message_id: str | None = None
    created: str | None = None
    heading_line: int | None = None  # CSV: the line that holds the headings


@dataclass(frozen=True, slots=True)
class Balance:
    """A balance as the bank states it, below zero for a debit. `code` is the format's own: OPBD, 60F, LEDGERBAL."""

    code: str
    amount: Decimal | None
    currency: str | None
    stated_on: str | None  # as written: banks put more into it than a date
    subtype: str | None = None


@dataclass(frozen=True, slots=True)
class StatementHead:
    """What a statement says of itself before its entries. The end repeats it, completed by what came later."""

    id: str | None = None
    account: str | None = None
    bank: str | None = None
    currency: str | None = None
    number: str | None = None
    legal_number: str | None = None
    covers_from: str | None = None
    covers_to: str | None = None
    kind: str | None = None


class Detail(NamedTuple):
    """One payment inside an entry, where the bank says so."""

    amount: Decimal | None = None
    currency: str | None = None
    is_credit: bool | None = None
    end_to_end_id: str | None = None
    instruction_id: str | None = None
    bank_reference: str | None = None
    message_id: str | None = None
    payment_group_id: str | None = None
    remittance: str = ""
    counterparty_name: str | None = None
    counterparty_account: str | None = None
    return_reason: str | None = None
    is_return: bool = False


class Entry(NamedTuple):
    """One line of a statement. `amount` has no sign: `is_credit` says the way; None is what could not be read.

    A named tuple, as `Detail`: a hundred thousand of them are made a file, and a frozen dataclass takes twice as long.
    """

    ordinal: int  # 1 for the first entry of its statement
    line: int
    status: Status
    status_code: str
    is_credit: bool | None
    amount: Decimal | None
    currency: str | None
    booked_on: date | None = None
    value_on: date | None = None
    is_reversal: bool = False
    bank_reference: str | None = None
    entry_reference: str | None = None
    transaction_code: str | None = None
    end_to_end_id: str | None = None
    remittance: str = ""
    counterparty_name: str | None = None
    counterparty_account: str | None = None
    return_reason: str | None = None
    is_batch: bool = False
    batch_message_id: str | None = None
    batch_group_id: str | None = None
    batch_count: int | None = None
    running_balance: Decimal | None = None
    details: tuple[Detail, ...] = ()

    @property
    def signed(self) -> Decimal | None:
        """The amount as it changes the balance: above zero in, below zero out."""
        if self.amount is None or self.is_credit is None:
            return None
        return self.amount if self.is_credit else -self.amount


@dataclass(frozen=True, slots=True)
class StatementEnd:
    """The end of a statement: its head made complete and the balances it states."""

    head: StatementHead
    balances: tuple[Balance, ...] = ()
    opening: Balance | None = None
    closing: Balance | None = None
    notes: int = 0  # MT940: how many :86: fields there were
    is_intermediate: bool = False  # MT940: a page of a longer statement
    is_complete: bool = True  # False when the file broke off inside it


Record = FileHead | StatementHead | Entry | StatementEnd | Problem
