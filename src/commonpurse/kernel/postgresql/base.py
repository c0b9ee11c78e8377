from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from commonpurse.kernel.context import NOBODY, Context, ViewerKind, current_context
from commonpurse.kernel.walled_role import READER_ROLE


class DatabaseWrapper(base.DatabaseWrapper):
    """Each statement runs in the context that holds when it runs, local to its transaction.

    The server is told before a statement, where somebody else acts than at the one before: a block in which nothing is
    asked costs nothing. A lone statement runs in a transaction of its own.
    """

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(self._in_its_context)
        self._forget()

    def _forget(self) -> None:
        """A transaction has begun or ended: what was told is gone, and nothing is read by and by any more."""
        self._told: Context | None = None
        self._is_reader = False
        self._reader_at: dict[str, bool] = {}
        self._reads_by_and_by = False

    def set_autocommit(self, autocommit: bool, *args: Any, **kwargs: Any) -> None:
        super().set_autocommit(autocommit, *args, **kwargs)
        self._forget()

    def tell_context(self) -> None:
        """Somebody else acts now. Where rows are still to come that were asked for before, it is told at once."""
        if self._reads_by_and_by:
            self.tell_now()

    def chunked_cursor(self) -> Any:
        self._reads_by_and_by = True
        return super().chunked_cursor()

    def _commit(self) -> None:
        # What waits for the commit to be checked is checked in the context that holds then.
        if self.connection is not None and self.connection.info.transaction_status == TransactionStatus.INTRANS:
            self.tell_now()
        super()._commit()  # type: ignore[misc]  # the stubs leave it out

    def _savepoint(self, sid: str) -> None:
        super()._savepoint(sid)  # type: ignore[misc]  # the stubs leave it out
        self._reader_at[sid] = self._is_reader

    def savepoint_rollback(self, sid: str) -> None:
        super().savepoint_rollback(sid)
        # What was told since the savepoint is gone with it; the role is again what it was there.
        self._told, self._is_reader = None, self._reader_at.get(sid, False)

    def tell_now(self) -> None:
        """Tell the server who acts, where it does not know. A broken transaction ends anyway, and hears nothing."""
        context = current_context() or NOBODY
        if context is self._told or self.connection is None or self.autocommit or self.needs_rollback:
            return
        if self.connection.info.transaction_status == TransactionStatus.INERROR:
            return
        told, is_reader = context.settings(), context.kind is ViewerKind.FIGURES
        if is_reader or self._is_reader:
            told = told | {"role": READER_ROLE if is_reader else "none"}
        statement = "SELECT " + ", ".join("set_config(%s, %s, true)" for _setting in told)
        # The driver's own cursor: this is no statement of the page, and is not counted as one.
        with self.wrap_database_errors, self.connection.cursor() as cursor:
            cursor.execute(statement, [text for pair in told.items() for text in pair])
        self._told, self._is_reader = context, is_reader

    def _in_its_context(self, execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if self.in_atomic_block or current_context() is None or not self.get_autocommit():
            self.tell_now()
            return execute(sql, params, many, context)
        with transaction.atomic(using=self.alias):
            self.tell_now()
            return execute(sql, params, many, context)
