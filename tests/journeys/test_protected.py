"""A new number is locked away, opened once with a reason, and gone from the browser when one leaves the page."""

from __future__ import annotations

from contextlib import suppress

import pytest
from playwright.sync_api import Error, Page, expect

from commonpurse.parties.consent.models import AccessRow
from commonpurse.parties.protected.models import Reveal
from tests.factories import standing_people
from tests.web.conftest import user_of

pytestmark = pytest.mark.browser

NUMBER = "07700 900555"
REASON = "She asked me to ring her tonight"


def text_after_back(page: Page) -> str:
    """Press "back" and read what the browser shows: it refuses to show an answer that it was not to keep."""
    with suppress(Error):
        page.go_back()
    for _time in range(50):
        with suppress(Error):  # it is still on its way
            return page.content()
        page.wait_for_timeout(100)
    raise AssertionError("the browser never went back")


@pytest.mark.night
def test_a_number_is_locked_away_opened_once_and_not_left_behind(way, live_site, open_browser):
    people = standing_people()
    wren = open_browser(user_of(people.wren)).new_page()
    wren.goto(f"/worker/people/{people.ada.id}/about/")
    wren.get_by_role("link", name="Protect something").click()
    wren.get_by_label("A phone number").check()
    wren.get_by_label("Write it here").fill(NUMBER)
    wren.get_by_role("button", name="Lock it away").click()
    main = wren.get_by_role("main")
    expect(main).to_contain_text("There is a protected phone number")
    expect(main).not_to_contain_text(NUMBER)

    wren.get_by_role("link", name="Open it").click()
    wren.get_by_label("Why do you need it?").fill("ok")
    wren.get_by_role("button", name="Show it once").click()
    expect(main).to_contain_text("Say why you need it, in a few words.")
    wren.get_by_label("Why do you need it?").fill(REASON)
    wren.get_by_role("button", name="Show it once").click()
    expect(main).to_contain_text(NUMBER)
    assert Reveal.objects.get().reason == REASON
    assert AccessRow.objects.filter(why=REASON).count() == 1

    wren.get_by_role("link", name="I have it, close it").click()
    expect(main).to_contain_text("There is a protected phone number")
    assert NUMBER not in text_after_back(wren)
    assert Reveal.objects.count() == 1

    ada = open_browser(user_of(people.ada)).new_page()
    ada.goto("/money/protected/")
    expect(ada.get_by_role("main")).not_to_contain_text(NUMBER)
    ada.get_by_role("link", name="Look at it").click()
    ada.get_by_role("button", name="Show it", exact=True).click()
    expect(ada.get_by_role("main")).to_contain_text(NUMBER)
    expect(ada.get_by_role("main")).to_contain_text(REASON)
