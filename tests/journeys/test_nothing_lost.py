"""Nothing lost, nothing left, in a real browser: pressed twice, signed out meanwhile, offline, a phone of others."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from commonpurse.money.decisions.models import Ask
from commonpurse.web.parts.models import Draft
from tests.factories import make_budget, make_fund, standing_people
from tests.journeys.conftest import Site
from tests.journeys.walking import go_back
from tests.web.conftest import user_of

pytestmark = pytest.mark.browser
LINE = re.compile(r"When you last looked \(\w+ \d+ \w+ at \d\d:\d\d\) you had £100\.00\.")


@pytest.fixture
def people(live_site: Site):
    people = standing_people()
    make_budget(people, (make_fund(people, received=500, ends_on=None), 100))
    return people


@pytest.fixture
def window(people, open_browser) -> BrowserContext:
    return open_browser(user_of(people.ada), width=360, script=True)


def ask_for(page: Page, what: str) -> None:
    """Say what it is and how much; the button goes on from there."""
    page.goto("/money/pay/")
    page.get_by_role("button", name="Setting up a home").click()
    page.get_by_label("What is it?").fill(what)
    page.get_by_label("How much?").fill("12")


def to_the_last_button(page: Page) -> None:
    send(page)
    page.get_by_role("button", name="I do not know yet").click()
    expect(page.get_by_role("button", name="Keep £12")).to_be_visible()


def send(page: Page) -> None:
    page.locator("main form").last.get_by_role("button").last.click()


def wait_for_worker(page: Page) -> None:
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def kept(page: Page) -> str | None:
    return page.evaluate("localStorage.getItem('last-look')")


def own_phone(page: Page) -> None:
    page.goto("/money/own-phone/")
    page.get_by_role("button", name="Yes, this is my own phone").click()
    page.wait_for_url("**/money/")


@pytest.mark.parametrize("script", [True, pytest.param(False, marks=pytest.mark.night)])
def test_a_button_pressed_twice_asks_once(people, open_browser, script):
    page = open_browser(user_of(people.ada), script=script).new_page()
    ask_for(page, "A kettle")
    to_the_last_button(page)
    page.get_by_role("button", name="Keep £12").dblclick()
    page.wait_for_url("**/money/asks/**")
    assert Ask.objects.count() == 1


@pytest.mark.night
def test_the_button_says_that_it_was_pressed_and_recovers(window):
    page = window.new_page()
    ask_for(page, "")
    button = page.locator("main form").last.get_by_role("button").last
    page.evaluate("addEventListener('submit', (event) => event.preventDefault())")  # the page stays
    button.click()
    expect(button).to_have_attribute("aria-disabled", "true")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow'))")
    expect(button).not_to_have_attribute("aria-disabled", "true")


@pytest.mark.parametrize("script", [True, pytest.param(False, marks=pytest.mark.night)])
def test_what_was_typed_when_the_session_ended_comes_back(people, open_browser, live_site, script):
    user = user_of(people.ada)
    user.username = "ada"
    user.set_password("a kettle and a quiet room")
    user.save()
    window = open_browser(user, script=script)
    page = window.new_page()
    ask_for(page, "Shoes for <the> school")
    window.clear_cookies()
    send(page)
    expect(page.get_by_role("status").first).to_contain_text("nothing was sent")
    page.get_by_label("User name").fill("ada")
    page.get_by_label("Password").fill("a kettle and a quiet room")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("status").first).to_contain_text("We kept what you wrote. It has not been sent yet.")
    expect(page.get_by_label("What is it?")).to_have_value("Shoes for <the> school")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert Ask.objects.count() == 0
    to_the_last_button(page)
    send(page)
    page.wait_for_url("**/money/asks/**")
    assert Ask.objects.get().what_for == "Shoes for <the> school"
    assert not Draft.objects.exists()


@pytest.mark.night
def test_without_cookies_the_sign_in_page_says_what_it_needs_and_why(people, open_browser):
    window = open_browser(script=False)
    page = window.new_page()
    page.goto("/sign-in/")
    page.get_by_label("User name").fill("ada")
    page.get_by_label("Password").fill("a kettle and a quiet room")
    window.clear_cookies()  # as a browser that refuses them
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We could not sign you in yet")
    expect(page.get_by_text("It tells us that it is still you.")).to_be_visible()
    expect(page.get_by_role("link", name="Try once more")).to_be_visible()


@pytest.mark.night
def test_offline_shows_the_offline_page_and_no_sum(window):
    page = window.new_page()
    page.goto("/money/")
    wait_for_worker(page)
    page.reload()
    window.set_offline(True)
    page.goto("/money/")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are offline")
    expect(page.get_by_text("Nothing was lost.")).to_be_visible()
    expect(page.locator("[data-last-look]")).to_be_hidden()
    assert "£" not in page.inner_text("main")
    # It is drawn: the stylesheet was kept with it.
    assert page.evaluate("getComputedStyle(document.querySelector('main div')).maxInlineSize") != "none"
    window.set_offline(False)
    page.goto("/money/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your money")


@pytest.mark.night
def test_the_browser_keeps_no_page_of_anybody(window):
    page = window.new_page()
    for address in ("/money/", "/money/pay/", "/money/payees/", "/money/statement/", "/money/own-phone/"):
        page.goto(address)
        wait_for_worker(page)
    addresses = page.evaluate(
        "caches.keys().then(async (names) => (await Promise.all(names.map(async (name) =>"
        " (await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname)))).flat())"
    )
    assert sorted(addresses) == [
        "/offline/",
        "/static/commonpurse/coins.svg",
        "/static/commonpurse/commonpurse.css",
        "/static/commonpurse/commonpurse.js",
    ]
    content = page.evaluate("caches.match('/offline/').then((answer) => answer.text())")
    assert "Ada" not in content
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.mark.night
def test_on_ones_own_phone_the_last_sum_is_there_offline(window):
    page = window.new_page()
    own_phone(page)
    assert LINE.fullmatch(kept(page) or "")
    wait_for_worker(page)
    page.reload()
    window.set_offline(True)
    page.goto("/money/statement/")
    expect(page.locator("[data-last-look]")).to_have_text(LINE)
    window.set_offline(False)


def test_the_last_sum_goes_at_sign_out_with_all_that_was_kept(window):
    page = window.new_page()
    own_phone(page)
    wait_for_worker(page)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/")
    assert kept(page) is None
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0


@pytest.mark.night
def test_the_last_sum_goes_when_the_phone_is_shared_again(window):
    page = window.new_page()
    own_phone(page)
    page.goto("/money/own-phone/")
    page.get_by_role("button", name="No, wipe it and keep nothing").click()
    page.wait_for_url("**/money/own-phone/")
    assert kept(page) is None
    page.goto("/money/")
    assert kept(page) is None


def leave_by_exit(page: Page) -> None:
    page.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="weather", content_type="text/html"))
    page.get_by_role("link", name="Exit this page").click()
    page.wait_for_url("https://www.bbc.co.uk/**")


@pytest.mark.night
def test_exit_on_ones_own_phone_wipes_the_sum_and_keeps_the_sign_in(window):
    page = window.new_page()
    own_phone(page)
    leave_by_exit(page)
    page.goto("/offline/")
    assert kept(page) is None
    page.goto("/money/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your money")


@pytest.mark.night
def test_exit_on_a_shared_phone_ends_the_sign_in_and_leaves_the_history(window):
    page = window.new_page()
    page.goto("/offline/")
    page.goto("/money/")
    leave_by_exit(page)
    go_back(page)
    expect(page).to_have_url(re.compile("/offline/$"))  # the page that was left is no more in the history
    page.goto("/money/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


@pytest.mark.night
def test_exit_without_script_is_a_plain_link(people, open_browser):
    page = open_browser(user_of(people.ada)).new_page()
    page.goto("/money/")
    leave_by_exit(page)


@pytest.mark.night
def test_somebody_else_who_signs_in_on_this_phone_wipes_what_was_kept(people, window, live_site):
    page = window.new_page()
    own_phone(page)
    assert kept(page)
    window.add_cookies([live_site.cookie_of(user_of(people.wren))])
    page.goto("/worker/")
    assert kept(page) is None


@pytest.mark.night
def test_a_form_sent_with_no_line_stays_with_what_was_typed(window):
    page = window.new_page()
    ask_for(page, "A kettle")
    window.set_offline(True)
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("What you wrote is still here.")
    expect(page.get_by_label("What is it?")).to_have_value("A kettle")
    window.set_offline(False)
    to_the_last_button(page)
    send(page)
    page.wait_for_url("**/money/asks/**")
    assert Ask.objects.count() == 1


@pytest.mark.night
def test_letters_left_are_counted_near_the_end(window):
    page = window.new_page()
    ask_for(page, "")
    field = page.get_by_label("What is it?")
    field.fill("x" * 100)
    expect(page.get_by_text("Letters left:")).to_have_count(0)
    field.fill("x" * 290)
    expect(page.get_by_text("Letters left: 10")).to_be_visible()


@pytest.mark.night
def test_going_back_to_a_page_that_was_left_shows_it_fresh(people, window):
    page = window.new_page()
    page.goto("/money/")
    ask_for(page, "A kettle")
    to_the_last_button(page)
    send(page)
    page.wait_for_url("**/money/asks/**")
    go_back(page)
    # What was done is shown instead of the button that did it.
    page.wait_for_url("**/money/asks/**")
    assert Ask.objects.count() == 1


@pytest.mark.night
def test_going_back_past_a_refused_form_shows_the_form_and_not_the_offline_page(window):
    page = window.new_page()
    page.goto("/money/")
    wait_for_worker(page)
    ask_for(page, "A kettle")
    page.get_by_label("How much?").fill("twelve")
    send(page)
    expect(page.get_by_role("alert").first).to_be_visible()
    page.get_by_label("How much?").fill("12")
    send(page)
    expect(page.get_by_label("What is it?")).to_have_count(0)
    for _times in range(2):
        go_back(page)
        expect(page.get_by_role("heading", name="You are offline")).to_have_count(0)
        expect(page.get_by_label("What is it?")).to_have_value("A kettle")
        expect(page.get_by_label("How much?")).to_have_value(re.compile("12"))
