"""Holds as other apps use them: reserve, settle, free, run out of time, and captures above what was approved."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from commonpurse.kernel.identity import new_id
from commonpurse.money.ledger.commands import (
    LedgerRefused,
    close_account,
    expire_holds,
    force_settle,
    hold_transfer,
    settle_hold,
    void_hold,
)
from commonpurse.money.ledger.models import Transfer
from commonpurse.money.ledger.queries import balance_of, hold_remaining, verify_ledger
from tests.money.ledger.books import ACTOR, NOW, Books, gbp


@pytest.fixture
def held(books: Books) -> Books:
    """£100 on `line`, £60 of it held by h1 until tomorrow noon."""
    books.give("line", 10_000)
    hold_transfer(
        id=books.id("h1"),
        debit_account=books.id("line"),
        amount=gbp(6_000),
        by=ACTOR,
        now=NOW,
        expires_at=NOW + timedelta(days=1),
    )
    return books


def stands(books: Books, name: str) -> tuple[int, int, int]:
    balance = balance_of(books.id(name))
    return balance.posted.minor, balance.pending.minor, balance.available.minor


def test_a_hold_is_settled_in_parts_and_the_rest_freed(held: Books) -> None:
    assert stands(held, "line") == (10_000, 6_000, 4_000)
    hold = held.id("h1")
    settle_hold(id=new_id(), hold=hold, credit_account=held.id("clearing"), amount=gbp(1_000), by=ACTOR, now=NOW)
    assert hold_remaining([hold]) == {hold: gbp(5_000)}
    settle_hold(
        id=new_id(), hold=hold, credit_account=held.id("clearing"), amount=gbp(500), is_final=True, by=ACTOR, now=NOW
    )
    assert hold_remaining([hold]) == {hold: gbp(0)}
    assert stands(held, "line") == (8_500, 0, 8_500)
    assert Transfer.objects.get(hold=hold, is_final=True).freed_minor == 4_500
    assert verify_ledger() == []


def test_a_void_frees_the_hold_and_is_repeated_without_effect(held: Books) -> None:
    id = new_id()
    for _ in range(2):
        void_hold(id=id, hold=held.id("h1"), by=ACTOR, now=NOW)
    assert stands(held, "line") == (10_000, 0, 10_000)
    row = Transfer.objects.get(id=id)
    assert (row.amount_minor, row.freed_minor, row.credit_account_id) == (6_000, 6_000, None)
    with pytest.raises(LedgerRefused) as caught:
        void_hold(id=new_id(), hold=held.id("h1"), by=ACTOR, now=NOW)
    assert caught.value.code == "hold_already_resolved"


def test_nothing_is_settled_or_freed_that_is_no_hold(held: Books) -> None:
    for hold in (new_id(), Transfer.objects.get(credit_account=held.id("line")).id):
        with pytest.raises(LedgerRefused) as caught:
            void_hold(id=new_id(), hold=hold, by=ACTOR, now=NOW)
        assert caught.value.code == "hold_not_found"
        with pytest.raises(LedgerRefused) as caught:
            settle_hold(id=new_id(), hold=hold, credit_account=held.id("clearing"), amount=gbp(1), by=ACTOR, now=NOW)
        assert caught.value.code == "hold_not_found"
    assert hold_remaining([Transfer.objects.get(credit_account=held.id("line")).id]) == {}


def test_a_hold_expires_at_its_time_and_not_before(held: Books) -> None:
    assert expire_holds(by=ACTOR, now=NOW + timedelta(hours=23, minutes=59)) == 0
    assert expire_holds(by=ACTOR, now=NOW + timedelta(days=1)) == 1
    assert stands(held, "line") == (10_000, 0, 10_000)
    assert expire_holds(by=ACTOR, now=NOW + timedelta(days=9)) == 0
    assert Transfer.objects.get(kind="expire").amount_minor == 6_000
    assert verify_ledger() == []


def test_only_what_is_left_of_a_hold_expires(held: Books) -> None:
    settle_hold(
        id=new_id(), hold=held.id("h1"), credit_account=held.id("clearing"), amount=gbp(2_500), by=ACTOR, now=NOW
    )
    held.post(held.row("hold forever line 1000"))
    assert expire_holds(by=ACTOR, now=NOW + timedelta(days=400)) == 1
    assert stands(held, "line") == (7_500, 1_000, 6_500)


def test_a_settle_after_the_time_counts_while_nobody_freed_the_hold(held: Books) -> None:
    """Whoever comes first decides; time alone frees nothing, so that two answers never depend on two clocks."""
    settle_hold(
        id=new_id(),
        hold=held.id("h1"),
        credit_account=held.id("clearing"),
        amount=gbp(6_000),
        by=ACTOR,
        now=NOW + timedelta(days=2),
    )
    assert expire_holds(by=ACTOR, now=NOW + timedelta(days=2)) == 0


# Captures above what was approved -------------------------------------------------------------------------------------


def capture(books: Books, minor: int, ids: tuple[UUID, UUID, UUID] | None = None) -> None:
    force_settle(
        ids=ids or (new_id(), new_id(), new_id()),
        hold=books.id("h1"),
        credit_account=books.id("clearing"),
        loss_account=books.id("loss"),
        amount=gbp(minor),
        by=ACTOR,
        now=NOW,
    )


@pytest.mark.parametrize(
    ("captured", "line", "loss"),
    [
        (1_000, 9_000, 0),
        (6_000, 4_000, 0),
        (6_001, 3_999, 0),
        (10_000, 0, 0),
        (10_001, 0, 1),
        (50_000, 0, 40_000),
    ],
)
def test_a_capture_is_booked_in_full_and_never_as_the_persons_debt(
    held: Books, captured: int, line: int, loss: int
) -> None:
    capture(held, captured)
    assert stands(held, "line") == (line, 0, line)
    assert stands(held, "clearing")[0] == captured
    assert stands(held, "loss")[0] == loss
    assert all(Transfer.objects.filter(debit_account__in=[held.id("line"), held.id("loss")]).exclude(
        kind="hold"
    ).values_list("forced", flat=True))  # fmt: skip
    assert verify_ledger() == []


def test_what_other_holds_reserve_is_not_taken_by_a_capture(held: Books) -> None:
    held.post(held.row("hold h2 line 3000"))
    capture(held, 8_000)
    assert stands(held, "line") == (3_000, 3_000, 0)
    assert stands(held, "loss")[0] == 1_000


def test_a_capture_after_the_hold_is_gone_is_booked_all_the_same(held: Books) -> None:
    void_hold(id=new_id(), hold=held.id("h1"), by=ACTOR, now=NOW)
    capture(held, 12_000)
    assert stands(held, "line") == (0, 0, 0)
    assert stands(held, "loss")[0] == 2_000


def test_a_capture_told_twice_is_booked_once_and_with_another_amount_refused(held: Books) -> None:
    ids = (new_id(), new_id(), new_id())
    capture(held, 11_000, ids)
    capture(held, 11_000, ids)
    assert stands(held, "clearing")[0] == 11_000
    with pytest.raises(LedgerRefused) as caught:
        capture(held, 11_001, ids)
    assert caught.value.code == "exists_with_different_content"


def test_a_capture_is_refused_only_for_what_is_wrong_in_itself(held: Books) -> None:
    with pytest.raises(LedgerRefused) as caught:
        capture(held, 0)
    assert caught.value.code == "amount_not_positive"
    close_account(account_id=held.id("clearing"), by=ACTOR, now=NOW)
    with pytest.raises(LedgerRefused) as caught:
        capture(held, 100)
    assert caught.value.code == "account_closed"
