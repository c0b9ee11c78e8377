"""The bytes under the hashes: golden vectors made by hand, and every row that the ledger writes held against them."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from uuid import UUID

from commonpurse.kernel.identity import new_id
from commonpurse.money.ledger.canonical import (
    REQUEST_FIELDS,
    REQUEST_FORM,
    TRANSFER_FIELDS,
    TRANSFER_FORM,
    canonical_bytes,
    content_hash,
    request_hash,
    written,
)
from commonpurse.money.ledger.columns import columns_of
from commonpurse.money.ledger.commands import Journal, post_columns, post_transfers
from commonpurse.money.ledger.models import Transfer
from tests.money.ledger.books import ACTOR, NOW, TODAY, Books
from tests.money.ledger.drawing import draw_set

ID = UUID("01930000-0000-7000-8000-000000000001")
JOURNAL = UUID("01930000-0000-7000-8000-000000000002")
DEBIT = UUID("01930000-0000-7000-8000-000000000003")
CREDIT = UUID("01930000-0000-7000-8000-000000000004")
HOLD = UUID("01930000-0000-7000-8000-000000000005")
AUTHORITY = UUID("01930000-0000-7000-8000-000000000006")
BY = UUID("01930000-0000-7000-8000-000000000007")
AT = datetime(2026, 11, 20, 12, 0, 0, 123456, tzinfo=UTC)

# Written out by hand, and hashed by `printf '...' | sha256sum`. A change here is a new form, never a new vector.
REQUEST = """commonpurse-request-1
01930000000070008000000000000001
01930000000070008000000000000002
settle
release
01930000000070008000000000000003
01930000000070008000000000000004
GBP
01930000000070008000000000000005

1

0
01930000000070008000000000000006
1250
"""
REQUEST_HASH = "2e6868849ae55077f0f3a3bf0bad3fd71a9197fabb89ad34cc1092a2325e2eff"
TRANSFER = """commonpurse-transfer-1
01930000000070008000000000000001
01930000000070008000000000000002
settle
release
01930000000070008000000000000003
01930000000070008000000000000004
GBP
01930000000070008000000000000005

1

0
01930000000070008000000000000006
1250
2026-11-20
250
1795176000123456
01930000000070008000000000000007
7
-300
2
1250
2e6868849ae55077f0f3a3bf0bad3fd71a9197fabb89ad34cc1092a2325e2eff"""
TRANSFER_HASH = "7e2cd6fdc78c241a0f65d9ab0ae82e23eb280f584e6c52c127b154d9167f1dd2"

KEPT = (ID, JOURNAL, "settle", "release", DEBIT, CREDIT, "GBP", HOLD, None, True, None, False, AUTHORITY)


def test_a_request_is_written_and_hashed_as_the_golden_vector_says() -> None:
    asked = (*KEPT, 1250, None)
    assert len(asked) == len(REQUEST_FIELDS)
    assert canonical_bytes(REQUEST_FORM, asked).decode() == REQUEST
    assert request_hash(asked).hex() == REQUEST_HASH


def test_a_transfer_is_written_and_hashed_as_the_golden_vector_says() -> None:
    row = (*KEPT, 1250, date(2026, 11, 20), 250, AT, BY, 7, -300, 2, 1250, bytes.fromhex(REQUEST_HASH))
    assert len(row) == len(TRANSFER_FIELDS)
    assert canonical_bytes(TRANSFER_FORM, row).decode() == TRANSFER
    assert content_hash(row).hex() == TRANSFER_HASH == sha256(TRANSFER.encode()).hexdigest()


def test_a_value_is_written_in_one_way_only() -> None:
    assert written(None) == ""
    assert (written(True), written(False), written(0), written(-5)) == ("1", "0", "0", "-5")
    assert written(ID) == "01930000000070008000000000000001"
    assert written(date(987, 6, 5)) == "0987-06-05"
    assert written(datetime(1970, 1, 1, tzinfo=UTC)) == "0"
    # 1 July 2026, 00:30 in London is half past eleven the evening before in UTC: the same moment, the same bytes.
    london = datetime(2026, 7, 1, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    assert written(london) == written(datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    assert written(b"\x01\xff") == written(memoryview(b"\x01\xff")) == "01ff"


def recomputed(row: Transfer) -> bytes:
    return content_hash(
        (
            row.id, row.journal, row.kind, row.code, row.debit_account_id, row.credit_account_id, row.currency,
            row.hold_id, row.reverses_id, row.is_final, row.expires_at, row.forced, row.authority, row.amount_minor,
            row.business_date, row.freed_minor, row.recorded_at, row.recorded_by, row.debit_version,
            row.debit_balance_minor, row.credit_version, row.credit_balance_minor, row.request_hash,
        )
    )  # fmt: skip


def test_every_row_carries_the_hashes_of_what_it_says(books: Books) -> None:
    """By each way of writing: single movements, journals, columns; each kind of row among them."""
    chance = random.Random(4)
    asked = [Journal(new_id(), (books.row(f"post {new_id()} suspense line 5000"),))]
    post_transfers(asked, by=ACTOR, now=AT)
    books.model.post(asked, AT, TODAY, "batch")
    kinds = set()
    for number in range(150):
        journals = draw_set(chance, books, asked, largest=1 if number % 3 else 4)
        now = AT + timedelta(microseconds=number * 333_333)
        if number % 2:
            post_transfers(journals, by=ACTOR, now=now, atomic="journal")
        else:
            post_columns(columns_of(journals), by=ACTOR, now=now, atomic="journal")
        books.model.post(journals, now, TODAY, "journal")
        asked += journals
    for row in Transfer.objects.all():
        kinds.add(row.kind)
        assert bytes(row.content_hash) == recomputed(row)
        journal, asked_row = books.model.transfers[row.id].journal, books.model.transfers[row.id].row
        assert bytes(row.request_hash) == request_hash(
            (
                asked_row.id, journal, asked_row.kind, asked_row.code, asked_row.debit_account,
                asked_row.credit_account, asked_row.currency, asked_row.hold, asked_row.reverses, asked_row.is_final,
                asked_row.expires_at, asked_row.forced, asked_row.authority, asked_row.amount_minor,
                asked_row.business_date,
            )
        )  # fmt: skip
    assert kinds == {"post", "hold", "settle", "void", "expire", "reverse"}


def test_a_single_movement_carries_them_too_when_it_commits_by_itself(kept_books: Books) -> None:
    for text in ("post p1 suspense line 70", "hold h1 line 30 expires=4", "post p2 line clearing 5 on=2026-11-19"):
        kept_books.post(kept_books.row(text), now=NOW + timedelta(microseconds=7))
    assert Transfer.objects.count() == 3
    for row in Transfer.objects.all():
        assert bytes(row.content_hash) == recomputed(row)
