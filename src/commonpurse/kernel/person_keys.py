"""Migration operations that say on each row whose it is, and bind it to what its parent says.

A row that is somebody's carries `person_id`, also where its parent says so already: the walls of the database judge
each row by itself. So that the two never differ, a composite key binds them: `(line_id, person_id)` must stand in the
line's table together. Removing it lets one row, pointed at another's parent, show one person's money to another.

On PostgreSQL it is a foreign key, deferred as Django's own are: an immediate one would lock the parent at the insert,
before the accounts are locked in their order, and two at once would wait for each other. SQLite cannot add a key to a
table that is there, so triggers refuse by the same name, at once.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation


class FilledFromParent(Operation):
    """Fill `whose` of the rows that are there from the parent to which `column` points."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, table: str, column: str, parent: str, *, whose: str = "person_id"):
        self.table, self.column, self.parent, self.whose = table, column, parent, whose

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [self.table, self.column, self.parent], {"whose": self.whose})

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        schema_editor.execute(
            f"UPDATE {self.table} SET {self.whose} = (SELECT parent.{self.whose} FROM {self.parent} parent "  # noqa: S608  names come from migrations
            f"WHERE parent.id = {self.table}.{self.column}) WHERE {self.column} IS NOT NULL",
            params=None,
        )
        if schema_editor.connection.vendor == "postgresql":
            # A check that waits for the commit would keep the table from being changed further.
            schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE", params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """The column goes, and what is in it."""

    def describe(self) -> str:
        return f"Say of each row of {self.table} whose it is"


class BoundToParent(Operation):
    """Refuse a row of `table` whose `whose` is not that of the row of `parent` to which its `column` points.

    `whose` is another name only in the kernel, which knows readers and not people. Where either is
    empty nothing is compared, as with any key. The refusal names `name_of(table, column)`.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, table: str, column: str, parent: str, *, whose: str = "person_id"):
        self.table, self.column, self.parent, self.whose = table, column, parent, whose
        self.name = name_of(table, column)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [self.table, self.column, self.parent], {"whose": self.whose})

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for statement in self.statements(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"ALTER TABLE {self.table} DROP CONSTRAINT {self.name}", params=None)
            return
        for trigger in self.triggers:
            schema_editor.execute(f"DROP TRIGGER {trigger}", params=None)

    @property
    def triggers(self) -> tuple[str, str, str]:
        """What SQLite has in place of the key."""
        return (f"{self.name}_new", f"{self.name}_changed", f"{self.name}_parent")

    def statements(self, vendor: str) -> list[str]:
        table, column, parent, whose, name = self.table, self.column, self.parent, self.whose, self.name
        if vendor == "postgresql":
            index = f"{parent}_id_and_{whose.removesuffix('_id')}"
            return [
                f"CREATE UNIQUE INDEX IF NOT EXISTS {index} ON {parent} (id, {whose})",
                f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}, {whose}) "
                f"REFERENCES {parent} (id, {whose}) DEFERRABLE INITIALLY DEFERRED",
            ]
        refuse = f"BEGIN SELECT RAISE(ABORT, '{name}'); END"
        differs = (
            f"NEW.{column} IS NOT NULL AND NEW.{whose} IS NOT NULL AND NOT EXISTS "  # noqa: S608  names come from migrations
            f"(SELECT 1 FROM {parent} WHERE id = NEW.{column} AND {whose} = NEW.{whose})"
        )
        new, changed, moved = self.triggers
        return [
            f"CREATE TRIGGER {new} BEFORE INSERT ON {table} WHEN {differs} {refuse}",
            f"CREATE TRIGGER {changed} BEFORE UPDATE OF {column}, {whose} ON {table} WHEN {differs} {refuse}",
            f"CREATE TRIGGER {moved} BEFORE UPDATE OF id, {whose} ON {parent} "  # noqa: S608  names come from migrations
            f"WHEN (OLD.id IS NOT NEW.id OR OLD.{whose} IS NOT NEW.{whose}) AND EXISTS "
            f"(SELECT 1 FROM {table} WHERE {column} = OLD.id AND {whose} IS NOT NULL) {refuse}",
        ]

    def describe(self) -> str:
        return f"Bind {self.table} to the person of its {self.column}"


def name_of(table: str, column: str) -> str:
    """Name the key that binds `person_id` to the parent of `column`."""
    return f"{table}_{column.removesuffix('_id')}_same_person"
