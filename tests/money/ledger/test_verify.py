"""Re-adding the books finds every edit that somebody with the database in hand could make."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.db import connection, connections, transaction

from commonpurse.cli.ledger import ledger
from commonpurse.money.ledger.commands import close_period
from commonpurse.money.ledger.constraints import declared_guards
from commonpurse.money.ledger.queries import Difference, reclaims_posted, verify_ledger
from tests.factories import standing_people
from tests.money.ledger.books import ACTOR, NOW, TODAY, Books

# Everything is edited in a copy of the database that is the test's own, and taken back.
GUARDS_OFF = {
    "sqlite": """
        DROP TRIGGER ledger_transfer_no_update; DROP TRIGGER ledger_transfer_no_delete;
        DROP TRIGGER account_goes_forward; DROP TRIGGER transfer_progress_goes_forward;
        DROP TRIGGER transfer_progress_stays; DROP TRIGGER period_balance_stays; DROP TRIGGER period_stays_closed
    """,
    "postgresql": """
        DROP TRIGGER ledger_transfer_no_update ON ledger_transfer;
        DROP TRIGGER ledger_transfer_no_delete ON ledger_transfer;
        DROP TRIGGER account_goes_forward ON ledger_account;
        DROP TRIGGER transfer_progress_goes_forward ON ledger_transfer_progress;
        DROP TRIGGER transfer_progress_stays ON ledger_transfer_progress;
        DROP TRIGGER period_balance_stays ON ledger_period_balance;
        DROP TRIGGER period_stays_closed ON ledger_period;
        ALTER TABLE ledger_account DROP CONSTRAINT account_not_overdrawn;
        ALTER TABLE ledger_transfer_progress DROP CONSTRAINT transfer_progress_amount_is_the_transfers;
        ALTER TABLE ledger_transfer DROP CONSTRAINT transfer_hold_exists;
        ALTER TABLE ledger_transfer DROP CONSTRAINT transfer_reverses_exists
    """,
}


@pytest.fixture
def settled(kept_books: Books) -> Books:
    """A little of everything, with one period closed, and nothing wrong. From here on the test is the tables' owner."""
    books = kept_books
    for text in (
        "post p1 bank suspense 1000 on=2026-11-18",
        "post p2 suspense line 600 on=2026-11-18",
        "hold h1 line 200 on=2026-11-19",
        "settle s1 h1 line clearing 80 on=2026-11-19",
        "post p3 line clearing 50",
        "reverse r1 p3 clearing line 20",
    ):
        books.post(books.row(text))
    close_period(ends_on=TODAY, by=ACTOR, now=NOW)
    books.post(books.row("void v1 h1 line"), now=NOW + timedelta(hours=1))
    assert verify_ledger() == []
    connection.close()
    connection.settings_dict["USER"] = connections["owner"].settings_dict.get("USER")
    return books


@contextmanager
def edited(statement: str, books: Books) -> Iterator[None]:
    """Edit the database, with the guards that stand in the way taken down, and take it all back after."""
    for name in ("p1", "p2", "p3", "h1", "s1", "r1", "v1", "line", "other", "suspense", "clearing", "bank"):
        statement = statement.replace(f"<{name}>", f"'{books.id(name).hex}'")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        with transaction.atomic():
            for part in (*GUARDS_OFF[connection.vendor].split(";"), statement):
                cursor.execute(part)
            yield
            transaction.set_rollback(True)


