"""A person's plan for who works with her: read, propose, do one's own, be in touch, name who coordinates."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from commonpurse.parties.consent.rules import Level
from commonpurse.parties.partners.commands import add_member
from commonpurse.parties.people.models import Support
from commonpurse.support.plans.commands import answer_coordinator, check_in, choose_week_ask, name_coordinator
from commonpurse.support.plans.models import CheckIn, Coordinator, PlanEvent, Step
from commonpurse.support.plans.rules import AskedHow, Face
from commonpurse.web.parts.written import day
from tests.factories import NOW, Standing
from tests.support.plans.making import by_member, make_step, show_plan_to
from tests.web.person.test_agreement import words_of
from tests.web.scenes import Scene

pytestmark = pytest.mark.usefixtures("clock")


def plan_address(people: Standing, rest: str = "plan/") -> str:
    return f"/worker/people/{people.ada.id}/{rest}"


def test_her_worker_reads_the_plan_does_a_step_and_proposes(scene: Scene, sign_in) -> None:
    people = scene.people
    wren = sign_in(people.wren)
    said = words_of(wren.get(plan_address(people)))
    for part in (
        "My dog. A quiet street.",
        "Your steps Ring the housing office",
        "Waits for Ada",
        "Ada did",
        "You coordinate.",
    ):
        assert (part in said) is (part != "Ada did"), part
    answer = wren.post(plan_address(people, f"plan/steps/{scene.plan.wrens_step.id}/"), {"to": "done"}, follow=True)
    assert "It is written down, for all on the team to see." in words_of(answer)
    assert Step.objects.get(id=scene.plan.wrens_step.id).state == "done"
    given = {"what": "Fill in the form with Ada", "owner": f"member:{people.wren.id}", "by_when": "3 July", "goal": ""}
    answer = wren.post(plan_address(people, "plan/steps/add/"), given, follow=True)
    assert "It waits for Ada to say yes or no." in words_of(answer)
    assert Step.objects.get(what="Fill in the form with Ada").is_accepted is None


def test_who_may_only_see_it_reads_and_thanks_nobody(scene: Scene, sign_in) -> None:
    people = scene.people
    femi = sign_in(people.femi)
    assert femi.get(plan_address(people)).status_code == 404
    show_plan_to(people, people.femi, level=Level.SEE)
    page = femi.get(plan_address(people))
    assert "Propose a step" not in words_of(page)
    assert femi.get(plan_address(people, "plan/goals/add/")).status_code == 403
    thanks = femi.post(plan_address(people, f"plan/steps/{scene.plan.done.id}/"), {"to": "thanks"})
    assert thanks.status_code == 403
    assert not PlanEvent.objects.filter(kind="thanked", done_by_member=people.femi).exists()


def test_steps_of_all_stand_on_one_page_the_next_day_first(standing: Standing, sign_in) -> None:
    wren = sign_in(standing.wren)
    assert "You have no open step." in words_of(wren.get("/worker/steps/"))
    make_step(standing, what="Later", owner=by_member(standing.wren))
    make_step(standing, what="Sooner", owner=by_member(standing.wren), by_when=NOW.date(), now=NOW)
    said = words_of(wren.get("/worker/steps/"))
    assert said.index("Sooner") < said.index("Later")


def test_a_worker_keeps_the_days_of_their_steps_and_takes_back_what_they_proposed(scene: Scene, sign_in) -> None:
    people, step = scene.people, scene.plan.wrens_step
    wren = sign_in(people.wren)
    address = re.search(r"/days/[\w-]+\.ics", wren.post("/worker/steps/calendar/").content.decode())
    assert address is not None
    days = Client().get(address.group()).content.decode()
    assert (days.count("BEGIN:VEVENT"), "Ring" in days, "Ada" in days) == (1, False, False)
    assert f"UID:{step.id}" in wren.get(plan_address(people, f"plan/steps/{step.id}/day.ics")).content.decode()
    sent = wren.post(plan_address(people, f"plan/steps/{step.id}/"), {"to": "invite"}, follow=True)
    assert "The day goes to those on it who want e-mail from us." in words_of(sent)
    idea = scene.plan.proposed_words
    assert "Take it back : You know every dog here." in words_of(wren.get(plan_address(people)))
    said = words_of(wren.post(plan_address(people, f"plan/proposed/{idea.id}/take-back/"), follow=True))
    assert "It is taken back, and waits no more." in said
    assert "They took it back." in words_of(sign_in(people.ada).get(f"/money/plan/proposed/{idea.id}/"))
    assert wren.post(plan_address(people, f"plan/proposed/{scene.plan.words.id}/take-back/")).status_code == 404


def test_the_first_page_says_gently_who_was_not_heard_of(standing: Standing, sign_in) -> None:
    wren = sign_in(standing.wren)
    said = words_of(wren.get("/worker/"))
    since = f"You have worked with Ada since {day(Support.objects.get(member=standing.wren).starts_on)}."
    assert f"{since} Nobody has written down that they were in touch." in said
    assert "Nobody coordinates. Not in touch yet." in said
    choose_week_ask(by=standing.ada, person=standing.ada, how=AskedHow.IN_PERSON, weekday=0, now=NOW)
    name_coordinator(by=standing.ada, person=standing.ada, member=standing.wren, now=NOW)
    assert "Ada wants to be asked how the week was" in words_of(wren.get("/worker/"))
    check_in(by=standing.wren, person=standing.ada, face=Face.GOOD, now=NOW - timedelta(days=15))
    assert "Nobody has been in touch with Ada since" in words_of(wren.get("/worker/"))
    wren.post(plan_address(standing, "week/"), {"touch": "1"})
    said = words_of(wren.get("/worker/"))
    assert "Nobody has been in touch with" not in said
    assert "In touch on" in said


def test_a_week_is_written_down_where_she_shares_how_things_are(standing: Standing, sign_in) -> None:
    wren = sign_in(standing.wren)
    assert wren.post(plan_address(standing, "week/"), {}).status_code == 422
    wren.post(plan_address(standing, "week/"), {"face": "good", "words": "She slept."})
    assert CheckIn.objects.get().words == "She slept."
    assert "Wren wrote it down." in words_of(sign_in(standing.ada).get("/money/plan/week/"))


def test_who_coordinates_is_named_with_the_size_of_their_caseload(standing: Standing, sign_in) -> None:
    priya = sign_in(standing.priya)
    page = priya.get(plan_address(standing, "coordinator/"))
    assert "Wren of Open Door: 0 people" in words_of(page)
    answer = priya.post(plan_address(standing, "coordinator/"), {"member": str(standing.wren.id)}, follow=True)
    assert "Ada reads it, and says yes or no." in words_of(answer)
    assert Coordinator.objects.get().answered_at is None
    assert sign_in(standing.wren).get(plan_address(standing, "coordinator/")).status_code == 403
    answer_coordinator(by=standing.ada, named=Coordinator.objects.get(), is_yes=True, now=NOW)
    page = priya.get(plan_address(standing, "coordinator/"))
    assert "Write down first who works with them." in words_of(page)
    assert f'href="{plan_address(standing, "support/add/")}"' in page.content.decode()


def test_a_manager_names_somebody_else_where_who_stands_in_cannot(scene: Scene, sign_in) -> None:
    people, stand_in = scene.people, scene.plan.stand_in
    other = add_member(by=people.administrator, organisation=people.charity, name="Kit", roles=["worker"], now=NOW)
    priya, address = sign_in(people.priya), reverse("worker:absence", args=[stand_in.absence_id])
    page = priya.get(address).content.decode()
    assert ('<optgroup label="Ada">' in page, f"{people.ada.id} {other.id}" in page) == (True, True)
    answer = priya.post(address, {"act": "name", "pair": f"{people.ada.id} {other.id}"}, follow=True)
    assert "Kit stands in for Ada." in words_of(answer)
