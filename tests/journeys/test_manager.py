"""A manager asks how long it takes from a yes to the money, where it waits, and opens the one that has waited longest."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from commonpurse.kernel.identity import new_id
from commonpurse.kernel.periods import business_date
from commonpurse.money.payments.commands import settle_payment
from tests.factories import make_budget, make_debtor_account, make_fund, make_payee, standing_people
from tests.insight.release.way import DAYS, HOURS, Way
from tests.journeys.menus import go_by_menu
from tests.web.conftest import user_of

pytestmark = pytest.mark.browser


def test_from_yes_to_money_to_what_waits_to_the_thing_itself(way, live_site, open_browser):
    people, now = standing_people(), timezone.now()
    fund = make_fund(people, received=5000, ends_on=None)
    money = Way(people, fund, make_budget(people, (fund, 5000)), make_payee(people), make_debtor_account(people))
    came = [money.release(now - 80 * HOURS, ask=money.yes(now - 90 * HOURS, now - 85 * HOURS)) for _ in range(5)]
    money.send(now - 70 * HOURS)
    for payment in came:
        settle_payment(by=people.ngozi, payment=payment, settled_on=business_date(now), source_id=new_id(), now=now)
    money.ask(now - 12 * DAYS, amount=35)
    money.release(now - 2 * DAYS - timedelta(hours=1))

    priya = open_browser(user_of(people.priya)).new_page()
    priya.goto("/")
    main = priya.get_by_role("main")
    go_by_menu(priya, "From yes to money")
    expect(main).to_contain_text("Half of the payments arrived within this time, counted from the yes.")
    expect(main).to_contain_text("5 payments have arrived since")
    priya.get_by_role("link", name="Where it waits").first.click()
    expect(main).to_contain_text("The oldest has waited 12 days.")
    expect(main.get_by_role("listitem").filter(has_text="For: Finance")).to_have_count(1)
    priya.get_by_role("row", name="12 days").get_by_role("link").click()
    expect(main).not_to_contain_text("For: Finance")
    priya.get_by_role("link", name="Open the ask").click()
    expect(priya.get_by_role("heading", level=1)).to_have_text("£35.00 for “A kettle”")
    expect(main).to_contain_text("Wren")
