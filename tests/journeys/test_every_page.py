"""Every page in a real browser: nothing that axe can find, nothing that scrolls sideways, at home in light and dark."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from commonpurse.web.finance import import_jobs
from tests.factories import standing_people
from tests.journeys.conftest import Site
from tests.web.conftest import user_of
from tests.web.scenes import Scene, make_scene
from tests.web.site_map import SHOWN

pytestmark = pytest.mark.browser

# Where to keep pictures of the pages, for people to look at; nowhere by default.
PICTURES = os.environ.get("COMMONPURSE_PICTURES")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def scene(live_site: Site, monkeypatch: pytest.MonkeyPatch) -> Scene:
    folder = live_site.folder / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(import_jobs, "jobs_folder", lambda: folder)
    return make_scene(standing_people(), timezone.now())


# Both widths and both colour schemes; colours do not depend on the width.
@pytest.mark.parametrize(("width", "colours"), [(360, "light"), (1280, "dark")])
def test_axe_finds_nothing_on_any_page(scene, open_browser, width, colours):
    axe, found = Axe(), []
    windows = {}
    for number, page in enumerate(SHOWN):
        if page.opened_by not in windows:
            user = user_of(getattr(scene.people, page.opened_by)) if page.opened_by else None
            window = open_browser(user, width=width, script=True, color_scheme=colours, reduced_motion="reduce")
            windows[page.opened_by] = window.new_page()
        tab = windows[page.opened_by]
        answer = tab.goto(page.address(scene))
        assert answer.ok, (page, answer.status)
        if PICTURES:
            name = f"{number:02}-{page.name.replace(':', '-')}-{width}-{colours}.png"
            tab.screenshot(path=str(Path(PICTURES) / name), full_page=True)
        results = axe.run(tab, options={**RULES, "resultTypes": ["violations"]})
        found += [
            f"{page.name} at {width}: {violation['id']}: {node['html']}\n{node['failureSummary']}"
            for violation in results.response["violations"]
            for node in violation["nodes"]
        ]
    assert found == []


def test_no_page_scrolls_sideways_at_320(scene, open_browser):
    wide, windows = [], {}
    for page in SHOWN:
        if page.opened_by not in windows:
            user = user_of(getattr(scene.people, page.opened_by)) if page.opened_by else None
            windows[page.opened_by] = open_browser(user, width=320, script=True).new_page()
        tab = windows[page.opened_by]
        tab.goto(page.address(scene))
        width = tab.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            widest = tab.evaluate(
                "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > 321)"
                ".slice(0, 3).map(e => e.outerHTML.slice(0, 120))"
            )
            wide.append((page.name, width, widest))
    assert wide == []
