"""A passkey is made and used in a real browser, with the browser's own make-believe device for it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from commonpurse.parties.signin.models import SignIn
from tests.factories import standing_people
from tests.web.conftest import user_of

pytestmark = pytest.mark.browser
PASSWORD = "a kettle and a quiet room"


def give_device(page: Page) -> None:
    """A device that holds passkeys and is opened by its owner at once."""
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_made_opens_the_door_and_confirms(live_site, open_browser):
    people = standing_people()
    user = user_of(people.wren)
    user.username = "wren"
    user.set_password(PASSWORD)
    user.save()
    site = f"http://localhost:{live_site.port}"
    page = open_browser(script=True).new_page()
    give_device(page)

    page.goto(f"{site}/sign-in/")
    page.get_by_label("User name").fill("wren")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("First, one thing beside your password")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_role("button", name="Make a passkey on this device").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Write these down now")
    expect(page.locator(".codes li")).to_have_count(10)
    page.goto(f"{site}/account/")
    expect(page.locator(".sessions li")).to_have_count(1)
    page.get_by_role("button", name="Sign out").click()

    page.goto(f"{site}/sign-in/?next=/worker/asks/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{site}/worker/asks/")
    assert SignIn.objects.get(ended_at=None).method == "passkey"

    page.goto(f"{site}/confirm/")
    page.get_by_role("button", name="Use a passkey instead").click()
    expect(page.locator(".notice").first).to_contain_text("Thank you.")
    page.get_by_role("button", name="Sign out").click()

    # After a password it is asked for too; and a device without it says so and leaves the other ways.
    page.goto(f"{site}/sign-in/")
    page.get_by_label("User name").fill("wren")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Use a passkey instead").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("People")

    other = open_browser(script=True).new_page()
    other.goto(f"{site}/sign-in/")
    other.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('none')); }")
    other.get_by_role("button", name="Use a passkey").click()
    expect(other.get_by_text("That did not work.")).to_be_visible()
    expect(other.get_by_label("Password")).to_be_visible()
