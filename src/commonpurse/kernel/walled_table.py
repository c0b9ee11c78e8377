"""A migration operation that puts a PostgreSQL table behind a wall: out of reach of the app role, row by row for two.

Why: a fault in a page, or a query that somebody smuggles in, works as the app role. It must find nothing here. The
reveal role reads, and the sealer adds, only the one row that the command has named in its transaction; so even inside
the wall nobody reads a list. FORCE holds the owner of the table to the same.
On SQLite there are no roles: the commands' own questions are all there is.
Removing this operation from a table lets every query of the site read what is sealed in it.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

from commonpurse.kernel.walled_role import REVEAL_ROLE, SEALER_ROLE


class WalledTable(Operation):
    """Let only the two roles behind the wall at `table`, and only at the row whose `key` is `commonpurse.<names>`."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, key: str, names: str):
        self.table = table
        self.key = key
        self.names = names

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [self.table, self.key, self.names], {})

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        table, this = self.table, f"{self.key} = NULLIF(current_setting('commonpurse.{self.names}', true), '')::uuid"
        schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", params=None)
        schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY", params=None)
        # The roles exist where `commonpurse init` made them (see config/roles.py); elsewhere nobody passes.
        schema_editor.execute(
            f"""DO $wall$ BEGIN
              IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'commonpurse_app') THEN
                EXECUTE 'REVOKE ALL ON {table} FROM commonpurse_app';
              END IF;
              IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{REVEAL_ROLE}') THEN
                EXECUTE 'GRANT SELECT ON {table} TO {REVEAL_ROLE}';
                EXECUTE $policy$CREATE POLICY {table}_reveal_one ON {table} FOR SELECT TO {REVEAL_ROLE}
                  USING ({this})$policy$;
              END IF;
              IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{SEALER_ROLE}') THEN
                EXECUTE 'GRANT INSERT ON {table} TO {SEALER_ROLE}';
                EXECUTE $policy$CREATE POLICY {table}_seal_one ON {table} FOR INSERT TO {SEALER_ROLE}
                  WITH CHECK ({this})$policy$;
              END IF;
            END $wall$""",  # noqa: S608  names come from migrations
            params=None,
        )

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            for name in ("reveal_one", "seal_one"):
                schema_editor.execute(f"DROP POLICY IF EXISTS {self.table}_{name} ON {self.table}", params=None)
            schema_editor.execute(f"ALTER TABLE {self.table} NO FORCE ROW LEVEL SECURITY", params=None)
            schema_editor.execute(f"ALTER TABLE {self.table} DISABLE ROW LEVEL SECURITY", params=None)

    def describe(self) -> str:
        return f"Put {self.table} behind the wall"
