"""What the database itself guards, on both databases: each constraint broken once, by SQL past every command."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from commonpurse.kernel.identity import new_id
from commonpurse.money.ledger.commands import close_account, close_period
from commonpurse.money.ledger.constraints import (
    constraint_name,
    declared_guards,
    missing_guards,
    standing_guards,
)
from commonpurse.money.ledger.models import Account, Period, Transfer, TransferProgress
from tests.money.ledger.books import ACTOR, NOW, TODAY, Books

CONSTRAINTS = [
    "account_pk",
    "account_currency_key",
    "account_code_written",
    "account_currency_written",
    "account_side_known",
    "account_counters_not_negative",
    "account_not_overdrawn",
    "account_closed_by_somebody",
    "account_closed_empty",
    "transfer_pk",
    "transfer_amount_key",
    "transfer_debit_version_once",
    "transfer_credit_version_once",
    "transfer_debit_account_exists",
    "transfer_credit_account_exists",
    "transfer_hold_exists",
    "transfer_reverses_exists",
    "transfer_kind_known",
    "transfer_code_written",
    "transfer_amount_positive",
    "transfer_sides_differ",
    "transfer_credit_account_by_kind",
    "transfer_hold_by_kind",
    "transfer_reverses_by_kind",
    "transfer_final_is_settle",
    "transfer_freed_by_kind",
    "transfer_expiry_is_hold",
    "transfer_sides_counted",
    "transfer_reclaim_has_authority",
    "transfer_correction_has_authority",
    "transfer_hashes_whole",
    "transfer_progress_pk",
    "transfer_progress_amount_is_the_transfers",
    "transfer_progress_settled_within",
    "transfer_progress_reversed_within",
    "period_pk",
    "period_starts_once",
    "period_ends_after_start",
    "period_closed_whole",
    "period_one_open",
    "period_balance_pk",
    "period_balance_account_exists",
    "period_balance_period_exists",
    "period_balance_not_negative",
]
INDEXES = ["transfer_by_hold", "transfer_by_reverses", "transfer_progress_open"]
TRIGGERS = {
    "postgresql": [
        "ledger_transfer_no_update",
        "ledger_transfer_no_delete",
        "ledger_transfer_no_truncate",
        "account_stays",
        "account_not_truncated",
        "account_keeps_what_it_is",
        "account_goes_forward",
        "transfer_progress_stays",
        "transfer_progress_not_truncated",
        "transfer_progress_goes_forward",
        "period_stays",
        "period_not_truncated",
        "period_stays_closed",
        "period_balance_stays",
        "period_balance_not_truncated",
    ],
    "sqlite": [
        "ledger_transfer_no_update",
        "ledger_transfer_no_delete",
        "ledger_transfer_no_replace",
        "account_stays",
        "account_not_replaced",
        "account_keeps_what_it_is",
        "account_goes_forward",
        "account_id_written",
        "transfer_id_written",
        "transfer_progress_stays",
        "transfer_progress_goes_forward",
        "transfer_progress_keeps_its_amount",
        "period_stays",
        "period_not_replaced",
        "period_stays_closed",
        "period_balance_stays",
        "period_balance_not_deleted",
    ],
}


def test_after_all_migrations_the_catalogue_holds_exactly_these(db: None) -> None:
    expected = {*CONSTRAINTS, *INDEXES, *TRIGGERS[connection.vendor]}
    assert standing_guards() == expected
    assert declared_guards(connection.vendor) == expected
    assert missing_guards() == []


def test_no_key_of_the_ledger_waits_until_the_commit(db: None) -> None:
    """A deferred key holds no lock until the commit, and shows a fault too late to say whose it is."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sqlite_master WHERE tbl_name LIKE 'ledger_%' AND sql LIKE '%DEFERR%'")
            assert cursor.fetchone() == (0,)
    else:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_constraint WHERE conrelid::regclass::text LIKE 'ledger_%%' AND condeferrable"
            )
            assert cursor.fetchone() == (0,)


