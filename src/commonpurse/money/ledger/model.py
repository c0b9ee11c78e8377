"""The ledger as it is meant, a row at a time, with nothing done for speed. No database, no columns.

The tests hold every set, every balance and every statement against it. Where it and the ledger differ, one of them is
wrong; so it shares no code with `judge.py` but the words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from commonpurse.money.ledger.rules import (
    CREATED,
    EXISTS,
    NOT_APPLIED,
    REVERSIBLE,
    AccountCode,
    Journal,
    NormalSide,
    Outcome,
    Refusal,
    Row,
    TransferKind,
)


@dataclass(frozen=True)
class ModelAccount:
    code: AccountCode
    currency: str
    debits: int = 0
    credits: int = 0
    pending: int = 0
    version: int = 0
    last: datetime | None = None
    is_closed: bool = False

    @property
    def balance(self) -> int:
        if self.code.normal_side is NormalSide.DEBIT:
            return self.debits - self.credits
        return self.credits - self.debits

    @property
    def is_overdrawn(self) -> bool:
        if self.code.may_go_below_zero:
            return False
        if self.code.normal_side is NormalSide.DEBIT:
            return self.balance < 0
        return self.balance - self.pending < 0


@dataclass(frozen=True)
class Entry:
    """What one transfer did to one account."""

    account: UUID
    version: int
    transfer: UUID
    debit: int
    credit: int
    reserved: int
    balance: int
    business_date: date
    recorded_at: datetime


@dataclass(frozen=True)
class ModelTransfer:
    journal: UUID
    row: Row
    amount: int
    freed: int = 0
    settled: int = 0
    reversed: int = 0
    is_resolved: bool = False


@dataclass
class Model:
    """Accounts, transfers by id, entries in the order in which they were made."""

    accounts: dict[UUID, ModelAccount] = field(default_factory=dict)
    transfers: dict[UUID, ModelTransfer] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    open_from: date | None = None

    def post(
        self, journals: Sequence[Journal], now: datetime, today: date, atomic: Literal["batch", "journal"]
    ) -> list[Outcome]:
        """Apply a set and return the outcome of each row."""
        units = [list(journals)] if atomic == "batch" else [[journal] for journal in journals]
        outcomes: list[Outcome] = []
        for unit in units:
            before = dict(self.accounts), dict(self.transfers), list(self.entries)
            rows = [(journal.id, row) for journal in unit for row in journal.rows]
            verdicts = [self.post_row(journal, row, now, today) for journal, row in rows]
            if any(isinstance(verdict, Refusal) for verdict in verdicts):
                self.accounts, self.transfers, self.entries = before
                for i, (_, row) in enumerate(rows):
                    if verdicts[i] in (CREATED, EXISTS):
                        verdicts[i] = EXISTS if row.id in self.transfers else NOT_APPLIED
            outcomes += verdicts
        return outcomes

    def post_row(self, journal: UUID, row: Row, now: datetime, today: date) -> Outcome:
        """Judge one row and, if it is good, apply it."""
        known = self.transfers.get(row.id)
        if known is not None:
            is_same = (known.journal, known.row) == (journal, row)
            return EXISTS if is_same else Refusal.EXISTS_WITH_DIFFERENT_CONTENT
        on = row.business_date or today
        refusal = self._refusal_of_row(row, on) or self._refusal_of_hold(row) or self._refusal_of_reversal(row)
        if refusal:
            return refusal
        return self._apply(journal, row, now, on)

    def _refusal_of_row(self, row: Row, on: date) -> Refusal | None:
        sides = [row.debit_account] + ([row.credit_account] if row.credit_account else [])
        if any(side not in self.accounts for side in sides):
            return Refusal.ACCOUNT_NOT_FOUND
        accounts = [self.accounts[side] for side in sides]
        if any(account.is_closed for account in accounts):
            return Refusal.ACCOUNT_CLOSED
        if any(account.currency != row.currency for account in accounts):
            return Refusal.CURRENCY_MISMATCH
        if row.debit_account == row.credit_account:
            return Refusal.SAME_ACCOUNT
        if row.amount_minor <= 0 and row.kind not in (TransferKind.VOID, TransferKind.EXPIRE):
            return Refusal.AMOUNT_NOT_POSITIVE
        if self.open_from is not None and on < self.open_from:
            return Refusal.PERIOD_CLOSED
        return None

    def _refusal_of_hold(self, row: Row) -> Refusal | None:
        if row.hold is None:
            return None
        hold = self.transfers.get(row.hold)
        if hold is None or hold.row.kind is not TransferKind.HOLD or hold.row.debit_account != row.debit_account:
            return Refusal.HOLD_NOT_FOUND
        if hold.is_resolved:
            return Refusal.HOLD_ALREADY_RESOLVED
        if row.amount_minor > hold.amount - hold.settled:
            return Refusal.EXCEEDS_HOLD
        return None

    def _refusal_of_reversal(self, row: Row) -> Refusal | None:
        if row.reverses is None:
            return None
        original = self.transfers.get(row.reverses)
        if original is None:
            return Refusal.REVERSES_NOT_FOUND
        swapped = (original.row.credit_account, original.row.debit_account)
        if original.row.kind not in REVERSIBLE or (row.debit_account, row.credit_account) != swapped:
            return Refusal.NOT_REVERSIBLE
        if row.amount_minor > original.amount - original.reversed:
            return Refusal.EXCEEDS_UNREVERSED
        return None

    def _apply(self, journal: UUID, row: Row, now: datetime, on: date) -> Outcome:
        amount, freed, reserved = row.amount_minor, 0, 0
        hold = self.transfers[row.hold] if row.hold else None
        if row.kind is TransferKind.HOLD:
            reserved = amount
        elif hold and row.kind is TransferKind.SETTLE:
            freed = hold.amount - hold.settled - amount if row.is_final else 0
            reserved = -amount - freed
        elif hold:
            amount = freed = hold.amount - hold.settled
            reserved = -freed

        moved = amount if row.credit_account else 0
        debit = self.accounts[row.debit_account]
        after = {
            row.debit_account: replace(
                debit, debits=debit.debits + moved, pending=debit.pending + reserved, version=debit.version + 1
            )
        }
        if row.credit_account:
            credit = self.accounts[row.credit_account]
            after[row.credit_account] = replace(credit, credits=credit.credits + moved, version=credit.version + 1)
        if any(account.is_overdrawn for account in after.values()):
            return Refusal.WOULD_OVERDRAW

        recorded_at = max([now, *(self.accounts[id].last or now for id in after)])
        for id, account in after.items():
            self.accounts[id] = replace(account, last=recorded_at)
            is_debit = id == row.debit_account
            self.entries.append(
                Entry(
                    account=id,
                    version=account.version,
                    transfer=row.id,
                    debit=moved if is_debit else 0,
                    credit=0 if is_debit else moved,
                    reserved=reserved if is_debit else 0,
                    balance=account.balance,
                    business_date=on,
                    recorded_at=recorded_at,
                )
            )
        self.transfers[row.id] = ModelTransfer(journal, row, amount, freed)
        if row.hold and hold:
            settled = hold.settled + moved
            is_resolved = row.kind is not TransferKind.SETTLE or row.is_final or settled == hold.amount
            self.transfers[row.hold] = replace(hold, settled=settled, is_resolved=is_resolved)
        if row.reverses:
            original = self.transfers[row.reverses]
            undone = original.reversed + amount
            self.transfers[row.reverses] = replace(original, reversed=undone, is_resolved=undone == original.amount)
        return CREATED

    def balance(self, account: UUID, which: Callable[[Entry], bool] = lambda entry: True) -> tuple[int, int]:
        """Return posted and pending of an account, from the entries that `which` chooses."""
        chosen = [entry for entry in self.entries if entry.account == account and which(entry)]
        change = sum(entry.credit - entry.debit for entry in chosen)
        is_debit_normal = self.accounts[account].code.normal_side is NormalSide.DEBIT
        return (-change if is_debit_normal else change), sum(entry.reserved for entry in chosen)
