"""A person on her phone gives a worker a permission, takes it back, and sees who looked."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from commonpurse.parties.signin.models import User
from tests.web.conftest import user_of

pytestmark = pytest.mark.browser


def test_she_shares_her_plan_stops_it_and_sees_who_looked(scene, open_browser):
    people = scene.people
    ada = open_browser(User.objects.get(person=people.ada), width=360).new_page()
    femi = open_browser(user_of(people.femi), width=1280).new_page()
    hers = f"/worker/people/{people.ada.id}/"
    assert femi.goto(hers).status == 404

    ada.goto("/money/shared/")
    ada.get_by_role("link", name="Share something").click()
    ada.get_by_label("Look for somebody by name").fill("Femi")
    ada.get_by_role("button", name="Look", exact=True).click()
    ada.get_by_role("button", name="Femi of Night Shelter").click()
    ada.get_by_label("My plan").check()
    ada.get_by_role("button", name="Go on").click()
    ada.get_by_label("See it", exact=True).check()
    ada.get_by_role("button", name="Go on").click()
    ada.get_by_label("A month", exact=True).check()
    ada.get_by_role("button", name="Go on").click()
    expect(ada.locator("main")).to_contain_text("Femi of Night Shelter may see this: My plan.")
    ada.get_by_role("button", name="Yes, share it").click()
    expect(ada.locator(".notice").first).to_contain_text("It is shared now.")

    assert femi.goto(hers).status == 200
    expect(femi.locator("main")).to_contain_text("Ada has not shared everything with you.")

    ada.get_by_role("button", name=re.compile("Stop all of this.*Femi")).click()
    expect(ada.locator(".notice").first).to_contain_text("Stopped.")
    assert femi.goto(hers).status == 404

    ada.get_by_role("link", name="Who looked at my things").click()
    expect(ada.locator("main")).to_contain_text("Femi of Night Shelter looked at your name")
    assert ada.evaluate("document.documentElement.scrollWidth") <= 360
