"""A plan is the person's: what she writes counts, what others write waits for her, and nothing of it is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest

from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.models import News
from commonpurse.kernel.texts import TextTooLong
from commonpurse.parties.consent.models import Permission
from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.people.commands import withdraw_permissions
from commonpurse.support.plans.commands import (
    HERSELF,
    Owner,
    answer_proposal,
    move_goal,
    move_step,
    take_back_proposal,
    thank_for_step,
    write_goal,
    write_step,
    write_words,
)
from commonpurse.support.plans.models import Goal, PlanEvent, PlanWords, Step
from commonpurse.support.plans.queries import (
    Happening,
    get_own_proposal,
    get_proposal,
    plan_of,
    plans_shown_to,
    steps_to_do,
    team_of,
)
from commonpurse.support.plans.rules import LONGEST_PART, STATE_STEPS, OwnerKind, Part, PlanRefused, State
from commonpurse.support.plans.rules import Level as Place
from tests.factories import NOW, TODAY, Standing
from tests.parties.people.acting_for import act_for
from tests.support.plans.making import (
    by_friend,
    by_member,
    make_goal,
    make_step,
    plan_of_ada,
    show_plan_to,
    show_plan_to_helper,
)

pytestmark = pytest.mark.django_db


def seen_by(people: Standing, viewer: Any) -> Any:
    return plan_of(viewer=viewer, person=people.ada, today=TODAY)


def refused(code: str, act: Callable[[], Any]) -> None:
    with pytest.raises(PlanRefused) as no:
        act()
    assert no.value.code == code


def propose(people: Standing, **given: Any) -> Step:
    return make_step(people, by=people.wren, owner=by_member(people.wren), **given)


def test_her_own_words_count_at_once_and_the_newest_stand(people: Standing) -> None:
    for words in ("A dog.", "A dog and a door.", "A dog and a door."):
        write_words(by=people.ada, person=people.ada, part=Part.MATTERS, words=words, now=NOW)
    assert seen_by(people, people.ada).words[Part.MATTERS].words == "A dog and a door."
    assert PlanWords.objects.count() == 2
    write_words(by=people.ada, person=people.ada, part=Part.MATTERS, words="", now=NOW)
    shown = seen_by(people, people.ada)
    assert Part.MATTERS not in shown.words
    assert shown.history[0].what is Happening.TOOK_OFF


def test_what_a_worker_writes_waits_for_her_yes_and_she_is_told(people: Standing) -> None:
    goal = write_goal(by=people.wren, person=people.ada, words="A doctor", now=NOW)
    assert write_goal(by=people.wren, person=people.ada, words="A doctor", now=NOW) == goal
    shown = seen_by(people, people.ada)
    assert (shown.goals, shown.proposals) == ([], [goal])
    assert News.objects.filter(recipient_id=people.ada.id, kind="plan_proposed").count() == 1
    for _ in range(2):
        answer_proposal(by=people.ada, proposal=goal, is_yes=True, now=NOW)
    shown = seen_by(people, people.ada)
    assert ([one.goal for one in shown.goals], shown.proposals) == ([goal], [])
    refused("answered_already", lambda: answer_proposal(by=people.ada, proposal=goal, is_yes=False, now=NOW))


def test_what_she_turns_down_does_not_count_and_stands_in_the_history(people: Standing) -> None:
    proposed = write_words(by=people.wren, person=people.ada, part=Part.HOPE, words="A job.", now=NOW)
    answer_proposal(by=people.ada, proposal=proposed, is_yes=False, answer="Not now.", now=NOW)
    shown = seen_by(people, people.ada)
    assert shown.words == {}
    assert [(one.what, one.words) for one in shown.history] == [
        (Happening.SAID_NO, "Not now."),
        (Happening.PROPOSED, ""),
    ]


def test_nobody_answers_in_her_place(people: Standing) -> None:
    step = propose(people)
    for by in (people.wren, people.priya, people.stranger):
        with pytest.raises(NotAllowed):
            answer_proposal(by=by, proposal=step, is_yes=True, now=NOW)  # type: ignore[arg-type]
    assert get_proposal(viewer=people.ada, proposal_id=step.id) == step
    assert get_proposal(viewer=people.stranger, proposal_id=step.id) is None


def test_a_changed_step_takes_the_place_of_the_one_before_only_with_her_yes(people: Standing) -> None:
    first = make_step(people)
    other = propose(people, what="Order it online", replaces=first)
    assert seen_by(people, people.ada).open_steps == [first]
    answer_proposal(by=people.ada, proposal=other, is_yes=True, now=NOW)
    assert seen_by(people, people.ada).open_steps == [other]
    first.refresh_from_db()
    assert first.state == State.REPLACED
    refused("moved_meanwhile", lambda: make_step(people, what="A third way", replaces=first))


def test_her_own_change_counts_at_once_and_a_proposal_that_came_too_late_is_refused(people: Standing) -> None:
    first = make_step(people)
    late = propose(people, what="Order it online", replaces=first)
    hers = make_step(people, what="Ask my mum for it", replaces=first)
    assert seen_by(people, people.ada).open_steps == [hers]
    refused("moved_meanwhile", lambda: answer_proposal(by=people.ada, proposal=late, is_yes=True, now=NOW))
    answer_proposal(by=people.ada, proposal=late, is_yes=False, now=NOW)


def test_steps_stand_the_next_day_first_under_their_goal(people: Standing) -> None:
    goal = make_goal(people)
    far = make_step(people, what="Far", goal=goal)
    near = make_step(people, what="Near", goal=goal, by_when=TODAY)
    some_day = make_step(people, what="Some day", by_when=None)
    shown = seen_by(people, people.ada)
    assert (shown.goals[0].steps, shown.steps) == ([near, far], [some_day])
    reworded = make_goal(people, words="My own flat", replaces=goal)
    assert [(one.goal, one.steps) for one in seen_by(people, people.ada).goals] == [(reworded, [near, far])]


def test_a_step_is_done_by_its_owner_or_by_her_and_open_again_after_a_mistake(people: Standing) -> None:
    show_plan_to(people, people.femi)
    hers, wrens = make_step(people), make_step(people, what="Ring them", owner=by_member(people.wren))
    for step, by in ((hers, people.wren), (wrens, people.femi), (wrens, people.stranger)):
        with pytest.raises(NotAllowed):
            move_step(by=by, step=step, to=State.DONE, now=NOW)
    assert steps_to_do(viewer=people.wren, today=TODAY) == [wrens]
    for _ in range(2):
        move_step(by=people.wren, step=wrens, to=State.DONE, words="They called back.", now=NOW)
    assert (seen_by(people, people.ada).done, steps_to_do(viewer=people.wren, today=TODAY)) == ([wrens], [])
    assert News.objects.filter(recipient_id=people.ada.id, kind="step_done").count() == 1
    move_step(by=people.ada, step=wrens, to=State.OPEN, now=NOW)
    move_step(by=people.ada, step=wrens, to=State.GIVEN_UP, now=NOW)
    refused("moved_meanwhile", lambda: move_step(by=people.ada, step=wrens, to=State.DONE, now=NOW))
    assert [event.kind for event in PlanEvent.objects.all()] == ["done", "open_again", "given_up"]
    assert seen_by(people, people.ada).left == [wrens]


def test_what_is_only_proposed_is_not_done(people: Standing) -> None:
    refused("waits_for_her", lambda: move_step(by=people.wren, step=propose(people), to=State.DONE, now=NOW))


def test_a_goal_is_reached_when_she_says_so(people: Standing) -> None:
    goal = make_goal(people)
    with pytest.raises(NotAllowed):
        move_goal(by=people.wren, goal=goal, to=State.DONE, now=NOW)  # type: ignore[arg-type]
    move_goal(by=people.ada, goal=goal, to=State.DONE, words="I have the key.", now=NOW)
    assert (seen_by(people, people.ada).goals, seen_by(people, people.ada).left) == ([], [goal])


def test_thanks_are_said_once_it_is_done_and_once(people: Standing) -> None:
    step = make_step(people, owner=by_member(people.wren))
    refused("not_done_yet", lambda: thank_for_step(by=people.ada, step=step, now=NOW))
    move_step(by=people.wren, step=step, to=State.DONE, now=NOW)
    said = {thank_for_step(by=people.ada, step=step, words="That helped.", now=NOW).id for _ in range(2)}
    assert [one.id for one in seen_by(people, people.wren).thanks[step.id]] == list(said)


def test_who_does_a_step_must_be_able_to_see_it(people: Standing) -> None:
    refused("owner_sees_nothing", lambda: make_step(people, owner=by_member(people.femi)))
    show_plan_to(people, people.femi, level=Level.SEE)
    step = make_step(people, owner=by_member(people.femi))
    assert move_step(by=people.femi, step=step, to=State.DONE, now=NOW).state == State.DONE
    refused("friend_needs_name", lambda: make_step(people, owner=by_friend(" ")))
    refused("owner_needed", lambda: make_step(people, owner=Owner(OwnerKind.HELPER, helper=people.stranger)))
    by_sam = Owner(OwnerKind.HELPER, helper=act_for(people, by=people.ada, now=NOW).helper)
    refused("owner_sees_nothing", lambda: make_step(people, owner=by_sam))
    show_plan_to_helper(people)
    assert make_step(people, owner=by_sam).owner_helper == people.stranger


def test_who_helps_her_does_their_step_proposes_and_is_thanked(people: Standing) -> None:
    sam = act_for(people, by=people.ada, now=NOW).helper
    with pytest.raises(NotAllowed):
        write_goal(by=sam, person=people.ada, words="A doctor", now=NOW)
    show_plan_to_helper(people)
    goal = write_goal(by=sam, person=people.ada, words="A doctor", now=NOW)
    assert write_goal(by=sam, person=people.ada, words="A doctor", now=NOW) == goal
    assert (goal.waits, seen_by(people, sam).proposals) == (True, [goal])
    with pytest.raises(NotAllowed):
        answer_proposal(by=sam, proposal=goal, is_yes=True, now=NOW)
    assert get_proposal(viewer=people.ada, proposal_id=goal.id) == goal
    assert get_own_proposal(viewer=sam, person=people.ada, proposal_id=goal.id, today=TODAY) == goal
    take_back_proposal(by=sam, proposal=goal, now=NOW)
    step = make_step(people, owner=Owner(OwnerKind.HELPER, helper=sam))
    with pytest.raises(NotAllowed):
        move_step(by=sam, step=make_step(people, what="Mine"), to=State.DONE, now=NOW)
    move_step(by=sam, step=step, to=State.DONE, now=NOW)
    thank_for_step(by=people.ada, step=step, words="Good.", now=NOW)
    told = [(news.recipient_id, news.kind) for news in News.objects.order_by("happened_at", "id")]
    assert told == [
        (people.ada.id, "plan_proposed"),
        (people.ada.id, "step_done"),
        (sam.id, "helper_thanked"),
    ]
    done_by_sam = {one.what for one in seen_by(people, people.ada).history if one.by == sam}
    assert done_by_sam == {Happening.DONE, Happening.TOOK_BACK, Happening.PROPOSED}
    withdraw_permissions(by=people.ada, permissions=Permission.objects.filter(helper=sam), now=NOW)
    assert (seen_by(people, sam), plans_shown_to(viewer=sam, today=TODAY)) == (None, [])
    thank_for_step(by=people.wren, step=step, words="Late, but thank you.", now=NOW)
    assert News.objects.filter(recipient_id=sam.id).count() == 1  # who sees the plan no more is told nothing of it
    with pytest.raises(NotAllowed):
        move_step(by=sam, step=step, to=State.OPEN, now=NOW)


def test_who_may_only_see_the_plan_proposes_nothing_and_who_may_not_sees_nothing(people: Standing) -> None:
    make_step(people)
    assert seen_by(people, people.femi) is None
    assert seen_by(people, people.priya) is None
    show_plan_to(people, people.femi, level=Level.SEE)
    assert seen_by(people, people.femi) is not None
    with pytest.raises(NotAllowed):
        write_goal(by=people.femi, person=people.ada, words="A doctor", now=NOW)


def test_a_permission_taken_back_takes_the_plan_and_its_steps_out_of_sight(people: Standing) -> None:
    step = make_step(people, owner=by_member(people.wren))
    assert team_of(viewer=people.ada, person=people.ada, today=TODAY) == [people.wren]
    hers = Permission.objects.filter(person=people.ada, member=people.wren, item=Item.PLAN)
    withdraw_permissions(by=people.ada, permissions=hers, now=NOW)
    assert team_of(viewer=people.ada, person=people.ada, today=TODAY) == []
    assert (seen_by(people, people.wren), steps_to_do(viewer=people.wren, today=TODAY)) == (None, [])
    with pytest.raises(NotAllowed):
        move_step(by=people.wren, step=step, to=State.DONE, now=NOW)
    assert seen_by(people, people.ada).open_steps == [step]


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("words_needed", {"what": "  "}),
        ("day_impossible", {"by_when": TODAY - timedelta(days=1)}),
        ("day_impossible", {"by_when": TODAY + timedelta(days=2000)}),
    ],
)
def test_a_step_that_says_nothing_or_has_no_day_is_refused(people: Standing, code: str, given: dict[str, Any]) -> None:
    refused(code, lambda: make_step(people, **given))
    assert not Step.objects.exists()


def test_a_scale_begins_with_its_middle_and_words_fit(people: Standing) -> None:
    refused("scale_without_middle", lambda: make_goal(people, scale={Place.MORE: "A garden."}))
    with pytest.raises(TextTooLong):
        write_words(by=people.ada, person=people.ada, part=Part.HOPE, words="x" * (LONGEST_PART + 1), now=NOW)
    assert not Goal.objects.exists()


def test_the_same_step_sent_twice_is_written_once(people: Standing) -> None:
    assert make_step(people) == make_step(people)
    assert make_step(people, owner=HERSELF, costs="£2") != make_step(people)


def test_the_states_move_in_the_database_as_in_the_rules() -> None:
    steps = import_module("commonpurse.support.plans.migrations.0001_plan").STEPS
    assert {before: tuple(after) for before, after in steps.items()} == STATE_STEPS


def test_a_plan_is_read_in_the_same_few_statements_however_long_it_is(
    people: Standing, django_assert_num_queries: Any
) -> None:
    plan_of_ada(people, NOW)
    with django_assert_num_queries(4):
        seen_by(people, people.ada)
    for place in range(3):
        make_step(people, what=f"Step {place}", owner=by_friend(f"Friend {place}"))
        write_step(by=people.wren, person=people.ada, what=f"Other {place}", now=NOW)
    with django_assert_num_queries(4):
        seen_by(people, people.ada)
