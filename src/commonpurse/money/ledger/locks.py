"""Remember which accounts the running transaction has locked, so that a later second lock is caught as a bug."""

from __future__ import annotations

from collections.abc import Collection

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import Atomic


class AccountNotLocked(RuntimeError):
    """A transaction posts to an account that its one lock did not name: two such transactions may deadlock."""


class _Lock:
    """The accounts that one transaction has locked.

    It stands among what the connection runs at the commit, and does nothing there. Django empties that list at the
    commit and at a rollback, also one to a savepoint, which is just when the database lets the locks go.
    """

    def __init__(self, accounts: Collection[str], within: tuple[Atomic | None, str | None]):
        self.accounts = set(accounts)
        self.within = within

    def __call__(self) -> None:
        pass


def _within(connection: BaseDatabaseWrapper) -> tuple[Atomic | None, str | None]:
    """Return the outermost block of the running transaction and its savepoint.

    A block that a test wraps around itself is not counted: there each command stands for a transaction of its own, and
    its savepoint tells it from the next.
    """
    for depth, block in enumerate(connection.atomic_blocks):
        if not getattr(block, "_from_testcase", False):
            return block, connection.savepoint_ids[depth - 1] if depth else None
    return None, None


def held(connection: BaseDatabaseWrapper) -> set[str] | None:
    """Return the accounts locked in this transaction, None if it has locked none yet."""
    lock: _Lock | None = getattr(connection, "_ledger_lock", None)
    within = _within(connection)
    if lock is None or within[0] is None or lock.within != within:
        return None
    return lock.accounts if any(lock in hook for hook in connection.run_on_commit) else None


def take(connection: BaseDatabaseWrapper, ids: Collection[str]) -> bool:
    """Count the accounts as the one lock of this transaction, or check that its lock names them all.

    Returns whether this is the first lock of the transaction.
    Raises: AccountNotLocked.
    """
    accounts = held(connection)
    if accounts is None:
        lock = connection._ledger_lock = _Lock(ids, _within(connection))  # type: ignore[attr-defined]
        connection.on_commit(lock)
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
