"""A migration operation that walls a personal table on PostgreSQL: a row shows only in the context of who may see it.

It is the second fence. The first is `parties.people.access`, asked by every query; when a page forgets it, this one
holds. Both read the same live permissions: a test compares them. FORCE makes it hold for the owner of the table too.
The policies ask two functions that `parties.consent` makes: `commonpurse_reach(items)`, whether everybody's, and
`commonpurse_people_seen(items)`, whose. Each is asked once for a statement, not once for a row.
SQLite knows no row-level security: there the first fence stands alone (docs/adr/0067).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

from commonpurse.kernel.walled_role import READER_ROLE


def seen(items: Sequence[str], person: str = "person_id") -> str:
    """The condition, in SQL, under which whoever acts sees one of these items of the row's person.

    Two questions, each asked once for a statement; only who is kept from somebody is asked row by row.
    """
    named = ", ".join(f"'{item}'" for item in items)
    return (
        f"CASE (SELECT commonpurse_reach({named})) WHEN 2 THEN true"
        f" WHEN 1 THEN {person} NOT IN (SELECT commonpurse_people_kept_apart())"
        f" ELSE {person} IN (SELECT commonpurse_people_seen({named})) END"
    )


def granted_to_reader(table: str) -> str:
    """The statement that lets the reader role read a table, where `commonpurse init` made that role."""
    return _where_the_reader_is(f"GRANT SELECT ON {table} TO {READER_ROLE}")


def shown_to_reader(table: str) -> str:
    """The statement that shows the reader role each row of a walled table, to count and to add."""
    return _where_the_reader_is(f"CREATE POLICY {table}_counted ON {table} FOR SELECT TO {READER_ROLE} USING (true)")


def _where_the_reader_is(statement: str) -> str:
    is_there = f"EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{READER_ROLE}')"  # noqa: S608  names come from migrations
    return f"DO $$ BEGIN IF {is_there} THEN EXECUTE '{statement}'; END IF; END $$"


# The condition under which it is the person herself who acts, or the system: no member, whatever their work.
HERS_ALONE = (
    "((SELECT commonpurse_viewer_kind()) = 'system'"
    " OR ((SELECT commonpurse_viewer_kind()) = 'person' AND {person} = (SELECT commonpurse_viewer())))"
)


class ReadForFigures(Operation):
    """Let the reader role read tables that are nobody's, beside those it counts over."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, *tables: str):
        self.tables = tables

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, list(self.tables), {})

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            for table in self.tables:
                schema_editor.execute(granted_to_reader(table), params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """The right goes with the table."""

    def describe(self) -> str:
        return f"Let figures be made of {', '.join(self.tables)}"


class RowSecurity(Operation):
    """Show rows of `table` to who may see one of `items` of the person in column `person`; let them be changed so too.

    `written_by_all`: a row may be added by whoever acts (a new person, before anybody works with her); else by who
    knows the person. `may_be_nobodys`: rows without a person are for members and the system.
    `for_figures`: the reader role reads it, to count and to add; such a table names nobody.
    `grounds`: the two functions themselves read this table, to judge every other by.
    `hers_alone`: the person and the system see and write it, and no member: there is no item that opens it.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(
        self,
        table: str,
        *items: str,
        person: str = "person_id",
        written_by_all: bool = False,
        may_be_nobodys: bool = False,
        for_figures: bool = False,
        grounds: bool = False,
        hers_alone: bool = False,
    ):
        self.table, self.items, self.person = table, items, person
        self.written_by_all, self.may_be_nobodys = written_by_all, may_be_nobodys
        self.for_figures, self.grounds, self.hers_alone = for_figures, grounds, hers_alone

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        given = {
            "person": self.person,
            "written_by_all": self.written_by_all,
            "may_be_nobodys": self.may_be_nobodys,
            "for_figures": self.for_figures,
            "grounds": self.grounds,
            "hers_alone": self.hers_alone,
        }
        return (type(self).__name__, [self.table, *self.items], given)

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            for statement in self.statements():
                schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            table = self.table
            for policy in ("seen", "changed", "deleted", "added", "counted", "read_by_functions"):
                schema_editor.execute(f"DROP POLICY IF EXISTS {table}_{policy} ON {table}", params=None)
            schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY", params=None)
            schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY", params=None)

    def statements(self) -> list[str]:
        table = self.table
        shown = "" if self.hers_alone else seen(self.items, self.person)
        knows = dict.fromkeys((*self.items, "name", "payment_name"))
        added = seen(tuple(knows), self.person)
        if self.hers_alone:
            shown = added = HERS_ALONE.format(person=self.person)
        if self.written_by_all:
            added = "(SELECT commonpurse_viewer_kind()) IS NOT NULL"
        if self.may_be_nobodys:
            nobodys = f"({self.person} IS NULL AND (SELECT commonpurse_viewer_kind()) = 'member')"
            shown, added = f"{shown} OR {nobodys}", f"{added} OR {nobodys}"
        made = [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY {table}_seen ON {table} FOR SELECT USING ({shown})",
            f"CREATE POLICY {table}_changed ON {table} FOR UPDATE USING ({shown}) WITH CHECK ({shown})",
            f"CREATE POLICY {table}_deleted ON {table} FOR DELETE USING ({shown})",
            f"CREATE POLICY {table}_added ON {table} FOR INSERT WITH CHECK ({added})",
        ]
        if self.for_figures:
            made += [granted_to_reader(table), shown_to_reader(table)]
        if self.grounds:
            # The functions run as the owner. A policy that is always true also keeps them from asking themselves.
            made.append(f"CREATE POLICY {table}_read_by_functions ON {table} FOR SELECT TO CURRENT_USER USING (true)")
        return made

    def describe(self) -> str:
        return f"Show rows of {self.table} only to who may see them"
