"""What many tests begin with is made once by the real commands, and its rows are written again for each test after.

The rows are the very ones that the commands wrote, in their order, through every trigger and constraint: only the
commands' own thinking is left out, which their own tests look at. A test that needs them to run calls them itself.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Hashable
from functools import wraps
from itertools import groupby
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db import connection, transaction

P = ParamSpec("P")
T = TypeVar("T")
Statement = tuple[str, Any]
_NO_ROWS = ("SELECT", "BEGIN", "SAVEPOINT", "RELEASE")
_kept: dict[Hashable, tuple[list[Statement], Any]] = {}


class _Recorder:
    """Stands between Django and the database and keeps what is written."""

    def __init__(self) -> None:
        self.written: list[Statement] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        assert not many, "nothing of what is replayed is written by executemany"
        if not sql.startswith(_NO_ROWS):
            self.written.append((sql, params))
        return execute(sql, params, many, context)


def replayed(make: Callable[P, T]) -> Callable[P, T]:
    """Run `make` once a process for the same arguments, and afterwards write its rows and give a copy of what it gave.

    Only for what depends on nothing in the database but what it is given, and on no clock, and moves no money: the
    ledger writes past Django, where nothing is recorded. What moves money begins in a `prepared` database.
    """

    @wraps(make)
    def remade(*args: P.args, **kwargs: P.kwargs) -> T:
        key = (make, connection.vendor, str(settings.KEYRING_FILE), args, tuple(sorted(kwargs.items())))
        if key not in _kept:
            recorder = _Recorder()
            with connection.execute_wrapper(recorder):
                made = make(*args, **kwargs)
            _kept[key] = (recorder.written, copy.deepcopy(made))
            return made
        written, made = _kept[key]
        with transaction.atomic(), connection.cursor() as cursor:
            for sql, statements in groupby(written, key=lambda statement: statement[0]):
                rows = [params for _, params in statements]
                if len(rows) == 1:
                    cursor.execute(sql, rows[0])
                else:
                    cursor.executemany(sql, rows)
        return copy.deepcopy(made)

    return remade
