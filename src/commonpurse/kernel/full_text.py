"""Find rows by words on both databases: FTS5 on SQLite, `tsvector` on PostgreSQL. The one place that knows of either.

A table whose text is searched has an integer key `id`. The migration operation `FullText` makes the index; the database
itself keeps it, by triggers (SQLite) or a generated column (PostgreSQL). `matching` asks it. What is stored and what is
asked should be folded alike beforehand (small letters, no accents): then both databases find the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

# How much a word counts by the column it stands in. PostgreSQL has these four by name; SQLite is given numbers.
WEIGHTS = {"A": 10, "B": 4, "C": 2, "D": 1}
LEAST_PREFIX = 3  # letters: a shorter word is found whole only


class FullText(Operation):
    """Let the text of `columns` of `table` be searched; each column with its weight, A counting most."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, columns: Mapping[str, str]):
        self.table, self.columns = table, dict(columns)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [self.table, self.columns], {})

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
            schema_editor.execute(f"ALTER TABLE {self.table} DROP COLUMN found", params=None)
            return
        for event in ("insert", "delete", "update"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {self.table}_found_{event}", params=None)
        schema_editor.execute(f"DROP TABLE IF EXISTS {self.table}_found", params=None)

    def statements(self, vendor: str) -> list[str]:
        table, found = self.table, f"{self.table}_found"
        if vendor == "postgresql":
            parts = " || ".join(
                f"setweight(to_tsvector('english', {column}), '{weight}')" for column, weight in self.columns.items()
            )
            return [
                f"ALTER TABLE {table} ADD COLUMN found tsvector GENERATED ALWAYS AS ({parts}) STORED",
                f"CREATE INDEX {found} ON {table} USING gin (found)",
            ]
        names = ", ".join(self.columns)
        old, new = (", ".join(f"{row}.{column}" for column in self.columns) for row in ("old", "new"))
        take_out = f"INSERT INTO {found} ({found}, rowid, {names}) VALUES ('delete', old.id, {old})"  # noqa: S608  names come from migrations
        put_in = f"INSERT INTO {found} (rowid, {names}) VALUES (new.id, {new})"  # noqa: S608  as above
        return [
            f"CREATE VIRTUAL TABLE {found} USING fts5({names}, content='{table}', content_rowid='id',"
            " tokenize='porter unicode61 remove_diacritics 2', prefix='3 4')",
            f"CREATE TRIGGER {found}_insert AFTER INSERT ON {table} BEGIN {put_in}; END",
            f"CREATE TRIGGER {found}_delete AFTER DELETE ON {table} BEGIN {take_out}; END",
            f"CREATE TRIGGER {found}_update AFTER UPDATE ON {table} BEGIN {take_out}; {put_in}; END",
        ]

    def describe(self) -> str:
        return f"Let the text of {self.table} be searched"


def matching(
    table: str, column: str, groups: Sequence[Sequence[str]], *, most: int, weights: Sequence[str], is_any: bool = False
) -> list[Any]:
    """Return `column` of the rows that have a word of each group (of any group: `is_any`), the best first.

    A word has letters and digits only and stands for all words that begin with it. `weights`: those of the columns.
    """
    words = [[word for word in group if word.isalnum()] for group in groups]
    words = [group for group in words if group]
    if not words:
        return []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            asked = (" | " if is_any else " & ").join(f"({' | '.join(_lexeme(w) for w in group)})" for group in words)
            cursor.execute(
                f"SELECT {column} FROM {table}, to_tsquery('english', %s) asked WHERE found @@ asked"  # noqa: S608  our own names
                " ORDER BY ts_rank(found, asked) DESC, id LIMIT %s",
                [asked, most],
            )
        else:
            asked = (" OR " if is_any else " AND ").join(
                f"({' OR '.join(_token(w) for w in group)})" for group in words
            )
            counts = ", ".join(str(WEIGHTS[weight]) for weight in weights)
            cursor.execute(
                f"SELECT t.{column} FROM {table}_found JOIN {table} t ON t.id = {table}_found.rowid"  # noqa: S608  our own names
                f" WHERE {table}_found MATCH %s ORDER BY bm25({table}_found, {counts}), t.id LIMIT %s",
                [asked, most],
            )
        return [row[0] for row in cursor.fetchall()]


def _lexeme(word: str) -> str:
    return f"'{word}':*" if len(word) >= LEAST_PREFIX else f"'{word}'"


def _token(word: str) -> str:
    return f'"{word}"*' if len(word) >= LEAST_PREFIX else f'"{word}"'
