"""A person builds her plan on a phone with a friend; her worker offers a step, does it, and is thanked. No script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.factories import make_budget, make_fund, standing_people
from tests.journeys.test_agreement import looked_at
from tests.web.conftest import user_of

pytestmark = pytest.mark.browser


def test_a_plan_is_begun_shared_done_and_thanked_for(live_site, open_browser):
    people = standing_people()
    make_budget(people, (make_fund(people, received=500, ends_on=None), 100))
    ada = open_browser(user_of(people.ada), script=False, width=360).new_page()
    wren = open_browser(user_of(people.wren), script=False, width=360).new_page()

    ada.goto("/money/")
    ada.get_by_role("link", name="My plan").click()
    ada.get_by_role("link", name="Write something : What matters to me").click()
    ada.get_by_label("In your own words").fill("My dog. A quiet street.")
    ada.get_by_role("button", name="Keep it").click()
    ada.get_by_role("link", name="Add a step").click()
    ada.get_by_label("What is to be done?").fill("Walk past the new flats")
    ada.get_by_label("Who does it?").select_option(label="A friend")
    ada.get_by_label("The name of the friend").fill("Joe")
    ada.get_by_role("button", name="Keep it").click()
    expect(ada.get_by_text("Who does it: Joe.")).to_be_visible()
    looked_at(ada, "plan-begun")

    wren.goto(f"/worker/people/{people.ada.id}/")
    wren.get_by_role("link", name="The plan").click()
    wren.get_by_role("link", name="Propose a step").click()
    wren.get_by_label("What is to be done?").fill("Ring the housing office")
    wren.get_by_role("button", name="Propose it").click()
    expect(wren.locator(".notice")).to_contain_text("It waits for Ada to say yes or no.")
    looked_at(wren, "plan-proposed")

    ada.reload()
    ada.get_by_role("link", name="Ring the housing office").click()
    looked_at(ada, "plan-idea")
    ada.get_by_role("button", name="Yes, put it in my plan").click()

    wren.goto("/worker/steps/")
    wren.get_by_role("link", name="Ring the housing office").click()
    wren.get_by_label("Do you want to say something?").fill("They call back on Monday.")
    wren.get_by_role("button", name="It is done").click()

    ada.reload()
    ada.locator("summary", has_text="Done").click()
    ada.get_by_role("link", name="Ring the housing office").click()
    ada.get_by_role("button", name="Say thanks").click()
    ada.get_by_role("link", name="What happened").click()
    expect(ada.get_by_text("They call back on Monday.")).to_be_visible()
    looked_at(ada, "plan-story")
