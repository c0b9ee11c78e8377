"""The PostgreSQL roles: the owner makes tables, the app role works in them and cannot alter them.

Two more open what is sealed: `commonpurse_reveal` may read the sealed details, `commonpurse_sealer` may add one. A
third, `commonpurse_reader`, reads sums of everybody and the name of nobody, for figures. The app role is a member of
all three and inherits none: it takes one on for a few statements (`kernel.walled_role`, `kernel.context`).
"""

from __future__ import annotations

from django.db import IntegrityError, ProgrammingError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from commonpurse.kernel.walled_role import READER_ROLE, REVEAL_ROLE, SEALER_ROLE

APP_ROLE = "commonpurse_app"
WALLED_ROLES = (REVEAL_ROLE, SEALER_ROLE, READER_ROLE)
# From this version on a membership itself says whether its rights are inherited. Source: PostgreSQL 16, GRANT.
INHERITS_BY_MEMBERSHIP = 160000


def make_app_role(connection: BaseDatabaseWrapper) -> None:
    """Make the app role if it is missing, and let it read and write what this owner makes from now on.

    Call as the owner, before the first migration: each append-only table then takes UPDATE and DELETE away again.
    A server where the owner may not make roles has it made beforehand by its administrator.
    """
    with connection.cursor() as cursor:
        _make_role(connection, APP_ROLE)
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")
        cursor.execute(
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP_ROLE}"
        )
        cursor.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {APP_ROLE}")
    make_walled_roles(connection)


def make_walled_roles(connection: BaseDatabaseWrapper) -> None:
    """Make the roles behind the wall, and let the app role take them on without holding their rights by itself."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        by_membership = int(cursor.fetchone()[0]) >= INHERITS_BY_MEMBERSHIP
        for role in WALLED_ROLES:
            _make_role(connection, role, "NOLOGIN")
            cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
            cursor.execute(
                "SELECT 1 FROM pg_auth_members WHERE roleid = to_regrole(%s) AND member = to_regrole(%s)",
                [role, APP_ROLE],
            )
            if cursor.fetchone() is None:
                cursor.execute(f"GRANT {role} TO {APP_ROLE}{' WITH INHERIT FALSE, SET TRUE' if by_membership else ''}")
        if not by_membership:
            cursor.execute("SELECT rolinherit FROM pg_roles WHERE rolname = %s", [APP_ROLE])
            if cursor.fetchone()[0]:
                cursor.execute(f"ALTER ROLE {APP_ROLE} NOINHERIT")


def _make_role(connection: BaseDatabaseWrapper, role: str, login: str = "") -> None:
    """Make `role` if the server has none of that name.

    Roles are the server's, so two databases may be made ready at once: who comes second finds the role made.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is not None:
            return
    try:
        with transaction.atomic(connection.alias), connection.cursor() as cursor:
            cursor.execute(f"CREATE ROLE {role} {login} NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT")
    except (ProgrammingError, IntegrityError):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            if cursor.fetchone() is None:
                raise


def faults_of_walled_roles(connection: BaseDatabaseWrapper) -> list[str]:
    """Return why protected details could be read, or could not be opened, by the role that the site works as."""
    faults = []
    with connection.cursor() as cursor:
        for role in WALLED_ROLES:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            if cursor.fetchone() is None:
                faults.append(f"PostgreSQL: the role {role} is missing. Make it with: commonpurse init.")
                continue
            cursor.execute("SELECT pg_has_role(current_user, %s, 'USAGE')", [role])
            if cursor.fetchone()[0]:
                faults.append(
                    f"PostgreSQL: the app role holds the rights of {role} at all times."
                    f" Take that away with: ALTER ROLE {APP_ROLE} NOINHERIT."
                )
    return faults
