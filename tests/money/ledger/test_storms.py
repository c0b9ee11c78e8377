"""Many at once, from threads and from processes that commit for real: exact counts, no deadlock, nothing twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections

from commonpurse.kernel.identity import new_id
from commonpurse.money.ledger.commands import (
    Journal,
    LedgerRefused,
    hold_transfer,
    lock_accounts,
    post_journal,
    post_row,
    post_transfers,
    reverse_transfer,
    settle_hold,
)
from commonpurse.money.ledger.models import Transfer
from commonpurse.money.ledger.queries import balance_of, verify_ledger
from commonpurse.money.ledger.rules import TransferCode
from tests.money.ledger.books import ACTOR, NOW, Books, gbp

WORKERS = 64


def at_once(act: Callable[[int], Any], count: int = WORKERS) -> Counter[Any]:
    """Let `count` threads act at the same moment; count what each came to: its answer, or a refusal's code."""
    start = Barrier(count)

    def one(number: int) -> Any:
        try:
            start.wait(timeout=60)
            return act(number)
        except LedgerRefused as refusal:
            return refusal.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return Counter(pool.map(one, range(count)))


def test_64_holds_of_ten_pounds_on_a_hundred_approve_exactly_ten(kept_books: Books) -> None:
    books = kept_books
    books.give("line", 10_000)

    def release(number: int) -> str:
        hold = new_id()
        hold_transfer(id=hold, debit_account=books.id("line"), amount=gbp(1_000), by=ACTOR, now=NOW)
        settle_hold(id=new_id(), hold=hold, credit_account=books.id("clearing"), amount=gbp(1_000), by=ACTOR, now=NOW)
        return "released"

    assert at_once(release) == {"released": 10, "would_overdraw": 54}
    assert balance_of(books.id("line")).available == gbp(0)
    assert balance_of(books.id("clearing")).posted == gbp(10_000)
    assert verify_ledger() == []


def test_64_reversals_of_a_part_never_go_beyond_the_whole(kept_books: Books) -> None:
    books = kept_books
    books.give("line", 10_000)
    books.post(books.row("post p1 line clearing 10000"))

    def reverse(number: int) -> str:
        reverse_transfer(
            id=new_id(), reverses=books.id("p1"), amount=gbp(1_000), code=TransferCode.BANK_RETURN, by=ACTOR, now=NOW
        )
        return "reversed"

    assert at_once(reverse) == {"reversed": 10, "exceeds_unreversed": 54}
    assert balance_of(books.id("line")).posted == gbp(10_000)
    assert verify_ledger() == []


@pytest.mark.parametrize("rows", [1, 3], ids=["a_single_movement", "a_journal_of_three"])
def test_the_same_key_64_times_moves_once_and_altered_never(kept_books: Books, rows: int) -> None:
    books = kept_books
    asked = Journal(books.id("j"), tuple(books.row(f"post p{n} suspense line 100") for n in range(rows)))
    altered = Journal(books.id("j"), tuple(books.row(f"post p{n} suspense line 999") for n in range(rows)))

    def post(number: int) -> str:
        return str(post_transfers([asked if number % 8 else altered], by=ACTOR, now=NOW)[0])

    outcomes = at_once(post)
    assert outcomes["created"] == 1
    assert outcomes["created"] + outcomes["exists"] + outcomes["exists_with_different_content"] == WORKERS
    assert Transfer.objects.count() == rows
    assert balance_of(books.id("line")).posted.minor in (100 * rows, 999 * rows)
    assert verify_ledger() == []


