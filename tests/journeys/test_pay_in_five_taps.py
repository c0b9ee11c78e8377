"""On a cheap phone: from Your money to a payment in five taps, with script and without; back, change, again, and twice."""

from __future__ import annotations

from time import monotonic

import pytest
from playwright.sync_api import Locator, Page, expect

from commonpurse.money.decisions.models import Ask
from commonpurse.money.payments.models import Payment
from commonpurse.money.payments.rules import PayeeKind
from tests.factories import LANDLORDS_ACCOUNT, Standing, make_budget, make_fund, make_payee, standing_people
from tests.journeys.conftest import Site
from tests.journeys.walking import go_back
from tests.web.conftest import user_of

pytestmark = pytest.mark.browser


@pytest.fixture
def people(live_site: Site) -> Standing:
    people = standing_people()
    make_budget(people, (make_fund(people, received=500, ends_on=None), 100))
    make_payee(people, PayeeKind.SUPPLIER, "Argos", LANDLORDS_ACCOUNT)
    return people


class Thumb:
    """Counts what is tapped. Typing is no tap: the keys are there as soon as a field is."""

    def __init__(self, page: Page):
        self.page, self.taps = page, 0

    def tap(self, what: Locator) -> None:
        self.taps += 1
        what.click()

    def button(self, name: str) -> None:
        self.tap(self.page.get_by_role("button", name=name))


def phone(open_browser, people: Standing, *, script: bool) -> Page:
    page = open_browser(user_of(people.ada), width=360, script=script).new_page()
    page.goto("/money/")
    return page


def type_what(page: Page, what: str = "A kettle", amount: str = "12.50") -> None:
    page.get_by_label("What is it?").fill(what)
    page.get_by_label("How much?").fill(amount)


@pytest.mark.parametrize("script", [True, False])
def test_five_taps_from_your_money_to_a_payment(people, open_browser, script):
    page = phone(open_browser, people, script=script)
    thumb, begun = Thumb(page), monotonic()
    thumb.tap(page.get_by_role("link", name="Pay or be paid"))
    thumb.button("Setting up a home")
    type_what(page)
    thumb.button("Continue")
    thumb.button("Argos")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pay £12.50 to Argos")
    expect(page.get_by_role("main")).to_contain_text("Yes, you decide.")
    thumb.button("Pay £12.50")
    expect(page.get_by_role("status").first).to_contain_text("Done. £12.50 goes out with our next file for the bank.")
    assert thumb.taps == 5
    assert monotonic() - begun < 60, "from Your money to money promised"
    assert Payment.objects.get().ask.what_for == "A kettle"
    # The same again is two.
    thumb = Thumb(page)
    thumb.button("Pay this again")
    thumb.button("Pay £12.50")
    expect(page.get_by_role("status").first).to_contain_text("Done.")
    assert thumb.taps == 2
    assert Payment.objects.count() == 2


@pytest.mark.parametrize("script", [True, pytest.param(False, marks=pytest.mark.night)])
def test_back_keeps_every_answer_and_back_after_paying_shows_the_payment(people, open_browser, script):
    page = phone(open_browser, people, script=script)
    page.get_by_role("link", name="Pay or be paid").click()
    page.get_by_role("button", name="Food").click()
    type_what(page)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Argos").click()
    go_back(page)
    go_back(page)
    expect(page.get_by_label("What is it?")).to_have_value("A kettle")
    expect(page.get_by_label("How much?")).to_have_value("12.50")
    page.get_by_label("How much?").fill("9")
    page.get_by_role("button", name="Continue").click()
    # What was chosen before still is.
    expect(page.get_by_role("heading", level=1)).to_have_text("Pay £9 to Argos")
    page.get_by_role("link", name="Change Kind").click()
    page.get_by_role("button", name="Setting up a home").click()
    page.get_by_role("button", name="Pay £9").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("£9 to Argos")
    go_back(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("£9 to Argos")
    assert [payment.spend_kind for payment in Payment.objects.all()] == ["household_setup"]


def test_more_than_there_is_becomes_less_or_an_ask(people, open_browser):
    page = phone(open_browser, people, script=False)
    page.get_by_role("link", name="Pay or be paid").click()
    page.get_by_role("button", name="Food").click()
    type_what(page, "A feast", "250")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Argos").click()
    expect(page.get_by_role("main")).to_contain_text("Not yet.")
    page.get_by_role("link", name="Pay £100 or less instead").click()
    page.get_by_label("How much?").fill("100")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("button", name="Pay £100")).to_be_visible()
    page.get_by_role("link", name="Change How much").click()
    page.get_by_label("How much?").fill("250")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Ask for £250").click()
    expect(page.get_by_role("main")).to_contain_text("Wren looks for money until")
    assert (Ask.objects.get().state, Payment.objects.count()) == ("waiting", 0)
    page.get_by_role("button", name="Take it back").click()
    page.get_by_role("button", name="Ask again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ask for £250")


def test_the_first_screen_of_a_cheap_phone_shows_the_sum_the_actions_and_what_waits(people, open_browser):
    page = open_browser(user_of(people.ada), width=360, script=False).new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/money/")

    def bottom(what: Locator) -> float:
        box = what.bounding_box()
        assert box is not None
        return box["y"] + box["height"]

    for what in (page.locator(".big"), page.locator(".tile").last, page.get_by_role("heading", name="What happened")):
        assert bottom(what) <= 740
    for target in [*page.locator(".tile").all(), page.get_by_role("link", name="Exit this page")]:
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 48


@pytest.mark.parametrize("address", ["/money/statement/", pytest.param("/money/payees/", marks=pytest.mark.night)])
@pytest.mark.parametrize("width", [320, pytest.param(360, marks=pytest.mark.night)])
def test_the_menu_is_five_places_of_48_pixels_on_one_line(people, open_browser, width, address):
    page = open_browser(user_of(people.ada), width=width, script=False).new_page()
    page.goto(address)
    boxes = [link.bounding_box() for link in page.get_by_role("navigation", name="Pages").get_by_role("link").all()]
    assert len({round(box["y"]) for box in boxes if box}) == 1
    assert all(box is not None and box["height"] >= 48 and box["width"] >= 48 for box in boxes)
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("language", ["ar", *(pytest.param(each, marks=pytest.mark.night) for each in ("en-gb", "cy"))])
@pytest.mark.parametrize("width", [320, pytest.param(360, marks=pytest.mark.night)])
def test_nothing_lies_on_anything_on_a_narrow_phone(people, open_browser, width, language):
    page = open_browser(user_of(people.ada), width=width, script=True, language=language).new_page()
    for address in ("/money/", "/money/pay/", "/money/statement/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        home, leave = (page.locator(name).bounding_box() for name in ("a.home", "a.exit"))
        coin = page.locator("a.home .coin-one").bounding_box()
        assert home is not None
        assert leave is not None
        assert coin is not None
        assert coin["height"] >= 20
        assert home["x"] + home["width"] <= leave["x"] or leave["x"] + leave["width"] <= home["x"]
        assert page.locator(".tile").evaluate_all("all => all.filter(one => one.scrollWidth > one.clientWidth)") == []
        for way in page.locator(".way a, .change a").all():
            box = way.bounding_box()
            assert box is not None
            assert box["height"] >= 48