@pytest.fixture
def scene(books: Books) -> Books:
    """Some money on `line`, a post p1, a hold h1 of which 20 of 50 are settled by s1, p2 of which 10 are reversed."""
    books.give("line", 1000)
    books.give("other", 1000)
    books.post(books.row("post p1 line clearing 100"))
    books.post(books.row("hold h1 line 50"), books.row("settle s1 h1 line clearing 20"))
    books.post(books.row("post p2 line clearing 40"), books.row("reverse r2 p2 clearing line 10"))
    return books


def refused(act: Callable[[], object]) -> str | None:
    """Return the name of what refused the act."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    return constraint_name(caught.value)


def columns(row: Any, **changed: Any) -> dict[str, Any]:
    """Return a row's columns and their values, as the driver writes them."""
    values = {}
    for field in row._meta.concrete_fields:
        value = changed.get(field.column, getattr(row, field.attname))
        values[field.column] = field.get_db_prep_save(value, connection)
    return values


def insert(row: Any, verb: str = "INSERT", suffix: str = "", **changed: Any) -> None:
    """Write a row by plain SQL: a copy of `row` with some columns changed."""
    values = columns(row, **changed)
    marks = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(
            f"{verb} INTO {row._meta.db_table} ({', '.join(values)}) VALUES ({marks}) {suffix}", list(values.values())
        )


def update(table: str, change: str, where: str = "true") -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {change} WHERE {where}")  # noqa: S608


def account(books: Books, name: str = "line") -> Account:
    return Account.objects.get(id=books.id(name))


def transfer(books: Books, name: str = "p1") -> Transfer:
    return Transfer.objects.get(id=books.id(name))


EMPTY = {"debits_posted_minor": 0, "credits_posted_minor": 0, "debits_pending_minor": 0, "version": 0}
NEW_ACCOUNTS: dict[str, dict[str, Any]] = {
    "account_code_written": {"code": "Budget Line"},
    "account_currency_written": {"currency": "gbp"},
    "account_side_known": {"normal_side": "left", "may_go_below_zero": True},
    "account_counters_not_negative": {"debits_pending_minor": -1},
    "account_not_overdrawn": {"debits_posted_minor": 1},
    "account_closed_by_somebody": {"closed_at": NOW},
}


@pytest.mark.parametrize("name", NEW_ACCOUNTS)
def test_an_account_that_cannot_be_is_refused(scene: Books, name: str) -> None:
    assert refused(lambda: insert(account(scene), id=new_id(), **(EMPTY | NEW_ACCOUNTS[name]))) == name


OTHER_ID = new_id()
NEW_TRANSFERS: dict[str, tuple[str, dict[str, Any]]] = {
    "transfer_debit_version_once": ("p1", {"credit_version": 99}),
    "transfer_credit_version_once": ("p1", {"debit_version": 99}),
    "transfer_debit_account_exists": ("p1", {"debit_account_id": OTHER_ID, "credit_version": 99}),
    "transfer_credit_account_exists": ("p1", {"credit_account_id": OTHER_ID, "debit_version": 99}),
    "transfer_hold_exists": ("s1", {"hold_id": OTHER_ID, "debit_version": 99, "credit_version": 99}),
    "transfer_reverses_exists": ("r2", {"reverses_id": OTHER_ID, "debit_version": 99, "credit_version": 99}),
    "transfer_kind_known": ("p1", {"kind": "gift"}),
    "transfer_code_written": ("p1", {"code": "two words"}),
    "transfer_amount_positive": ("p1", {"amount_minor": 0}),
    "transfer_sides_differ": ("p1", {"credit_account_id": "debit"}),
    "transfer_credit_account_by_kind": ("h1", {"kind": "post"}),
    "transfer_hold_by_kind": ("p1", {"kind": "settle"}),
    "transfer_reverses_by_kind": ("p1", {"kind": "reverse"}),
    "transfer_final_is_settle": ("p1", {"is_final": True}),
    "transfer_freed_by_kind": ("p1", {"freed_minor": 1}),
    "transfer_expiry_is_hold": ("p1", {"expires_at": NOW}),
    "transfer_sides_counted": ("p1", {"credit_version": None}),
    "transfer_reclaim_has_authority": ("p1", {"code": "reclaim"}),
    "transfer_correction_has_authority": ("p1", {"code": "correction"}),
    "transfer_hashes_whole": ("p1", {"content_hash": b"short"}),
}


