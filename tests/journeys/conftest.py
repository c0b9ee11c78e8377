"""A real site on loopback over a database of its own, and a real Chromium in front of it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from commonpurse.config.settings import PASSWORD_HASHERS
from commonpurse.parties.signin.commands import begin_sign_in
from commonpurse.parties.signin.rules import Method
from commonpurse.web.finance import import_jobs
from commonpurse.web.parts.sessions import BACKEND
from tests.factories import standing_people
from tests.web.scenes import Scene, make_scene

START_SECONDS = 30


@dataclass
class Site:
    port: int
    folder: Path  # its data folder

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cookie_of(self, user: Any) -> dict[str, str]:
        """Sign `user` in without the form, so that a test of other pages need not type a password."""
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = BACKEND
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        begin_sign_in(
            by=user.member or user.person,
            user=user,
            session_key=session.session_key,
            method=Method.PASSWORD,
            has_second_factor=True,
            now=timezone.now(),
        )
        return {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": self.address}


@pytest.fixture
def live_site(fresh_database: str, tmp_path: Path, settings: Any) -> Iterator[Site]:
    """The product as a process of its own, on this test's database. It ends with the test."""
    settings.PASSWORD_HASHERS = PASSWORD_HASHERS  # the site's own: it knows no others
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "COMMONPURSE_DATABASE": fresh_database,
        "COMMONPURSE_SECRET_KEY": settings.SECRET_KEY,
        "COMMONPURSE_DATA": str(tmp_path / "site"),
        "COMMONPURSE_KEYRING": str(settings.KEYRING_FILE),
        "COMMONPURSE_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "commonpurse.config.settings",
    }
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    with (tmp_path / "site.log").open("wb") as log:
        server = subprocess.Popen(
            [*command, "--workers", "1", "--log-level", "warning", "commonpurse.config.wsgi:application"],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            site = Site(port, tmp_path / "site")
            wait_until_up(site, server, tmp_path / "site.log")
            yield site
        finally:
            server.terminate()
            server.wait(timeout=10)


def wait_until_up(site: Site, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", site.port), timeout=1).close()
            return
        time.sleep(0.1)
    pytest.fail(f"the site did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail("no Chromium: install the package `chromium`")
    # Playwright's loop runs in this thread; Django then takes every database call for one inside a coroutine.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def scene(live_site: Site, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """The scene of the pages, in the database of the site that runs."""
    folder = live_site.folder / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(import_jobs, "jobs_folder", lambda: folder)
    return make_scene(standing_people(), timezone.now())


@pytest.fixture
def open_browser(
    chromium: Browser, live_site: Site, request: pytest.FixtureRequest
) -> Iterator[Callable[..., BrowserContext]]:
    """Make browser windows: signed in as `user` or nobody, so many pixels wide, scripts on or off.

    A test that asks for `way` is a journey: its windows go that way unless it says otherwise itself.
    """
    opened: list[BrowserContext] = []
    usual_width, usual_script = request.getfixturevalue("way") if "way" in request.fixturenames else (1280, False)

    def make(
        user: Any = None, *, width: int = usual_width, script: bool = usual_script, language: str = "", **options: Any
    ) -> BrowserContext:
        window = chromium.new_context(
            base_url=live_site.address,
            java_script_enabled=script,
            viewport={"width": width, "height": 900},
            accept_downloads=True,
            **options,
        )
        window.set_default_timeout(10_000)
        if user is not None:
            window.add_cookies([live_site.cookie_of(user)])
        if language:
            window.add_cookies([{"name": "language", "value": language, "url": live_site.address}])
        opened.append(window)
        return window

    yield make
    for window in opened:
        window.close()
