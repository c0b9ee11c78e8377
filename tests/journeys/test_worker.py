"""A worker's morning: who needs something first, an answer, a release with its checks, and a payment that is stopped."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import make_ask
from commonpurse.money.ledger.queries import verify_ledger
from commonpurse.parties.people.commands import add_person
from tests.factories import EVERYTHING, make_budget, make_fund, make_payee, pounds, standing_people
from tests.support.agreements.acts import make_limit
from tests.web.conftest import user_of

pytestmark = pytest.mark.browser


def notice(page: Page, words: str) -> None:
    expect(page.locator(".notice").first).to_contain_text(words)


def test_who_needs_something_first_is_answered_paid_and_the_payment_stopped(way, live_site, open_browser):
    people, now = standing_people(), timezone.now()
    fund = make_fund(people, received=500, ends_on=None)
    budget = make_budget(people, (fund, 100))
    make_payee(people)
    # Abel stands before Ada in every alphabet, but nobody waits for an answer there.
    abel = add_person(by=people.wren, called_by="Abel", told=EVERYTHING, now=now)
    make_budget(people, (fund, 50), person=abel)
    make_limit(people, now=now - timedelta(days=4))  # for a while Wren must agree too
    make_ask(
        by=people.wren,  # she asked at the door; Wren wrote it down
        budget=budget,
        what_for="A kettle",
        amount=pounds(40),
        spend_kind=SpendKind.HOUSEHOLD_SETUP,
        request_id=new_id(),
        now=now - timedelta(days=3),
    )

    wren = open_browser(user_of(people.wren)).new_page()
    wren.goto("/worker/")
    first, second = wren.locator("main tbody tr").all()
    expect(first).to_contain_text("An ask has waited for an answer since")
    expect(second).to_contain_text("Abel")
    first.get_by_role("link", name="Ada", exact=True).click()
    wren.get_by_role("link", name="Answer the ask").click()
    wren.get_by_role("link", name="£40.00 for “A kettle”").click()
    expect(wren.get_by_role("main")).to_contain_text("A no needs a reason that the person reads.")
    wren.get_by_role("button", name="Yes, set the money aside").click()
    notice(wren, "Yes. The money is set aside for Ada.")

    # The reasons stand there before the button can be pressed, and the button says what it does.
    wren.get_by_role("link", name="Release this money").click()
    panel = wren.get_by_role("region", name="Can this go out?")
    expect(panel).to_contain_text("Yes. It was set aside when the answer was yes.")
    expect(panel).to_contain_text("The account ending in 5678 can be paid now.")
    wren.get_by_role("button", name="Release £40.00 to Ada’s own account").click()
    notice(wren, "£40.00 is released to Ada’s own account.")

    wren.get_by_text("Stop this payment").click()
    wren.get_by_role("button", name="Stop it").click()
    expect(wren.get_by_role("alert")).to_contain_text("Say in plain words why it is stopped.")
    wren.get_by_label("Why is it stopped?").fill("Ada found one for free.")
    wren.get_by_role("button", name="Stop it").click()
    notice(wren, "It is stopped.")
    expect(wren.get_by_role("main")).to_contain_text("Ada found one for free.")
    wren.get_by_role("link", name="Back to Ada").click()
    expect(wren.get_by_role("main")).to_contain_text("100 pounds")
    assert verify_ledger() == []