@pytest.mark.parametrize("name", NEW_TRANSFERS)
def test_a_transfer_that_cannot_be_is_refused(scene: Books, name: str) -> None:
    like, changed = NEW_TRANSFERS[name]
    row = transfer(scene, like)
    changed = {key: row.debit_account_id if value == "debit" else value for key, value in changed.items()}
    assert refused(lambda: insert(row, id=new_id(), **changed)) == name


def test_an_amount_that_is_no_whole_number_is_refused(scene: Books) -> None:
    values = columns(transfer(scene), id=new_id(), debit_version=99, credit_version=99)
    marks = ", ".join("10.5" if column == "amount_minor" else "%s" for column in values)
    given = [value for column, value in values.items() if column != "amount_minor"]

    def act() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO ledger_transfer ({', '.join(values)}) VALUES ({marks})", given)  # noqa: S608

    if connection.vendor == "sqlite":
        with pytest.raises(DatabaseError, match="cannot store REAL value in INTEGER column"), transaction.atomic():
            act()
    else:  # PostgreSQL rounds to the column's type before it stores: what is kept is whole either way
        act()
        assert Transfer.objects.get(debit_version=99).amount_minor in (10, 11)


def test_a_currency_other_than_the_accounts_is_refused(scene: Books) -> None:
    euros = {"currency": "EUR", "debit_version": 99, "credit_version": 99}
    for side in ("debit", "credit"):
        # The other side in euros, so that only one side is wrong.
        right = {("credit" if side == "debit" else "debit") + "_account_id": scene.id("euro")}
        found = refused(lambda right=right: insert(transfer(scene), id=new_id(), **euros, **right))
        assert found == f"transfer_{side}_account_exists"


def test_the_same_id_is_refused(scene: Books) -> None:
    replaced = "ledger_transfer_append_only" if connection.vendor == "sqlite" else "transfer_pk"
    assert refused(lambda: insert(transfer(scene))) == replaced
    replaced = "account_not_replaced" if connection.vendor == "sqlite" else "account_pk"
    assert refused(lambda: insert(account(scene))) == replaced
    progress = TransferProgress.objects.get(transfer_id=scene.id("h1"))
    assert refused(lambda: insert(progress)) == "transfer_progress_pk"
    period = Period.objects.get()
    replaced = "period_not_replaced" if connection.vendor == "sqlite" else "period_pk"
    assert refused(lambda: insert(period)) == replaced