def test_sets_between_random_accounts_in_random_order_wait_in_no_circle(kept_books: Books) -> None:
    """Locks are taken in the order of ids, whatever the order of rows: two that cross do not wait for each other."""
    books = kept_books
    names = ["line", "other", "clearing", "fund", "contra"]
    for name in names:
        books.give(name, 1_000_000)

    def storm(number: int) -> str:
        chance = random.Random(number)
        for _ in range(10):
            rows = []
            for _ in range(3):
                debit, credit = chance.sample(names, 2)
                rows.append(
                    post_row(
                        id=new_id(),
                        code=TransferCode.ALLOCATION,
                        debit_account=books.id(debit),
                        credit_account=books.id(credit),
                        amount=gbp(chance.randint(1, 9)),
                    )
                )
            if number % 2:
                post_transfers([Journal(new_id(), tuple(rows))], by=ACTOR, now=NOW)
            else:
                for row in rows:
                    post_journal(Journal(new_id(), (row,)), by=ACTOR, now=NOW)
        return "done"

    assert at_once(storm, 16) == {"done": 16}
    assert verify_ledger() == []


def test_crossing_transactions_that_lock_first_wait_in_no_circle(kept_books: Books) -> None:
    from django.db import transaction

    books = kept_books
    books.give("line", 1_000_000)
    books.give("other", 1_000_000)

    def cross(number: int) -> str:
        there, back = ("line", "other") if number % 2 else ("other", "line")
        for _ in range(5):
            with transaction.atomic():
                lock_accounts([books.id(there), books.id(back)])
                books.post(books.row(f"post {new_id()} {there} {back} 3"))
                books.post(books.row(f"post {new_id()} {back} {there} 2"))
        return "done"

    assert at_once(cross, 16) == {"done": 16}
    assert balance_of(books.id("line")).posted == gbp(1_000_000)
    assert verify_ledger() == []


CLIENT = """
import os, sys, uuid, django
django.setup()
from uuid import UUID
from commonpurse.kernel.money import Money
from commonpurse.money.ledger.commands import Journal, post_journal, post_row
from commonpurse.money.ledger.rules import LedgerRefused, TransferCode
from tests.money.ledger.books import ACTOR, NOW
debit, credit, space, first = UUID(sys.argv[1]), UUID(sys.argv[2]), UUID(sys.argv[3]), int(sys.argv[4])
for number in range(first, first + 100_000):
    id = uuid.uuid5(space, str(number))
    row = post_row(id=id, code=TransferCode.ALLOCATION, debit_account=debit, credit_account=credit, amount=Money(10, "GBP"))
    try:
        post_journal(Journal(id, (row,)), by=ACTOR, now=NOW)
        print(number, flush=True)
    except LedgerRefused as refusal:
        print(refusal.code, flush=True)
        break
"""


def start_client(url: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CLIENT, *map(str, arguments)],
        env=os.environ
        | {
            "COMMONPURSE_DATABASE": url,
            "DJANGO_SETTINGS_MODULE": "commonpurse.config.settings",
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        },
        stdout=subprocess.PIPE,
        text=True,
    )


def test_processes_drain_an_account_to_exactly_zero(kept_books: Books, fresh_database: str) -> None:
    books = kept_books
    books.give("line", 2_000)
    connection.close()
    clients = [start_client(fresh_database, books.id("line"), books.id("clearing"), new_id(), 0) for _ in range(3)]
    told = [line for client in clients for line in client.communicate(timeout=60)[0].split()]
    assert Counter(line for line in told if not line.isdigit()) == {"would_overdraw": 3}
    assert len(told) - 3 == 200
    assert balance_of(books.id("line")).posted == gbp(0)
    assert verify_ledger() == []


def test_what_was_acknowledged_before_a_kill_is_there_and_a_retry_moves_nothing_twice(
    kept_books: Books, fresh_database: str
) -> None:
    books = kept_books
    books.give("line", 10_000_000)
    space = new_id()
    connection.close()
    acknowledged = -1
    for _ in range(3):
        client = start_client(fresh_database, books.id("line"), books.id("clearing"), space, max(acknowledged, 0))
        assert client.stdout is not None
        for _ in range(40):
            acknowledged = int(client.stdout.readline())
        time.sleep(random.uniform(0, 0.02))
        os.kill(client.pid, signal.SIGKILL)
        rest = client.communicate()[0].split()
        acknowledged = int(rest[-1]) if rest else acknowledged
    moved = balance_of(books.id("clearing")).posted.minor // 10
    assert acknowledged + 1 <= moved <= acknowledged + 2
    assert verify_ledger() == []
