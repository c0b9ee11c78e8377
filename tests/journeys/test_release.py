"""A worker releases money on one page, with script and without: the reasons come before the button."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from commonpurse.money.payments.models import Payment
from tests.factories import make_budget, make_debtor_account, make_fund, make_payee, standing_people
from tests.web.conftest import user_of

pytestmark = pytest.mark.browser


def releasing(open_browser, *, script: bool, width: int) -> Page:
    """Wren's page to release for Ada, who has £100 and one account."""
    people = standing_people()
    make_debtor_account(people)
    make_budget(people, (make_fund(people, received=500, ends_on=None), 100))
    make_payee(people)
    wren = open_browser(user_of(people.wren), script=script, width=width).new_page()
    wren.faults = []  # type: ignore[attr-defined]
    wren.on("console", lambda said: wren.faults.append(said.text) if said.type in ("error", "warning") else None)  # type: ignore[attr-defined]
    wren.goto("/worker/")
    wren.get_by_role("link", name="Release money for Ada").click()
    return wren


def its_payment(wren: Page) -> None:
    expect(wren.get_by_role("heading", level=1)).to_have_text("£40.00 to Ada’s own account")
    expect(wren.locator(".notice")).to_contain_text("£40.00 is released to Ada’s own account.")
    expect(wren.get_by_text("Waiting for finance since")).to_be_visible()
    wren.get_by_text("Stop this payment").click()
    wren.get_by_label("Why is it stopped?").fill("Ada found one for free.")
    wren.get_by_role("button", name="Stop it").click()
    expect(wren.locator(".notice")).to_contain_text("It is stopped. £40.00 is in the budget again.")
    assert [payment.state for payment in Payment.objects.all()] == ["stopped"]


def test_the_checks_renew_while_one_types_and_the_button_comes_when_all_is_well(live_site, open_browser):
    wren = releasing(open_browser, script=True, width=1280)
    panel = wren.locator("#panel")
    button = wren.get_by_role("button", name=re.compile("^Release £"))
    expect(panel).to_contain_text("£100.00 can be used now.")
    wren.get_by_label("How much?").fill("400")
    wren.get_by_label("What is it for?").select_option(label="Furniture and white goods")
    expect(panel).to_contain_text("Choose £100.00 or less, or ask for money to be added.")
    expect(button).to_have_count(0)
    wren.get_by_label("How much?").fill("40")
    expect(panel).to_contain_text("Yes. £60.00 is left after it.")
    expect(button).to_have_text("Release £40.00 to Ada’s own account")
    button.click()
    its_payment(wren)
    assert wren.faults == []  # type: ignore[attr-defined]


@pytest.mark.night
def test_without_script_a_press_on_check_shows_them_and_keeps_what_was_typed(live_site, open_browser):
    wren = releasing(open_browser, script=False, width=360)
    wren.get_by_label("How much?").fill("400")
    wren.get_by_label("What is it for?").select_option(label="Furniture and white goods")
    wren.get_by_role("button", name="Check").click()
    wren.get_by_role("alert").get_by_role("link", name="How much?").click()
    expect(wren.get_by_label("How much?")).to_be_focused()
    expect(wren.get_by_text("Choose £100.00 or less")).to_have_count(1)
    expect(wren.get_by_label("How much?")).to_have_value("400")
    wren.get_by_label("How much?").fill("40")
    wren.get_by_role("button", name="Check").click()
    wren.get_by_role("button", name="Release £40.00 to Ada’s own account").click()
    its_payment(wren)
