"""What a person's page weighs on the line: an old phone at the edge of a town loads it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from tests.web.scenes import Scene
from tests.web.site_map import SHOWN

pytestmark = pytest.mark.alike

LARGEST = 35 * 1024  # bytes on the line for HTML, CSS and script together; source: the budget of performance.md
ASKED_FOR = re.compile(r'<link rel="stylesheet"\s+href="([^"]+)"|<script src="([^"]+)"')


def on_the_line(client: Client, address: str) -> int:
    """Bytes of what the site itself sends for this address to a browser that takes it packed."""
    answer = client.get(address, headers={"accept-encoding": "gzip"})
    content = b"".join(answer) if answer.streaming else answer.content
    assert answer.status_code == 200, address
    if len(content) >= 200:  # smaller ones are sent as they are
        assert answer.headers["Content-Encoding"] == "gzip", address
    return len(content)


def test_every_page_of_hers_comes_quickly_over_a_slow_line(scene: Scene, sign_in):
    ada = sign_in(scene.people.ada)
    too_heavy = {}
    for page in SHOWN:
        if not page.name.startswith("person:") or page.opened_by != "ada":
            continue
        address = page.address(scene)
        text = ada.get(address).content.decode()
        asked_for = [css or script for css, script in ASKED_FOR.findall(text)]
        assert {".css", ".js"} <= {Path(name.partition("?")[0]).suffix for name in asked_for}, page
        assert "data-htmx" not in text, page  # what our script would fetch besides, on a member's page
        weight = sum(on_the_line(ada, each) for each in [address, *asked_for])
        if weight > LARGEST:
            too_heavy[page.name] = weight
    assert too_heavy == {}
