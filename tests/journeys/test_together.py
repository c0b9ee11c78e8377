"""From a referral to a plan of three organisations, and a rule in the way that the board bends and the next one finds."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from commonpurse.kernel.periods import business_date
from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.partners.commands import add_member
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.commands import SharedWith, give_permissions
from commonpurse.parties.people.models import Person
from commonpurse.support.blockages.commands import raise_blockage
from commonpurse.support.plans.models import Step
from tests.factories import standing_people, told
from tests.journeys.test_agreement import looked_at
from tests.web.conftest import user_of

pytestmark = pytest.mark.browser
WALL = "The housing list needs an ID that I cannot get"


def shows_her_plan(person: Person, member: Member, now: datetime) -> None:
    given = told(Item.PLAN, level=Level.COMMENT)
    give_permissions(by=person, person=person, to=SharedWith(member=member), told=given, now=now)


def says_yes(page: Page, idea: str) -> None:
    page.goto("/money/plan/")
    page.get_by_role("link", name=idea).click()
    page.get_by_role("button", name="Yes, put it in my plan").click()
    expect(page.locator(".notice")).to_contain_text("It is in your plan now.")


def test_somebody_comes_in_with_an_offer_and_a_rule_gives_way(live_site, open_browser):
    people, now = standing_people(), timezone.now()
    long_ago = now - timedelta(days=60)  # the days take a question up to the board
    hana = add_member(by=people.administrator, organisation=people.council, name="Hana", roles=["worker"], now=now)

    def desk(who: object) -> Page:
        return open_browser(user_of(who), script=False, width=1280).new_page()

    femi, priya = desk(people.femi), desk(people.priya)

    femi.goto("/worker/referrals/add/")
    femi.get_by_label("Their name").fill("Noor Hale")
    femi.get_by_label("What are they good at?").fill("She mends bikes.")
    femi.get_by_label("What do they hope for?").fill("A room that is hers.")
    femi.get_by_label("Why now, in a line or two").fill("Out of hospital on Friday, and no address.")
    femi.get_by_label("By which day?").fill(f"{business_date(now) + timedelta(days=10):%d/%m/%Y}")
    femi.locator("input[name=explained][value=spoken]").check()
    femi.get_by_label("If they agree: on which day?").fill(f"{business_date(now):%d/%m/%Y}")
    femi.get_by_label("If they agree: to which words?").fill("They may read this about me and decide.")
    femi.get_by_role("button", name="Put them forward").click()
    expect(femi.get_by_role("main")).to_contain_text("A referral comes with an offer.")
    looked_at(femi, "together-no-offer")
    femi.get_by_label("What will you, or they, do themselves?").fill("Go with her to the housing office")
    femi.get_by_role("button", name="Put them forward").click()
    expect(femi.locator(".notice")).to_contain_text("It waits for the next meeting")

    priya.goto("/partners/caseload/")
    expect(priya.get_by_role("main")).not_to_contain_text("Noor")
    priya.get_by_role("main").locator("h3 a").click()
    priya.locator("input[name=outcome][value=accepted]").check()
    priya.get_by_label("Why?").fill("She needs one of us in all of it.")
    priya.get_by_label("If it is accepted: who coordinates?").select_option(label="Wren of Open Door: 0 people")
    looked_at(priya, "together-meeting")
    priya.get_by_role("button", name="Write it down").click()
    expect(priya.locator(".notice")).to_be_visible()

    noor = Person.objects.get(called_by="Noor Hale")
    for member in (people.femi, people.wren, hana):
        shows_her_plan(noor, member, long_ago)
    phone = open_browser(user_of(noor), script=False, width=360).new_page()
    says_yes(phone, "Go with her to the housing office")
    for who, idea in ((people.wren, "Ask for her birth certificate"), (hana, "Find a room for the first weeks")):
        page = desk(who)
        page.goto(f"/worker/people/{noor.id}/plan/")
        page.get_by_role("link", name="Propose a step").click()
        page.get_by_label("What is to be done?").fill(idea)
        page.get_by_label("Who does it?").select_option(label="I do it")
        page.get_by_role("button", name="Propose it").click()
        says_yes(phone, idea)
    owners = Step.objects.counting().filter(person=noor).values_list("owner_member__organisation", flat=True)
    assert set(owners) == {people.femi.organisation_id, people.wren.organisation_id, people.council.id}
    looked_at(phone, "together-plan")

    raise_blockage(by=noor, person=noor, words=WALL, asked=people.femi, now=long_ago)
    shows_her_plan(noor, people.priya, now)
    priya.goto("/manager/board/agenda/board/")
    priya.get_by_role("link", name=WALL).click()
    priya.locator("input[name=outcome][value=flexed]").check()
    priya.get_by_label("Why?").fill("No ID and no room is a ring.")
    priya.get_by_label("The rule, in a few words").fill("The housing list needs an ID")
    priya.get_by_label("What was done instead, or is so from now on").fill("A letter of her worker was enough.")
    priya.get_by_label("What gave way?").select_option(label="How we do things here")
    looked_at(priya, "together-board")
    priya.get_by_role("button", name="Give this answer").click()
    expect(priya.locator(".notice")).to_be_visible()

    phone.goto("/money/plan/in-the-way/")
    expect(phone.get_by_role("main")).to_contain_text("Priya of Harbour Council bent the rule this once.")
    ada = open_browser(user_of(people.ada), script=False, width=360).new_page()
    ada.goto("/money/plan/in-the-way/raise/")
    ada.get_by_label("What is in the way?").fill("They want an ID for the housing list")
    ada.get_by_label("Who can move it?").select_option(index=0)
    ada.get_by_role("button", name="Ask them to move it").click()
    expect(ada.get_by_role("main")).to_contain_text("A letter of her worker was enough.")
    looked_at(ada, "together-precedent")