EDITS = {
    "an amount is changed": (
        "UPDATE ledger_transfer SET amount_minor = 601 WHERE id = <p2>",
        {"counters", "entries", "closed_periods", "content_hashes"},
    ),
    "a row is deleted": (
        "DELETE FROM ledger_transfer WHERE id = <p3>",
        {"counters", "entries", "closed_periods"},
    ),
    "a row goes to another account": (
        "UPDATE ledger_transfer SET credit_account_id = <other>, credit_version = 1, credit_balance_minor = 50 "
        "WHERE id = <p3>",
        {"counters", "entries", "closed_periods", "sides", "content_hashes"},
    ),
    "who did it is changed": (
        "UPDATE ledger_transfer SET recorded_by = <line> WHERE id = <p2>",
        {"content_hashes"},
    ),
    "the day is changed": (
        "UPDATE ledger_transfer SET business_date = '2026-11-17' WHERE id = <p2>",
        {"content_hashes"},
    ),
    "a day is moved into closed books": (
        "UPDATE ledger_transfer SET business_date = '2026-11-17' WHERE id = <v1>",
        {"closed_periods", "late_entries", "content_hashes"},
    ),
    "the moment is changed": (
        "UPDATE ledger_transfer SET recorded_at = '2026-11-20 11:59:59' WHERE id = <p3>",
        {"entries", "content_hashes"},
    ),
    "a running balance is changed": (
        "UPDATE ledger_transfer SET debit_balance_minor = debit_balance_minor + 1 WHERE id = <p3>",
        {"entries", "content_hashes"},
    ),
    "a counter is changed": (
        "UPDATE ledger_account SET credits_posted_minor = credits_posted_minor + 5 WHERE id = <line>",
        {"trial_balance", "counters"},
    ),
    "two counters are changed alike": (
        "UPDATE ledger_account SET credits_posted_minor = credits_posted_minor + 5, "
        "debits_posted_minor = debits_posted_minor + 5 WHERE id = <line>",
        {"counters"},
    ),
    "what is held is changed": (
        "UPDATE ledger_account SET debits_pending_minor = 7 WHERE id = <line>",
        {"counters"},
    ),
    "an account is overdrawn": (
        "UPDATE ledger_account SET debits_pending_minor = 7777 WHERE id = <line>",
        {"counters", "overdrawn"},
    ),
    "a version is skipped": (
        "UPDATE ledger_account SET version = version + 1 WHERE id = <line>",
        {"counters"},
    ),
    "progress is changed": (
        "UPDATE ledger_transfer_progress SET settled_minor = 81 WHERE transfer_id = <h1>",
        {"progress"},
    ),
    "progress is deleted": (
        "DELETE FROM ledger_transfer_progress WHERE transfer_id = <h1>",
        {"progress"},
    ),
    "a freed hold is open again": (
        "UPDATE ledger_transfer_progress SET resolved_at = NULL WHERE transfer_id = <h1>",
        {"progress"},
    ),
    "a reversal is of another row": (
        "UPDATE ledger_transfer SET reverses_id = <p1> WHERE id = <r1>",
        {"progress", "sides", "content_hashes"},
    ),
    "a closed figure is changed": (
        "UPDATE ledger_period_balance SET on_credits_minor = on_credits_minor + 1 WHERE account_id = <line>",
        {"closed_periods"},
    ),
    "a closing is changed": (
        "UPDATE ledger_period_balance SET at_pending_minor = at_pending_minor + 1 WHERE account_id = <line>",
        {"closed_periods"},
    ),
    "a closed period is made longer": (
        "UPDATE ledger_period SET ends_on = '2026-11-21' WHERE starts_on IS NULL",
        {"closed_periods", "late_entries"},
    ),
    "a hash is changed": (
        "UPDATE ledger_transfer SET content_hash = request_hash WHERE id = <p1>",
        {"content_hashes"},
    ),
    "what was asked is changed": (
        "UPDATE ledger_transfer SET request_hash = content_hash WHERE id = <p1>",
        {"content_hashes"},
    ),
}


def test_every_edit_is_found(settled: Books) -> None:
    found = {}
    for name, (statement, _) in EDITS.items():
        with edited(statement, settled):
            found[name] = {difference.what for difference in verify_ledger()}
    assert found == {name: expected | {"guard"} for name, (_, expected) in EDITS.items()}


def test_a_difference_says_where_and_what(settled: Books) -> None:
    with edited("UPDATE ledger_account SET debits_pending_minor = 7 WHERE id = <line>", settled):
        differences = verify_ledger()
    [counters] = [difference for difference in differences if difference.what == "counters"]
    assert counters == Difference(
        "counters",
        settled.id("line"),
        "debits 130, credits 620, pending 0, entries 6",
        "debits 130, credits 620, pending 7, entries 6",
    )
    assert str(counters).startswith(f"counters {settled.id('line')}: expected debits 130")
    # The guards that were taken down are named as well.
    missing = {difference.expected for difference in differences if difference.what == "guard"}
    assert {"ledger_transfer_no_update", "account_goes_forward"} <= missing <= declared_guards(connection.vendor)


def test_a_reclaim_is_handed_on_to_be_held_against_the_notices(books: Books) -> None:
    books.give("line", 100)
    books.post(books.row("post p1 line fund 10 code=reclaim authority"))
    [row] = reclaims_posted()
    assert (row.id, row.amount_minor) == (books.id("p1"), 10)
    assert row.authority is not None
    assert verify_ledger() == []  # its own sums are right


def test_the_command_lists_a_reclaim_that_no_notice_allows(books: Books) -> None:
    standing_people()
    books.give("line", 100)
    books.post(books.row("post p1 line fund 10 code=reclaim authority"))
    code, out = verify("--json")
    assert code == 1
    assert [(each["what"], each["subject"]) for each in json.loads(out)] == [("reclaims", str(books.id("p1")))]


def verify(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(ledger, ["verify", *arguments])
    return result.exit_code, result.stdout


def test_the_command_is_content_or_ends_with_1_and_the_list(settled: Books) -> None:
    standing_people()
    assert verify() == (0, "Everything adds up.\n")
    assert verify("--json") == (0, "[]\n")
    with edited("UPDATE ledger_account SET debits_pending_minor = 7 WHERE id = <line>", settled):
        code, text = verify()
        assert code == 1
        assert "pending 7" in text
        assert text.endswith("differences.\n")
        code, text = verify("--json")
        assert code == 1
        [told] = [line for line in json.loads(text) if line["what"] == "counters"]
        assert told["subject"] == str(settled.id("line"))
