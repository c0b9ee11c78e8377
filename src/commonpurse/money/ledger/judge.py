"""Judge a set of rows, in order, against what the accounts hold. Plain Python over columns: no database here.

A *unit* stands or falls together: the whole set, or one journal of it. Each row is judged as if every good row before
it had been applied; a refused row changes nothing, so every row gets a verdict of its own. At the end of a unit with a
refused row all its rows are undone, and its good rows are answered `not_applied`. `model.py` says the same slowly and
plainly; the tests hold the two against each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from commonpurse.money.ledger.rules import (
    CREATED,
    EXISTS,
    NOT_APPLIED,
    Outcome,
    Refusal,
    TransferKind,
)


class Standing:
    """An account as the rows before left it. Ids and moments are in the form of the database that gave them."""

    __slots__ = ("below", "closed", "credits", "currency", "debit_normal", "debits", "last", "pending", "version")

    def __init__(
        self,
        currency: str,
        debit_normal: bool,
        below: bool,
        debits: int,
        credits: int,
        pending: int,
        version: int,
        last: Any,
        closed: bool,
    ):
        self.currency = currency
        self.debit_normal = debit_normal
        self.below = below
        self.debits = debits
        self.credits = credits
        self.pending = pending
        self.version = version
        self.last = last
        self.closed = closed


class Recorded:
    """A transfer that is there already, from the database or from an earlier row of the set."""

    __slots__ = ("amount", "credit", "debit", "kind", "request_hash", "resolved", "reversed", "settled")

    def __init__(
        self,
        kind: str,
        debit: str,
        credit: str | None,
        amount: int,
        request_hash: bytes,
        settled: int = 0,
        reversed: int = 0,
        resolved: bool = False,
    ):
        self.kind = kind
        self.debit = debit
        self.credit = credit
        self.amount = amount
        self.request_hash = request_hash
        self.settled = settled
        self.reversed = reversed
        self.resolved = resolved


@dataclass
class RequestColumns:
    """A set as columns of equal length, in the order in which it is judged. Ids are 32 hexadecimal digits."""

    id: list[str]
    journal: list[str]
    kind: list[str]
    code: list[str]
    debit_account: list[str]
    credit_account: list[str | None]
    amount_minor: list[int]
    currency: list[str]
    hold: list[str | None]
    reverses: list[str | None]
    is_final: list[bool]
    expires_at: list[Any]
    forced: list[bool]
    authority: list[str | None]
    business_date: list[date]
    request_hash: list[bytes]

    def __len__(self) -> int:
        return len(self.id)


@dataclass
class Judgement:
    """An outcome for each row; what to write for the created ones, as columns; which progress changed."""

    outcomes: list[Outcome]
    created: list[int] = field(default_factory=list)
    amount_minor: list[int] = field(default_factory=list)
    freed_minor: list[int] = field(default_factory=list)
    recorded_at: list[Any] = field(default_factory=list)
    debit_version: list[int] = field(default_factory=list)
    debit_balance: list[int] = field(default_factory=list)
    credit_version: list[int | None] = field(default_factory=list)
    credit_balance: list[int | None] = field(default_factory=list)
    touched_accounts: set[str] = field(default_factory=set)
    touched_progress: set[str] = field(default_factory=set)


def judge(
    rows: RequestColumns,
    units: Iterable[tuple[int, int]],
    *,
    accounts: dict[str, Standing],
    recorded: dict[str, Recorded],
    open_from: date | None,
    now: Any,
) -> Judgement:
    """Judge the rows of each unit (`start`, `end`), and leave `accounts` and `recorded` as the created rows make them.

    `open_from` is the first day of the open period, None if none was ever closed.
    """
    verdict = Judgement([NOT_APPLIED] * len(rows))
    for start, end in units:
        mark = len(verdict.created)
        undo: list[tuple[Any, ...]] = []
        refused = False
        for i in range(start, end):
            outcome = _judge_row(i, rows, verdict, accounts, recorded, open_from, now, undo)
            verdict.outcomes[i] = outcome
            if outcome is not CREATED and outcome is not EXISTS:
                refused = True
        if refused:
            _take_back(verdict, mark, undo, recorded)
    _note_touched(verdict, rows)
    return verdict


def _judge_row(
    i: int,
    rows: RequestColumns,
    verdict: Judgement,
    accounts: dict[str, Standing],
    recorded: dict[str, Recorded],
    open_from: date | None,
    now: Any,
    undo: list[tuple[Any, ...]],
) -> Outcome:
    """Answer for one row and, if it is good, apply it. The checks stand in the order of `Refusal`."""
    row_id = rows.id[i]
    same = recorded.get(row_id)
    if same is not None:
        if same.request_hash == rows.request_hash[i]:
            return EXISTS
        return Refusal.EXISTS_WITH_DIFFERENT_CONTENT
    kind = rows.kind[i]
    debit_id = rows.debit_account[i]
    credit_id = rows.credit_account[i]
    amount = rows.amount_minor[i]
    debit = accounts.get(debit_id)
    credit = accounts.get(credit_id) if credit_id is not None else None
    if debit is None or (credit is None and credit_id is not None):
        return Refusal.ACCOUNT_NOT_FOUND
    if debit.closed or (credit is not None and credit.closed):
        return Refusal.ACCOUNT_CLOSED
    currency = rows.currency[i]
    if debit.currency != currency or (credit is not None and credit.currency != currency):
        return Refusal.CURRENCY_MISMATCH
    if debit_id == credit_id:
        return Refusal.SAME_ACCOUNT
    if amount <= 0 and kind != TransferKind.VOID and kind != TransferKind.EXPIRE:
        return Refusal.AMOUNT_NOT_POSITIVE
    if open_from is not None and rows.business_date[i] < open_from:
        return Refusal.PERIOD_CLOSED

    freed = 0
    pending_change = 0
    posted = amount
    changed: Recorded | None = None
    if kind == TransferKind.POST:
        pass
    elif kind == TransferKind.HOLD:
        pending_change, posted = amount, 0
    elif kind == TransferKind.REVERSE:
        changed = recorded.get(rows.reverses[i] or "")
        if changed is None:
            return Refusal.REVERSES_NOT_FOUND
        if changed.kind not in (TransferKind.POST, TransferKind.SETTLE):
            return Refusal.NOT_REVERSIBLE
        if changed.debit != credit_id or changed.credit != debit_id:
            return Refusal.NOT_REVERSIBLE
        if amount > changed.amount - changed.reversed:
            return Refusal.EXCEEDS_UNREVERSED
    else:
        changed = recorded.get(rows.hold[i] or "")
        if changed is None or changed.kind != TransferKind.HOLD or changed.debit != debit_id:
            return Refusal.HOLD_NOT_FOUND
        if changed.resolved:
            return Refusal.HOLD_ALREADY_RESOLVED
        left = changed.amount - changed.settled
        if kind == TransferKind.SETTLE:
            if amount > left:
                return Refusal.EXCEEDS_HOLD
            freed = left - amount if rows.is_final[i] else 0
            pending_change = -amount - freed
        else:
            amount = freed = left
            pending_change, posted = -left, 0

    # Only what lowers a balance can overdraw it: a debit of a credit-normal account, a credit of a debit-normal one.
    if (
        not debit.below
        and not debit.debit_normal
        and debit.debits + posted + debit.pending + pending_change > debit.credits
    ):
        return Refusal.WOULD_OVERDRAW
    if credit is not None and not credit.below and credit.debit_normal and credit.credits + posted > credit.debits:
        return Refusal.WOULD_OVERDRAW

    recorded_at = now
    if debit.last is not None and debit.last > recorded_at:
        recorded_at = debit.last
    if credit is not None and credit.last is not None and credit.last > recorded_at:
        recorded_at = credit.last

    undo.append((debit, debit.debits, debit.credits, debit.pending, debit.version, debit.last))
    debit.debits += posted
    debit.pending += pending_change
    debit.version += 1
    debit.last = recorded_at
    verdict.created.append(i)
    verdict.amount_minor.append(amount)
    verdict.freed_minor.append(freed)
    verdict.recorded_at.append(recorded_at)
    verdict.debit_version.append(debit.version)
    balance = debit.credits - debit.debits
    verdict.debit_balance.append(-balance if debit.debit_normal else balance)
    if credit is None:
        verdict.credit_version.append(None)
        verdict.credit_balance.append(None)
    else:
        undo.append((credit, credit.debits, credit.credits, credit.pending, credit.version, credit.last))
        credit.credits += posted
        credit.version += 1
        credit.last = recorded_at
        verdict.credit_version.append(credit.version)
        balance = credit.credits - credit.debits
        verdict.credit_balance.append(-balance if credit.debit_normal else balance)

    recorded[row_id] = Recorded(kind, debit_id, credit_id, amount, rows.request_hash[i])
    undo.append((None, row_id))
    if changed is not None:
        undo.append((changed, changed.settled, changed.reversed, changed.resolved))
        if kind == TransferKind.REVERSE:
            changed.reversed += amount
            changed.resolved = changed.reversed == changed.amount
        else:
            if kind == TransferKind.SETTLE:
                changed.settled += amount
            changed.resolved = kind != TransferKind.SETTLE or rows.is_final[i] or changed.settled == changed.amount
    return CREATED


def _take_back(verdict: Judgement, mark: int, undo: list[tuple[Any, ...]], recorded: dict[str, Recorded]) -> None:
    """Undo the rows of a refused unit, last first, and answer its good rows `not_applied`."""
    for i in verdict.created[mark:]:
        verdict.outcomes[i] = NOT_APPLIED
    for column in (
        verdict.created,
        verdict.amount_minor,
        verdict.freed_minor,
        verdict.recorded_at,
        verdict.debit_version,
        verdict.debit_balance,
        verdict.credit_version,
        verdict.credit_balance,
    ):
        del column[mark:]
    for thing, *was in reversed(undo):
        if thing is None:
            del recorded[was[0]]
        elif isinstance(thing, Standing):
            thing.debits, thing.credits, thing.pending, thing.version, thing.last = was
        else:
            thing.settled, thing.reversed, thing.resolved = was


def _note_touched(verdict: Judgement, rows: RequestColumns) -> None:
    for i in verdict.created:
        verdict.touched_accounts.add(rows.debit_account[i])
        credit_id = rows.credit_account[i]
        if credit_id is not None:
            verdict.touched_accounts.add(credit_id)
        kind = rows.kind[i]
        if kind == TransferKind.HOLD:
            verdict.touched_progress.add(rows.id[i])
        elif kind != TransferKind.POST:
            resolved = rows.hold[i] or rows.reverses[i]
            if resolved is not None:
                verdict.touched_progress.add(resolved)
