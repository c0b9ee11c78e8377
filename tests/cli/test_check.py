"""`commonpurse check`, and what the site refuses to start with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from commonpurse.config import startup
from commonpurse.config.environment import read_environment
from tests.cli.running import run_commonpurse

LONG_ENOUGH = "k" * 50


def test_a_database_that_is_ready_is_in_order(fresh_database: str, tmp_path: Path) -> None:
    keyring = {"COMMONPURSE_KEYRING": str(settings.KEYRING_FILE)}
    done = run_commonpurse("check", data_folder=tmp_path, COMMONPURSE_DATABASE=fresh_database, **keyring)
    assert (done.returncode, done.stderr) == (0, "")
    done = run_commonpurse("check", "--json", data_folder=tmp_path, COMMONPURSE_DATABASE=fresh_database, **keyring)
    assert json.loads(done.stdout) == {"ok": True, "faults": [], "hints": startup.find_hints()}


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"COMMONPURSE_DATABASE": "mysql://a@b/c"}, "COMMONPURSE_DATABASE: only sqlite and postgresql are known."),
        ({"COMMONPURSE_DATABASE": "what"}, "COMMONPURSE_DATABASE: it is no database address"),
        ({"COMMONPURSE_SECRET_KEY": "short"}, "COMMONPURSE_SECRET_KEY: it has 5 characters; give it 50 or more."),
        ({"COMMONPURSE_HTTPS": "yes"}, "COMMONPURSE_HTTPS: write 1 for on or 0 for off."),
        ({"COMMONPURSE_HTTPS": "1", "COMMONPURSE_DEMO": "1"}, "COMMONPURSE_DEMO: a demo lets anyone in"),
        ({"COMMONPURSE_MAIL": "mail.example.org"}, "COMMONPURSE_MAIL: write smtp://user:password@host"),
        ({"COMMONPURSE_MAIL": "smtp://a:b@host:port"}, "COMMONPURSE_MAIL: write smtp://user:password@host"),
        ({"COMMONPURSE_MAIL": "smtp://a:b@mail.example.org"}, "COMMONPURSE_MAIL_FROM: mail needs a sender"),
        (
            {"COMMONPURSE_TEXTS": "command:hand-on"},
            "COMMONPURSE_TEXTS: write folder:/path or command:/path/to/program.",
        ),
        (
            {"COMMONPURSE_TEXTS": "folder:/srv/texts"},
            "COMMONPURSE_ADDRESS: messages leave, so say where people sign in",
        ),
        (
            {"COMMONPURSE_VIRUS_CHECK": "clamdscan"},
            "COMMONPURSE_VIRUS_CHECK: write command:/path/to/program.",
        ),
        ({"COMMONPURSE_SOURCE": "javascript:x"}, "COMMONPURSE_SOURCE: write an address of plain letters"),
        ({"COMMONPURSE_ADDRESS": "pages.example.org"}, "COMMONPURSE_ADDRESS: write an address of plain letters"),
        ({"COMMONPURSE_ADDRESS": f"https://{'a' * 60}.org/"}, "COMMONPURSE_ADDRESS: it has 73 characters"),
        (
            {"COMMONPURSE_DATA": "/proc/nowhere", "COMMONPURSE_SECRET_KEY": ""},
            "COMMONPURSE_DATA: the folder cannot be written",
        ),
    ],
)
def test_each_wrong_setting_is_said_in_a_sentence(variables: dict[str, str], said: str, tmp_path: Path) -> None:
    given = {"COMMONPURSE_DATA": str(tmp_path), "COMMONPURSE_SECRET_KEY": LONG_ENOUGH} | variables
    problems = read_environment(given).problems
    assert any(problem.startswith(said) for problem in problems), problems
    assert all(problem.endswith(".") for problem in problems)


def test_how_messages_leave_is_read_from_the_environment(tmp_path: Path) -> None:
    nothing = read_environment({"COMMONPURSE_DATA": str(tmp_path)})
    assert (nothing.mail.leaves, nothing.texts.leaves, nothing.problems) == (False, False, [])
    given = read_environment(
        {
            "COMMONPURSE_DATA": str(tmp_path),
            "COMMONPURSE_MAIL": "smtps://clerk:a%40b@mail.example.org",
            "COMMONPURSE_MAIL_FROM": "news@example.org",
            "COMMONPURSE_TEXTS": "command:/usr/local/bin/hand-on",
            "COMMONPURSE_ADDRESS": "https://pages.example.org/",
        }
    )
    assert given.problems == []
    assert (given.mail.host, given.mail.port, given.mail.user, given.mail.password) == (
        *("mail.example.org", 465, "clerk", "a@b"),
    )
    assert (given.mail.is_tls_from_the_start, given.mail.sender) == (True, "news@example.org")
    assert (given.texts.program, given.site_address) == ("/usr/local/bin/hand-on", "https://pages.example.org/")
    folder = read_environment({"COMMONPURSE_DATA": str(tmp_path), "COMMONPURSE_MAIL": "folder:/srv/mail"})
    assert folder.mail.folder == Path("/srv/mail")


def test_where_the_source_is_can_be_said_and_a_missing_word_of_it_stops_nothing(
    fresh_database: str, tmp_path: Path
) -> None:
    given = {"COMMONPURSE_DATA": str(tmp_path), "COMMONPURSE_SOURCE": "https://code.example.org/ours"}
    assert read_environment(given).source_address == "https://code.example.org/ours"
    silent = run_commonpurse("check", data_folder=tmp_path, COMMONPURSE_DATABASE=fresh_database)
    assert (silent.returncode, "COMMONPURSE_SOURCE: say where" in silent.stdout) == (0, True)
    for said in ({"COMMONPURSE_SOURCE": "https://code.example.org/ours"}, {"COMMONPURSE_DEMO": "1"}):
        done = run_commonpurse("check", data_folder=tmp_path, COMMONPURSE_DATABASE=fresh_database, **said)
        assert (done.returncode, "COMMONPURSE_SOURCE" in done.stdout) == (0, False)


def test_wrong_mail_settings_show_no_password(tmp_path: Path) -> None:
    given = {"COMMONPURSE_DATA": str(tmp_path), "COMMONPURSE_MAIL": "smtp://clerk:verysecret@mail.example.org:x"}
    assert not any("verysecret" in problem for problem in read_environment(given).problems)


def test_wrong_settings_end_with_one_and_show_no_password(tmp_path: Path) -> None:
    url = "postgresql://clerk:verysecret@127.0.0.1:1/nothing"
    done = run_commonpurse("check", data_folder=tmp_path, COMMONPURSE_DATABASE=url, COMMONPURSE_SECRET_KEY="short")
    assert done.returncode == 1
    assert "COMMONPURSE_SECRET_KEY" in done.stderr
    assert "COMMONPURSE_DATABASE: the database cannot be reached" in done.stderr
    assert "verysecret" not in done.stderr + done.stdout


@pytest.mark.parametrize("verb", ["check", "serve"])
def test_an_empty_database_is_not_ready(verb: str, tmp_path: Path) -> None:
    done = run_commonpurse(verb, data_folder=tmp_path)
    assert done.returncode == 1
    assert "Make it ready with: commonpurse init." in done.stderr


def test_a_setting_with_which_a_power_cut_loses_money_is_named(fresh_database: str) -> None:
    weaken, said = {
        "sqlite": ("PRAGMA synchronous=NORMAL", "SQLite: synchronous is 1 and must be 2"),
        "postgresql": ("SET synchronous_commit = off", "PostgreSQL: synchronous_commit is off"),
    }[connections["default"].vendor]
    assert startup.faults_of_database(connections["default"]) == []
    with connections["default"].cursor() as cursor:
        cursor.execute(weaken)
    (fault,) = startup.faults_of_database(connections["default"])
    assert fault.startswith(said)


def test_the_role_that_owns_the_tables_may_not_run_the_site(fresh_database: str) -> None:
    """Only PostgreSQL knows roles: on SQLite whoever holds the file holds everything, and check says so nowhere."""
    faults = startup.faults_of_durability(connections["owner"])
    expected = {"sqlite": [], "postgresql": ["owns the tables and could rewrite history"]}
    wanted = expected[connections["owner"].vendor]
    assert len(faults) == len(wanted)
    assert all(part in fault for part, fault in zip(wanted, faults, strict=True))


def test_a_superuser_may_not_run_the_site(fresh_database: str, databases: object, tmp_path: Path) -> None:
    if connections["default"].vendor == "sqlite":
        assert startup.faults_of_database(connections["default"]) == []
        return
    superuser = databases._superuser_of(connections["default"].settings_dict["NAME"])  # type: ignore[attr-defined]
    done = run_commonpurse("check", data_folder=tmp_path, COMMONPURSE_DATABASE=superuser)
    assert done.returncode == 1
    assert "may do anything on this server" in done.stderr


def test_a_missing_change_of_the_tables_is_named(fresh_database: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'audit'")
    (fault,) = startup.faults_of_database(connections["default"])
    assert fault == "The database is not ready: 1 change is missing. Make it ready with: commonpurse init."
