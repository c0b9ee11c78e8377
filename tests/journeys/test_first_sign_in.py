"""The first time with a printed card, on a phone: type the code, choose a PIN, see the money, go, and come again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, expect

from commonpurse.parties.signin.commands import make_card
from tests.journeys.conftest import Site
from tests.web.scenes import Scene

PHONE = 360


@pytest.mark.browser
def test_from_a_printed_card_to_your_money_and_back_again(
    scene: Scene, live_site: Site, open_browser: Callable[..., BrowserContext]
) -> None:
    people = scene.people
    code = make_card(by=people.wren, person=people.ada, now=timezone.now()).code
    page = open_browser(width=PHONE, script=False).new_page()
    page.goto("/sign-in/")
    page.get_by_role("link", name="I have a card").click()
    page.get_by_role("link", name="It is my first time with this card").click()
    page.get_by_label("The code on your card").fill(code.lower())
    page.get_by_label("Choose a PIN").fill("1234")
    page.get_by_label("The same PIN again").fill("1234")
    page.get_by_role("button", name="Keep this PIN and sign in").click()
    expect(page.get_by_text("Others could guess this PIN.").first).to_be_visible()
    page.get_by_label("Choose a PIN").fill("8305")
    page.get_by_label("The same PIN again").fill("8305")
    expect(page.get_by_label("No, others use it too.")).to_be_checked()
    page.get_by_role("button", name="Keep this PIN and sign in").click()
    expect(page).to_have_url(f"{live_site.address}/money/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    page.get_by_role("link", name="Ways to sign in").click()
    expect(page.get_by_text("Wren printed it on")).to_be_visible()
    page.get_by_role("button", name="Sign out").last.click()
    expect(page).to_have_url(f"{live_site.address}/")
    page.goto("/money/")
    page.get_by_role("link", name="I have a card").click()
    page.get_by_label("The code on your card").fill(code)
    page.get_by_label("Your PIN").fill("8306")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("This code and PIN do not go together.").first).to_be_visible()
    page.get_by_label("Your PIN").fill("8305")
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{live_site.address}/money/")
