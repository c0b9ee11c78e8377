"""On phones: a no is challenged in one tap, heard by a panel through its own pages, and won; the story says who decided."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import decline_ask, make_ask
from commonpurse.money.decisions.models import Ask
from commonpurse.support.agreements.rules import DecisionKind
from tests.factories import Standing, make_budget, make_fund, make_payee, pounds, standing_people
from tests.journeys.conftest import Site
from tests.journeys.menus import go_by_menu
from tests.support.agreements.acts import make_limit
from tests.web.conftest import user_of

pytestmark = pytest.mark.browser


@pytest.fixture
def people(live_site: Site) -> Standing:
    """Wren said no to a bike of Ada's; the stranger holds a budget, and may sit on a panel."""
    people, now = standing_people(), timezone.now()
    fund = make_fund(people, received=1_000, ends_on=None)
    budget = make_budget(people, (fund, 300))
    make_budget(people, (fund, 50), person=people.stranger)
    make_payee(people)
    make_limit(people, kind=DecisionKind.NEW_PAYEE, now=now)
    ask = make_ask(
        by=people.ada,
        budget=budget,
        is_new_payee=True,
        what_for="A bike",
        amount=pounds(120),
        spend_kind=SpendKind.TRAVEL,
        request_id=new_id(),
        now=now,
    )
    decline_ask(by=people.wren, ask=ask, reason="Too dear.", would_change="A cheaper one.", now=now)
    return people


def looked_at(page: Page, name: str) -> None:
    """Nothing hangs over the edge; with a folder given, a picture of the page is kept there."""
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("window.innerWidth"), name
    folder = os.environ.get("COMMONPURSE_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"challenge-{name}.png", full_page=True)


def test_a_no_is_challenged_in_one_tap_heard_and_won(people, open_browser):
    def phone(who: object) -> Page:
        return open_browser(user_of(who), script=False, width=360).new_page()

    ada, priya = phone(people.ada), phone(people.priya)
    ada.goto(f"/money/asks/{Ask.objects.get().id}/")
    looked_at(ada, "no")
    ada.get_by_role("button", name="Challenge this no").click()  # the one tap
    expect(ada.locator(".notice")).to_contain_text("It is challenged.")
    looked_at(ada, "challenged")

    priya.goto("/manager/times/")
    go_by_menu(priya, "Challenges (1)")
    priya.get_by_role("link", name="A bike").click()
    for name in ("Femi", "Tom", people.stranger.called_by):
        priya.get_by_label(name).check()
    looked_at(priya, "panel")
    priya.get_by_role("button", name="Ask them").click()
    expect(priya.locator(".notice")).to_contain_text("The panel is asked.")

    for who in (people.femi, people.tom, people.stranger):
        page = phone(who)
        if who is people.stranger:
            page.goto("/money/panels/")
        else:
            page.goto("/find/")
            go_by_menu(page, "To hear (1)")
        page.get_by_role("main").get_by_role("link", name="£120").click()
        expect(page.get_by_role("main")).not_to_contain_text("Ada")
        page.get_by_label("The no becomes a yes").check()
        page.get_by_label("Why?").fill("It gets them to college.")
        looked_at(page, f"hear-{who.pk}")
        page.get_by_role("button", name="Send my answer").click()
        expect(page.locator(".notice")).to_contain_text("Your answer counts.")

    priya.reload()
    priya.get_by_label("Why the panel says so").fill("It pays off in a term.")
    priya.get_by_label("What we learn from it").fill("Ask what a thing is for before its price.")
    priya.get_by_role("button", name="Write it down and tell the person").click()
    expect(priya.locator(".notice")).to_contain_text("It is written down")

    ada.goto("/money/messages/")
    ada.get_by_role("link", name="A panel has answered what you challenged.").click()
    expect(ada.get_by_role("main")).to_contain_text("Won: the no is a yes now")
    looked_at(ada, "won")
    ada.get_by_role("link", name="To what you asked for").click()
    expect(ada.get_by_role("main")).to_contain_text("The money is kept for this. Who gets it?")
    ada.get_by_role("link", name="How it was decided").click()
    expect(ada.get_by_role("main")).to_contain_text("A panel. Written down by Priya")
    looked_at(ada, "record")
    ada.get_by_role("link", name="Back").click()
    ada.get_by_role("button", name="Me account ending in").click()
    ada.goto("/money/payments/")
    expect(ada.get_by_role("main")).to_contain_text("A panel said yes to it.")
