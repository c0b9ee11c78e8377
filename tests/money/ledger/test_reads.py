"""Reading against the model, with random days, instants, pages and accounts: faults hide in reads as well."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonpurse.kernel.identity import new_id
from commonpurse.money.ledger.commands import Journal, TransferColumns, close_period, post_columns, post_transfers
from commonpurse.money.ledger.queries import (
    StatementLine,
    balance_at,
    balance_of,
    balance_on,
    balances,
    balances_of,
    books_open_from,
    positions_before,
    positions_of,
    postings_of,
    statement_page,
    trial_balance,
    turnovers_of,
)
from commonpurse.money.ledger.rules import NormalSide, TransferCode
from tests.money.ledger.books import ACTOR, NOW, TODAY, Books
from tests.money.ledger.drawing import draw_set


@pytest.mark.parametrize("seed", range(4))
def test_every_read_says_what_the_model_says(books: Books, seed: int) -> None:
    chance = Random(seed)
    model = books.model
    asked = [Journal(new_id(), tuple(books.row(f"post {new_id()} suspense {name} 300") for name in ("line", "other")))]
    for number in range(60):
        now = NOW + timedelta(minutes=number * 7 + chance.randint(-9, 9))
        assert post_transfers(asked[-1:], by=ACTOR, now=now) == model.post(asked[-1:], now, TODAY, "batch")
        if number in (20, 40):
            ends_on = TODAY - timedelta(days=60 - number)
            close_period(ends_on=ends_on, by=ACTOR, now=now)
            model.open_from = ends_on
        asked += draw_set(chance, books, asked, largest=1)
    accounts = sorted(model.accounts)
    for _ in range(60):
        account = books.id(chance.choice(["line", "other", *Books.ACCOUNTS]))
        on = TODAY + timedelta(days=chance.randint(-45, 12))
        told = balance_on(account, on)
        assert (told.posted.minor, told.pending.minor) == model.balance(account, lambda e, on=on: e.business_date <= on)
        at = NOW + timedelta(minutes=chance.randint(-20, 450), microseconds=chance.choice([0, 0, 1]))
        told = balance_at(account, at)
        assert (told.posted.minor, told.pending.minor) == model.balance(account, lambda e, at=at: e.recorded_at <= at)
        assert told.available == told.posted - told.pending
    assert books_open_from() == TODAY - timedelta(days=20)
    days = [TODAY + timedelta(days=chance.randint(-45, 12)) for _ in range(5)]
    before = positions_before(accounts, days)
    for account in accounts:
        for day in days:
            is_before = lambda e, day=day: e.business_date < day  # noqa: E731
            held, turned = before[day][account].balance, before[day][account].turnover
            assert (held.posted.minor, held.pending.minor) == model.balance(account, is_before)
            assert held == balance_on(account, day - timedelta(days=1))
            posted = [each.amount.minor for each in postings_of([account], before=day)]
            assert sum(posted) == held.posted.minor
            of_sides = [(e.debit, e.credit) for e in model.entries if e.account == account and is_before(e)]
            assert (turned.debits.minor, turned.credits.minor) == tuple(map(sum, zip((0, 0), *of_sides, strict=True)))
    assert {id: each.balance for id, each in positions_of(accounts).items()} == balances_of(accounts)
    assert {id: each.turnover for id, each in positions_of(accounts).items()} == turnovers_of(accounts)
    assert {id: (b.posted.minor, b.pending.minor) for id, b in balances_of(accounts).items()} == {
        id: model.balance(id) for id in accounts
    }
    for account in accounts:
        assert whole_statement(account, chance.randint(1, 9)) == expected_statement(books, account)


def whole_statement(account: UUID, limit: int) -> list[tuple[Any, ...]]:
    """Read a statement page by page, newest first."""
    lines: list[StatementLine] = []
    before: int | None = None
    while page := statement_page(account, before_version=before, limit=limit):
        assert len(page) <= limit
        lines += page
        before = page[-1].version
    return [
        (x.transfer_id, x.version, x.kind, x.other_account, x.amount.minor, x.pending.minor, x.balance.minor,
         x.business_date, x.recorded_at)
        for x in lines
    ]  # fmt: skip


def expected_statement(books: Books, account: UUID) -> list[tuple[Any, ...]]:
    sign = -1 if books.model.accounts[account].code.normal_side is NormalSide.DEBIT else 1
    told = []
    for entry in books.model.entries:
        if entry.account == account:
            row = books.model.transfers[entry.transfer].row
            other = row.credit_account if row.debit_account == account else row.debit_account
            told.append(
                (entry.transfer, entry.version, row.kind, other, sign * (entry.credit - entry.debit), entry.reserved,
                 entry.balance, entry.business_date, entry.recorded_at)
            )  # fmt: skip
    return told[::-1]


def test_the_trial_balance_is_zero_in_each_currency(books: Books) -> None:
    books.post(books.row("post p1 bank suspense 100"))
    books.post(books.row("post p2 suspense line 30"))
    totals = trial_balance()
    assert totals["GBP"].debits.minor == totals["GBP"].credits.minor == 130
    assert {total.difference.minor for total in totals.values()} == {0}


def test_an_unknown_account_has_no_balance(db: None) -> None:
    for ask in (balance_of, lambda id: balance_on(id, TODAY), lambda id: balance_at(id, NOW), statement_page):
        with pytest.raises(ObjectDoesNotExist):
            ask(new_id())
    assert balances_of([new_id()]) == positions_of([new_id()]) == {}
    assert positions_before([new_id()], [TODAY]) == {TODAY: {}}
    assert postings_of([new_id()], before=TODAY) == []


def test_nobody_has_closed_the_books_of_a_new_ledger(db: None) -> None:
    assert books_open_from() is None


def test_what_takes_a_row_back_names_the_row(books: Books) -> None:
    books.post(books.row("post p1 bank suspense 100"))
    books.post(books.row("reverse r1 p1 suspense bank 30"))
    found = postings_of([books.id("bank")], before=TODAY + timedelta(days=1))
    assert sorted(each.amount.minor for each in found) == [-30, 100]
    assert {each.origin for each in found} == {books.id("p1")}


def test_many_accounts_are_asked_in_parts(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    books.post(books.row("post p1 bank suspense 100"))
    books.post(books.row("post p2 suspense line 30"))
    names, day = ["bank", "suspense", "line"], TODAY + timedelta(days=1)
    whole = positions_before(map(books.id, names), [day])
    assert [whole[day][books.id(name)].balance.posted.minor for name in names] == [100, 70, 30]
    monkeypatch.setattr(balances, "ACCOUNTS_A_STATEMENT", 2)
    assert positions_before(map(books.id, names), [day]) == whole


def test_accounts_before_a_day_are_found_by_their_entries(books: Books) -> None:
    accounts, days = [books.id("line"), books.id("other")], [TODAY, TODAY + timedelta(days=1)]
    with CaptureQueriesContext(connection) as captured:
        positions_before(accounts, days)
    assert len(captured) == 1
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + captured[0]["sql"])
            plan = "\n".join(str(line) for line in cursor.fetchall())
        assert "SCAN ledger_transfer" not in plan


def plan_of_a_page(account: UUID, before: int) -> str:
    """Return how the database finds a page: by the index on account and version, on either side."""
    with CaptureQueriesContext(connection) as captured:
        statement_page(account, before_version=before, limit=50)
    question = next(query["sql"] for query in captured if "ledger_transfer" in query["sql"])
    with connection.cursor() as cursor:
        cursor.execute(("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + question)
        return "\n".join(str(line) for line in cursor.fetchall())


def test_a_page_is_found_by_account_and_version_however_long_the_history(books: Books) -> None:
    post_columns(
        TransferColumns(
            id=[new_id() for _ in range(6_000)],
            code=TransferCode.ALLOCATION,
            debit_account=books.id("suspense"),
            credit_account=[books.id("line" if n % 2 else "other") for n in range(6_000)],
            amount_minor=1,
            currency="GBP",
        ),
        by=ACTOR,
        now=NOW,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "ANALYZE ledger_account")
    plan = plan_of_a_page(books.id("suspense"), 3_000)
    if connection.vendor == "sqlite":
        assert "SCAN" not in plan
        assert plan.count("USING INDEX") == 2
    else:
        assert "Seq Scan" not in plan
        assert "transfer_debit_version_once" in plan
        assert "transfer_credit_version_once" in plan
