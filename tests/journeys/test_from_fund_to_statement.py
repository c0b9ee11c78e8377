"""The main job, by hand, in a real browser without scripts: a fund's pound becomes a kettle, and the bank says so."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from commonpurse.kernel.periods import business_date
from commonpurse.money.ledger.queries import verify_ledger
from commonpurse.parties.signin.models import User
from tests.factories import add_app_code, app_code, make_debtor_account, make_fund, standing_people
from tests.journeys.menus import go_by_menu
from tests.money.reconciliation.made_statements import Line, camt053
from tests.web.conftest import user_of
from tests.web.scenes import NUMBER

pytestmark = pytest.mark.browser
PASSWORD = "a kettle and a quiet room"


def notice(page: Page, words: str) -> None:
    expect(page.locator(".notice")).to_contain_text(words)


def test_a_pound_goes_from_the_fund_to_the_person_and_back_through_the_bank(
    way, live_site, open_browser, tmp_path: Path
):
    people = standing_people()
    fund = make_fund(people, received=1000, ends_on=None)
    make_debtor_account(people)
    wren_user = User(username="wren", member=people.wren)
    wren_user.set_password(PASSWORD)
    wren_user.save(force_insert=True)
    add_app_code(wren_user, timezone.now())

    def window(whose) -> Page:
        return open_browser(user_of(whose)).new_page()

    # Wren signs in by the form, finds Ada and opens her budget.
    wren = open_browser().new_page()
    wren.goto("/worker/")
    wren.get_by_label("User name").fill("wren")
    wren.get_by_label("Password").fill("something else")
    wren.get_by_role("button", name="Sign in").click()
    expect(wren.get_by_role("alert")).to_contain_text("do not go together")
    wren.get_by_label("Password").fill(PASSWORD)
    wren.get_by_role("button", name="Sign in").click()
    wren.get_by_label("Code").fill(app_code(timezone.now()))
    wren.get_by_role("button", name="Go in").click()
    expect(wren.get_by_role("heading", level=1)).to_have_text("People")
    wren.get_by_role("link", name="Ada", exact=True).click()
    wren.get_by_role("navigation", name="What you can do for Ada").get_by_role("link", name="Open a budget").click()
    wren.get_by_role("button", name="Open the budget").click()
    notice(wren, "Ada has a budget now.")

    # Finance gives £200 of the fund under Ada's reference.
    ngozi = window(people.ngozi)
    ngozi.goto("/finance/funds/")
    ngozi.get_by_role("link", name=fund.name).click()
    ngozi.get_by_role("link", name="Give money to a person").click()
    ngozi.get_by_label("Reference of the person").fill("H-001")
    ngozi.get_by_label("How much?").fill("200")
    ngozi.get_by_label("What is it for?").fill("Things for the new flat")
    ngozi.get_by_role("button", name="Give this money").click()
    notice(ngozi, "£200.00 went to H-001.")

    # Ada sees it, says where her money goes, asks, and releases it herself.
    ada = window(people.ada)
    ada.goto("/")
    expect(ada.locator(".big")).to_contain_text("200 pounds")
    expect(ada.get_by_role("link", name="Exit this page")).to_be_visible()
    ada.get_by_role("link", name="Pay or be paid").click()
    ada.get_by_role("button", name="Setting up a home").click()
    ada.get_by_label("What is it?").fill("A kettle")
    ada.get_by_label("How much?").fill("12,50")
    ada.get_by_role("button", name="Continue").click()
    expect(ada.get_by_role("alert")).to_contain_text("Write the amount without a comma")
    ada.get_by_label("How much?").fill("12.50")
    ada.get_by_role("button", name="Continue").click()
    ada.get_by_role("link", name="My own account").click()
    ada.get_by_label("Name on the account").fill("Ada Lovelace")
    ada.get_by_label("Sort code").fill("20-00-00")
    ada.get_by_label("Account number").fill("55779922")
    ada.get_by_role("button", name="Add").click()
    notice(ada, "My own account can be paid now.")
    expect(ada.get_by_role("heading", level=1)).to_have_text("Pay £12.50 to your own account")
    ada.get_by_role("button", name="Pay £12.50").click()
    notice(ada, "Done. £12.50 goes out with our next file for the bank.")
    ada.get_by_role("link", name="Your money").first.click()
    expect(ada.locator(".big")).to_contain_text("187 pounds and 50 pence")

    # Ngozi makes the file; Tom checks it; she sends it and fetches it.
    go_by_menu(ngozi, "Bank files")
    ngozi.get_by_role("link", name="Make a file from Main account").click()
    expect(ngozi.get_by_role("main")).to_contain_text("1 payment, £12.50 in all.")
    ngozi.get_by_role("button", name="Make the file").click()
    notice(ngozi, "Somebody else must check it now.")
    expect(ngozi.get_by_role("button", name="I checked it: it may go")).to_have_count(0)
    tom = window(people.tom)
    tom.goto("/finance/")
    tom.get_by_role("link", name="To check").click()
    tom.get_by_role("button", name="I checked it: it may go").click()
    notice(tom, "You checked the file.")
    ngozi.reload()
    ngozi.get_by_role("button", name="Mark as sent").click()
    notice(ngozi, "The file is marked as sent.")
    with ngozi.expect_download() as download:
        ngozi.get_by_role("button", name="Fetch the file").click()
    file = Path(download.value.path()).read_text()
    reference = re.search(r"<EndToEndId>(\w+)</EndToEndId>", file)
    assert reference is not None
    assert "12.50" in file
    ada.reload()
    expect(ada.get_by_role("main")).to_contain_text("£12.50 to your own account. It was sent. It should be there")

    # The bank's statement comes, is looked at, and read in: the payment is matched.
    today = business_date(timezone.now())
    paid = Line(today, Decimal("-12.50"), "Paid", end_to_end_id=reference[1])
    statement = tmp_path / "bank.xml"
    statement.write_text(camt053([paid], opening=Decimal("1000.00"), account=NUMBER))
    go_by_menu(ngozi, "Statements")
    ngozi.get_by_role("link", name="Read a statement in").click()
    ngozi.get_by_label("The bank’s statement").set_input_files(statement)
    ngozi.get_by_role("button", name="Look at this file").click()
    expect(ngozi.get_by_role("main")).to_contain_text("£987.50")
    ngozi.get_by_role("button", name="Read it in").click()
    expect(ngozi.get_by_role("heading", level=1)).to_have_text("bank.xml is read in")
    expect(ngozi.locator("dt:has-text('Matched') + dd")).to_have_text("1")

    # Ada reads that the bank paid; so does Wren; and every penny is in its place.
    ada.reload()
    expect(ada.get_by_role("main")).to_contain_text("£12.50 went to your own account for “A kettle”. You decided.")
    expect(ada.get_by_role("main")).to_contain_text("The bank paid it on")
    go_by_menu(wren, "People")
    wren.get_by_role("link", name="Ada", exact=True).click()
    expect(wren.get_by_role("table")).to_contain_text("Paid")
    assert verify_ledger() == []
