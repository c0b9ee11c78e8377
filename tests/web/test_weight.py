"""What the person's first page weighs on the line: an old phone at the edge of a town loads it."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.web.scenes import Scene

LARGEST = 35 * 1024  # bytes on the line for HTML, CSS and script together; source: the budget of performance.md
ASKED_FOR = re.compile(r'<link rel="stylesheet"\s+href="([^"]+)"|<script src="([^"]+)"')


def on_the_line(client: Client, address: str) -> int:
    """Bytes of what answers at this address, compressed as the site sends it."""
    name = address.partition("?")[0]
    if name.startswith("/static/"):
        found = finders.find(name.removeprefix("/static/"))
        assert found is not None, name
        return len(gzip.compress(Path(str(found)).read_bytes()))
    answer = client.get(address, headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200
    if len(answer.content) >= 200:  # smaller ones are sent as they are
        assert answer.headers["Content-Encoding"] == "gzip", address
    return len(answer.content)


@pytest.mark.parametrize("address", ["/money/", "/money/ask/", "/money/statement/"])
def test_a_page_of_hers_comes_quickly_over_a_slow_line(scene: Scene, sign_in, address: str):
    ada = sign_in(scene.people.ada)
    text = ada.get(address).content.decode()
    asked_for = [css or script for css, script in ASKED_FOR.findall(text)]
    kinds = {Path(name.partition("?")[0]).suffix or "colours" for name in asked_for}
    assert {".css", ".js"} <= kinds, asked_for
    assert sum(on_the_line(ada, each) for each in [address, *asked_for]) <= LARGEST
    assert "data-htmx" not in text  # what our script would fetch besides, on a member's page
