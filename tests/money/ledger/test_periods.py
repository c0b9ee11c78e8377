"""Closed books: they take no entry, and what they held is read from them."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Thread

import pytest
from django.db import connection, connections, transaction

from commonpurse.kernel.errors import Refused
from commonpurse.money.ledger.commands import Journal, LedgerRefused, close_period, post_transfers
from commonpurse.money.ledger.models import Period, PeriodBalance
from commonpurse.money.ledger.queries import balance_at, balance_on, verify_ledger
from tests.money.ledger.books import ACTOR, NOW, TODAY, Books, gbp
from tests.money.ledger.test_storms import at_once

YESTERDAY = TODAY - timedelta(days=1)


def test_the_books_before_a_closing_take_no_entry(books: Books) -> None:
    books.post(books.row("post p1 suspense line 5 on=2026-11-19"))
    period = close_period(ends_on=TODAY, by=ACTOR, now=NOW)
    assert (period.ends_on, period.closed_at, period.closed_by) == (TODAY, NOW, ACTOR)
    for text in ("post p2 suspense line 5 on=2026-11-19", "hold h1 line 5 on=2026-11-18"):
        with pytest.raises(LedgerRefused) as caught:
            books.post(books.row(text))
        assert caught.value.code == "period_closed"
    books.post(books.row("post p3 suspense line 5 on=2026-11-20"))
    assert balance_on(books.id("line"), TODAY).posted == gbp(10)
    assert verify_ledger() == []


def test_a_repeat_of_a_row_in_closed_books_is_still_a_repeat(books: Books) -> None:
    journal = Journal(books.id("j"), (books.row("post p1 suspense line 5 on=2026-11-19"),))
    post_transfers([journal], by=ACTOR, now=NOW)
    close_period(ends_on=TODAY, by=ACTOR, now=NOW)
    assert post_transfers([journal], by=ACTOR, now=NOW) == ["exists"]


def test_closing_again_changes_nothing_and_backwards_is_refused(books: Books) -> None:
    first = close_period(ends_on=TODAY, by=ACTOR, now=NOW)
    assert close_period(ends_on=TODAY, by=ACTOR, now=NOW + timedelta(days=1)) == first
    with pytest.raises(Refused) as caught:
        close_period(ends_on=YESTERDAY, by=ACTOR, now=NOW)
    assert caught.value.code == "period_already_closed"
    close_period(ends_on=TODAY + timedelta(days=1), by=ACTOR, now=NOW)
    assert list(Period.objects.order_by("starts_on").values_list("ends_on", flat=True).filter(starts_on__isnull=False)) == [
        TODAY + timedelta(days=1), None,
    ]  # fmt: skip


def test_what_was_dated_ahead_belongs_to_its_own_day(books: Books) -> None:
    """An entry of a later day that was there before the closing is in neither the closed figure nor lost."""
    books.post(books.row("post p1 suspense line 100 on=2026-11-18"))
    books.post(books.row("post p2 suspense line 20 on=2026-11-25"))
    books.post(books.row("hold h1 line 30 on=2026-11-19"))
    books.post(books.row("hold h2 line 40 on=2026-11-26"))
    close_period(ends_on=TODAY, by=ACTOR, now=NOW)
    books.post(books.row("post p3 suspense line 3 on=2026-11-21"))
    kept = PeriodBalance.objects.get(account=books.id("line"))
    assert (kept.on_credits_minor, kept.on_pending_minor, kept.next_version) == (100, 30, 2)
    assert (kept.at_credits_minor, kept.at_pending_minor, kept.at_version) == (120, 70, 4)
    expected = {
        date(2026, 11, 17): (0, 0),
        date(2026, 11, 18): (100, 0),
        date(2026, 11, 19): (100, 30),
        date(2026, 11, 20): (100, 30),
        date(2026, 11, 21): (103, 30),
        date(2026, 11, 25): (123, 30),
        date(2026, 11, 26): (123, 70),
    }
    for day, (posted, pending) in expected.items():
        told = balance_on(books.id("line"), day)
        assert (day, told.posted.minor, told.pending.minor) == (day, posted, pending)
    assert verify_ledger() == []


def test_reading_as_of_a_day_starts_at_the_last_closing(books: Books) -> None:
    """What lies before is not read again: here it is made unreadable on purpose by asking only for what came after."""
    for day in range(1, 11):
        books.post(books.row(f"post p{day} suspense line 1 on=2026-11-{day:02}"), now=NOW + timedelta(minutes=day))
    for day in (4, 8):
        close_period(ends_on=date(2026, 11, day), by=ACTOR, now=NOW + timedelta(hours=day))
    assert [balance_on(books.id("line"), date(2026, 11, day)).posted.minor for day in range(12)[1:]] == [
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10,
    ]  # fmt: skip
    assert [balance_at(books.id("line"), NOW + timedelta(minutes=m)).posted.minor for m in (0, 1, 5, 10, 700)] == [
        0, 1, 5, 10, 10,
    ]  # fmt: skip


def test_a_closing_waits_for_what_is_under_way_and_stops_what_comes_after(kept_books: Books) -> None:
    books = kept_books
    books.give("line", 1)

    def close() -> None:
        try:
            close_period(ends_on=TODAY, by=ACTOR, now=NOW)
        finally:
            connections.close_all()

    closing = Thread(target=close)
    with transaction.atomic():
        books.post(books.row("post p1 suspense line 5 on=2026-11-19"))
        closing.start()
        closing.join(timeout=0.3)
        assert closing.is_alive()
    closing.join(timeout=20)
    assert not closing.is_alive()
    assert PeriodBalance.objects.get(account=books.id("line")).on_credits_minor == 5
    assert verify_ledger() == []


def test_posting_while_the_books_close_is_in_them_or_refused(kept_books: Books) -> None:
    books = kept_books

    def act(number: int) -> str:
        if number % 8 == 0:
            close_period(ends_on=TODAY, by=ACTOR, now=NOW)
            return "closed"
        text = f"post p{number} suspense line 1 on=2026-11-19"
        rows = [books.row(text)] if number % 2 else [books.row(text), books.row(f"post q{number} suspense line 1")]
        books.post(*rows)
        return "posted"

    counts = at_once(act, 32)
    assert counts["closed"] == 4
    assert counts["posted"] + counts["period_closed"] == 28
    assert verify_ledger() == []
    connection.close()
