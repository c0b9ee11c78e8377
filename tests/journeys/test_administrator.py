"""An administrator's day: an organisation comes in, a member with a sign-in, the look; and somebody leaves."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.factories import standing_people
from tests.journeys.menus import go_by_menu
from tests.web.conftest import user_of

pytestmark = pytest.mark.browser
PASSWORD = "a kettle and a quiet room"


def test_somebody_comes_in_works_and_is_out_at_once(way, live_site, open_browser):
    people = standing_people()
    sam = open_browser(user_of(people.administrator)).new_page()
    sam.goto("/")
    go_by_menu(sam, "Organisations")
    sam.get_by_role("link", name="Add an organisation").click()
    sam.get_by_label("Name of the organisation").fill("Ebb & Flow")
    sam.get_by_label("Charity").check()
    sam.get_by_role("button", name="Add this organisation").click()
    expect(sam.locator(".notice").first).to_contain_text("is here now. Add its members next.")
    go_by_menu(sam, "Members")
    sam.get_by_role("link", name="Add a member").click()
    sam.get_by_label("Name", exact=True).fill("Siân O’Neill")
    sam.get_by_label("Which organisation").select_option(label="Ebb & Flow")
    sam.get_by_label("Worker: works with people").check()
    sam.get_by_label("User name").fill("sian")
    sam.get_by_label("Password").fill(PASSWORD)
    sam.get_by_role("button", name="Add this member").click()
    expect(sam.get_by_role("heading", level=1)).to_contain_text("Siân O’Neill")

    sian = open_browser().new_page()
    sian.goto("/sign-in/")
    sian.get_by_label("User name").fill("sian")
    sian.get_by_label("Password").fill(PASSWORD)
    sian.get_by_role("button", name="Sign in").click()
    expect(sian.get_by_role("heading", level=1)).to_contain_text("People")

    sam.get_by_role("link", name="End their access").click()
    sam.get_by_role("button", name="End their access now").click()
    sian.reload()
    expect(sian.get_by_role("button", name="Sign in")).to_be_visible()
