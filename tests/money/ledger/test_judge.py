"""Judging over columns against the model, in memory: many more sets than a database could take."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import accumulate, pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonpurse.kernel.identity import new_id
from commonpurse.money.ledger.canonical import micros
from commonpurse.money.ledger.columns import columns_of, request_columns, units_of
from commonpurse.money.ledger.commands import Journal
from commonpurse.money.ledger.judge import Recorded, Standing, judge
from commonpurse.money.ledger.model import Model
from commonpurse.money.ledger.rules import NormalSide
from tests.money.ledger.books import NOW, TODAY, Books
from tests.money.ledger.drawing import draw_set


def standings(model: Model) -> dict[str, Standing]:
    return {
        id.hex: Standing(
            account.currency,
            account.code.normal_side is NormalSide.DEBIT,
            account.code.may_go_below_zero,
            account.debits,
            account.credits,
            account.pending,
            account.version,
            micros(account.last) if account.last else 0,
            account.is_closed,
        )
        for id, account in model.accounts.items()
    }


@pytest.mark.parametrize("atomic", ["batch", "journal"])
@given(seed=st.integers(0, 2**32))
@settings(max_examples=750)
def test_a_set_is_judged_as_the_model_judges_it_row_by_row(seed: int, atomic: str) -> None:
    chance = Random(seed)
    books = Books()
    model = books.model
    model.accounts[books.id("closed")] = replace(model.accounts[books.id("line")], is_closed=True)
    model.open_from = chance.choice([None, TODAY - timedelta(days=2)])
    recorded: dict[str, Recorded] = {}
    accounts = standings(model)
    journals = [Journal(new_id(), (books.row(f"post {new_id()} suspense line 100"),))]
    asked: list[Journal] = []
    for _ in range(chance.randint(2, 12)):
        asked += journals
        now = NOW + timedelta(minutes=chance.randint(-30, 30))
        rows = request_columns(columns_of(journals), TODAY)
        lengths = [0, *accumulate(len(journal.rows) for journal in journals)]
        units = [(0, len(rows))] if atomic == "batch" else list(pairwise(lengths))
        verdict = judge(rows, units, accounts=accounts, recorded=recorded, open_from=model.open_from, now=micros(now))

        before = len(model.entries)
        assert verdict.outcomes == model.post(journals, now, TODAY, atomic)
        made = [
            (entry.account.hex, entry.version, entry.balance, micros(entry.recorded_at))
            for entry in model.entries[before:]
        ]
        told = []
        for n, i in enumerate(verdict.created):
            at = verdict.recorded_at[n]
            told.append((rows.debit_account[i], verdict.debit_version[n], verdict.debit_balance[n], at))
            if rows.credit_account[i] is not None:
                told.append((rows.credit_account[i], verdict.credit_version[n], verdict.credit_balance[n], at))
            # What the next set meets comes from the database: here it is what this one left.
            recorded.setdefault(
                rows.id[i],
                Recorded(
                    rows.kind[i],
                    rows.debit_account[i],
                    rows.credit_account[i],
                    verdict.amount_minor[n],
                    rows.request_hash[i],
                ),
            )
        assert told == made
        for id, account in model.accounts.items():
            standing = accounts[id.hex]
            assert (standing.debits, standing.credits, standing.pending, standing.version) == (
                account.debits, account.credits, account.pending, account.version,
            )  # fmt: skip
        assert set(recorded) == {id.hex for id in model.transfers}
        for id, transfer in model.transfers.items():
            known = recorded[id.hex]
            assert (known.amount, known.settled, known.reversed, bool(known.resolved)) == (
                transfer.amount, transfer.settled, transfer.reversed, transfer.is_resolved,
            )  # fmt: skip
        journals = draw_set(chance, books, asked)


@given(seed=st.integers(0, 2**32))
@settings(max_examples=50)
def test_rows_of_one_journal_next_to_each_other_are_one_unit_of_columns(seed: int) -> None:
    journals = draw_set(Random(seed), Books(), [])
    rows = request_columns(columns_of(journals), TODAY)
    assert units_of(rows) == list(pairwise([0, *accumulate(len(journal.rows) for journal in journals)]))
