"""Posting sets: how many statements, what a program may not ask, and what a caller is told."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import LARGEST_MINOR
from commonpurse.money.ledger.commands import (
    Journal,
    LedgerRefused,
    NewAccount,
    TransferColumns,
    lock_accounts,
    open_accounts,
    post_columns,
    post_journal,
    post_transfers,
    reverse_transfer,
)
from commonpurse.money.ledger.locks import AccountNotLocked
from commonpurse.money.ledger.models import Transfer
from commonpurse.money.ledger.queries import balance_of, movements_of, turnovers_of, verify_ledger
from commonpurse.money.ledger.rules import (
    LARGEST_SET,
    SENTENCES,
    AccountCode,
    MalformedRow,
    Refusal,
    TransferCode,
    TransferKind,
)
from tests.money.ledger.books import ACTOR, NOW, Books, gbp


def allocations(books: Books, count: int) -> TransferColumns:
    return TransferColumns(
        id=[new_id() for _ in range(count)],
        code=TransferCode.ALLOCATION,
        debit_account=books.id("suspense"),
        credit_account=[books.id("line" if n % 2 else "other") for n in range(count)],
        amount_minor=[n + 1 for n in range(count)],
        currency="GBP",
    )


def statements(act: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len([query for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def test_ten_thousand_rows_take_as_many_statements_as_two(kept_books: Books) -> None:
    counts = {
        count: statements(lambda count=count: post_columns(allocations(kept_books, count), by=ACTOR, now=NOW))
        for count in (2, 100, LARGEST_SET)
    }
    assert len(set(counts.values())) == 1
    # BEGIN and COMMIT among them.
    assert counts[2] <= 5
    assert (
        balance_of(kept_books.id("line")).posted.minor
        == 1 + 2 + sum(range(2, 101, 2)) + sum(range(2, LARGEST_SET + 1, 2)) - 1
    )
    assert verify_ledger() == []


def test_a_single_movement_takes_one_statement_where_that_saves_round_trips(kept_books: Books) -> None:
    count = statements(lambda: kept_books.post(kept_books.row("post p1 suspense line 5")))
    assert count == (1 if connection.vendor == "postgresql" else 2)


def test_holds_and_settles_in_a_set_take_no_more(kept_books: Books) -> None:
    books = kept_books
    books.give("line", 1_000_000)

    def released(count: int) -> list[Journal]:
        return [
            Journal(
                new_id(),
                (
                    books.row(f"hold h{count}-{n} line 7"),
                    books.row(f"settle s{count}-{n} h{count}-{n} line clearing 7"),
                ),
            )
            for n in range(count)
        ]

    counts = {
        count: statements(lambda count=count: post_transfers(released(count), by=ACTOR, now=NOW)) for count in (1, 400)
    }
    assert counts[1] == counts[400]
    assert counts[1] <= 7
    assert verify_ledger() == []


def test_a_set_has_between_one_and_ten_thousand_rows(books: Books) -> None:
    for journals in ([], [Journal(new_id(), ())]):
        with pytest.raises(MalformedRow):
            post_transfers(journals, by=ACTOR, now=NOW)
    with pytest.raises(MalformedRow, match="this one has 10001"):
        post_columns(allocations(books, LARGEST_SET + 1), by=ACTOR, now=NOW)


def test_columns_of_different_length_are_refused(books: Books) -> None:
    wrong = replace(allocations(books, 3), amount_minor=[1, 2])
    with pytest.raises(MalformedRow, match="equal lengths"):
        post_columns(wrong, by=ACTOR, now=NOW)


MALFORMED: dict[str, tuple[str, dict[str, Any]]] = {
    "a post without a credit account": ("post p1 suspense line 5", {"credit_account": None}),
    "a hold with one": ("hold h1 line 5", {"credit_account": new_id()}),
    "a post that names a hold": ("post p1 suspense line 5", {"hold": new_id()}),
    "a settle that names none": ("settle s1 h1 line clearing 5", {"hold": None}),
    "a post that reverses": ("post p1 suspense line 5", {"reverses": new_id()}),
    "a reversal of nothing": ("reverse r1 p1 line suspense 5", {"reverses": None}),
    "a final post": ("post p1 suspense line 5", {"is_final": True}),
    "a post that expires": ("post p1 suspense line 5", {"expires_at": NOW}),
    "a void of an amount": ("void v1 h1 line", {"amount_minor": 5}),
    "a correction that nobody allowed": ("post p1 suspense line 5", {"code": TransferCode.CORRECTION}),
    "a reclaim that nobody allowed": ("post p1 line fund 5", {"code": TransferCode.RECLAIM}),
    "an amount beyond any budget": ("post p1 suspense line 5", {"amount_minor": LARGEST_MINOR + 1}),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_row_without_the_fields_of_its_kind_is_a_fault(books: Books, name: str) -> None:
    text, changed = MALFORMED[name]
    row = replace(books.row(text), **changed)
    other = books.row("post other suspense line 5")
    for rows in ((row,), (other, row)):
        with pytest.raises(MalformedRow):
            post_transfers([Journal(new_id(), rows)], by=ACTOR, now=NOW)
    assert not Transfer.objects.filter(journal=row.id).exists()


def test_a_refusal_is_raised_with_a_sentence_and_its_row(books: Books) -> None:
    good, bad = books.row("post p1 suspense line 5"), books.row("post p2 line clearing 6")
    with pytest.raises(LedgerRefused) as caught:
        post_journal(Journal(new_id(), (good, bad)), by=ACTOR, now=NOW)
    assert caught.value.code == "would_overdraw"
    assert caught.value.facts == {"row_id": bad.id}
    assert str(caught.value) == "There is not enough money available. Choose a smaller amount."
    assert balance_of(books.id("line")).posted == gbp(0)


def test_each_refusal_has_its_sentence() -> None:
    assert set(SENTENCES) == set(Refusal)
    assert all(sentence.endswith(".") for sentence in SENTENCES.values())


def test_a_repeat_on_a_later_day_is_the_same_request(books: Books) -> None:
    journal = Journal(new_id(), (books.row("post p1 suspense line 5"),))
    post_journal(journal, by=ACTOR, now=NOW)
    post_journal(journal, by=new_id(), now=NOW + timedelta(days=400))
    assert balance_of(books.id("line")).posted == gbp(5)
    with pytest.raises(LedgerRefused) as caught:
        post_journal(replace(journal, id=new_id()), by=ACTOR, now=NOW)
    assert caught.value.code == "exists_with_different_content"


def test_a_repeat_is_answered_before_any_refusal(kept_books: Books) -> None:
    """The first time took the last of the money; the second must not be told that there is none."""
    books = kept_books
    books.give("line", 10)
    for texts in (["post p1 line clearing 4"], ["post p2 line clearing 3", "post p3 line clearing 3"]):
        journal = Journal(new_id(), tuple(books.row(text) for text in texts))
        assert set(post_transfers([journal], by=ACTOR, now=NOW)) == {"created"}
        books.post(books.row(f"post {new_id()} clearing other 1"))
        assert set(post_transfers([journal], by=ACTOR, now=NOW)) == {"exists"}
    assert balance_of(books.id("line")).posted == gbp(0)


def test_a_row_is_recorded_after_the_last_of_its_accounts_even_if_the_clock_steps_back(books: Books) -> None:
    books.post(books.row("post p1 suspense line 5"), now=NOW)
    books.post(books.row("post p2 suspense line 5"), now=NOW - timedelta(hours=1))
    books.post(books.row("post p3 suspense other 5"), now=NOW + timedelta(microseconds=1))
    recorded = [Transfer.objects.get(id=books.id(name)).recorded_at for name in ("p1", "p2", "p3")]
    assert recorded == [NOW, NOW, NOW + timedelta(microseconds=1)]


def test_the_business_date_is_the_day_in_london(books: Books) -> None:
    # 23:30 in UTC on 30 June is half past midnight on 1 July in London.
    books.post(books.row("post p1 suspense line 5"), now=NOW.replace(month=6, day=30, hour=23, minute=30))
    assert Transfer.objects.get(id=books.id("p1")).business_date.isoformat() == "2026-07-01"


# Locks ----------------------------------------------------------------------------------------------------------------


def test_posting_outside_the_lock_of_the_transaction_is_a_fault(books: Books) -> None:
    def act() -> None:
        with transaction.atomic():
            lock_accounts([books.id("suspense"), books.id("line")])
            books.post(books.row("post p1 suspense line 5"))
            books.post(books.row("post p2 suspense other 5"))

    with pytest.raises(AccountNotLocked):
        act()
    assert balance_of(books.id("line")).posted == gbp(0)


def test_a_second_lock_of_other_accounts_is_a_fault(books: Books) -> None:
    with transaction.atomic():
        lock_accounts([books.id("suspense"), books.id("line")])
        lock_accounts([books.id("line")])
        with pytest.raises(AccountNotLocked):
            lock_accounts([books.id("other")])


def test_two_postings_without_one_lock_are_a_fault(books: Books) -> None:
    def act() -> None:
        with transaction.atomic():
            books.post(books.row("post p1 suspense line 5"))
            books.post(books.row("post p2 suspense other 5"))

    with pytest.raises(AccountNotLocked):
        act()


def test_a_lock_outside_a_transaction_is_a_fault(kept_books: Books) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        lock_accounts([kept_books.id("line")])


def test_an_account_opened_in_the_transaction_is_as_good_as_locked(books: Books) -> None:
    account = new_id()
    with transaction.atomic():
        lock_accounts([books.id("suspense")])
        open_accounts([NewAccount(account, AccountCode.FUND, "GBP")], by=ACTOR, now=NOW)
        row = replace(books.row("post p1 suspense line 5"), credit_account=account)
        books.post(row)
    assert balance_of(account).posted == gbp(5)


def test_a_lock_ends_with_its_transaction(books: Books) -> None:
    with transaction.atomic():
        lock_accounts([books.id("line")])
    books.post(books.row("post p1 suspense other 5"))
    with transaction.atomic():
        lock_accounts([books.id("suspense"), books.id("other")])
        books.post(books.row("post p2 suspense other 5"))
    assert balance_of(books.id("other")).posted == gbp(10)


@transaction.atomic
def lock_one(books: Books, name: str) -> None:
    """Django uses one and the same block for every call of a decorated function."""
    lock_accounts([books.id(name)])
    books.post(books.row(f"hold {new_id()} {name} 1"))


@pytest.mark.parametrize("commits", [True, False], ids=["committed", "rolled_back_at_the_end"])
def test_each_call_of_a_decorated_command_locks_anew(request: pytest.FixtureRequest, commits: bool) -> None:
    books: Books = request.getfixturevalue("kept_books" if commits else "books")
    for name in ("line", "other"):
        books.give(name, 10)
    for name in ("line", "other", "line"):
        count = statements(lambda name=name: lock_one(books, name))
        assert count >= 2  # the lock and the posting; none was taken for held from the call before
    assert balance_of(books.id("line")).pending == gbp(2)


def test_a_lock_goes_with_the_savepoint_that_took_it(books: Books) -> None:
    with transaction.atomic():
        with suppress(LookupError), transaction.atomic():
            lock_accounts([books.id("line")])
            raise LookupError
        lock_accounts([books.id("suspense"), books.id("other")])
        books.post(books.row("post p1 suspense other 5"))
    assert balance_of(books.id("other")).posted == gbp(5)


# Reversals and what others ask of a movement -------------------------------------------------------------------------


def test_a_reversal_without_an_amount_moves_back_what_is_left(books: Books) -> None:
    books.give("line", 100)
    books.post(books.row("post p1 line clearing 60"))
    first, rest = new_id(), new_id()
    reverse_transfer(
        id=first, reverses=books.id("p1"), amount=gbp(20), code=TransferCode.BANK_RETURN, by=ACTOR, now=NOW
    )
    for _ in range(2):  # a repeat changes nothing
        reverse_transfer(id=rest, reverses=books.id("p1"), code=TransferCode.BANK_RETURN, by=ACTOR, now=NOW)
    assert balance_of(books.id("line")).posted == gbp(100)
    movement = movements_of([books.id("p1")])[books.id("p1")]
    assert (movement.kind, movement.amount, movement.reversed, movement.left) == (
        TransferKind.POST, gbp(60), gbp(60), gbp(0),
    )  # fmt: skip
    assert turnovers_of([books.id("line")])[books.id("line")].credits == gbp(160)


def test_what_is_not_there_or_moved_nothing_cannot_be_reversed(books: Books) -> None:
    books.give("line", 100)
    books.post(books.row("hold h1 line 60"))
    for name, code in (("nothing", "reverses_not_found"), ("h1", "not_reversible")):
        with pytest.raises(LedgerRefused) as caught:
            reverse_transfer(id=new_id(), reverses=books.id(name), code=TransferCode.BANK_RETURN, by=ACTOR, now=NOW)
        assert caught.value.code == code
