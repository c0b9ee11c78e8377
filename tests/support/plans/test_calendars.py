"""Each one on a step is asked to keep its day once, told when it changes, and nobody is told what it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from commonpurse.kernel.calendars import Method
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.messages.commands import queue_message, requeue_message, send_due_messages
from commonpurse.kernel.messages.delivery import CannotDeliver
from commonpurse.kernel.messages.models import Message, News
from commonpurse.kernel.messages.rules import Hours, Way
from commonpurse.parties.consent.models import Permission
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.consent.rules import Level as Sight
from commonpurse.parties.partners.commands import end_membership, restore_membership
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.commands import (
    SharedWith,
    add_contact_way,
    choose_messages,
    end_representative,
    give_permissions,
    withdraw_permissions,
)
from commonpurse.parties.protected.commands.messages import send_messages
from commonpurse.support.plans.commands import (
    Owner,
    answer_proposal,
    invite_to_step,
    make_calendar,
    make_own_calendar,
    mark_goal,
    move_step,
    shut_own_calendar,
    take_back_proposal,
    write_goal,
    write_step,
    write_words,
)
from commonpurse.support.plans.commands.inviting import keep_invites_true
from commonpurse.support.plans.models import Step, StepInvite
from commonpurse.support.plans.queries import (
    Happening,
    day_of_invite,
    day_of_step,
    days_going_with,
    days_of_secret,
    get_invite,
    marks_of,
    own_calendar_of,
    plan_of,
)
from commonpurse.support.plans.rules import Level, OwnerKind, Part, PlanRefused, State, next_ask
from tests.factories import NOW, TODAY, Standing, told
from tests.kernel.messages.posting import SITE, Kept, anywhere
from tests.parties.people.acting_for import act_for
from tests.support.plans.making import by_member, make_goal, make_step, show_plan_to

pytestmark = pytest.mark.django_db
DAY = TODAY + timedelta(days=10)


def asked(step: Step) -> list[tuple[Any, ...]]:
    rows = StepInvite.objects.filter(person=step.person).order_by("number")
    return [(row.first_step_id, row.number, row.method, row.on) for row in rows]


def test_what_a_calendar_is_told_follows_from_what_it_keeps() -> None:
    later = DAY + timedelta(days=1)
    for kept_on, is_on_it, on, method in (
        (None, True, DAY, Method.REQUEST),
        (None, True, None, None),
        (None, False, DAY, None),
        (None, True, TODAY - timedelta(days=1), None),
        (DAY, True, DAY, None),
        (DAY, True, later, Method.REQUEST),
        (DAY, True, None, Method.CANCEL),
        (DAY, False, later, Method.CANCEL),
    ):
        assert next_ask(kept_on=kept_on, is_on_it=is_on_it, on=on, today=TODAY) == method


def test_a_day_is_asked_for_once_moved_with_the_step_and_taken_out_when_it_is_given_up(people: Standing) -> None:
    first = make_step(people)
    for by in (people.ada, people.wren):
        assert [each.number for each in invite_to_step(by=by, step=first, now=NOW)] == [0]
    same_day = make_step(people, what="Find it at last", replaces=first)
    assert asked(first) == [(first.id, 0, "REQUEST", DAY)]
    moved = write_step(
        by=people.wren,
        person=people.ada,
        what="Find it",
        owner=Owner(OwnerKind.ME),
        by_when=DAY + timedelta(days=2),
        replaces=same_day,
        now=NOW,
    )
    assert len(asked(first)) == 1  # it is only proposed
    for _ in range(2):
        answer_proposal(by=people.ada, proposal=moved, is_yes=True, now=NOW)
    for _ in range(2):
        move_step(by=people.ada, step=moved, to=State.GIVEN_UP, now=NOW)
    assert asked(first)[1:] == [
        (first.id, 2, "REQUEST", DAY + timedelta(days=2)),  # twice replaced: a file made by hand is number 2 as well
        (first.id, 3, "CANCEL", DAY + timedelta(days=2)),
    ]
    move_step(by=people.ada, step=moved, to=State.OPEN, now=NOW)
    assert asked(first)[3:] == [(first.id, 4, "REQUEST", DAY + timedelta(days=2))]
    assert [each.number for each in invite_to_step(by=people.ada, step=moved, now=NOW)] == [4]
    move_step(by=people.ada, step=moved, to=State.DONE, now=NOW)
    keep_invites_true(Step.objects.get(id=moved.id), by=people.ada, now=NOW)
    assert len(asked(first)) == 4  # a day that was kept stays where it is
    assert News.objects.filter(recipient_id=people.ada.id, kind="step_invite").count() == 4


def test_who_does_it_or_writes_along_may_ask_and_only_for_a_day_to_come(people: Standing) -> None:
    step = make_step(people)
    with pytest.raises(NotAllowed):
        invite_to_step(by=people.femi, step=step, now=NOW)
    show_plan_to(people, people.femi, level=Sight.SEE)
    with pytest.raises(NotAllowed):
        invite_to_step(by=people.femi, step=step, now=NOW)
    mine = make_step(people, what="Ring them", owner=by_member(people.femi))
    assert len(invite_to_step(by=people.femi, step=mine, now=NOW)) == 1
    for none in (make_step(people, what="Some day", by_when=None), make_step(people, what="Now", by_when=TODAY)):
        with pytest.raises(PlanRefused):
            invite_to_step(by=people.ada, step=none, now=NOW + timedelta(days=1))


def letters(people: Standing, kept: Kept, **later: int) -> list[Any]:
    send_messages(
        by=people.administrator,
        post=kept.post,
        site_address=SITE,
        encloses=days_going_with,
        now=NOW + timedelta(**later),
    )
    return [
        (each.address, sorted((day.day.sequence, day.method) for day in each.content.days)) for each in kept.letters
    ]


def test_an_e_mail_that_she_wants_brings_the_newest_day_and_a_text_brings_none(people: Standing) -> None:
    ways = [
        add_contact_way(by=people.wren, person=people.ada, kind=kind, value=value, is_safe_to_use=True, now=NOW)
        for kind, value in (("email", "ada@example.org"), ("text", "07700 900123"))
    ]
    choose_messages(
        by=people.ada, person=people.ada, wanted={way.id: Hours.DAY for way in ways}, now=NOW - timedelta(minutes=1)
    )
    step, kept = make_step(people), Kept()
    invite_to_step(by=people.wren, step=step, now=NOW)
    assert letters(people, kept, minutes=11) == [("ada@example.org", [(0, Method.REQUEST)]), ("07700900123", [])]
    kept.letters.clear()
    moved = make_step(people, by_when=DAY + timedelta(days=1), replaces=step, now=NOW + timedelta(hours=2))
    move_step(by=people.ada, step=moved, to=State.GIVEN_UP, now=NOW + timedelta(hours=2))
    invite_to_step(by=people.wren, step=make_step(people, what="Eat"), now=NOW + timedelta(hours=2))
    (mail, _text) = letters(people, kept, hours=3)
    assert mail == ("ada@example.org", [(0, Method.REQUEST), (2, Method.CANCEL)])
    assert letters(people, kept, hours=5)[2:] == []


def test_a_day_that_could_not_go_at_first_goes_later_for_what_holds_then(people: Standing) -> None:
    acts = act_for(people)
    give_permissions(by=people.ada, person=people.ada, to=SharedWith(helper=acts.helper), told=told(Item.PLAN), now=NOW)
    steps = [make_step(people, what=what, owner=Owner(OwnerKind.HELPER, helper=acts.helper)) for what in "abc"]
    for step in steps:
        invite_to_step(by=people.ada, step=step, now=NOW)
    news = News.objects.filter(recipient_id=acts.helper_id, kind="step_invite").order_by("id")
    lost, moved, stays = news

    def going(*going_along: News) -> Any:
        return queue_message(
            by=people.administrator,
            recipient_id=acts.helper_id,
            contact_id=new_id(),
            way=Way.EMAIL,
            news=going_along,
            hours=Hours.DAY,
            now=NOW,
        )

    def told_days(**later: int) -> list[Any]:
        kept.letters.clear()
        moment = NOW + timedelta(**later)
        send_due_messages(
            by=people.administrator,
            post=kept.post,
            where_to=anywhere,
            encloses=days_going_with,
            site_address=SITE,
            now=moment,
        )
        return [([day.day.id for day in each.content.days], "calendar" in each.content.body) for each in kept.letters]

    kept = Kept()
    first, second = going(lost), going(moved, stays)
    kept.failing = [CannotDeliver("no_connection", permanent=False) for _ in range(2)]
    assert told_days() == []
    move_step(by=people.ada, step=steps[0], to=State.GIVEN_UP, now=NOW)  # said by a newer row: with another message
    move_step(by=people.ada, step=steps[1], to=State.GIVEN_UP, now=NOW)
    kept.failing = [CannotDeliver("stopped_midway", permanent=False, may_have_gone=True)]
    assert told_days(hours=1) == [([steps[2].id], True)]
    end_representative(by=people.ada, representative=acts, is_silent=True, now=NOW)
    requeue_message(by=people.administrator, message=first, now=NOW + timedelta(hours=2))
    assert told_days(hours=2) == [([], False)]
    assert Message.objects.get(id=second.id).content["days"] != []  # what was written first stays in the record


def test_who_helps_with_a_step_is_asked_too_until_they_see_the_plan_no_more(people: Standing) -> None:
    acts = act_for(people)
    give_permissions(by=people.ada, person=people.ada, to=SharedWith(helper=acts.helper), told=told(Item.PLAN), now=NOW)
    step = make_step(people, owner=Owner(OwnerKind.HELPER, helper=acts.helper))
    asks = invite_to_step(by=people.ada, step=step, now=NOW)
    assert [each.reader for each in asks] == [people.ada, acts.helper]
    assert get_invite(viewer=acts.helper, invite_id=asks[1].id, today=TODAY) == asks[1]
    assert get_invite(viewer=people.ada, invite_id=asks[1].id, today=TODAY) is None
    hers = make_step(people, replaces=step)  # she does it herself now: only the helper's calendar changes
    assert [(each.reader, each.method) for each in StepInvite.objects.filter(step=hers)] == [(acts.helper, "CANCEL")]
    again = make_step(people, owner=Owner(OwnerKind.HELPER, helper=acts.helper), replaces=hers)
    asks = invite_to_step(by=people.ada, step=again, now=NOW)
    end_representative(by=people.ada, representative=acts, is_silent=True, now=NOW)
    assert get_invite(viewer=acts.helper, invite_id=asks[1].id, today=TODAY) is None
    message = queue_message(
        by=people.administrator,
        recipient_id=acts.helper_id,
        contact_id=new_id(),
        way=Way.EMAIL,
        news=list(News.objects.filter(recipient_id=acts.helper_id, kind="step_invite")),
        hours=Hours.DAY,
        now=NOW,
    )
    assert message is not None
    assert days_going_with(message, NOW) == []
    move_step(by=people.ada, step=again, to=State.GIVEN_UP, now=NOW)
    assert [each.reader for each in StepInvite.objects.filter(step=again, method="CANCEL")] == [people.ada]


def test_one_day_is_put_into_a_calendar_by_hand_as_the_same_thing_whatever_replaced_it(people: Standing) -> None:
    first = make_step(people)
    second = make_step(people, by_when=DAY + timedelta(days=1), replaces=first)
    for viewer in (people.ada, people.wren):
        day = day_of_step(viewer=viewer, step=second, today=TODAY)
        assert day is not None
        assert (day.id, day.on, day.sequence) == (first.id, DAY + timedelta(days=1), 1)
    assert day_of_step(viewer=people.femi, step=second, today=TODAY) is None
    (asked_first,) = invite_to_step(by=people.ada, step=second, now=NOW)
    day = day_of_invite(viewer=people.ada, invite_id=asked_first.id, today=TODAY)
    assert day is not None
    assert (day.id, day.sequence) == (first.id, 1)  # not behind what she has from the file
    for _ in range(2):
        move_step(by=people.ada, step=second, to=State.GIVEN_UP, now=NOW)
        move_step(by=people.ada, step=second, to=State.OPEN, now=NOW)
        (newest,) = invite_to_step(by=people.ada, step=second, now=NOW)
    assert day_of_invite(viewer=people.ada, invite_id=asked_first.id, today=TODAY) is None
    for day in (
        day_of_step(viewer=people.ada, step=second, today=TODAY),
        day_of_invite(viewer=people.ada, invite_id=newest.id, today=TODAY),
    ):
        assert day is not None
        assert (day.id, day.sequence) == (first.id, newest.number)
    secret = make_calendar(by=people.ada, person=people.ada, now=NOW).secret
    assert [day.id for day in days_of_secret(secret, today=TODAY) or []] == [first.id]
    some_day = make_step(people, what="Some day", by_when=None)
    assert day_of_step(viewer=people.ada, step=some_day, today=TODAY) is None


def test_a_members_calendar_holds_the_steps_they_do_of_who_shows_them_the_plan(people: Standing) -> None:
    step = make_step(people, owner=by_member(people.wren))
    make_step(people)
    first, second = (make_own_calendar(by=people.wren, now=NOW) for _ in range(2))
    days = days_of_secret(second.secret, today=TODAY)
    assert days is not None
    assert [day.id for day in days] == [step.id]
    assert days_of_secret(first.secret, today=TODAY) is None
    withdraw_permissions(by=people.ada, permissions=Permission.objects.filter(person=people.ada), now=NOW)
    assert days_of_secret(second.secret, today=TODAY) == []
    for _ in range(2):
        shut_own_calendar(by=people.wren, now=NOW)
    assert (days_of_secret(second.secret, today=TODAY), own_calendar_of(viewer=people.wren)) == (None, None)
    with pytest.raises(NotAllowed):
        make_own_calendar(by=people.ada, now=NOW)  # type: ignore[arg-type]
    third = make_own_calendar(by=people.femi, now=NOW)
    later = NOW + timedelta(hours=1)
    end_membership(by=people.administrator, member=people.femi, now=later)
    assert days_of_secret(third.secret, today=TODAY) is None
    restore_membership(by=people.administrator, member=people.femi, now=later)
    femi = Member.objects.get(id=people.femi.id)
    assert (days_of_secret(third.secret, today=TODAY), own_calendar_of(viewer=femi)) == (None, None)
    fourth = make_own_calendar(by=femi, now=later + timedelta(hours=1))
    assert (days_of_secret(fourth.secret, today=TODAY), own_calendar_of(viewer=femi)) == ([], fourth.feed)


def test_what_one_proposed_may_be_taken_back_until_it_is_answered(people: Standing) -> None:
    show_plan_to(people, people.femi)
    idea = write_words(by=people.wren, person=people.ada, part=Part.GOOD_AT, words="You know dogs.", now=NOW)
    with pytest.raises(NotAllowed):
        take_back_proposal(by=people.femi, proposal=idea, now=NOW)
    for _ in range(2):
        back = take_back_proposal(by=people.wren, proposal=idea, now=NOW)
        assert (back.is_taken_back, back.is_accepted, back.waits) == (True, False, False)
    found = plan_of(viewer=people.ada, person=people.ada, today=TODAY)
    assert found is not None
    assert (found.proposals, found.history[0].what, found.history[0].by) == ([], Happening.TOOK_BACK, people.wren)
    with pytest.raises(PlanRefused):
        answer_proposal(by=people.ada, proposal=idea, is_yes=True, now=NOW)
    answered = write_goal(by=people.wren, person=people.ada, words="A dog", now=NOW)
    answer_proposal(by=people.ada, proposal=answered, is_yes=True, now=NOW)
    with pytest.raises(PlanRefused):
        take_back_proposal(by=people.wren, proposal=answered, now=NOW)


def test_she_alone_marks_where_she_is_on_a_scale_of_her_own(people: Standing) -> None:
    goal = make_goal(people)
    with pytest.raises(NotAllowed):
        mark_goal(by=people.stranger, goal=goal, level=Level.LESS, now=NOW)
    for minutes in (0, 1, 30):
        mark_goal(by=people.ada, goal=goal, level=Level.LESS, now=NOW + timedelta(minutes=minutes))
    # A slip that is put right within minutes is no form sent twice.
    for minutes, level in ((31, Level.MORE), (32, Level.LESS)):
        mark_goal(by=people.ada, goal=goal, level=level, now=NOW + timedelta(minutes=minutes))
    newer = make_goal(people, words="My own key", replaces=goal)
    mark_goal(by=people.ada, goal=newer, level=Level.MUCH_MORE, words="I have it.", now=NOW + timedelta(hours=1))
    marks = marks_of(viewer=people.ada, goal=newer, today=TODAY)
    assert [(mark.goal, mark.level) for mark in marks] == [
        (goal, "less"),
        (goal, "less"),
        (goal, "more"),
        (goal, "less"),
        (newer, "much_more"),
    ]
    assert marks_of(viewer=people.femi, goal=newer, today=TODAY) == []
    for cannot in (goal, make_goal(people, words="No scale", scale={})):
        with pytest.raises(PlanRefused):
            mark_goal(by=people.ada, goal=cannot, level=Level.LESS, now=NOW)
