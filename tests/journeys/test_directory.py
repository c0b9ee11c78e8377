"""Ada looks for something in one box on her phone, orders it, is told when it costs more; what she cannot get she says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from commonpurse.kernel.periods import business_date
from commonpurse.money.orders.commands import tell_of_dearer_orders
from commonpurse.money.orders.models import UnmetWish
from commonpurse.parties.directory.rules import DAY_WORDS
from tests.factories import make_budget, make_fund, standing_people
from tests.journeys.test_agreement import looked_at
from tests.money.orders.making import list_meals
from tests.web.conftest import user_of

pytestmark = [pytest.mark.browser, pytest.mark.night]


def test_from_a_need_in_one_box_to_an_order_and_to_what_could_not_be_had(live_site, open_browser):
    people, now = standing_people(), timezone.now()
    today = business_date(now)
    make_budget(people, (make_fund(people, received=500, ends_on=None), 40))
    open_on = today + timedelta(days=3)
    times = [{"byday": list(DAY_WORDS)[open_on.weekday()], "opens_at": "12:00", "closes_at": "14:00"}]
    list_meals(people, now=now, schedules=times)
    ada = open_browser(user_of(people.ada), script=False, width=360).new_page()
    main = ada.get_by_role("main")

    def look_for(words: str) -> None:
        ada.goto("/services/")
        ada.get_by_label("What do you need, and where?").fill(words)
        ada.get_by_role("button", name="Find", exact=True).click()

    look_for("hungry mill lane")  # a need, a place and words, in one box
    expect(main).to_contain_text("1 found")
    looked_at(ada, "found")
    ada.get_by_role("link", name="Warm Meals").click()
    expect(main).to_contain_text("Last checked on Sunday 1 March")
    ada.get_by_role("link", name="A meal, £12.50").click()

    ada.get_by_label("For which day?").fill("tomorrow")
    ada.get_by_role("button", name="Order it for £12.50").click()
    expect(main).to_contain_text("It is closed on")
    expect(main.get_by_role("button", name="anyway")).to_be_visible()
    looked_at(ada, "closed")
    ada.get_by_label("For which day?").fill(open_on.isoformat())
    ada.get_by_role("button", name="Order it for £12.50").click()
    expect(main).to_contain_text("Ordered. £12.50 is kept for it.")

    list_meals(people, price=15, now=timezone.now(), schedules=times)
    tell_of_dearer_orders(by=people.priya, now=timezone.now())
    ada.goto("/money/messages/")
    ada.get_by_role("link", name="Something that you order costs more now.").click()
    expect(main).to_contain_text("Warm Meals: A meal costs £15 now")
    expect(main).to_contain_text("You said yes to £12.50. We pay no more than that.")
    looked_at(ada, "dearer")

    look_for("a dentist")
    expect(main).to_contain_text("We found nothing for “a dentist”.")
    ada.get_by_label("You may keep what I looked for: “a dentist”").check()
    ada.get_by_role("button", name="There is none here").click()
    expect(main).to_contain_text("Thank you. It counts, without your name.")
    look_for("food")
    ada.get_by_role("link", name="Warm Meals").click()
    expect(main).to_contain_text("You may keep what I looked for: “food”")
    ada.get_by_role("button", name="It is full").click()
    ada.get_by_role("link", name="What I could not get").first.click()
    expect(main.get_by_role("button", name="Take it back")).to_have_count(2)
    looked_at(ada, "could-not-get")
    assert set(UnmetWish.objects.values_list("reason", "searched")) == {("none_here", "a dentist"), ("full", "")}
