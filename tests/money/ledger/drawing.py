"""Random sets of rows for the property tests: mostly good, some wrong in each way that can be wrong.

Hypothesis chooses the seed and prints it; what is drawn from it may depend on what the ledger holds by then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random
from uuid import UUID

from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.money.ledger.commands import Journal
from commonpurse.money.ledger.rules import (
    Row,
    TransferCode,
    TransferKind,
    expire_row,
    hold_row,
    post_row,
    reverse_row,
    settle_row,
    void_row,
)
from tests.money.ledger.books import NOW, TODAY, Books

KINDS = ["post"] * 4 + ["hold"] * 3 + ["settle"] * 4 + ["void", "expire"] + ["reverse"] * 4
AMOUNTS = [*range(1, 20), *range(1, 20), *range(20, 60, 7), 0, -3, 1000]
DAYS = [None, None, None, None, -40, -3, -1, 0, 1, 9]
PLACES = ["line"] * 5 + ["suspense"] * 4 + ["other", "other", "clearing", "bank", "spent", "contra", "loss"]
ODD_PLACES = ["euro", "closed", "nowhere"]


def seldom(chance: Random) -> bool:
    return chance.random() < 0.05


def draw_place(chance: Random, books: Books) -> UUID:
    return books.id(chance.choice(ODD_PLACES if seldom(chance) else PLACES))


def draw_row(chance: Random, books: Books, known: Sequence[Row]) -> Row:
    """Draw a row that may refer to `known` ones: rows that are there, or that stand further up in the set."""
    kind = chance.choice(KINDS)
    amount = Money(chance.choice(AMOUNTS), "EUR" if seldom(chance) else "GBP")
    day = chance.choice(DAYS)
    on = None if day is None else TODAY + timedelta(days=day)
    id = new_id()
    first, second = draw_place(chance, books), draw_place(chance, books)
    if kind in ("settle", "void", "expire"):
        holds = [row for row in known if row.kind is TransferKind.HOLD]
        held = chance.choice(holds[-4:]) if holds and not seldom(chance) else None
        hold = held.id if held else new_id()
        account = held.debit_account if held and not seldom(chance) else first
        if kind == "settle":
            return settle_row(
                id=id,
                hold=hold,
                debit_account=account,
                credit_account=second,
                amount=amount,
                is_final=chance.random() < 0.4,
                business_date=on,
            )
        if kind == "void":
            return void_row(id=id, hold=hold, debit_account=account, currency=amount.currency, business_date=on)
        return expire_row(id=id, hold=hold, debit_account=account, currency=amount.currency)
    if kind == "reverse":
        original = chance.choice(known[-6:]) if known and not seldom(chance) else None
        return reverse_row(
            id=id,
            reverses=original.id if original else new_id(),
            debit_account=(original and original.credit_account) or first,
            credit_account=original.debit_account if original and not seldom(chance) else second,
            amount=amount,
            code=TransferCode.BANK_RETURN,
            business_date=on,
        )
    if kind == "hold":
        expires_at = NOW + timedelta(hours=chance.randint(-2, 48)) if chance.random() < 0.5 else None
        return hold_row(id=id, debit_account=first, amount=amount, expires_at=expires_at, business_date=on)
    return post_row(
        id=id,
        code=TransferCode.ALLOCATION,
        debit_account=first,
        credit_account=second,
        amount=amount,
        business_date=on,
    )


def draw_set(chance: Random, books: Books, asked: Sequence[Journal], largest: int = 4) -> list[Journal]:
    """Draw 1 to `largest` journals of 1 to 3 rows; now and then a row or a journal that was asked for before."""
    before = [row for journal in asked for row in journal.rows]
    known = [row for row in before if row.id in books.model.transfers]
    journals: list[Journal] = []
    for _ in range(chance.choice([1, 1, chance.randint(1, largest)])):
        if asked and seldom(chance):
            journals.append(chance.choice(asked))
            continue
        rows: list[Row] = []
        for _ in range(chance.choice([1, 1, 1, 2, 3])):
            if before and seldom(chance):
                again = chance.choice(before)
                rows.append(replace(again, amount_minor=again.amount_minor + 1) if again.amount_minor else again)
            else:
                rows.append(draw_row(chance, books, known))
            known.append(rows[-1])
        journals.append(Journal(new_id(), tuple(rows)))
    return journals