def without_rights(act: Callable[[], object]) -> bool:
    """Tell whether PostgreSQL refused because the app role has no right to it."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    return "permission denied" in str(caught.value)


FORBIDDEN = {
    "ledger_transfer_append_only": [
        "UPDATE ledger_transfer SET amount_minor = amount_minor + 1",
        "DELETE FROM ledger_transfer",
    ],
    "account_stays": ["DELETE FROM ledger_account"],
    "account_keeps_what_it_is": [
        "UPDATE ledger_account SET currency = 'EUR'",
        "UPDATE ledger_account SET may_go_below_zero = NOT may_go_below_zero",
        "UPDATE ledger_account SET normal_side = 'debit', code = 'bank'",
    ],
    "transfer_progress_stays": ["DELETE FROM ledger_transfer_progress"],
    "period_stays": ["DELETE FROM ledger_period"],
}


@pytest.mark.parametrize(("name", "statement"), [(name, each) for name, all in FORBIDDEN.items() for each in all])
def test_what_happened_can_be_neither_changed_nor_deleted(scene: Books, name: str, statement: str) -> None:
    def act() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    if connection.vendor == "sqlite":
        assert refused(act) == name
    else:
        assert without_rights(act)


OWNER_TOO = {
    "UPDATE ledger_transfer SET amount_minor = amount_minor + 1": "ledger_transfer_append_only",
    "DELETE FROM ledger_transfer": "ledger_transfer_append_only",
    "TRUNCATE ledger_transfer CASCADE": "ledger_transfer_append_only",
    "DELETE FROM ledger_account": "account_stays",
    "TRUNCATE ledger_account CASCADE": "account_not_truncated",
    "UPDATE ledger_account SET currency = 'EUR'": "account_keeps_what_it_is",
    "DELETE FROM ledger_transfer_progress": "transfer_progress_stays",
    "TRUNCATE ledger_transfer_progress": "transfer_progress_not_truncated",
    "DELETE FROM ledger_period": "period_stays",
    "TRUNCATE ledger_period CASCADE": "period_not_truncated",
    "UPDATE ledger_period_balance SET next_version = 9": "period_balance_stays",
    "DELETE FROM ledger_period_balance": "period_balance_stays",
    "TRUNCATE ledger_period_balance": "period_balance_not_truncated",
}


def test_not_even_the_owner_of_the_tables_changes_what_happened(kept_books: Books) -> None:
    from django.db import connections

    kept_books.give("line", 100)
    kept_books.post(kept_books.row("hold h1 line 50"))
    close_period(ends_on=TODAY, by=ACTOR, now=NOW)
    owner = connections["owner"]
    for statement, name in OWNER_TOO.items():
        if "TRUNCATE" in statement and connection.vendor == "sqlite":
            continue  # it has none
        with pytest.raises(DatabaseError) as caught, owner.cursor() as cursor:
            cursor.execute(statement)
        found = constraint_name(caught.value)
        if connection.vendor == "sqlite":
            name = name.replace("period_balance_stays", found or "") if "DELETE" in statement else name
        elif "CASCADE" in statement:
            assert re.search(r"append_only|_not_truncated", found or ""), statement
            continue
        assert found == name, statement


def test_replacing_and_upserting_change_nothing(scene: Books) -> None:
    """On SQLite a REPLACE deletes what is in its way without a word, unless a trigger stops it."""
    row = transfer(scene)
    if connection.vendor == "sqlite":
        assert refused(lambda: insert(row, "INSERT OR REPLACE", amount_minor=1)) == "ledger_transfer_append_only"
        # A new id, in the way of another row by its version.
        assert refused(lambda: insert(row, "REPLACE", id=new_id())) == "ledger_transfer_append_only"
        assert refused(lambda: insert(account(scene), "REPLACE", code="fund")) == "account_not_replaced"
        progress = TransferProgress.objects.get(transfer_id=scene.id("h1"))
        assert refused(lambda: insert(progress, "REPLACE", settled_minor=0)) == "transfer_progress_stays"
        assert refused(lambda: insert(Period.objects.get(), "REPLACE")) == "period_not_replaced"
    upsert = "ON CONFLICT (id) DO UPDATE SET amount_minor = 1"
    if connection.vendor == "sqlite":
        assert refused(lambda: insert(row, suffix=upsert)) == "ledger_transfer_append_only"
    else:
        assert without_rights(lambda: insert(row, suffix=upsert))
    assert transfer(scene).amount_minor == row.amount_minor


def test_an_account_goes_forward_only(scene: Books) -> None:
    line = f"id = '{account(scene).id.hex}'"
    for change in (
        "debits_posted_minor = debits_posted_minor - 1",
        "credits_posted_minor = credits_posted_minor - 1, debits_pending_minor = 0",
        "version = version - 1",
        "last_recorded_at = '2020-01-01'",
    ):
        assert refused(lambda change=change: update("ledger_account", change, line)) == "account_goes_forward"
    assert refused(lambda: update("ledger_account", "debits_posted_minor = 100000", line)) == "account_not_overdrawn"
    assert refused(lambda: update("ledger_account", "debits_pending_minor = 100000", line)) == "account_not_overdrawn"
    spent = f"id = '{account(scene, 'spent').id.hex}'"
    assert refused(lambda: update("ledger_account", "credits_posted_minor = 1", spent)) == "account_not_overdrawn"


def test_an_account_is_closed_empty_and_stays_closed(scene: Books) -> None:
    close = f"closed_at = '2026-11-20', closed_by = '{ACTOR.hex}'"
    line, fund = (f"id = '{account(scene, name).id.hex}'" for name in ("line", "fund"))
    assert refused(lambda: update("ledger_account", close, line)) == "account_closed_empty"
    close_account(account_id=scene.id("fund"), by=ACTOR, now=NOW)
    assert refused(lambda: update("ledger_account", "closed_at = NULL, closed_by = NULL", fund)) == (
        "account_goes_forward"
    )


def test_progress_stays_within_its_transfer_and_goes_forward(scene: Books) -> None:
    hold = f"transfer_id = '{scene.id('h1').hex}'"
    table = "ledger_transfer_progress"
    assert refused(lambda: update(table, "settled_minor = 51", hold)) == "transfer_progress_settled_within"
    assert refused(lambda: update(table, "reversed_minor = 51", hold)) == "transfer_progress_reversed_within"
    assert refused(lambda: update(table, "settled_minor = 19", hold)) == "transfer_progress_goes_forward"
    progress = TransferProgress.objects.get(transfer_id=scene.id("h1"))
    more = {"transfer_id": scene.id("p1"), "amount_minor": 101}
    assert refused(lambda: insert(progress, **more)) == "transfer_progress_amount_is_the_transfers"
    change = "amount_minor = 1000"
    if connection.vendor == "sqlite":
        assert refused(lambda: update(table, change, hold)) == "transfer_progress_amount_is_the_transfers"
    else:
        assert without_rights(lambda: update(table, change, hold))
    scene.post(scene.row("void v1 h1 line"))
    assert refused(lambda: update(table, "resolved_at = NULL", hold)) == "transfer_progress_goes_forward"


def test_one_period_is_open_and_a_closed_one_stays(scene: Books) -> None:
    period = Period.objects.get()
    assert refused(lambda: insert(period, id=new_id(), starts_on=TODAY)) == "period_one_open"
    closed = {"closed_at": NOW, "closed_by": ACTOR, "ends_on": TODAY}
    assert refused(lambda: insert(period, id=new_id(), starts_on=TODAY, **closed)) == "period_ends_after_start"
    assert refused(lambda: update("ledger_period", "ends_on = '2026-11-01'")) == "period_closed_whole"
    close_period(ends_on=TODAY, by=ACTOR, now=NOW)
    assert refused(lambda: update("ledger_period", "ends_on = '2026-12-01'", "starts_on IS NULL")) == (
        "period_stays_closed"
    )
    again = closed | {"starts_on": TODAY, "ends_on": TODAY.replace(day=25)}
    assert refused(lambda: insert(period, id=new_id(), **again)) == "period_starts_once"


def test_what_a_closed_period_held_is_kept(scene: Books) -> None:
    close_period(ends_on=TODAY, by=ACTOR, now=NOW)
    balance = account(scene).period_balances.get()
    other = account(scene, "spent")
    assert refused(lambda: insert(balance)) == "period_balance_pk"
    assert refused(lambda: insert(balance, account_id=OTHER_ID)) == "period_balance_account_exists"
    assert refused(lambda: insert(balance, account_id=other.id, period_id=OTHER_ID)) == "period_balance_period_exists"
    assert refused(lambda: insert(balance, account_id=other.id, on_debits_minor=-1)) == "period_balance_not_negative"
    for statement in ("UPDATE ledger_period_balance SET next_version = 5", "DELETE FROM ledger_period_balance"):

        def act(statement: str = statement) -> None:
            with connection.cursor() as cursor:
                cursor.execute(statement)

        if connection.vendor == "sqlite":
            assert (refused(act) or "").startswith("period_balance_")
        else:
            assert without_rights(act)


def test_the_name_is_found_inside_a_message_too() -> None:
    """On a spread cluster the name stands only inside the message of the shard's relation."""
    spread = DatabaseError(
        'new row for relation "ledger_account_102008" violates check constraint "account_not_overdrawn"'
    )
    assert constraint_name(spread) == "account_not_overdrawn"
    assert constraint_name(DatabaseError("server closed the connection unexpectedly")) is None
