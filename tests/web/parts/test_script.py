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
LARGEST = 5 * 1024  # bytes as they are, before any compression: what every page and the offline page run


def test_all_our_script_is_at_most_five_kibibytes():
    assert SCRIPT.stat().st_size + WORKER.stat().st_size <= LARGEST


def test_there_is_no_other_script_of_ours():
    found = {path for pattern in ("*.js", "*.mjs") for path in PARTS.parent.rglob(pattern)}
    assert found - {SCRIPT, WORKER} == set()


def test_a_page_asks_for_it_from_this_site_and_waits_for_nothing(db):
    text = Client().get("/sign-in/").content.decode()
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
