"""The quick search by keyboard alone, while one types; and the same search as a plain form, without scripts."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import ConsoleMessage, Page, expect

from commonpurse.web.finance import import_jobs
from tests.factories import standing_people
from tests.web.conftest import user_of
from tests.web.scenes import Scene, make_scene

pytestmark = pytest.mark.browser


@pytest.fixture
def scene(live_site, monkeypatch: pytest.MonkeyPatch) -> Scene:
    folder = live_site.folder / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(import_jobs, "jobs_folder", lambda: folder)
    return make_scene(standing_people(), timezone.now())


def what_was_refused(page: Page) -> list[str]:
    """Gather what the browser complains about: a policy broken, a script that failed. A search taken back is none."""
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(("htmx:sendAbort", "htmx:afterRequest")):
            complaints.append(message.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


def test_she_is_found_by_keyboard_alone(scene: Scene, open_browser):
    page = open_browser(user_of(scene.people.wren), script=True).new_page()
    complaints = what_was_refused(page)
    page.goto("/worker/")
    page.wait_for_load_state("networkidle")  # htmx comes last
    field = page.get_by_label("Find a person, a fund, a payment or a page")
    page.keyboard.press("/")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    page.keyboard.type("ada")
    link = page.locator("#quick-found").get_by_role("link", name="Ada", exact=False).first
    expect(link).to_be_visible()
    expect(page.locator("#quick-said")).to_have_text("People: 1. Asks: 6.")
    page.keyboard.press("ArrowDown")
    expect(link).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#quick-found a").nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(field).to_be_focused()
    expect(page.locator("#found")).to_have_count(0)
    page.keyboard.type(" nobody")
    expect(page.locator("#quick-said")).to_have_text("Nothing found.")
    page.get_by_role("link", name="Asks").first.focus()
    page.keyboard.press("Control+k")
    expect(field).to_be_focused()
    field.fill("h-001")
    expect(link).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/worker/people/{scene.people.ada.id}/$"))
    assert complaints == []


@pytest.mark.night
def test_what_is_found_goes_when_one_leaves_it_and_a_slash_is_typed_in_a_field(scene: Scene, open_browser):
    page = open_browser(user_of(scene.people.ngozi), script=True).new_page()
    page.goto("/finance/payments/")
    page.wait_for_load_state("networkidle")  # htmx comes last
    field = page.get_by_label("Find a person, a fund, a payment or a page")
    page.keyboard.press("Control+k")
    page.keyboard.type("fund")
    expect(page.locator("#found")).to_be_visible()
    page.get_by_label("Find by reference or by who is paid").focus()
    expect(page.locator("#found")).to_have_count(0)
    page.keyboard.press("/")
    expect(field).not_to_be_focused()
    expect(page.get_by_label("Find by reference or by who is paid")).to_have_value("/")


@pytest.mark.parametrize("width", [360, pytest.param(1280, marks=pytest.mark.night)])
def test_without_scripts_it_is_a_form_and_a_page(scene: Scene, open_browser, width: int):
    page = open_browser(user_of(scene.people.wren), width=width).new_page()
    page.goto("/worker/")
    if width > 1000:
        page.get_by_label("Find a person, a fund, a payment or a page").fill("kettle")
        page.get_by_label("Find a person, a fund, a payment or a page").press("Enter")
    else:
        page.get_by_role("link", name="Find", exact=True).click()
        page.get_by_label("Write a name, a reference or a word").fill("kettle")
        page.get_by_role("main").get_by_role("button", name="Find").click()
    assert page.url.endswith("/find/")
    expect(page.get_by_role("heading", name="Asks 1")).to_be_visible()
    page.get_by_role("link", name="A kettle and two pans").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("kettle")


@pytest.mark.night
def test_a_list_is_narrowed_on_a_phone_without_scripts(scene: Scene, open_browser):
    page = open_browser(user_of(scene.people.ngozi), width=360).new_page()
    page.goto("/finance/payments/")
    page.get_by_text("Filter and sort").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_label("State").select_option(label="Paid (1)")
    page.get_by_label("Sort by").select_option(label="Sum: most first")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("caption")).to_have_text("1 payment, £60.00 together")
    page.get_by_text("Save this view").first.click()
    page.get_by_label("Name of this view").fill("Paid, large first")
    page.get_by_role("button", name="Save this view").click()
    expect(page.get_by_role("status").first).to_contain_text("The view is kept.")
    page.get_by_role("link", name="State: Paid").click()
    expect(page.locator("caption")).not_to_contain_text("1 payment,")
    page.get_by_role("link", name="Paid, large first").click()
    page.get_by_role("button", name="Take the view “Paid, large first” away").click()
    page.get_by_role("button", name="Put it back").click()
    expect(page.get_by_role("link", name="Paid, large first")).to_have_attribute("aria-current", "page")
