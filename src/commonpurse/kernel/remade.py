"""A migration operation for a change of tables that triggers guard: it takes the triggers off and puts them back.

Two things stand in the way of such a change. A table that is append-only refuses the UPDATE that fills a new column,
on both databases. And on SQLite most changes of a column or a constraint make the table anew: its triggers are lost
without a word, and the change itself is refused while a trigger of any other table names it.
Everything happens in the migration's one transaction and under its locks: nobody else sees the tables unguarded.
A `SetOnce` put back does not know of a new column: say it again after this operation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

TRIGGERS_POSTGRESQL = """
SELECT tgname, tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger
WHERE NOT tgisinternal AND tgrelid = ANY (%s::regclass[]) ORDER BY oid
"""
TRIGGERS_SQLITE = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid"


class Remade(Operation):
    """Do `operations` while the triggers of `tables` are off; on SQLite those of all tables, which may name them."""

    reduces_to_sql = True
    reversible = False

    def __init__(self, tables: Sequence[str], operations: Sequence[Operation]):
        self.tables = tuple(tables)
        self.operations = list(operations)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [self.tables, self.operations], {})

    def state_forwards(self, app_label: str, state: Any) -> None:
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        connection = schema_editor.connection
        is_postgresql = connection.vendor == "postgresql"
        with connection.cursor() as cursor:
            if is_postgresql:
                cursor.execute(TRIGGERS_POSTGRESQL, [list(self.tables)])
            else:
                cursor.execute(TRIGGERS_SQLITE)
            triggers = cursor.fetchall()
        for name, table, _ in triggers:
            schema_editor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if is_postgresql else ""), params=None)
        before = from_state
        for operation in self.operations:
            after = before.clone()
            operation.state_forwards(app_label, after)
            operation.database_forwards(app_label, schema_editor, before, after)
            before = after
        for _, _, definition in triggers:
            schema_editor.execute(definition, params=None)

    def describe(self) -> str:
        return f"Change {', '.join(self.tables)}, with the triggers off"
