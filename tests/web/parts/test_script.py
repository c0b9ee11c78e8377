"""Our own script: small, one file, asked for by every page, and nothing in it that a page needs."""

from __future__ import annotations

import re
from pathlib import Path

from django.test import Client
from django.urls import reverse

import commonpurse.web.parts

PARTS = Path(commonpurse.web.parts.__file__).parent
SCRIPT = PARTS / "static/commonpurse/commonpurse.js"
WORKER = PARTS / "templates/parts/sw.js"
# Only the pages that ask for a passkey have it, and none of a person's own.
PASSKEYS = PARTS / "static/commonpurse/passkeys.js"
LARGEST_OF_ONE_PAGE = 2 * 1024
LARGEST = 5 * 1024  # bytes as they are, before any compression: what every page and the offline page run


def test_all_our_script_is_at_most_five_kibibytes():
    assert SCRIPT.stat().st_size + WORKER.stat().st_size <= LARGEST


def test_there_is_no_other_script_of_ours():
    found = {path for pattern in ("*.js", "*.mjs") for path in PARTS.parent.rglob(pattern)}
    assert found - {SCRIPT, WORKER, PASSKEYS} == set()
    assert PASSKEYS.stat().st_size <= LARGEST_OF_ONE_PAGE


def test_the_script_of_passkeys_stands_only_where_one_is_asked_for(scene, sign_in):
    client, ada = sign_in(scene.people.wren), sign_in(scene.people.ada)
    for page in ("/sign-in/", "/confirm/", "/account/passkey/"):
        assert client.get(page).content.decode().count("passkeys.js") == 1
    assert "passkeys.js" not in client.get("/worker/").content.decode()
    assert "passkeys.js" not in ada.get("/money/").content.decode()


def test_a_page_asks_for_it_from_this_site_and_waits_for_nothing(db):
    text = Client().get("/").content.decode()
    [tag] = re.findall(r"<script[^>]*>", text)
    assert 'src="/static/commonpurse/commonpurse.js?' in tag
    assert " defer" in tag
    assert "data-in" not in tag


def test_the_worker_keeps_the_offline_page_and_what_draws_it_and_nothing_else(db):
    answer = Client().get(reverse("public:worker"))
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    [kept] = re.findall(r"const KEPT = \[(.*?)\];", answer.content.decode())
    names = [re.sub(r"\?.*", "", name) for name in re.findall(r'"([^"]*)"', kept)]
    assert 'const PAGE = "/offline/"' in answer.content.decode()
    assert names == [
        "/static/commonpurse/commonpurse.css",
        "/static/commonpurse/commonpurse.js",
        "/static/commonpurse/coins.svg",
    ]
    page = Client().get("/offline/").content.decode()
    assert [name for name in names if name not in page] == []
