"""Judge a set of rows, in order, against what the accounts hold. Plain Python over columns: no database here.

A *unit* stands or falls together: the whole set, or one journal of it. Each row is judged as if every good row before
it had been applied; a refused row changes nothing, so every row gets a verdict of its own. At the end of a unit with a
refused row all its rows are undone, and its good rows are answered `not_applied`. One pass keeps a running sum for each
account: measured against window sums in SQL it takes less than half the time on either database, and it alone can take
a refused journal out and go on (docs/adr/0013-judging.md). `model.py` says the same slowly and plainly; the tests hold
the two against each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from commonpurse.money.ledger.columns import RequestColumns
from commonpurse.money.ledger.rules import CREATED, EXISTS, NOT_APPLIED, Outcome, Refusal, TransferKind

POST = TransferKind.POST.value
HOLD = TransferKind.HOLD.value
SETTLE = TransferKind.SETTLE.value
VOID = TransferKind.VOID.value
EXPIRE = TransferKind.EXPIRE.value
REVERSE = TransferKind.REVERSE.value


class Standing:
    """An account as the rows before left it. `last` is the moment of its last entry in microseconds, 0 for none.

    `was` is its version before the set, `kept_in` the unit for which it was last kept for undoing.
    """

    __slots__ = (
        "below",
        "closed",
        "credits",
        "currency",
        "debit_normal",
        "debits",
        "kept_in",
        "last",
        "pending",
        "version",
        "was",
    )

    def __init__(
        self,
        currency: str,
        debit_normal: bool,
        below: bool,
        debits: int,
        credits: int,
        pending: int,
        version: int,
        last: int,
        closed: bool,
    ):
        self.currency = currency
        self.debit_normal = debit_normal
        self.below = below
        self.debits = debits
        self.credits = credits
        self.pending = pending
        self.version = self.was = version
        self.last = last
        self.closed = closed
        self.kept_in: object = None


class Recorded:
    """A transfer that is there already, from the database or from an earlier row of the set.

    `resolved` is when nothing was left of it, in microseconds, 0 while something is.
    """

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
        resolved: int = 0,
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
class Judgement:
    """An outcome for each row, and what to write: columns for the created rows, accounts and progress that changed."""

    outcomes: list[Outcome]
    created: list[int] = field(default_factory=list)
    amount_minor: list[int] = field(default_factory=list)
    freed_minor: list[int] = field(default_factory=list)
    recorded_at: list[int] = field(default_factory=list)
    debit_version: list[int] = field(default_factory=list)
    debit_balance: list[int] = field(default_factory=list)
    credit_version: list[int | None] = field(default_factory=list)
    credit_balance: list[int | None] = field(default_factory=list)
    accounts: dict[str, Standing] = field(default_factory=dict)
    progress: dict[str, Recorded] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[list[Any], ...]:
        return (
            self.created,
            self.amount_minor,
            self.freed_minor,
            self.recorded_at,
            self.debit_version,
            self.debit_balance,
            self.credit_version,
            self.credit_balance,
        )


def judge(
    rows: RequestColumns,
    units: Iterable[tuple[int, int]],
    *,
    accounts: dict[str, Standing],
    recorded: dict[str, Recorded],
    open_from: date | None,
    now: int,
) -> Judgement:
    """Judge the rows of each unit (`start`, `end`), and leave `accounts` and `recorded` as the created rows make them.

    `open_from` is the first day of the open period, None if none was ever closed; `now` is in microseconds.
    """
    judging = _Judging(rows, accounts, recorded, open_from, now)
    verdict = judging.verdict
    for start, end in units:
        refused = False
        judging.begin_unit()
        for i in range(start, end):
            outcome = verdict.outcomes[i] = judging.judge_row(i)
            if outcome is not CREATED and outcome is not EXISTS:
                refused = True
        if refused:
            judging.take_back_unit(start, end)
    judging.finish()
    return verdict


class _Judging:
    """The state of one pass over a set."""

    def __init__(
        self,
        rows: RequestColumns,
        accounts: dict[str, Standing],
        recorded: dict[str, Recorded],
        open_from: date | None,
        now: int,
    ):
        self.rows = rows
        self.accounts = accounts
        self.recorded = recorded
        self.open_from = open_from
        self.now = now
        self.verdict = Judgement([NOT_APPLIED] * len(rows))
        # Where an id of the set stands in it: most rows are never referred to, so no object is made for them.
        self.fresh: dict[str, int] = {}
        self.mark = 0
        self.unit = object()
        self.undo: list[tuple[Any, ...]] = []

    def begin_unit(self) -> None:
        self.mark = len(self.verdict.created)
        self.unit = object()
        self.undo = []

    def judge_row(self, i: int) -> Outcome:
        """Answer for one row and, if it is good, apply it. The checks stand in the order of `Refusal`."""
        rows = self.rows
        row_id = rows.id[i]
        if self._is_known(row_id):
            if self._recorded(row_id).request_hash == rows.request_hash[i]:  # type: ignore[union-attr]
                return EXISTS
            return Refusal.EXISTS_WITH_DIFFERENT_CONTENT
        kind = rows.kind[i]
        debit_id = rows.debit_account[i]
        credit_id = rows.credit_account[i]
        amount = rows.amount_minor[i]
        currency = rows.currency[i]
        debit = self.accounts.get(debit_id)
        credit = None if credit_id is None else self.accounts.get(credit_id)
        if debit is None or (credit is None and credit_id is not None):
            return Refusal.ACCOUNT_NOT_FOUND
        if debit.closed or (credit is not None and credit.closed):
            return Refusal.ACCOUNT_CLOSED
        if debit.currency != currency or (credit is not None and credit.currency != currency):
            return Refusal.CURRENCY_MISMATCH
        if debit_id == credit_id:
            return Refusal.SAME_ACCOUNT
        if amount <= 0 and kind != VOID and kind != EXPIRE:
            return Refusal.AMOUNT_NOT_POSITIVE
        if self.open_from is not None and rows.business_date[i] < self.open_from:
            return Refusal.PERIOD_CLOSED

        posted, reserved, freed = amount, 0, 0
        changed: Recorded | None = None
        if kind == POST:
            pass
        elif kind == HOLD:
            posted, reserved = 0, amount
        elif kind == REVERSE:
            changed = self._recorded(rows.reverses[i])
            if changed is None:
                return Refusal.REVERSES_NOT_FOUND
            if changed.kind not in (POST, SETTLE) or (changed.debit, changed.credit) != (credit_id, debit_id):
                return Refusal.NOT_REVERSIBLE
            if amount > changed.amount - changed.reversed:
                return Refusal.EXCEEDS_UNREVERSED
        else:
            changed = self._recorded(rows.hold[i])
            if changed is None or changed.kind != HOLD or changed.debit != debit_id:
                return Refusal.HOLD_NOT_FOUND
            if changed.resolved:
                return Refusal.HOLD_ALREADY_RESOLVED
            left = changed.amount - changed.settled
            if kind == SETTLE:
                if amount > left:
                    return Refusal.EXCEEDS_HOLD
                if rows.is_final[i]:
                    freed = left - amount
                reserved = -amount - freed
            else:
                amount = freed = left
                posted, reserved = 0, -left

        # Only what lowers a balance can overdraw it: a debit where credit is normal, a credit where debit is.
        if (
            posted + reserved > 0
            and not debit.below
            and not debit.debit_normal
            and debit.debits + posted + debit.pending + reserved > debit.credits
        ):
            return Refusal.WOULD_OVERDRAW
        if credit is not None and credit.debit_normal and not credit.below and credit.credits + posted > credit.debits:
            return Refusal.WOULD_OVERDRAW
        self._apply(i, debit, credit, amount, posted, reserved, freed)
        if changed is not None:
            self._progress(i, changed, amount)
        return CREATED

    def _apply(
        self,
        i: int,
        debit: Standing,
        credit: Standing | None,
        amount: int,
        posted: int,
        reserved: int,
        freed: int,
    ) -> None:
        verdict = self.verdict
        recorded_at = debit.last if debit.last > self.now else self.now
        if credit is not None and credit.last > recorded_at:
            recorded_at = credit.last
        if debit.kept_in is not self.unit:
            self._keep(debit)
        debit.debits += posted
        debit.pending += reserved
        debit.version += 1
        debit.last = recorded_at
        balance = debit.credits - debit.debits
        verdict.created.append(i)
        verdict.amount_minor.append(amount)
        verdict.freed_minor.append(freed)
        verdict.recorded_at.append(recorded_at)
        verdict.debit_version.append(debit.version)
        verdict.debit_balance.append(-balance if debit.debit_normal else balance)
        if credit is None:
            verdict.credit_version.append(None)
            verdict.credit_balance.append(None)
        else:
            if credit.kept_in is not self.unit:
                self._keep(credit)
            credit.credits += posted
            credit.version += 1
            credit.last = recorded_at
            balance = credit.credits - credit.debits
            verdict.credit_version.append(credit.version)
            verdict.credit_balance.append(-balance if credit.debit_normal else balance)
        self.fresh[self.rows.id[i]] = len(verdict.created) - 1

    def _keep(self, account: Standing) -> None:
        """Remember an account as it was before this unit, once."""
        account.kept_in = self.unit
        self.undo.append((account, account.debits, account.credits, account.pending, account.version, account.last))

    def _progress(self, i: int, changed: Recorded, amount: int) -> None:
        self.undo.append((changed, changed.settled, changed.reversed, changed.resolved))
        kind = self.rows.kind[i]
        if kind == REVERSE:
            changed.reversed += amount
            is_resolved = changed.reversed == changed.amount
        elif kind == SETTLE:
            changed.settled += amount
            is_resolved = self.rows.is_final[i] or changed.settled == changed.amount
        else:
            is_resolved = True
        if is_resolved:
            changed.resolved = self.verdict.recorded_at[-1]

    def _is_known(self, id: str) -> bool:
        return id in self.fresh or id in self.recorded

    def _recorded(self, id: str | None) -> Recorded | None:
        """Find a transfer that is there already, in the database or further up in the set."""
        if id is None:
            return None
        known = self.recorded.get(id)
        if known is None and id in self.fresh:
            at = self.fresh[id]
            i = self.verdict.created[at]
            rows = self.rows
            known = self.recorded[id] = Recorded(
                rows.kind[i],
                rows.debit_account[i],
                rows.credit_account[i],
                self.verdict.amount_minor[at],
                rows.request_hash[i],
            )
            self.undo.append((None, id))
        return known

    def take_back_unit(self, start: int, end: int) -> None:
        """Undo the rows of the unit, last first, and answer its good rows `not_applied`."""
        verdict = self.verdict
        for i in verdict.created[self.mark :]:
            verdict.outcomes[i] = NOT_APPLIED
            del self.fresh[self.rows.id[i]]
        for column in verdict.columns:
            del column[self.mark :]
        for thing, *was in reversed(self.undo):
            if thing is None:
                del self.recorded[was[0]]
            elif isinstance(thing, Standing):
                thing.debits, thing.credits, thing.pending, thing.version, thing.last = was
            else:
                thing.settled, thing.reversed, thing.resolved = was
        for i in range(start, end):
            # It repeated a row of this very unit, which is not there any more.
            if verdict.outcomes[i] is EXISTS and not self._is_known(self.rows.id[i]):
                verdict.outcomes[i] = NOT_APPLIED

    def finish(self) -> None:
        """Gather the accounts and the progress that the created rows changed."""
        rows, verdict = self.rows, self.verdict
        verdict.accounts = {id: account for id, account in self.accounts.items() if account.version != account.was}
        for i in verdict.created:
            kind = rows.kind[i]
            if kind != POST:
                id = rows.id[i] if kind == HOLD else rows.hold[i] or rows.reverses[i]
                known = self._recorded(id)
                if id is not None and known is not None:
                    verdict.progress[id] = known
