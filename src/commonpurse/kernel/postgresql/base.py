from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from commonpurse.kernel.context import ViewerKind, current_context, current_settings
from commonpurse.kernel.walled_role import READER_ROLE

FIGURES = ViewerKind.FIGURES.value


class DatabaseWrapper(base.DatabaseWrapper):
    """Each transaction begins with its context, local to it. A lone statement runs in a transaction of its own."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(self._in_a_transaction)
        self._is_reader = False

    def set_autocommit(self, autocommit: bool, *args: Any, **kwargs: Any) -> None:
        super().set_autocommit(autocommit, *args, **kwargs)
        self._is_reader = False
        if not autocommit:
            self._tell()

    def tell_context(self) -> None:
        """Tell an open transaction that somebody else acts now. A broken one ends anyway, and tells nobody anything."""
        if self.connection is None or not self.in_atomic_block or self.needs_rollback:
            return
        if self.connection.info.transaction_status != TransactionStatus.INERROR:
            self._tell()

    def _tell(self) -> None:
        told = current_settings()
        is_reader = told["commonpurse.viewer_kind"] == FIGURES
        if is_reader or self._is_reader:
            told = told | {"role": READER_ROLE if is_reader else "none"}
        self._is_reader = is_reader
        statement = "SELECT " + ", ".join("set_config(%s, %s, true)" for _setting in told)
        # The driver's own cursor: this is no statement of the page, and is not counted as one.
        with self.connection.cursor() as cursor:
            cursor.execute(statement, [text for pair in told.items() for text in pair])

    def _in_a_transaction(self, execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if self.in_atomic_block or current_context() is None or not self.get_autocommit():
            return execute(sql, params, many, context)
        with transaction.atomic(using=self.alias):
            return execute(sql, params, many, context)
