"""`commonpurse serve`: what it refuses to start with, and that it answers."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from commonpurse.parties.partners.commands import found_partnership
from tests.cli.running import environment_for, run_commonpurse
from tests.factories import NOW

pytestmark = pytest.mark.alike


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port


@contextmanager
def running(*words: str, data_folder: Path, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    program = subprocess.Popen(
        [sys.executable, "-m", "commonpurse", *words],
        env=environment_for(data_folder, **variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        yield program
    finally:
        program.terminate()
        program.communicate(timeout=30)


def answer_of(address: str, seconds: float = 30) -> tuple[int, str]:
    """Return status and text of a page, waiting until something listens."""
    until = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310  our own machine
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def test_it_serves_the_site_with_its_stylesheet(fresh_database: str, tmp_path: Path) -> None:
    found_partnership(
        name="Harbour", place="Harbour", currency="GBP", administrator_name="Al", host_organisation="Council", now=NOW
    )
    port = free_port()
    words = ("serve", "--port", str(port), "--workers", "1")
    with running(*words, data_folder=tmp_path, COMMONPURSE_DATABASE=fresh_database):
        status, page = answer_of(f"http://127.0.0.1:{port}/")
        assert status == 200
        assert "Sign in" in page
        status, _ = answer_of(f"http://127.0.0.1:{port}/static/commonpurse/commonpurse.css")
        assert status == 200


def test_wrong_settings_keep_it_from_starting(fresh_database: str, tmp_path: Path) -> None:
    done = run_commonpurse(
        "serve", data_folder=tmp_path, COMMONPURSE_DATABASE=fresh_database, COMMONPURSE_SECRET_KEY="short"
    )
    assert done.returncode == 1
    assert done.stderr.startswith("The site does not start:\nCOMMONPURSE_SECRET_KEY")


def test_a_demo_is_for_this_machine_only(fresh_database: str, tmp_path: Path) -> None:
    done = run_commonpurse(
        *("serve", "--host", "0.0.0.0"),  # noqa: S104  refused
        data_folder=tmp_path,
        COMMONPURSE_DATABASE=fresh_database,
        COMMONPURSE_DEMO="1",
    )
    assert done.returncode == 1
    assert "it listens on this machine only" in done.stderr


def test_a_port_that_is_taken_is_said_in_one_line(fresh_database: str, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run_commonpurse("serve", "--port", str(port), data_folder=tmp_path, COMMONPURSE_DATABASE=fresh_database)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port} on 127.0.0.1 cannot be used")
    assert done.stderr.count("\n") == 1
