"""`commonpurse demo` as a visitor runs it: made once, kept, quick the next time, and whole or not at all."""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from commonpurse.demo.people import DEMO_SIGN_INS
from tests.cli.running import environment_for, run_commonpurse
from tests.cli.test_serve import answer_of, free_port, running

# The promise is 10 seconds; a machine that runs other tests beside this one gets some more.
SECOND_START_SECONDS = 15


def count_payments(database: Path) -> int:
    """Count what the story has released so far, from outside."""
    if not database.exists():
        return 0
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        try:
            found: tuple[int] = connection.execute("SELECT count(*) FROM payments_payment").fetchone()
        except sqlite3.OperationalError:  # the table is not there yet, or is being made
            return 0
        return found[0]


def kill_in_the_middle(data_folder: Path, database: Path) -> None:
    """Start to make the demo, and kill it without warning while it releases money."""
    program = subprocess.Popen(
        [sys.executable, "-m", "commonpurse", "demo", "--no-serve"],
        env=environment_for(data_folder),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 60
        while count_payments(database) < 30:
            assert program.poll() is None, "the story ended before it could be killed"
            assert time.monotonic() < until
            time.sleep(0.02)
    finally:
        os.kill(program.pid, signal.SIGKILL)
        program.wait()


def sign_in(address: str, username: str) -> str:
    """Press a button of the front page and return the page that follows."""
    visitor = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    front = visitor.open(address).read().decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', front)
    assert found is not None
    fields = urllib.parse.urlencode({"csrfmiddlewaretoken": found[1], "username": username}).encode()
    page: str = visitor.open(f"{address}sign-in/demo/", fields).read().decode()
    return page


@pytest.mark.night
def test_a_demo_killed_in_the_middle_is_clean_and_made_anew_and_then_kept(tmp_path: Path) -> None:
    database = tmp_path / "demo" / "demo.sqlite3"
    kill_in_the_middle(tmp_path, database)
    checked = run_commonpurse("ledger", "verify", data_folder=tmp_path, COMMONPURSE_DATABASE=f"sqlite:///{database}")
    assert checked.returncode == 0, checked.stderr

    made = run_commonpurse("demo", "--no-serve", data_folder=tmp_path)
    assert made.returncode == 0, made.stderr
    payments = count_payments(database)
    assert payments > 200
    assert (tmp_path / "demo" / "newest-statement.xml").read_bytes().startswith(b"<?xml")

    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    began = time.monotonic()
    with running("demo", "--port", str(port), data_folder=tmp_path):
        status, front = answer_of(address)
        assert time.monotonic() - began < SECOND_START_SECONDS
        assert status == 200
        assert all(f"Sign in as {offered.name}" in front for offered in DEMO_SIGN_INS)
        assert "Your money" in sign_in(address, "ada")
        second = run_commonpurse("demo", "--port", str(free_port()), data_folder=tmp_path)
        assert (second.returncode, second.stderr.count("\n")) == (1, 1)
        assert second.stderr.startswith("The demo runs already")
    assert count_payments(database) == payments


def test_a_demo_of_another_version_is_made_anew(tmp_path: Path) -> None:
    """A kept demo whose tables are not this version's cannot be served. Here it has none at all.

    Whatever database the environment names is left alone.
    """
    other = tmp_path / "other.sqlite3"
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / "demo.sqlite3").touch()
    (folder / "demo.sqlite3.ready").touch()
    program = subprocess.Popen(
        [sys.executable, "-m", "commonpurse", "demo", "--no-serve"],
        env=environment_for(tmp_path, COMMONPURSE_DATABASE=f"sqlite:///{other}"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert program.stderr is not None
    try:
        assert program.stderr.readline().startswith("Making nine months of an invented place")
        assert not (folder / "demo.sqlite3.ready").exists()
    finally:
        program.kill()
        program.communicate()
    assert not other.exists()


def test_wrong_settings_keep_the_demo_from_starting(tmp_path: Path) -> None:
    done = run_commonpurse("demo", "--no-serve", data_folder=tmp_path, COMMONPURSE_SECRET_KEY="short")
    assert done.returncode == 1
    assert done.stderr.startswith("The demo does not start:\nCOMMONPURSE_SECRET_KEY: it has 5 characters")
