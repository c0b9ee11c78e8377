"""Working as another PostgreSQL role for the length of a few statements.

The app role may not read what is sealed. It is a member of a role that may, without its rights, and takes it on where
a command has asked every question first. On SQLite there are no roles: the command's own questions are all there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

REVEAL_ROLE = "commonpurse_reveal"
SEALER_ROLE = "commonpurse_sealer"
# Reads sums and days of everybody and the name of nobody: `kernel.context.acting_for_figures`.
READER_ROLE = "commonpurse_reader"


@contextmanager
def as_walled_role(role: str, **context: str) -> Iterator[None]:
    """Work as `role` within the running transaction, and as before after it, also when something fails inside.

    `context` is set as `commonpurse.<name>` for the same length: the rules of the table let through what it names.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a role is taken on inside the act's transaction: without one it would stay")
    if connection.vendor != "postgresql":
        yield
        return
    # A savepoint of its own: what fails inside gives the role back together with everything else.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        before = cursor.fetchone()[0]
        for name, value in context.items():
            cursor.execute("SELECT set_config(%s, %s, true)", [f"commonpurse.{name}", value])
        cursor.execute(f"SET LOCAL ROLE {connection.ops.quote_name(role)}")
        yield
        cursor.execute(f"SET LOCAL ROLE {connection.ops.quote_name(before)}")
        for name in context:
            cursor.execute("SELECT set_config(%s, '', true)", [f"commonpurse.{name}"])
