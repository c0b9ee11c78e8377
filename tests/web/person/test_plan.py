"""Her plan on her phone: written, answered, done, taken along, and a calendar that says nothing."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from commonpurse.money.decisions.models import Ask
from commonpurse.parties.consent.models import Permission
from commonpurse.parties.people.commands import end_support, start_support, withdraw_permissions
from commonpurse.parties.people.models import Support
from commonpurse.support.plans.commands import name_coordinator
from commonpurse.support.plans.models import CheckIn, Coordinator, Goal, PlanWords, Step
from tests.factories import NOW, TODAY, Standing
from tests.web.parts.papers.pdf import read_pdf
from tests.web.person.test_agreement import words_of
from tests.web.scenes import Scene

pytestmark = pytest.mark.usefixtures("clock")
PLAN = "/money/plan/"


def test_an_empty_plan_says_how_to_begin_and_fills_as_she_writes(standing: Standing, sign_in) -> None:
    ada = sign_in(standing.ada)
    assert "Begin where you like. One line is enough." in words_of(ada.get(PLAN))
    ada.post(f"{PLAN}words/matters/", {"words": "My dog."})
    ada.post(f"{PLAN}goals/add/", {"words": "My own door", "hoped": "A room with a key"})
    goal = Goal.objects.get()
    step = {
        "what": "Ring my sister",
        "owner": "friend",
        "friend_name": "Joe",
        "by_when": "3 July",
        "goal": str(goal.id),
    }
    said = words_of(ada.post(f"{PLAN}steps/add/", step, follow=True))
    for part in (
        "The step is in your plan.",
        "My dog.",
        "My own door",
        "Ring my sister",
        "Who does it: Joe.",
        "By Friday 3 July",
    ):
        assert part in said
    assert "Begin where you like." not in said


def test_a_step_for_nobody_and_a_goal_without_words_come_back_with_what_was_typed(standing: Standing, sign_in) -> None:
    ada = sign_in(standing.ada)
    answer = ada.post(f"{PLAN}steps/add/", {"what": "Ring my sister", "owner": "friend"})
    assert answer.status_code == 422
    assert "Write the name of your friend." in words_of(answer)
    assert "Ring my sister" in answer.content.decode()
    answer = ada.post(f"{PLAN}goals/add/", {"words": "My own door", "more": "A garden"})
    assert answer.status_code == 422
    assert "Say first what you hope for." in words_of(answer)
    assert ada.get(f"{PLAN}words/money/").status_code == 404


def test_what_others_propose_stands_first_and_her_answer_counts(scene: Scene, sign_in) -> None:
    ada = sign_in(scene.people.ada)
    said = words_of(ada.get(PLAN))
    assert said.index("Wren has an idea:") < said.index("My goals")
    step = scene.plan.proposed_step
    page = ada.get(f"{PLAN}proposed/{step.id}/")
    assert "It takes the place of one that is there." in words_of(page)
    ada.post(f"{PLAN}proposed/{step.id}/", {"say": "yes"})
    assert Step.objects.get(id=scene.plan.step.id).state == "replaced"
    ada.post(f"{PLAN}proposed/{scene.plan.proposed_words.id}/", {"say": "no", "words": "Not me."})
    assert PlanWords.objects.get(id=scene.plan.proposed_words.id).answer == "Not me."
    said = words_of(ada.get(PLAN))
    assert "Order the certificate online" in said
    assert "You know every dog here." not in said


def test_she_does_a_step_says_thanks_and_reads_it_as_a_story(scene: Scene, sign_in) -> None:
    ada = sign_in(scene.people.ada)
    ada.post(f"{PLAN}steps/{scene.plan.step.id}/", {"to": "done"})
    assert Step.objects.get(id=scene.plan.step.id).state == "done"
    ada.post(f"{PLAN}goals/{scene.plan.goal.id}/", {"to": "done", "words": "I have the key."})
    said = words_of(ada.get(f"{PLAN}before/"))
    for part in (
        "You reached your goal “My own front door”. “I have the key.”",
        "You said thanks for “Print the form”. “That helped.”",
        "Wren did the step “Print the form”.",
        "You said no to the goal “Fewer phone calls”. “Not for me.”",
        "Wren had an idea for a goal: “A doctor who listens”.",
        "Under “Who to call” you wrote: “My sister May, 01632 960111”.",
        "You said yes: Wren brings it all together.",
        "You said how your week was: So-so. “Long week.”",
        "Sam did the step “Fetch the post”.",
    ):
        assert part in said, part
    assert ada.post(f"{PLAN}steps/{scene.plan.step.id}/", {"to": "sold"}).status_code == 404


def test_how_her_week_was_takes_a_face_and_a_line(standing: Standing, sign_in) -> None:
    ada = sign_in(standing.ada)
    assert ada.post(f"{PLAN}week/", {"words": "Cold."}).status_code == 422
    said = words_of(ada.post(f"{PLAN}week/", {"face": "bad", "words": "Cold."}, follow=True))
    assert "The week: Hard. “Cold.”" in said
    assert CheckIn.objects.get().face == "bad"
    assert "Nobody asks you how your week was." in words_of(ada.get(f"{PLAN}week/"))
    asked = {"act": "asking", "asked-how": "by_news", "asked-weekday": "4"}
    said = words_of(ada.post(f"{PLAN}week/", asked, follow=True))
    assert "We ask you in your news each Friday." in said
    assert "You get no messages now." in said
    said = words_of(ada.post(f"{PLAN}week/", asked | {"asked-how": "in_person"}, follow=True))
    assert "Nobody brings it all together for you yet." in said
    assert ada.post(f"{PLAN}week/", asked | {"asked-weekday": "9"}).status_code == 422


def test_her_page_for_a_bad_day_holds_what_helps_and_no_menu(scene: Scene, sign_in) -> None:
    page = sign_in(scene.people.ada).get(f"{PLAN}bad-day/")
    said = words_of(page)
    for part in ("A walk with the dog.", "My sister May, 01632 960111", "999", "116 123"):
        assert part in said
    assert '<a href="tel:01632960111" dir="ltr">01632 960111</a>' in page.content.decode()
    assert '<nav class="menu"' not in page.content.decode()


def test_nobody_coordinates_without_her_yes_and_she_may_choose(standing: Standing, sign_in) -> None:
    ada = sign_in(standing.ada)
    start_support(by=standing.priya, person=standing.ada, member=standing.femi, starts_on=TODAY, now=NOW)
    named = name_coordinator(by=standing.priya, person=standing.ada, member=standing.femi, now=NOW)
    assert "Femi is named to bring it all together. Is that right?" in words_of(ada.get(PLAN))
    ada.post(f"{PLAN}coordinator/{named.id}/", {"say": "no"})
    assert "Nobody coordinates yet." in words_of(ada.get(PLAN))
    ada.post(f"{PLAN}coordinator/", {"member": str(standing.wren.id)})
    assert Coordinator.objects.get(is_agreed=True).member == standing.wren
    assert "Wren of Open Door coordinates." in words_of(ada.get(PLAN))
    end_support(by=standing.priya, support=Support.objects.get(member=standing.femi), ends_on=TODAY, now=NOW)
    assert "Somebody has to work with you first." in words_of(ada.get(f"{PLAN}coordinator/"))


def test_a_calendar_is_read_by_its_secret_address_until_she_shuts_it(scene: Scene, sign_in) -> None:
    ada, phone = sign_in(scene.people.ada), Client()
    page = ada.post(f"{PLAN}calendar/", {"act": "make"})
    address = re.search(r"/days/[\w-]+\.ics", page.content.decode())
    assert address is not None
    days = phone.get(address.group())
    assert days["Content-Type"] == "text/calendar; charset=utf-8"
    text = days.content.decode()
    assert text.count("BEGIN:VEVENT") == 1
    for word in ("Ada", "certificate", "plan", "Wren"):
        assert word not in text
    assert phone.get(f"/days/{scene.plan.calendar.secret}.ics").status_code == 404  # the new one shut the old one
    assert address.group() not in ada.get(f"{PLAN}calendar/").content.decode()
    ada.post(f"{PLAN}calendar/", {"act": "shut"})
    assert phone.get(address.group()).status_code == 404


def test_a_day_goes_into_a_calendar_as_a_file_or_by_e_mail_and_says_nothing(scene: Scene, sign_in) -> None:
    ada, step = sign_in(scene.people.ada), scene.plan.step
    days = ada.get(f"{PLAN}steps/{step.id}/day.ics")
    assert days["Content-Disposition"] == 'attachment; filename="day.ics"'
    text = days.content.decode()
    assert "SUMMARY:Something to do" in text
    assert "certificate" not in text
    sent = words_of(ada.post(f"{PLAN}steps/{step.id}/", {"to": "invite"}, follow=True))
    assert "The day goes by e-mail to each who wants that." in sent
    assert ada.post(f"{PLAN}steps/{scene.plan.done.id}/", {"to": "invite"}).status_code == 422
    asked = step.invites.get()
    assert ada.get(f"{PLAN}days/{asked.id}/day.ics").status_code == 200
    ada.post(f"{PLAN}steps/{step.id}/", {"to": "given_up"})
    newest = step.invites.order_by("-number")[0]
    for old in (asked, newest):
        assert "day.ics" not in ada.get(f"{PLAN}days/{old.id}/").content.decode()
        assert ada.get(f"{PLAN}days/{old.id}/day.ics").status_code == 404
    said = words_of(ada.get(f"{PLAN}days/{newest.id}/"))
    assert "This day is not kept any more." in said
    assert "There is a day for your calendar, or one that changed." in words_of(ada.get("/money/messages/"))
    assert sign_in(scene.people.stranger).get(f"{PLAN}days/{newest.id}/").status_code == 404


def test_she_says_where_she_is_on_her_own_scale_and_sees_where_she_was(scene: Scene, sign_in) -> None:
    ada, address = sign_in(scene.people.ada), f"{PLAN}goals/{scene.plan.goal.id}/"
    assert ada.post(address, {"to": "mark"}).status_code == 422
    said = words_of(ada.post(address, {"to": "mark", "mark-level": "hoped", "mark-words": "I got it."}, follow=True))
    for part in ("What I hope for: A room with my own key.", "I got it.", "I have seen a room."):
        assert part in said


def test_each_sentence_stands_on_its_own_line_in_easy_read(scene: Scene, sign_in) -> None:
    ada = sign_in(scene.people.ada)
    assert '<ul class="said">' not in ada.get(f"{PLAN}before/").content.decode()
    scene.people.ada.page_format = "easy_read"
    scene.people.ada.save(update_fields=["page_format"])
    assert '<ul class="said">' in ada.get(f"{PLAN}before/").content.decode()


@pytest.mark.parametrize("size", ["standard", "large", "easy"])
def test_the_plan_and_the_page_for_a_bad_day_go_along_on_paper(scene: Scene, sign_in, size: str) -> None:
    ada = sign_in(scene.people.ada)
    plan = read_pdf(ada.get(f"{PLAN}plan.pdf?print={size}").content).root.text
    for part in (
        "My dog. A quiet street.",
        "My own front door",
        "It is done." if size == "easy" else "Done: Print the form (Wren of Open Door).",
        "Fetch the post",
        "Wren of Open Door coordinates.",
        "Who sees it",
    ):
        assert part in plan, part
    assert "A doctor who listens" not in plan  # it only waits for her
    bad_day = read_pdf(ada.get(f"{PLAN}bad-day/page.pdf?print={size}").content).root.text
    assert "My sister May, 01632 960111" in bad_day
    assert "Ada" not in bad_day


def test_who_helps_her_sees_the_plan_does_a_step_and_has_an_idea(scene: Scene, sign_in) -> None:
    people, helped = scene.people, scene.helped
    sam, address = sign_in(people.stranger), f"/money/helping/{people.ada.id}/plan/"
    assert f'href="{address}"' in sam.get("/money/helping/").content.decode()
    said = words_of(sam.get(address))
    for part in ("My own front door", "Drive to the viewing", "Your ideas wait for an answer A garden", "A walk with"):
        assert part in said, part
    assert "A doctor who listens" not in said  # it is Wren's, and waits
    sam.post(f"{address}steps/{helped.step.id}/", {"to": "done"})
    assert Step.objects.get(id=helped.step.id).state == "done"
    assert sam.post(f"{address}steps/{scene.plan.step.id}/", {"to": "done"}).status_code == 403
    sam.post(f"{address}steps/{scene.plan.done.id}/", {"to": "thanks"})
    sam.post(f"{address}propose/hope/", {"words": "A dog."})
    sam.post(f"{address}propose/step/", {"what": "Paint the wall", "owner": f"helper:{people.stranger.id}"})
    sam.post(f"{address}proposed/{helped.proposed.id}/back/")
    ada = sign_in(people.ada)
    said = words_of(ada.get(PLAN))
    assert said.count("Sam has an idea:") == 2
    ada.post(f"{PLAN}proposed/{Step.objects.get(what='Paint the wall').id}/", {"say": "yes"})
    looks = words_of(ada.get("/money/looked/"))
    assert "Somebody who helps you looked at your name and your plan, at 10:30, to see your plan." in looks
    hers = Permission.objects.filter(person=people.ada, helper=people.stranger, item="plan")
    withdraw_permissions(by=people.ada, permissions=hers, now=NOW)
    assert sam.get(address).status_code == 404
    shared = {"to": f"helper:{people.stranger.id}"}
    assert "What may they see?" in words_of(ada.post("/money/shared/add/", shared, follow=True))


def test_what_she_asked_for_stands_with_the_step_that_it_is_for(scene: Scene, sign_in) -> None:
    ada, address = sign_in(scene.people.ada), f"{PLAN}steps/{scene.plan.step.id}/"
    assert ada.post(address, {"to": "ask", "ask": ""}).status_code == 422
    ada.post(address, {"to": "ask", "ask": str(scene.granted.id)})
    assert Ask.objects.get(plan_step=scene.plan.step.id).id == scene.granted.id
    page = ada.get(address)
    assert f'href="/money/asks/{scene.granted.id}/"' in page.content.decode()
    theirs = f"/worker/people/{scene.people.ada.id}/plan/steps/{scene.plan.step.id}/"
    for each in (page, sign_in(scene.people.wren).get(theirs)):
        assert f"{scene.granted.what_for} £" in words_of(each)
