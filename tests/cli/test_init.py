"""`commonpurse init`: from an empty database to a partnership, and again without harm."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import run_commonpurse
from tests.databases import OWNER_ROLE

ANSWERS = ("--name", "Harbour together", "--place", "Harbour", "--currency", "GBP", "--host", "Harbour Council")
ADMINISTRATOR = ("--administrator", "Alex Admin", "--username", "alex", "--password-file", "-")
PASSWORD = "blue boats at anchor\n"


@pytest.fixture
def empty_database(databases, django_db_setup, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The variables that name a database without a table: on PostgreSQL as app role and as owner."""
    if databases.vendor == "sqlite":
        yield {"COMMONPURSE_DATABASE": f"sqlite:///{tmp_path / 'empty.sqlite3'}"}
        return
    name = f"{databases.prefix}_empty"
    databases._run(f"CREATE DATABASE {name} OWNER {OWNER_ROLE}")
    databases.made.append(name)
    yield {
        "COMMONPURSE_DATABASE": databases.url(name),
        "COMMONPURSE_OWNER_DATABASE": databases.url(name, as_role=OWNER_ROLE),
    }
    databases.drop(name)


@pytest.mark.both
def test_an_empty_database_becomes_a_partnership_that_may_start(empty_database: dict[str, str], tmp_path: Path) -> None:
    done = run_commonpurse("init", *ANSWERS, *ADMINISTRATOR, given=PASSWORD, data_folder=tmp_path, **empty_database)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Harbour together is founded.")
    done = run_commonpurse("check", data_folder=tmp_path, **empty_database)
    assert (done.returncode, done.stderr) == (0, "")
    again = run_commonpurse("init", data_folder=tmp_path, **empty_database)
    assert (again.returncode, again.stdout) == (0, "The database is ready. Harbour together is there already.\n")


@pytest.mark.both
def test_a_weak_password_leaves_no_partnership_behind(no_partnership: dict[str, str], tmp_path: Path) -> None:
    done = run_commonpurse("init", *ANSWERS, *ADMINISTRATOR, given="123\n", data_folder=tmp_path, **no_partnership)
    assert done.returncode == 1
    assert "password" in done.stderr
    done = run_commonpurse("init", *ANSWERS, *ADMINISTRATOR, given=PASSWORD, data_folder=tmp_path, **no_partnership)
    assert done.stdout.startswith("Harbour together is founded.")


def test_what_is_missing_is_named_where_nobody_can_be_asked(no_partnership: dict[str, str], tmp_path: Path) -> None:
    done = run_commonpurse("init", *ANSWERS[:4], data_folder=tmp_path, **no_partnership)
    assert done.returncode == 2
    assert "Give --currency" in done.stderr


@pytest.mark.parametrize(
    ("database", "owner", "said"),
    [
        (
            "postgresql://a@127.0.0.1:1/x",
            "postgresql://b@127.0.0.1:1/x",
            "COMMONPURSE_OWNER_DATABASE: the database cannot",
        ),
        ("mysql://a@b/c", "", "COMMONPURSE_DATABASE: only sqlite and postgresql are known."),
    ],
)
def test_a_database_out_of_reach_is_said(database: str, owner: str, said: str, tmp_path: Path) -> None:
    variables = {"COMMONPURSE_DATABASE": database} | ({"COMMONPURSE_OWNER_DATABASE": owner} if owner else {})
    done = run_commonpurse("init", *ANSWERS, data_folder=tmp_path, **variables)
    assert done.returncode == 1
    assert done.stderr.startswith(said)
