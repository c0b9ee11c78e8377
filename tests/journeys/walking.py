"""Walk every page of the site map in a real browser, each as whom it is for. By night no page escapes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Error, Page

from tests.conftest import IS_LONG
from tests.web.conftest import user_of
from tests.web.scenes import Scene
from tests.web.site_map import SHOWN, PageOf

# Where to keep pictures of the pages, for people to look at; nowhere by default.
PICTURES = os.environ.get("COMMONPURSE_PICTURES")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SIDEWAYS = (
    "[...document.querySelectorAll('body *')].filter(e => {const box = e.getBoundingClientRect();"
    " return box.right > innerWidth + 1 || box.left < -1}).slice(0, 3).map(e => e.outerHTML.slice(0, 120))"
)


def go_back(page: Page) -> None:
    """Press "back". While the browser swaps the process of a page it answers nothing, and is then asked once more."""
    for _time in range(20):
        try:
            page.go_back()
        except Error as error:
            if "Not attached to an active page" not in str(error):
                raise
            page.wait_for_timeout(100)
        else:
            return
    raise AssertionError("the browser never went back")


def by_day() -> list[PageOf]:
    """Every fourth page of a person and of the public, once by its name, and of the members' pages each twelfth.

    Every page as everybody sees it is walked by night: `./run nightly`.
    """
    once = list({page.name: page for page in reversed(SHOWN)}.values())[::-1]
    hers = [page for page in once if page.name.startswith(("person:", "public:"))]
    return hers[::4] + [page for page in once if page not in hers][::12]


def walk(
    scene: Scene, open_browser: Callable[..., BrowserContext], *, picture: str = "", **window: Any
) -> Iterator[tuple[PageOf, Page]]:
    """Open each page once, in one window a role; `window` says what the browser is like."""
    tabs: dict[str | None, Page] = {}
    for number, page in enumerate(SHOWN if IS_LONG or PICTURES else by_day()):
        if page.opened_by not in tabs:
            user = user_of(getattr(scene.people, page.opened_by)) if page.opened_by else None
            tabs[page.opened_by] = open_browser(user, reduced_motion="reduce", **window).new_page()
        tab = tabs[page.opened_by]
        answer = tab.goto(page.address(scene))
        assert answer is not None
        assert answer.ok, (page, answer.status)
        if PICTURES:
            tab.screenshot(
                path=str(Path(PICTURES) / f"{number:03}-{page.name.replace(':', '-')}{picture}.png"), full_page=True
            )
        yield page, tab


def faults_that_axe_finds(axe: Axe, page: PageOf, tab: Page) -> list[str]:
    """WCAG 2.2 A and AA and what is good practice besides, a line for each fault with its element."""
    results = axe.run(tab, options={**RULES, "resultTypes": ["violations"]})
    return [
        f"{page.name}: {violation['id']}: {node['html']}\\n{node['failureSummary']}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]


def what_sticks_out(page: PageOf, tab: Page) -> list[str]:
    """What makes the page scroll sideways at the width it has now."""
    if tab.evaluate("document.documentElement.scrollWidth > innerWidth"):
        return [f"{page.name}: {tab.evaluate(SIDEWAYS)}"]
    return []
