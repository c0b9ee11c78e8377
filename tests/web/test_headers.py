"""What every answer says to the browser, and what no request gets past: headers, cookies, tokens, addresses."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import resolve

from commonpurse.config import startup
from commonpurse.config.environment import read_environment
from commonpurse.web.headers import HEADERS
from tests.cli.running import environment_for
from tests.web.conftest import user_of
from tests.web.scenes import Scene
from tests.web.site_map import PAGES
from tests.web.test_pages import everything

# What each page must carry; over HTTPS more.
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    **HEADERS,
}
DIRECTIVES = {
    "default-src 'self'",
    "img-src 'self' data:",
    "frame-ancestors 'none'",
    "frame-src 'none'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
}


@pytest.fixture
def over_https(settings: Any) -> None:
    """The settings that COMMONPURSE_HTTPS=1 makes, as far as an answer shows them."""
    settings.COOKIE_PREFIX = "__Host-"
    settings.LANGUAGE_COOKIE_NAME = "__Host-language"
    settings.SESSION_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True


@pytest.mark.alike
def test_every_page_says_all_that_protects_it(scene: Scene, sign_in, over_https: None):
    clients = {name: sign_in(getattr(scene.people, name)) for name in {page.opened_by for page in PAGES} - {None}}
    clients[None] = Client()
    faults: list[object] = []
    for page in PAGES:
        client = clients[page.opened_by]
        answer = (client.post if page.is_post_only else client.get)(page.address(scene), secure=True)
        for name, value in ALWAYS.items():
            if answer.headers.get(name) != value:
                faults.append((page.name, name, answer.headers.get(name)))
        # What somebody uploaded is shown with every door shut.
        wanted = {"default-src 'none'", "sandbox"} if page.name.endswith(":attachment") else DIRECTIVES
        if set(answer.headers["Content-Security-Policy"].split("; ")) != wanted:
            faults.append((page.name, answer.headers["Content-Security-Policy"]))
        if answer.headers["Strict-Transport-Security"] != "max-age=31536000; includeSubDomains":
            faults.append((page.name, "no HSTS"))
        if page.opened_by and answer.headers["Cache-Control"] != "no-store":
            faults.append((page.name, answer.headers["Cache-Control"]))
    assert faults == []


@pytest.mark.parametrize("address", ["/nowhere/", "/static/commonpurse/commonpurse.css", "/worker/", "/sign-in/?a=%00"])
def test_answers_that_no_view_made_carry_them_too(db: None, address: str):
    headers = Client().get(address).headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_cookie_is_read_by_the_server_alone_and_bound_to_this_host(scene: Scene, sign_in, over_https: None):
    ada, wren = sign_in(scene.people.ada), sign_in(scene.people.wren)
    ada.post("/reading/", {"language": "cy", "text_size": "large", "next": "/"}, secure=True)
    ada.post("/money/own-phone/", {"act": "own"}, secure=True)
    wren.post("/find/", {"slash_key": "off"}, secure=True)
    given = {name: morsel for client in (ada, wren) for name, morsel in client.cookies.items()}
    assert {"__Host-language", "__Host-text_size"} <= set(given)
    for name, morsel in given.items():
        if name == settings.SESSION_COOKIE_NAME and not morsel["path"]:
            continue  # put there by the test's own sign-in
        assert morsel["httponly"], name
        assert morsel["secure"], name
        assert (morsel["samesite"], morsel["path"], morsel["domain"]) == ("Lax", "/", ""), name


def untokened(request: HttpRequest, reason: str = "") -> HttpResponse:
    return HttpResponse(status=418)


@pytest.mark.alike
def test_no_post_is_taken_without_its_token(scene: Scene, settings: Any):
    """Every address that takes a POST, with everybody of the site map signed in, and a body that would do something."""
    settings.CSRF_FAILURE_VIEW = f"{__name__}.untokened"
    clients: dict[str | None, Client] = {None: Client(enforce_csrf_checks=True)}
    for name in {page.opened_by for page in PAGES} - {None}:
        clients[name] = Client(enforce_csrf_checks=True)
        clients[name].force_login(
            user_of(getattr(scene.people, str(name))), backend=settings.AUTHENTICATION_BACKENDS[0]
        )
    before, tried, taken = everything(), 0, []
    for page in PAGES:
        address = page.address(scene)
        if "POST" in resolve(address).func.door.methods:
            tried += 1
            answer = clients[page.opened_by].post(address, {"act": "agree", "step": "release", "amount": "1"})
            if answer.status_code != 418:
                taken.append((page.name, answer.status_code))
    assert taken == []
    assert tried > 60
    assert everything() == before


FOREIGN = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "http://testserver@evil.example/",
    "\thttps://evil.example/",
    "data:text/html,x",
]


@pytest.mark.parametrize("there", FOREIGN)
@pytest.mark.parametrize("who", [None, "ada", "wren"])
def test_no_address_of_ours_leads_to_another_site(scene: Scene, sign_in, there: str, who: str | None):
    client = sign_in(getattr(scene.people, who)) if who else Client()
    answers = [
        client.post("/reading/", {"language": "en-gb", "text_size": "normal", "next": there}),
        client.get("/sign-in/", {"next": there}),
        client.get("/reading/", {"next": there}),
    ]
    for answer in answers:
        assert answer.headers.get("Location", "/").startswith(("/", "?"))
        assert not answer.headers.get("Location", "/").startswith(("//", "/\\"))
        fields = re.findall(r'name="next"[^>]*value="([^"]*)"', answer.content.decode())
        assert [value for value in fields if "evil" in value or ":" in value] == []


# The installation ---------------------------------------------------------------------------------------------------


@pytest.mark.both
def test_the_check_before_an_installation_goes_live_is_clean(tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
        env=environment_for(
            tmp_path,
            COMMONPURSE_HTTPS="1",
            COMMONPURSE_HOSTS="pages.example.org",
            DJANGO_SETTINGS_MODULE="commonpurse.config.settings",
        ),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "System check identified no issues (1 silenced).\n") or (
        done.returncode == 0 and "no issues" in done.stdout + done.stderr
    )


def test_the_site_does_not_start_with_debug_on(db: None, settings: Any):
    settings.DEBUG = True
    assert any(fault.startswith("DEBUG is on") for fault in startup.find_faults())
    settings.DEBUG = False
    assert not any(fault.startswith("DEBUG is on") for fault in startup.find_faults())


def test_no_variable_of_the_environment_turns_debug_on(tmp_path: Path):
    said = subprocess.run(
        [sys.executable, "-c", "from django.conf import settings; print(settings.DEBUG)"],
        env=environment_for(tmp_path, DEBUG="1", DJANGO_SETTINGS_MODULE="commonpurse.config.settings"),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert said.stdout == "False\n"


# security.txt -------------------------------------------------------------------------------------------------------


def test_where_to_tell_of_a_flaw_stands_where_programs_look(db: None, settings: Any):
    settings.SECURITY_CONTACT = "mailto:flaws@example.org"
    answer = Client().get("/.well-known/security.txt")
    lines = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert lines["Contact"] == "mailto:flaws@example.org"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", lines["Expires"])
    assert lines["Canonical"].endswith("/.well-known/security.txt")
    settings.SECURITY_CONTACT = ""
    assert "Contact: http" in Client().get("/.well-known/security.txt").content.decode()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("flaws@example.org", "mailto:flaws@example.org"),
        ("mailto:flaws@example.org", "mailto:flaws@example.org"),
        ("https://example.org/flaws", "https://example.org/flaws"),
        ("", ""),
        ("ring us", None),
        ("javascript:alert(1)", None),
        ("flaws@example.org\nContact: x", None),
    ],
)
def test_the_contact_is_an_address_and_writes_no_lines_of_its_own(given: str, kept: str | None, tmp_path: Path):
    read = read_environment({"COMMONPURSE_DATA": str(tmp_path), "COMMONPURSE_SECURITY": given})
    is_refused = any(problem.startswith("COMMONPURSE_SECURITY") for problem in read.problems)
    assert (read.security_contact, is_refused) == ((kept, False) if kept is not None else ("", True))


# When a check cannot run --------------------------------------------------------------------------------------------


def refuse_to_read(*arguments: Any, **facts: Any) -> Callable[..., None]:
    raise RuntimeError("this check cannot run")


@pytest.mark.parametrize(
    "check",
    [
        "commonpurse.web.request.viewer_of",  # who asks
        "commonpurse.web.doors.Door.opens_for",  # whether the door opens
        "commonpurse.web.request.log_accesses",  # whether the look can be written down
        "commonpurse.web.worker.person.get_person_with_needs",  # whose record it is
    ],
)
def test_where_a_check_cannot_run_nothing_is_shown(scene: Scene, sign_in, monkeypatch, check: str):
    client = sign_in(scene.people.wren, raise_request_exception=False)
    address = f"/worker/people/{scene.people.ada.id}/"
    assert "Ada" in client.get(address).content.decode()
    monkeypatch.setattr(check, refuse_to_read)
    answer = client.get(address)
    assert answer.status_code >= 400
    assert "Ada" not in answer.content.decode()
