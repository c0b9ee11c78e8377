"""A member who wants it is sent the day of each step that they do, and it is kept true, for as long as they see it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from commonpurse.kernel.calendars import Method
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.commands import note_news, queue_message, requeue_message, send_due_messages
from commonpurse.kernel.messages.delivery import CannotDeliver
from commonpurse.kernel.messages.models import Message, News
from commonpurse.kernel.messages.rules import Hours, Way
from commonpurse.parties.consent.models import Permission
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.commands import choose_work_mail, end_membership, end_work_address
from commonpurse.parties.people.commands import (
    SharedWith,
    add_contact_way,
    choose_messages,
    give_permissions,
    raise_wall,
    withdraw_permissions,
)
from commonpurse.parties.people.queries import contacts_masked, outbox_visible_to, reads_in
from commonpurse.parties.protected.commands.messages import send_messages
from commonpurse.support.plans.commands import Owner, invite_to_step, mend_invites, move_step
from commonpurse.support.plans.models import StepInvite
from commonpurse.support.plans.queries import day_of_step, days_going_with
from commonpurse.support.plans.rules import OwnerKind, State
from tests.factories import NOW, TODAY, Standing, told
from tests.kernel.messages.posting import SITE, Kept, anywhere
from tests.parties.partners.addresses import proven_address
from tests.parties.people.acting_for import act_for
from tests.support.plans.making import by_member, make_step

pytestmark = pytest.mark.django_db
DAY = TODAY + timedelta(days=10)
WORK = "wren@work.example.org"


def sent(people: Standing, kept: Kept, **later: int) -> list[Any]:
    """What one round hands over: to which address, and which days go with it."""
    kept.letters.clear()
    moment = NOW + timedelta(**later)
    for _ in range(2):
        send_messages(by=people.administrator, post=kept.post, site_address=SITE, encloses=days_going_with, now=moment)
    return [
        (each.address, sorted((day.day.sequence, day.method) for day in each.content.days)) for each in kept.letters
    ]


def asked(people: Standing) -> list[tuple[int, str]]:
    return list(StepInvite.objects.read_by(people.wren.id).order_by("number").values_list("number", "method"))


def test_each_step_of_theirs_with_a_day_goes_there_moves_and_is_taken_out(people: Standing) -> None:
    make_step(people, what="Before", owner=by_member(people.wren), now=NOW - timedelta(hours=1))
    proven_address(people.wren, NOW)
    step, kept = make_step(people, owner=by_member(people.wren)), Kept()
    assert asked(people) == [(0, "REQUEST")]
    assert sent(people, kept, minutes=11) == [(WORK, [(0, Method.REQUEST)])]
    assert "your page" in kept.letters[0].content.body
    assert [each.reader for each in invite_to_step(by=people.ada, step=step, now=NOW)] == [people.ada, people.wren]
    second = make_step(people, owner=by_member(people.wren), by_when=DAY + timedelta(days=1), replaces=step)
    day = day_of_step(viewer=people.wren, step=second, today=TODAY)
    assert day is not None
    assert (day.id, day.sequence) == (step.id, 1)
    assert sent(people, kept, hours=2) == [(WORK, [(1, Method.REQUEST)])]
    make_step(people, replaces=second, by_when=DAY + timedelta(days=1))  # she does it herself
    assert sent(people, kept, hours=4) == [(WORK, [(2, Method.CANCEL)])]
    assert asked(people) == [(0, "REQUEST"), (1, "REQUEST"), (2, "CANCEL")]


def test_nothing_goes_to_who_did_not_ask_for_it_or_took_it_off_or_left(people: Standing) -> None:
    kept = Kept()
    make_step(people, owner=by_member(people.wren))
    proven_address(people.wren, NOW, days=False)
    make_step(people, what="Eat", owner=by_member(people.wren))
    assert asked(people) == []
    choose_work_mail(by=people.wren, days=True, waits=False, now=NOW)
    step = make_step(people, what="Run", owner=by_member(people.wren))
    end_work_address(by=people.wren, now=NOW)
    assert sent(people, kept, minutes=11) == []
    move_step(by=people.wren, step=step, to=State.GIVEN_UP, now=NOW)
    assert asked(people) == [(0, "REQUEST")]
    later = NOW + timedelta(hours=1)
    proven_address(people.wren, later)
    make_step(people, what="Rest", owner=by_member(people.wren), now=later)
    kept.failing = [CannotDeliver("no_connection")]
    assert sent(people, kept, hours=2) == []  # it waits for its second try
    end_membership(by=people.administrator, member=people.wren, now=later)
    assert sent(people, kept, hours=3) == []
    assert [message.code for message in Message.objects.all()] == ["not_safe"]


@pytest.mark.parametrize("why", ["shared no more", "kept apart"])
def test_who_may_not_see_the_plan_when_it_goes_gets_no_message_of_it(people: Standing, why: str) -> None:
    proven_address(people.wren, NOW)
    step, kept = make_step(people, owner=by_member(people.wren)), Kept()
    if why == "kept apart":
        raise_wall(by=people.priya, person=people.ada, member=people.wren, bond="neighbour", now=NOW)
    else:
        withdraw_permissions(by=people.ada, permissions=Permission.objects.filter(person=people.ada), now=NOW)
    assert sent(people, kept, minutes=11) == []
    assert [(each.state, each.code) for each in Message.objects.all()] == [("called_off", "nothing_left")]
    make_step(people, replaces=step)
    assert asked(people) == [(0, "REQUEST")]


@pytest.mark.parametrize("waits", [True, False])
def test_a_message_that_lost_its_days_goes_only_for_news_that_is_wanted_still(people: Standing, waits: bool) -> None:
    proven_address(people.wren, NOW, waits=True)
    make_step(people, owner=by_member(people.wren))
    note_news(recipient_id=people.wren.id, kind="x", subject_id=people.ada.id, now=NOW)
    kept = Kept()
    kept.failing = [CannotDeliver("no_connection")]
    assert sent(people, kept, minutes=11) == []
    choose_work_mail(by=people.wren, days=True, waits=waits, now=NOW)
    withdraw_permissions(by=people.ada, permissions=Permission.objects.filter(person=people.ada), now=NOW)
    assert sent(people, kept, hours=2) == ([(WORK, [])] if waits else [])
    assert Message.objects.get().code == ("" if waits else "nothing_left")


def test_that_something_waits_is_told_once_a_day_and_only_who_chose_it(people: Standing) -> None:
    proven_address(people.wren, NOW, waits=True)
    proven_address(people.femi, NOW, address="femi@work.example.org")
    kept = Kept()

    def waits(number: int, **later: int) -> None:
        with transaction.atomic():
            for member in (people.wren, people.femi):
                subject = type(people.ada.id)(int=number)
                note_news(recipient_id=member.id, kind="x", subject_id=subject, now=NOW + timedelta(**later))

    waits(1)
    waits(2, minutes=1)
    assert sent(people, kept, minutes=11) == [(WORK, [])]
    waits(3, minutes=12)
    make_step(people, owner=by_member(people.wren), now=NOW + timedelta(minutes=12))
    assert sent(people, kept, hours=2) == [(WORK, [(0, Method.REQUEST)])]
    assert sent(people, kept, days=1) == [(WORK, [])]
    message = outbox_visible_to(people.administrator)[0]
    assert (message.is_at_work, reads_in(viewer=people.administrator, person_id=people.wren.id)) == (
        True,
        ("en", "standard"),
    )
    assert contacts_masked(viewer=people.administrator, contact_ids=[message.contact_id]) == {
        message.contact_id: "w…@….org"
    }


# Later tries of a message ---------------------------------------------------------------------------------------------


def ada_wants_mail(people: Standing) -> None:
    way = add_contact_way(
        by=people.wren, person=people.ada, kind="email", value="ada@example.org", is_safe_to_use=True, now=NOW
    )
    choose_messages(by=people.ada, person=people.ada, wanted={way.id: Hours.DAY}, now=NOW - timedelta(minutes=1))


@pytest.mark.parametrize("may_have_gone", [False, True], ids=["it did not go", "it may have gone"])
def test_a_day_that_joins_a_message_after_its_first_try_goes_with_the_next(
    people: Standing, may_have_gone: bool
) -> None:
    ada_wants_mail(people)
    kept = Kept()
    invite_to_step(by=people.ada, step=make_step(people), now=NOW)
    kept.failing = [CannotDeliver("no_connection", may_have_gone=may_have_gone)]
    assert sent(people, kept, minutes=11) == []
    if may_have_gone:
        message = Message.objects.get()
        requeue_message(by=people.administrator, message=message, now=NOW + timedelta(minutes=12))
    invite_to_step(by=people.ada, step=make_step(people, what="Eat"), now=NOW + timedelta(minutes=12))
    kept.failing = [] if may_have_gone else [CannotDeliver("no_connection")]
    first, joined = sent(people, kept, minutes=30), [each.joined for each in kept.letters]
    second = sent(people, kept, hours=2)
    assert [days for _, days in first + second] == [[(0, Method.REQUEST), (0, Method.REQUEST)]]
    assert joined + [each.joined for each in kept.letters] == [1]  # no mailbox takes it for the one it has
    assert StepInvite.objects.count() == News.objects.filter(kind="step_invite").count() == 2


def sight(people: Standing, acts: Any) -> tuple[Any, Any]:
    """Show the plan to who helps Ada, or no more: both as she does it."""

    def lost(**later: int) -> None:
        shared = Permission.objects.filter(person=people.ada, helper=acts.helper, item=Item.PLAN.value)
        withdraw_permissions(by=people.ada, permissions=shared, now=NOW + timedelta(**later))

    def given(**later: int) -> None:
        to = SharedWith(helper=acts.helper)
        give_permissions(by=people.ada, person=people.ada, to=to, told=told(Item.PLAN), now=NOW + timedelta(**later))

    return lost, given


def test_who_sees_the_plan_again_before_the_next_try_gets_the_day_that_did_not_go_with_the_first(
    people: Standing,
) -> None:
    acts = act_for(people)
    lost, given = sight(people, acts)
    given()
    step = make_step(people, owner=Owner(OwnerKind.HELPER, helper=acts.helper))
    invite_to_step(by=people.ada, step=step, now=NOW)
    message = queue_message(
        by=people.administrator,
        recipient_id=acts.helper_id,
        contact_id=acts.helper_id,
        way=Way.EMAIL,
        news=list(News.objects.filter(recipient_id=acts.helper_id, kind="step_invite")),
        hours=Hours.DAY,
        now=NOW,
    )
    kept, going = Kept(), {"by": people.administrator, "where_to": anywhere, "site_address": SITE}
    kept.failing = [CannotDeliver("no_connection")]
    lost()
    send_due_messages(post=kept.post, encloses=days_going_with, now=NOW, **going)
    given()
    send_due_messages(post=kept.post, encloses=days_going_with, now=NOW + timedelta(hours=1), **going)
    (letter,) = kept.letters
    assert message is not None
    assert [day.day.id for day in letter.content.days] == [step.id]


def test_who_sees_the_plan_again_is_told_what_changed_meanwhile_and_nobody_before(people: Standing) -> None:
    acts = act_for(people)
    lost, given = sight(people, acts)
    given()
    of_helper = Owner(OwnerKind.HELPER, helper=acts.helper)
    left, moved, stays = (make_step(people, what=what, owner=of_helper) for what in "abc")
    for step in (left, moved, stays):
        invite_to_step(by=people.ada, step=step, now=NOW)
    lost()
    move_step(by=people.ada, step=left, to=State.GIVEN_UP, now=NOW)
    later = make_step(people, what="b", owner=of_helper, by_when=DAY + timedelta(days=3), replaces=moved)
    assert mend_invites(by=people.administrator, now=NOW) == 0
    given()
    for found in (2, 0):
        assert mend_invites(by=people.administrator, now=NOW) == found
    told_since = StepInvite.objects.read_by(acts.helper_id).filter(number__gt=0).order_by("method")
    assert [(each.step, each.method, each.on) for each in told_since] == [
        (left, "CANCEL", DAY),
        (later, "REQUEST", DAY + timedelta(days=3)),
    ]
    with pytest.raises(NotAllowed):
        mend_invites(by=people.wren, now=NOW)


def test_who_wants_no_days_holds_up_no_round_and_is_told_once_they_want_them_again(people: Standing) -> None:
    proven_address(people.wren, NOW)
    step = make_step(people, owner=by_member(people.wren))
    choose_work_mail(by=people.wren, days=False, waits=False, now=NOW)
    move_step(by=people.ada, step=step, to=State.GIVEN_UP, now=NOW)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert mend_invites(by=people.administrator, now=NOW) == 0
    assert not any("SAVEPOINT" in each["sql"] for each in captured)  # nobody's rows are taken for nothing
    choose_work_mail(by=people.wren, days=True, waits=False, now=NOW)
    assert mend_invites(by=people.administrator, now=NOW) == 1
