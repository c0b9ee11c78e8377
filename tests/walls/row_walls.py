"""What the walls of the rows are: every personal table, by the models, and what its migration says of it."""

from __future__ import annotations

from django.apps import apps
from django.db import models
from django.db.migrations.loader import MigrationLoader

from commonpurse.kernel.row_security import RowSecurity

# Tables that have a column of a person and no wall by permission, each with its reason.
WITHOUT = {
    "signin_user": "read before anybody is known, to find out who it is; it holds a name that was chosen, no more",
    "signin_signin": "read before anybody is known, at each request, by the hash of the session's key",
    **dict.fromkeys(
        ("signin_card", "signin_recognition", "signin_textcode", "signin_textway"), "walled with the ways in"
    ),
    "protected_sealeddetail": "walled harder: the app role may not read it at all (kernel/walled_role.py)",
}


def personal_tables() -> dict[str, type[models.Model]]:
    """Every table of ours with a column that says whose a row is."""
    return {
        model._meta.db_table: model
        for model in apps.get_models()
        if model.__module__.startswith("commonpurse")
        and (model._meta.db_table == "people_person" or column_of(model) is not None)
    }


def column_of(model: type[models.Model]) -> str | None:
    """The column that says whose a row is."""
    if model._meta.db_table == "people_person":
        return "id"
    columns = [field.column for field in model._meta.concrete_fields]
    return next((name for name in ("person_id", "recipient_id") if name in columns), None)


def walled_tables() -> dict[str, RowSecurity]:
    """The walls that the migrations make, by table."""
    loader = MigrationLoader(None)
    return {
        operation.table: operation
        for migration in loader.disk_migrations.values()
        for operation in migration.operations
        if isinstance(operation, RowSecurity)
    }
