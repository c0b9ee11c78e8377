"""Remember which accounts the running transaction has locked, so that a later second lock is caught as a bug."""

from __future__ import annotations

from collections.abc import Collection

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import Atomic


class AccountNotLocked(RuntimeError):
    """A transaction posts to an account that its one lock did not name: two such transactions may deadlock."""


def _transaction(connection: BaseDatabaseWrapper) -> Atomic | None:
    """Return the outermost block of the running transaction; one that a test wraps around itself is not counted."""
    for block in connection.atomic_blocks:
        if not getattr(block, "_from_testcase", False):
            return block
    return None


def held(connection: BaseDatabaseWrapper) -> set[str] | None:
    """Return the accounts locked in this transaction, None if it has locked none yet."""
    kept = getattr(connection, "_ledger_lock", None)
    if kept is None or kept[0] is None or kept[0] is not _transaction(connection):
        return None
    accounts: set[str] = kept[1]
    return accounts


def take(connection: BaseDatabaseWrapper, ids: Collection[str]) -> bool:
    """Count the accounts as the one lock of this transaction, or check that its lock names them all.

    Returns whether this is the first lock of the transaction.
    Raises: AccountNotLocked.
    """
    accounts = held(connection)
    if accounts is None:
        connection._ledger_lock = (_transaction(connection), set(ids))  # type: ignore[attr-defined]
        return True
    missing = set(ids) - accounts
    if missing:
        raise AccountNotLocked(
            f"{len(missing)} accounts are not in this transaction's lock ({min(missing)}, ...): "
            "name every account in one lock_accounts at its start"
        )
    return False


def add(connection: BaseDatabaseWrapper, ids: Collection[str]) -> None:
    """Count accounts that this very transaction has made as locked."""
    accounts = held(connection)
    if accounts is not None:
        accounts.update(ids)
