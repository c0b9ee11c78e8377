"""What every test may ask for: a database (SQLite or PostgreSQL), a fresh one, the real files, the standing people."""

from __future__ import annotations

import copy
import gc
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.template.base import Template
from django.test.client import ClientHandler
from django.test.utils import instrumented_test_render
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from commonpurse.config.environment import database_settings
from commonpurse.kernel.context import Context, ViewerKind, process_acts_as
from commonpurse.kernel.keys.keyring import make_keyring
from tests.databases import ALIASES, PostgresqlDatabases, SqliteDatabases, running_postgresql

render_plainly = Template._render
SERVER = "COMMONPURSE_TEST_DATABASE"
SHARED = "COMMONPURSE_TESTS_SHARED"
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
FIXTURES_OF_A_DATABASE = {"db", "databases", "fresh_database", "empty_database", "live_site"}

# `./run nightly` sets it: twenty times the examples, from another seed each night.
IS_LONG = os.environ.get("COMMONPURSE_LONG") == "1"

# Speed is measured by the benchmarks: a slow machine must not fail a test.
hypothesis_settings.register_profile(
    "commonpurse",
    deadline=None,
    derandomize=bool(os.environ.get("CI")) and not IS_LONG,
    max_examples=2_000 if IS_LONG else 100,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
hypothesis_settings.load_profile("commonpurse")
# By day the second database is asked for fewer examples of the same laws.
hypothesis_settings.register_profile("again", parent=hypothesis_settings.get_profile("commonpurse"), max_examples=30)
# How a journey may be gone: width in pixels, scripts on or off. The first is the one by day.
WAYS = [(1280, False), (360, False), (1280, True), (360, True)]
_at_exit = ExitStack()
# Fixtures that point at a database of their own, and back.
OF_THEIR_OWN = {"scene_database", "prepared_database", "story"}
DATABASES = pytest.StashKey[SqliteDatabases | PostgresqlDatabases]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite")


def pytest_configure(config: pytest.Config) -> None:
    # What a test prepares and looks up is done as the system; a request that it sends acts as whoever is signed in.
    process_acts_as(Context(ViewerKind.SYSTEM, "to test"))
    # What the tests hash is not secret, and the product's own way takes a tenth of a second on purpose.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    is_worker = hasattr(config, "workerinput")
    if not is_worker:
        write_to_memory()
        # Where the one template of all workers lies: they inherit the path.
        os.environ[SHARED] = _at_exit.enter_context(tempfile.TemporaryDirectory(prefix="commonpurse-tests-shared-"))
    if config.getoption("--database") == "postgresql":
        if not IS_LONG:
            hypothesis_settings.load_profile("again")
        if not is_worker and os.environ.get(SERVER):
            _at_exit.callback(drop_template)
        elif not is_worker:
            folder = Path(_at_exit.enter_context(tempfile.TemporaryDirectory(prefix="commonpurse-pg-")))
            # One server for all workers: they inherit the address.
            os.environ[SERVER] = _at_exit.enter_context(running_postgresql(folder / "data"))
        use_server(os.environ[SERVER])


def write_to_memory() -> None:
    """Let all that tests write lie in memory, where there is room: making a database there takes a twentieth of the time.

    Who names a folder of their own by TMPDIR keeps it.
    """
    if "TMPDIR" not in os.environ and has_room(MEMORY):
        os.environ["TMPDIR"] = _at_exit.enter_context(tempfile.TemporaryDirectory(prefix="commonpurse-", dir=MEMORY))
        tempfile.tempdir = None  # looked up anew; the workers inherit it


def has_room(folder: Path) -> bool:
    """Whether files may be written there, and two gigabytes are free."""
    if not os.access(folder, os.W_OK):
        return False
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize > 2 * 1024**3


def template_name() -> str:
    """The name of this run's template on the server: the same for all its workers, and no other run's."""
    return Path(os.environ[SHARED]).name.replace("-", "_").lower()


def drop_template() -> None:
    """Leave nothing on a server that was there before."""
    with psycopg.connect(os.environ[SERVER], autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {template_name()}")


def use_server(url: str) -> None:
    """Point Django at a PostgreSQL server instead of the SQLite file that the settings name by default."""
    settings.DATABASES = {alias: database_settings(url) | {"CONN_MAX_AGE": 0} for alias in ALIASES}
    connections.settings = connections.configure_settings(settings.DATABASES)
    for alias in ALIASES:
        with suppress(AttributeError):  # no connection of that name was opened yet
            del connections[alias]


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was collected stays to the end: let the search for garbage not go through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI a skipped test is a failed run: what was not tried is not known to work."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") and skipped and exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"{len(skipped)} skipped in CI: that counts as failed", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_unconfigure(config: pytest.Config) -> None:
    _at_exit.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A journey goes one way by day, and by night on a phone and a desk, with scripts and without."""
    if "way" in metafunc.fixturenames and metafunc.definition.get_closest_marker("browser"):
        ways = WAYS if IS_LONG else WAYS[:1]
        metafunc.parametrize("way", ways, ids=[f"{width}-{'script' if script else 'plain'}" for width, script in ways])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave what is for the night to the night. On PostgreSQL run what a database may change; the rest has run before."""
    if not IS_LONG:
        at_night = [item for item in items if item.get_closest_marker("night")]
        items[:] = [item for item in items if item not in at_night]
        config.hook.pytest_deselected(items=at_night)
    if config.getoption("--database") == "postgresql":
        kept, dropped = [], []
        for item in items:
            marked = item.get_closest_marker("both") or item.get_closest_marker("django_db")
            uses = marked or FIXTURES_OF_A_DATABASE & set(getattr(item, "fixturenames", ()))
            done = item.get_closest_marker("browser") or (item.get_closest_marker("alike") and not IS_LONG)
            (kept if uses and not done else dropped).append(item)
        items[:] = kept
        config.hook.pytest_deselected(items=dropped)
    # What takes long in one piece goes first, so that no worker sits idle beside it at the end.
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Begin at the plain database, unless the test has one of its own: whoever was there last stayed connected."""
    databases = item.config.stash.get(DATABASES, None)
    has_its_own = OF_THEIR_OWN & set(getattr(item, "fixturenames", ()))
    if databases and databases.rolled_back and not has_its_own:
        databases.point_at(databases.rolled_back)


@pytest.fixture(scope="session", autouse=True)
def quick_pages(django_test_environment: None) -> None:
    """Show pages as the site does. Django's test environment keeps a copy of what each part of each page was made from
    (a tenth of the time of a test of pages) and makes each client's middleware anew, going through all static files.
    Who asks what a page was made from takes `made_from`."""
    Template._render = render_plainly
    plain, made = settings._wrapped, {}
    load = ClientHandler.load_middleware

    def load_once(self: ClientHandler, is_async: bool = False) -> None:
        if made and settings._wrapped is plain:
            vars(self).update(made)
            return
        load(self, is_async)
        if settings._wrapped is plain:
            made.update({name: value for name, value in vars(self).items() if name != "enforce_csrf_checks"})

    ClientHandler.load_middleware = load_once


@pytest.fixture
def made_from(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `response.context` say what its page was made from."""
    monkeypatch.setattr(Template, "_render", instrumented_test_render)


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker) -> Iterator:
    chosen: SqliteDatabases | PostgresqlDatabases
    if request.config.getoption("--database") == "postgresql":
        chosen = PostgresqlDatabases(settings.DATABASES["default"], os.environ[SERVER], template_name())
    else:
        chosen = SqliteDatabases(settings.DATABASES["default"], Path(os.environ[SHARED]))
    with django_db_blocker.unblock():
        chosen.make_template()
    request.config.stash[DATABASES] = chosen
    yield chosen
    with django_db_blocker.unblock():
        chosen.close()


