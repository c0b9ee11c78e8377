"""The SQL of the ledger, one file a subject, one a dialect where they must differ. No SQL for money is elsewhere."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

POSTGRESQL, SQLITE = "postgresql", "sqlite"


@cache
def sql(name: str, vendor: str) -> str:
    """Return the text of `name_<vendor>.sql`, or of `name.sql` where both databases read the same.

    `{entries}` in it stands for the text of `entries.sql`: what each account's entries are is written once.
    """
    folder = files(__package__)
    own = folder / f"{name}_{vendor}.sql"
    text = (own if own.is_file() else folder / f"{name}.sql").read_text()
    return text.replace("{entries}", f"({sql('entries', vendor)})") if "{entries}" in text else text


class RunScript(Operation):
    """Run a script of this folder in a migration. Django's state is told apart from it."""

    reduces_to_sql = True
    reversible = False

    def __init__(self, name: str):
        self.name = name

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [self.name], {})

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        script = sql(self.name, schema_editor.connection.vendor)
        for statement in schema_editor.connection.ops.prepare_sql_script(script):
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return f"Run the ledger's script {self.name}"
