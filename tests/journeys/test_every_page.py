"""Pages in a real browser, on a phone: nothing that axe can find, nothing that scrolls sideways. By night every page."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.walking import faults_that_axe_finds, walk, what_sticks_out

pytestmark = pytest.mark.browser

PHONE = 320  # pixels: the smallest, that of WCAG 2.2, success criterion 1.4.10


def test_a_phone_shows_every_page_without_a_fault_and_without_scrolling_sideways(scene, open_browser):
    axe, faults, wide = Axe(), [], []
    for page, tab in walk(scene, open_browser, width=PHONE, script=True):
        faults += faults_that_axe_finds(axe, page, tab)
        wide += what_sticks_out(page, tab)
    assert faults == []
    assert wide == []
