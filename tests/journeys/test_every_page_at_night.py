"""Every page as other people meet it: at a desk in the dark, with text twice as large, from right to left, by keys."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.walking import faults_that_axe_finds, walk, what_sticks_out

pytestmark = [pytest.mark.browser, pytest.mark.night]

MOST_STOPS = 400  # presses of the Tab key; more is a trap
# A page that says what went wrong begins there; here the keys begin where the page does.
FROM_THE_TOP = """() => {
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
  scrollTo(0, 0);
}"""
FOCUSED = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const box = here.getBoundingClientRect(), style = getComputedStyle(here);
  const x = Math.min(Math.max(box.left + Math.min(box.width, 40) / 2, 1), innerWidth - 1);
  const y = box.top + Math.min(box.height, 40) / 2;
  const over = document.elementFromPoint(x, y);
  const label = here.labels && here.labels[0];
  return {
    html: here.outerHTML.slice(0, 120),
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: y > 0 && y < innerHeight && !!over && (here === over || here.contains(over) || over.contains(here)
      || (label && label.contains(over))),
  };
}"""


@pytest.mark.parametrize(
    ("what", "window"),
    [
        ("a desk in the dark", {"width": 1280, "color_scheme": "dark"}),
        ("a phone from right to left", {"width": 360, "language": "ar"}),
        ("a desk with more contrast", {"width": 1280, "contrast": "more"}),
        ("a desk with forced colours", {"width": 1280, "forced_colors": "active"}),
    ],
    ids=["dark", "right-to-left", "contrast", "forced-colours"],
)
def test_axe_finds_nothing(scene, open_browser, what: str, window: dict[str, Any]) -> None:
    axe, faults, wide = Axe(), [], []
    for page, tab in walk(scene, open_browser, script=True, picture=f"-{what[-5:].strip()}", **window):
        faults += faults_that_axe_finds(axe, page, tab)
        wide += what_sticks_out(page, tab)
    assert faults == []
    assert wide == []


@pytest.mark.parametrize("width", [360, 1280])
def test_text_twice_as_large_loses_nothing(scene, open_browser, width: int) -> None:
    """WCAG 2.2, success criterion 1.4.4. The browser's own setting, so every length in rem follows."""
    wide = []
    for page, tab in walk(scene, open_browser, width=width, script=True, bypass_csp=True, picture="-large"):
        tab.add_style_tag(content="html { font-size: 200% !important }")
        wide += what_sticks_out(page, tab)
    assert wide == []


@pytest.mark.parametrize("script", [False, True], ids=["plain", "script"])
def test_the_keys_alone_reach_everything_and_one_sees_where_one_is(scene, open_browser, script: bool) -> None:
    """WCAG 2.2, success criteria 2.1.1, 2.1.2, 2.4.7 and 2.4.11."""
    faults = []
    for page, tab in walk(scene, open_browser, width=360, script=script):
        there = tab.locator(
            "main a[href], main button:not([disabled]), main input:not([type=hidden]):not([type=radio]), main select, main textarea, main summary"
        )
        wanted = sum(1 for each in there.all() if each.is_visible())
        reached, stops = 0, 0
        tab.evaluate(FROM_THE_TOP)
        for stops in range(1, MOST_STOPS):  # noqa: B007 - read after the loop
            tab.keyboard.press("Tab")
            found = tab.evaluate(FOCUSED)
            if found is None:
                break
            reached += tab.evaluate(
                "!!document.activeElement.closest('main') && document.activeElement.type !== 'radio'"
            )
            if not found["ring"]:
                faults.append(f"{page.name}: no ring on {found['html']}")
            if not found["seen"]:
                faults.append(f"{page.name}: hidden while focused: {found['html']}")
        if stops >= MOST_STOPS - 1:
            faults.append(f"{page.name}: a trap")
        if reached < wanted:
            faults.append(f"{page.name}: {reached} of {wanted} reached")
    assert faults == []
