"""An administrator's day: an organisation comes in, a member with a sign-in, the look; and somebody leaves."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories import app_code, standing_people
from tests.journeys.menus import go_by_menu
from tests.web.conftest import user_of

pytestmark = pytest.mark.browser
PASSWORD = "a kettle and a quiet room"


@pytest.mark.night
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
    sam.get_by_role("button", name="Add this member").click()
    expect(sam.get_by_role("heading", level=1)).to_contain_text("The code for Siân O’Neill")
    code = sam.locator(".big-code").inner_text()
    sam.get_by_role("link", name="They have it").click()

    sian = open_browser().new_page()
    sian.goto("/sign-in/")
    sian.get_by_role("link", name="I was given a code").click()
    sian.get_by_label("User name").fill("sian")
    sian.get_by_label("The code that you were given").fill(code)
    sian.get_by_label("Choose a password").fill(PASSWORD)
    sian.get_by_role("button", name="Set this password").click()
    sian.get_by_role("link", name="Set up an app").click()
    secret = sian.locator("main code").inner_text().replace(" ", "")
    sian.get_by_label("The six numbers").fill(app_code(timezone.now(), secret=secret))
    sian.get_by_role("button", name="The app works").click()
    expect(sian.locator(".codes li")).to_have_count(10)
    sian.get_by_role("link", name="I have them on paper").click()
    expect(sian.get_by_role("heading", level=1)).to_contain_text("People")

    sam.get_by_role("link", name="End their access").click()
    sam.get_by_role("button", name="End their access now").click()
    sian.reload()
    expect(sian.get_by_role("button", name="Sign in")).to_be_visible()
