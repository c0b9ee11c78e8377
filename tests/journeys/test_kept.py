"""A funder reads which promises of the charter are kept and which are not, and that two sit down about one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from commonpurse.insight.promises.commands import ask_repair_talk
from commonpurse.kernel.periods import business_date
from commonpurse.parties.partners.commands import sign_charter
from tests.factories import make_fund, standing_people
from tests.insight.promises.promising import clauses, said_by_people
from tests.journeys.test_agreement import looked_at
from tests.parties.partners.chartering import published
from tests.web.conftest import user_of

pytestmark = pytest.mark.browser


def test_a_funder_sees_what_is_kept_and_what_is_not(live_site, open_browser):
    people, now = standing_people(), timezone.now()
    today = business_date(now)
    make_fund(people, received=500, ends_on=None)
    sign_charter(by=people.wren, version=published(people, now - timedelta(days=70)), now=now - timedelta(days=69))
    kept, broken = clauses()[:2]
    last_month = today.replace(day=1) - timedelta(days=5)
    said_by_people(kept, people.charity, last_month, 5, 5, 4, 4, 5)
    said_by_people(broken, people.charity, last_month, 1, 2, 2, 1, 2)
    ask_repair_talk(by=people.priya, clause=broken, about=people.charity, talk_on=today + timedelta(days=7), now=now)
    callum = open_browser(user_of(people.callum), script=False, width=1280).new_page()

    callum.goto("/funder/")
    callum.get_by_role("link", name="Is the charter kept?").click()
    main = callum.get_by_role("main")
    expect(main.locator("li.card").filter(has_text=kept.words)).to_contain_text("Kept")
    expect(main.locator("li.card").filter(has_text=broken.words)).to_contain_text("Not kept")
    expect(main).to_contain_text("1 talk to mend it is agreed")
    looked_at(callum, "kept")
    main.locator("li.todo").get_by_role("link", name=broken.words).click()
    expect(main).to_contain_text("Two partners have a day to sit down")
    expect(main).to_contain_text("5 answers")
    expect(main).not_to_contain_text("About your own organisation")
    looked_at(callum, "not-kept")
