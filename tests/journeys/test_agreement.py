"""An agreement is made side by side, signed by both, changed and compared: on phones, hers without script."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from commonpurse.support.agreements.models import Agreement
from tests.factories import make_budget, make_fund, standing_people
from tests.web.conftest import user_of

pytestmark = pytest.mark.browser


def looked_at(page: Page, name: str) -> None:
    """Nothing hangs over the edge; with a folder given, a picture of the page is kept there."""
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("window.innerWidth"), name
    folder = os.environ.get("COMMONPURSE_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_made_together_signed_by_both_changed_and_compared(live_site, open_browser):
    people = standing_people()
    make_budget(people, (make_fund(people, received=500, ends_on=None), 100))
    wren = open_browser(user_of(people.wren), script=True, width=360).new_page()
    ada = open_browser(user_of(people.ada), script=False, width=360).new_page()

    ada.goto("/money/")
    ada.get_by_role("link", name="My agreement").click()
    expect(ada.get_by_text("Your money is yours all the same.")).to_be_visible()
    looked_at(ada, "none-yet")

    wren.goto(f"/worker/people/{people.ada.id}/")
    wren.get_by_role("link", name="Agreement", exact=True).click()
    wren.get_by_role("link", name="Make an agreement together").click()
    wren.get_by_role("link", name="The first money").click()
    expect(wren.get_by_label("How much is there?")).to_have_value("100.00")
    wren.get_by_label("What is the money for?").fill("A room of my own. A kettle, too.")
    panel = wren.locator("#panel")
    expect(panel).to_contain_text("A room of my own.")
    wren.get_by_label("What is a small sum?").fill("30")
    expect(panel).to_contain_text("Spend up to £30")
    looked_at(wren, "make")
    wren.get_by_role("button", name="These are the words").click()
    expect(wren.locator(".notice")).to_contain_text("Now both of you sign it.")
    wren.get_by_role("button", name="I sign this").click()
    looked_at(wren, "signed-by-wren")

    ada.reload()
    ada.get_by_role("link", name="Read the new words").click()
    expect(ada.get_by_text("A room of my own.")).to_be_visible()
    looked_at(ada, "to-sign")
    ada.get_by_role("button", name="I agree, and sign").click()
    expect(ada.locator(".notice")).to_contain_text("You have both signed. It counts from now on.")
    looked_at(ada, "counts")

    ada.get_by_role("link", name="I want to change something").click()
    ada.get_by_label("What should be different?").fill("Small should be £50.")
    ada.get_by_role("button", name="Tell my worker").click()
    expect(ada.get_by_text("It waits until").first).to_be_visible()

    wren.goto(f"/worker/people/{people.ada.id}/agreement/")
    expect(wren.get_by_text("Small should be £50.").first).to_be_visible()
    looked_at(wren, "wish")
    wren.get_by_role("link", name="Write new words together").click()
    wren.get_by_label("What is a small sum?").fill("50")
    expect(panel).to_contain_text("A small sum is up to £50.00 now. It was up to £30.00.")
    wren.get_by_role("button", name="These are the words").click()

    ada.goto("/money/agreement/")
    expect(ada.get_by_text("wrote new words for it.")).to_be_visible()
    ada.get_by_role("link", name="Read the new words").click()
    expect(ada.get_by_text("A small sum is up to £50.00 now. It was up to £30.00.")).to_be_visible()
    looked_at(ada, "compare")
    ada.get_by_role("button", name="I agree, and sign").click()
    expect(ada.locator(".notice")).to_contain_text("It counts once your worker signs too.")
    assert [each.number for each in Agreement.objects.order_by("made_at")] == [1, None]
    with ada.expect_download() as taken:
        ada.get_by_role("link", name="My agreement in large print").click()
    assert taken.value.suggested_filename.startswith("agreement-")
