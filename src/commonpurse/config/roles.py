"""The two PostgreSQL roles: the owner makes tables, the app role works in them and cannot alter them."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

APP_ROLE = "commonpurse_app"


def make_app_role(connection: BaseDatabaseWrapper) -> None:
    """Make the app role if it is missing, and let it read and write what this owner makes from now on.

    Call as the owner, before the first migration: each append-only table then takes UPDATE and DELETE away again.
    A server where the owner may not make roles has it made beforehand by its administrator.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {APP_ROLE} NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")
        cursor.execute(
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP_ROLE}"
        )
        cursor.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {APP_ROLE}")
