"""Making a database ready: the app role on PostgreSQL, then the tables. Runs as the owner, and may run again."""

from __future__ import annotations

from contextlib import suppress

from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from commonpurse.config.roles import APP_ROLE, WALLED_ROLES, make_app_role
from commonpurse.config.startup import first_line
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import Refused
from commonpurse.kernel.keys.keyring import KeyringMissing, KeyringThere, make_keyring
from commonpurse.kernel.keys.queries import count_keys, keyring_path
from commonpurse.kernel.migrating import make_tables


class CannotPrepare(Refused):
    code = "cannot_prepare"


def prepare_database() -> None:
    """Bring the database to this version. Raises: CannotPrepare, with what to do."""
    owner, app = connections["owner"], connections["default"]
    try:
        owner.ensure_connection()
    except DatabaseError as error:
        raise CannotPrepare(
            f"COMMONPURSE_OWNER_DATABASE: the database cannot be reached: {first_line(error)}."
        ) from error
    if owner.vendor == "postgresql":
        prepare_roles(owner, app)
    # A change to the tables touches the rows of everybody; row-level security holds for their owner too.
    with acting_as_system("to bring the database to this version"):
        make_tables("owner")
    prepare_keyring()


def prepare_keyring() -> None:
    """Make the keyring on the first run. One that was lost is not made anew: its keys would stay shut, unnoticed.

    Where it cannot be written, `commonpurse check` says so; money needs no keyring.
    """
    if count_keys():
        return
    with suppress(KeyringThere, KeyringMissing):
        make_keyring(keyring_path())


def prepare_roles(owner: BaseDatabaseWrapper, app: BaseDatabaseWrapper) -> None:
    """Make the app role if it is missing, able to sign in as COMMONPURSE_DATABASE says. Raises: CannotPrepare."""
    if app.settings_dict["USER"] == owner.settings_dict["USER"]:
        raise CannotPrepare(
            "COMMONPURSE_OWNER_DATABASE: it names the same role as COMMONPURSE_DATABASE. "
            f"Let COMMONPURSE_DATABASE sign in as {APP_ROLE}, so that the site cannot rewrite history."
        )
    if app.settings_dict["USER"] != APP_ROLE:
        raise CannotPrepare(f"COMMONPURSE_DATABASE: let it sign in as {APP_ROLE}; `init` gives that role its rights.")
    try:
        make_app_role(owner)
        let_app_role_sign_in(owner, app.settings_dict["PASSWORD"])
    except DatabaseError as error:
        raise CannotPrepare(
            f"PostgreSQL: the role {APP_ROLE} could not be made ready: {first_line(error)}. "
            f"Ask the server's administrator for: CREATE ROLE {APP_ROLE} LOGIN NOINHERIT; "
            + " ".join(f"CREATE ROLE {role} NOLOGIN; GRANT {role} TO {APP_ROLE};" for role in WALLED_ROLES)
        ) from error


def let_app_role_sign_in(owner: BaseDatabaseWrapper, password: str) -> None:
    """Let the app role sign in, with the password of COMMONPURSE_DATABASE where it has one."""
    with owner.cursor() as cursor:
        cursor.execute("SELECT rolcanlogin FROM pg_roles WHERE rolname = %s", [APP_ROLE])
        if cursor.fetchone()[0]:
            return
        role = sql.Identifier(APP_ROLE)
        statement = sql.SQL("ALTER ROLE {} LOGIN").format(role)
        if password:
            statement = sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(role, sql.Literal(password))
        cursor.execute(statement)
