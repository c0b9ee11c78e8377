"""A migration operation for a row that is written once and then only filled in or moved on.

Some rows have a small part that changes after the insert: who approved and when, or the state of a payment. Everything
else in them is history. `SetOnce` lets exactly that part change: the columns `once` from empty to a value and never
again, the column `stepping` only along the given steps, the columns `free` as they like. With none of them the row is
fixed for good, and can still be locked: PostgreSQL asks for the right to change a row before it lets one lock it.
It refuses DELETE, TRUNCATE and replacing INSERT as `AppendOnly` does, by the same triggers and the same rights.
Removing this operation from a table lets an approval, a sum or an account number be changed without a trace.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from commonpurse.kernel.append_only import AppendOnly


class SetOnce(AppendOnly):
    """Refuse every UPDATE of `table` but filling in `once`, moving `stepping` along `steps`, and what is `free`."""

    def __init__(
        self,
        table: str,
        *,
        once: Sequence[str] = (),
        stepping: str | None = None,
        steps: Mapping[str, Sequence[str]] | None = None,
        free: Sequence[str] = (),
        key: str = "id",
    ):
        super().__init__(table, key)
        self.once = tuple(once)
        self.free = tuple(free)
        self.stepping = stepping
        self.steps = {before: tuple(after) for before, after in (steps or {}).items()}
        self.columns: list[str] = []

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        given = {
            "once": self.once,
            "stepping": self.stepping,
            "steps": self.steps,
            "free": self.free,
            "key": self.key,
        }
        return (type(self).__name__, [self.table], given)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        model = next(model for model in to_state.apps.get_models() if model._meta.db_table == self.table)
        self.columns = [field.column for field in model._meta.concrete_fields]
        unknown = set(self.may_change) - set(self.columns)
        if unknown:
            raise ValueError(f"{self.table} has no column {', '.join(sorted(unknown))}")
        super().database_forwards(app_label, schema_editor, from_state, to_state)

    def statements(self, vendor: str) -> list[str]:
        kept = [statement for statement in super().statements(vendor) if f"{self.table}_no_update" not in statement]
        update = f"CREATE TRIGGER {self.table}_no_update BEFORE UPDATE ON {self.table}"
        if vendor != "postgresql":
            refuse = f"SELECT RAISE(ABORT, '{self.table}_append_only')"
            return [*kept, f"{update} WHEN {self.forbidden('IS NOT')} BEGIN {refuse}; END"]
        # The key stays what it is by the trigger; the right to it is what a lock needs where nothing may change.
        may_change = ", ".join(self.may_change or (self.key,))
        return [
            *kept,
            f"{update} FOR EACH ROW WHEN ({self.forbidden('IS DISTINCT FROM')}) EXECUTE FUNCTION refuse_change()",
            f"""DO $$ BEGIN
              IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'commonpurse_app') THEN
                EXECUTE 'GRANT UPDATE ({may_change}) ON {self.table} TO commonpurse_app';
              END IF;
            END $$""",  # noqa: S608  names come from migrations
        ]

    @property
    def may_change(self) -> tuple[str, ...]:
        return (*self.once, *([self.stepping] if self.stepping else []), *self.free)

    def forbidden(self, differs: str) -> str:
        """Return the condition, over OLD and NEW, under which an update is refused."""
        frozen = [column for column in self.columns if column not in self.may_change]
        parts = [f"OLD.{column} {differs} NEW.{column}" for column in frozen]
        parts += [f"(OLD.{column} IS NOT NULL AND OLD.{column} {differs} NEW.{column})" for column in self.once]
        if self.stepping:
            old, new = f"OLD.{self.stepping}", f"NEW.{self.stepping}"
            steps = ", ".join(f"'{before}>{after}'" for before, afters in self.steps.items() for after in afters)
            parts.append(f"({old} {differs} {new} AND {old} || '>' || {new} NOT IN ({steps}))")
        return " OR ".join(parts)

    def describe(self) -> str:
        return f"Let {self.table} be filled in once and no more"