@pytest.fixture(scope="session")
def keyring(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A keyring of the tests' own, as `commonpurse init` makes it. Whoever changes one takes `own_keyring`."""
    path = tmp_path_factory.mktemp("keys") / "keyring"
    make_keyring(path)
    return path


@pytest.fixture
def own_keyring(tmp_path: Path, keyring: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A keyring for this test alone, with an empty list of erasures beside it."""
    path = tmp_path / "own" / "keyring"
    make_keyring(path)
    monkeypatch.setattr(settings, "KEYRING_FILE", path)
    return path


@pytest.fixture(scope="session")
def django_db_setup(databases, django_db_blocker, keyring) -> None:
    """Stand in for pytest-django's: one copy of the template, in which each test rolls back."""
    with django_db_blocker.unblock():
        databases.rolled_back = databases.copy()
        databases.point_at(databases.rolled_back)
    settings.KEYRING_FILE = keyring
    # Within a test that rolls back, the access log must see the test's own rows.
    settings.ACCESS_LOG_DATABASE = "default"


@pytest.fixture
def at_the_prepared(databases, prepared_database: tuple[str, Any], django_db_blocker, request) -> Any:
    """Begin at what the module prepared, and give a copy of it."""
    name, made = prepared_database
    with django_db_blocker.unblock():
        databases.point_at(name)
    request.getfixturevalue("db")
    return copy.deepcopy(made)


@pytest.fixture
def fresh_database(databases, django_db_setup, django_db_blocker) -> Iterator[str]:
    """Give the test a database of its own in which it may commit, from many threads or processes. Yields its address."""
    with django_db_blocker.unblock():
        name = databases.copy()
        databases.point_at(name)
        settings.ACCESS_LOG_DATABASE = "access_log"
        try:
            yield databases.url(name)
        finally:
            settings.ACCESS_LOG_DATABASE = "default"
            databases.point_at(databases.rolled_back)
            databases.drop(name)


@pytest.fixture
def empty_database(databases, django_db_setup, django_db_blocker) -> Iterator[None]:
    """Give the test a database without any table, as its owner: for a migration and the rows before it."""
    with django_db_blocker.unblock():
        name = databases.empty()
        databases.point_at_as_owner(name)
        try:
            yield
        finally:
            databases.point_at(databases.rolled_back)
            databases.drop(name)


@pytest.fixture(scope="session")
def real_files() -> Path:
    """The folder of real bank and council files. Its absence fails the run in CI and is said plainly elsewhere."""
    folder = os.environ.get("COMMONPURSE_REAL_FILES")
    if not folder:
        if os.environ.get("CI"):
            pytest.fail("COMMONPURSE_REAL_FILES is not set: the tests on real files cannot run")
        pytest.skip("COMMONPURSE_REAL_FILES is not set")
    return Path(folder)
