"""What must hold before the site may start: settings, database, durability, roles. Each fault is one sentence.

`commonpurse check` prints the list and `commonpurse serve` refuses to start while it is not empty.
"""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from commonpurse.config.roles import faults_of_walled_roles
from commonpurse.kernel.keys.queries import find_key_faults

# With one of these off, a power cut loses money that was acknowledged. Source: PostgreSQL 15, chapter 30.1.
MUST_BE_ON = ("fsync", "full_page_writes", "synchronous_commit")
# pragma: (what it must be, why)
SQLITE_PRAGMAS: dict[str, tuple[object, str]] = {
    "journal_mode": ("wal", "readers would wait for writers"),
    "synchronous": (2, "a power cut could lose money that was acknowledged"),  # 2 is FULL
    "foreign_keys": (1, "a row could point to nothing"),
    "recursive_triggers": (1, "history could be replaced without a trace"),
}


def find_faults() -> list[str]:
    """Return everything that is wrong with this installation, a sentence each; empty when it may start."""
    faults = list(settings.ENVIRONMENT.problems)
    if settings.DEBUG:
        faults.append("DEBUG is on: pages would show what breaks, with people's names in it. Turn it off.")
    # Where its address cannot be read, the database looked at would be another one than meant.
    if not any(fault.startswith("COMMONPURSE_DATABASE") for fault in faults):
        faults += faults_of_database(connections["default"])
    return faults


def find_hints() -> list[str]:
    """Return what does not stop the site and still wants doing, a sentence each."""
    hints = hints_of_keys()
    if not (settings.SOURCE_ADDRESS or settings.IS_DEMO):
        hints.append(
            "COMMONPURSE_SOURCE: say where people can get the source of this version, if you changed it "
            "(AGPL-3.0, section 13). It then stands at the foot of each page."
        )
    return hints


def hints_of_keys() -> list[str]:
    """Return what keeps protected details shut. Money works without them, so the site starts all the same."""
    try:
        return find_key_faults()
    except DatabaseError:  # out of reach, or not made yet: `find_faults` says so
        return []


def faults_of_database(connection: BaseDatabaseWrapper) -> list[str]:
    """Return what is wrong with the database: out of reach, not made, or not safe for money."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        return [f"COMMONPURSE_DATABASE: the database cannot be reached: {first_line(error)}."]
    try:
        return [*faults_of_durability(connection), *faults_of_migrations(connection)]
    except DatabaseError as error:
        return [f"COMMONPURSE_DATABASE: the database does not answer as it should: {first_line(error)}."]


def faults_of_durability(connection: BaseDatabaseWrapper) -> list[str]:
    """Return settings of the database with which acknowledged money, or the trail of it, could be lost."""
    if connection.vendor == "postgresql":
        return [*faults_of_server(connection), *faults_of_role(connection)]
    faults = []
    with connection.cursor() as cursor:
        for pragma, (wanted, why) in SQLITE_PRAGMAS.items():
            cursor.execute(f"PRAGMA {pragma}")
            found = cursor.fetchone()[0]
            if found != wanted:
                faults.append(f"SQLite: {pragma} is {found} and must be {wanted}, or {why}.")
    return faults


def faults_of_server(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the PostgreSQL settings that must be on and are off."""
    faults = []
    with connection.cursor() as cursor:
        for name in MUST_BE_ON:
            cursor.execute(f"SHOW {name}")
            if cursor.fetchone()[0] == "off":
                faults.append(f"PostgreSQL: {name} is off; a power cut would lose money. Turn it on.")
    return faults


def faults_of_role(connection: BaseDatabaseWrapper) -> list[str]:
    """Return why the role that the site works as holds too many rights."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        role, is_superuser, passes_row_security = cursor.fetchone()
        cursor.execute(
            "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() "
            "AND pg_has_role(current_user, tableowner, 'MEMBER') LIMIT 1"
        )
        is_owner = cursor.fetchone() is not None
    what_to_do = "Let COMMONPURSE_DATABASE sign in as the app role, and COMMONPURSE_OWNER_DATABASE as the owner."
    if is_superuser or passes_row_security:
        return [f"PostgreSQL: {role} may do anything on this server. {what_to_do}"]
    if is_owner:
        return [f"PostgreSQL: {role} owns the tables and could rewrite history. {what_to_do}"]
    return faults_of_walled_roles(connection)


def faults_of_migrations(connection: BaseDatabaseWrapper) -> list[str]:
    """Return whether the tables are those of this version."""
    missing = count_missing_migrations(connection)
    if not missing:
        return []
    changes = "1 change is" if missing == 1 else f"{missing} changes are"
    return [f"The database is not ready: {changes} missing. Make it ready with: commonpurse init."]


def count_missing_migrations(connection: BaseDatabaseWrapper) -> int:
    """Count the migrations of this version that the database has not seen."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def first_line(error: Exception) -> str:
    """Return the reason that a driver gives, without its hints; it never holds the password."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
