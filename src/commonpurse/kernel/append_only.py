"""A migration operation that makes a table append-only on both databases.

Why triggers: a program with a fault, or a person with a console, must not be able to rewrite what happened.
On PostgreSQL the app role also holds no right to UPDATE, DELETE or TRUNCATE (the rights are one wall, the triggers
the second: on a spread cluster triggers may be off). On SQLite the triggers are all there is; `INSERT OR REPLACE`
deletes without firing a delete trigger unless `recursive_triggers` is on, so an insert of an existing id is
refused too.
Removing this operation from a table lets its history be edited without a trace.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
    USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_append_only';
END $$
"""


class AppendOnly(Operation):
    """Refuse UPDATE, DELETE, TRUNCATE and replacing INSERT on `table`. `key` is the primary key's column."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, key: str = "id"):
        self.table = table
        self.key = key

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [self.table], {"key": self.key})

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        self.take_off(schema_editor)  # said again, after a change of the table, it replaces what stood there
        for statement in self.statements(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        self.take_off(schema_editor)

    def take_off(self, schema_editor: BaseDatabaseSchemaEditor) -> None:
        on = f" ON {self.table}" if schema_editor.connection.vendor == "postgresql" else ""
        for event in ("update", "delete", "truncate", "replace"):
            if (event == "truncate") == bool(on) or event in ("update", "delete"):
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {self.table}_no_{event}{on}", params=None)

    def statements(self, vendor: str) -> list[str]:
        table = self.table
        if vendor == "postgresql":
            refuse = "EXECUTE FUNCTION refuse_change()"
            return [
                POSTGRESQL_FUNCTION,
                f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW {refuse}",
                f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {refuse}",
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} {refuse}",
                # The role exists where `commonpurse init` made it (see config/roles.py); elsewhere one role does all.
                f"""DO $$ BEGIN
                  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'commonpurse_app') THEN
                    EXECUTE 'REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM commonpurse_app';
                  END IF;
                END $$""",  # noqa: S608  names come from migrations
            ]
        raise_name = f"SELECT RAISE(ABORT, '{table}_append_only')"
        return [
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN {raise_name}; END",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN {raise_name}; END",
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608  names come from migrations
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {self.key} = NEW.{self.key}) BEGIN {raise_name}; END",
        ]

    def describe(self) -> str:
        return f"Make {self.table} append-only"
