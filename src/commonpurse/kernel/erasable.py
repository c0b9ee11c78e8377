"""A migration operation that lets the personal text of an append-only row be blanked, once two people have agreed.

History may not be rewritten; a person's words may be taken out of it. So the trigger that refuses every change of such
a table lets exactly one through: named columns go to a fixed mark, nothing else moves, and an agreed request to erase
the person of this row is there. Whoever holds the app role, or a console, cannot put other words in, nor blank anybody
whom two people have not agreed to erase.
It takes up the trigger that is there. A later `SetOnce` or `AppendOnly` on the table puts a stricter one back: then
this operation is said again (a test erases a person and finds out).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

SQLITE_TRIGGER = re.compile(r"BEFORE UPDATE ON \S+ (?:WHEN (?P<refused>.*) )?BEGIN", re.DOTALL)


class Erasable(Operation):
    """Let `marks`, the columns with the text each is blanked to, be blanked on rows of whom `agreed` names.

    `agreed`: the table of requests, with `person_id` and `agreed_at`. `person`: the column of `table` that says whose.
    """

    reduces_to_sql = True
    reversible = False

    def __init__(self, table: str, marks: Mapping[str, str], *, agreed: str, person: str = "person_id"):
        self.table, self.marks, self.agreed, self.person = table, dict(marks), agreed, person
        self.columns: list[str] = []

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [self.table, self.marks], {"agreed": self.agreed, "person": self.person})

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        model = next(model for model in to_state.apps.get_models() if model._meta.db_table == self.table)
        self.columns = [field.column for field in model._meta.concrete_fields]
        unknown = set(self.marks) - set(self.columns)
        if unknown:
            raise ValueError(f"{self.table} has no column {', '.join(sorted(unknown))}")
        trigger = f"{self.table}_no_update"
        is_postgresql = schema_editor.connection.vendor == "postgresql"
        with schema_editor.connection.cursor() as cursor:
            if is_postgresql:
                cursor.execute("SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = %s", [trigger])
            else:
                cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = %s", [trigger])
            found = cursor.fetchone()
        if found is None:
            raise ValueError(f"{self.table} is not append-only: it needs no leave to be blanked")
        for statement in self._on_postgresql(found[0]) if is_postgresql else self._on_sqlite(found[0]):
            schema_editor.execute(statement, params=None)

    def erasing(self, is_same: str) -> str:
        """The condition, over OLD and NEW, under which an update blanks and does nothing else."""
        parts = [f"OLD.{column} {is_same} NEW.{column}" for column in self.columns if column not in self.marks]
        for column, mark in self.marks.items():
            parts.append(f"(OLD.{column} {is_same} NEW.{column} OR NEW.{column} {is_same} '{mark}')")
        parts.append(
            f"EXISTS (SELECT 1 FROM {self.agreed} agreed WHERE agreed.person_id = OLD.{self.person}"  # noqa: S608  names come from migrations
            " AND agreed.agreed_at IS NOT NULL)"
        )
        return " AND ".join(parts)

    def _on_sqlite(self, definition: str) -> list[str]:
        found = SQLITE_TRIGGER.search(definition)
        refused = found["refused"] if found else None
        table, trigger = self.table, f"{self.table}_no_update"
        when = f"({refused or 1}) AND NOT ({self.erasing('IS')})"
        return [
            f"DROP TRIGGER {trigger}",
            f"CREATE TRIGGER {trigger} BEFORE UPDATE ON {table} WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{table}_append_only'); END",
        ]

    def _on_postgresql(self, definition: str) -> list[str]:
        table = self.table
        return [
            f"""CREATE OR REPLACE FUNCTION {table}_erasing() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF {self.erasing("IS NOT DISTINCT FROM")} THEN RETURN NEW; END IF;
              RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
                USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_append_only';
            END $$""",
            f"DROP TRIGGER {table}_no_update ON {table}",
            re.sub(r"EXECUTE FUNCTION \S+\(\)", f"EXECUTE FUNCTION {table}_erasing()", definition),
            f"""DO $$ BEGIN
              IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'commonpurse_app') THEN
                EXECUTE 'GRANT UPDATE ({", ".join(self.marks)}) ON {table} TO commonpurse_app';
              END IF;
            END $$""",  # noqa: S608  names come from migrations
        ]

    def describe(self) -> str:
        return f"Let the personal text of {self.table} be blanked when two people agreed"
