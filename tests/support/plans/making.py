"""A plan that tests begin with, written by the real commands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from commonpurse.kernel.periods import business_date
from commonpurse.parties.consent.models import StandIn
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.consent.rules import Level as Reach
from commonpurse.parties.partners.commands import add_member
from commonpurse.parties.people.commands import SharedWith, give_permissions, say_while_away, tell_whereabouts
from commonpurse.parties.people.models import Whereabouts, WhileAway
from commonpurse.parties.people.rules import Meanwhile, Place
from commonpurse.support.plans.commands import (
    Calendar,
    Owner,
    answer_proposal,
    check_in,
    choose_week_ask,
    invite_to_step,
    make_calendar,
    make_own_calendar,
    mark_goal,
    move_step,
    name_coordinator,
    note_contact,
    say_away,
    thank_for_step,
    write_goal,
    write_step,
    write_words,
)
from commonpurse.support.plans.models import (
    CheckIn,
    Coordinator,
    Goal,
    GoalMark,
    PlanEvent,
    PlanWords,
    Step,
    StepInvite,
    WeekAsk,
)
from commonpurse.support.plans.rules import AskedHow, Face, Level, OwnerKind, Part, State
from tests.factories import NOW, Standing, told
from tests.parties.partners.addresses import proven_address

SCALE = {Level.HOPED: "A room with my own key.", Level.LESS: "A place in a shared house."}


def by_member(member: Any) -> Owner:
    return Owner(OwnerKind.MEMBER, member=member)


def by_friend(name: str = "Joe") -> Owner:
    return Owner(OwnerKind.FRIEND, name=name)


def make_step(people: Standing, **given: Any) -> Step:
    """Ada writes a step of her own, for in ten days."""
    now = given.get("now", NOW)
    wanted: dict[str, Any] = {
        "by": people.ada,
        "person": people.ada,
        "what": "Find my birth certificate",
        "by_when": business_date(now) + timedelta(days=10),
        "now": now,
    }
    return write_step(**(wanted | given))


def make_goal(people: Standing, **given: Any) -> Goal:
    """Ada writes a goal with a scale."""
    wanted: dict[str, Any] = {"by": people.ada, "person": people.ada, "words": "My own front door", "scale": SCALE}
    return write_goal(**(wanted | {"now": NOW} | given))


def show_plan_to(people: Standing, member: Any, *, now: datetime = NOW, **given: Any) -> None:
    """Ada lets a member see her plan and do things with her."""
    give_permissions(
        by=people.ada, person=people.ada, to=SharedWith(member=member), told=told(Item.PLAN, **given), now=now
    )


def show_plan_to_helper(people: Standing, *, now: datetime = NOW, **given: Any) -> None:
    """Ada lets Sam, who helps her, see her plan and say something."""
    give_permissions(
        by=people.ada,
        person=people.ada,
        to=SharedWith(helper=people.stranger),
        told=told(Item.PLAN, **({"level": Reach.COMMENT} | given)),
        now=now,
    )


@dataclass(frozen=True)
class PlanOfAda:
    """Something of everything that a plan has."""

    words: PlanWords
    goal: Goal
    step: Step  # hers, of the goal
    wrens_step: Step
    done: Step  # Wren's, done and thanked for
    thanks: PlanEvent
    proposed_words: PlanWords
    proposed_goal: Goal
    proposed_step: Step  # in place of `step`
    whereabouts: Whereabouts
    while_away: WhileAway
    check_in: CheckIn
    week_ask: WeekAsk
    coordinator: Coordinator
    calendar: Calendar
    stand_in: StandIn  # for Wren, who is away from in a month
    mark: GoalMark
    invite: StepInvite
    wrens_invite: StepInvite
    wrens_calendar: Calendar


def plan_of_ada(people: Standing, now: datetime) -> PlanOfAda:
    ada, wren, today = people.ada, people.wren, business_date(now)
    words = write_words(by=ada, person=ada, part=Part.MATTERS, words="My dog. A quiet street.", now=now)
    write_words(by=ada, person=ada, part=Part.HELPS, words="A walk with the dog.", now=now)
    write_words(by=ada, person=ada, part=Part.CALL, words="My sister May, 01632 960111", now=now)
    goal = make_goal(people, now=now)
    step = make_step(people, goal=goal, costs="About £11", now=now)
    make_step(people, what="Walk to the park", owner=by_friend(), by_when=None, now=now)
    wrens = make_step(people, what="Ring the housing office", owner=by_member(wren), by_when=today, now=now)
    done = make_step(people, what="Print the form", owner=by_member(wren), goal=goal, now=now)
    move_step(by=wren, step=done, to=State.DONE, now=now)
    old = write_goal(by=wren, person=ada, words="Fewer phone calls", now=now)
    answer_proposal(by=ada, proposal=old, is_yes=False, answer="Not for me.", now=now)
    note_contact(by=wren, person=ada, now=now)
    return PlanOfAda(
        words=words,
        goal=goal,
        step=step,
        wrens_step=wrens,
        done=done,
        thanks=thank_for_step(by=ada, step=done, words="That helped.", now=now),
        proposed_words=write_words(by=wren, person=ada, part=Part.GOOD_AT, words="You know every dog here.", now=now),
        proposed_goal=write_goal(by=wren, person=ada, words="A doctor who listens", now=now),
        proposed_step=write_step(
            by=wren, person=ada, what="Order the certificate online", owner=by_member(wren), replaces=step, now=now
        ),
        whereabouts=tell_whereabouts(
            by=ada, person=ada, place=Place.AWAY, since=today, back_on=today + timedelta(days=9), now=now
        ),
        while_away=say_while_away(
            by=ada, person=ada, place=Place.AWAY, money=Meanwhile.GOES_ON, words="May has my key.", now=now
        ),
        week_ask=choose_week_ask(by=ada, person=ada, how=AskedHow.IN_PERSON, weekday=0, now=now),
        check_in=check_in(by=ada, person=ada, face=Face.SO_SO, words="Long week.", now=now),
        coordinator=name_coordinator(by=ada, person=ada, member=wren, now=now),
        calendar=make_calendar(by=ada, person=ada, now=now),
        stand_in=stand_in_for_wren(people, now),
        mark=mark_goal(by=ada, goal=goal, level=Level.LESS, words="I have seen a room.", now=now),
        invite=invite_to_step(by=wren, step=step, now=now)[0],
        wrens_invite=invite_to_wren(people, wrens, now),
        wrens_calendar=make_own_calendar(by=wren, now=now),
    )


def invite_to_wren(people: Standing, step: Step, now: datetime) -> StepInvite:
    proven_address(people.wren, now)
    return invite_to_step(by=people.wren, step=step, now=now)[1]


def stand_in_for_wren(people: Standing, now: datetime) -> StandIn:
    """Wren, who coordinates, says that she is away from in a month, and Omar stands in."""
    given = {"organisation": people.charity, "roles": ["worker"]}
    omar = add_member(by=people.administrator, name="Omar", now=now, **given)
    first = business_date(now) + timedelta(days=30)
    wanted = {"starts_on": first, "ends_on": first + timedelta(days=14)}
    absence = say_away(by=people.wren, member=people.wren, stand_in=omar, now=now, **wanted)
    return absence.stand_ins.get()


@dataclass(frozen=True)
class HelpedPlan:
    """What Sam does in Ada's plan, which she shows him."""

    step: Step  # his, to do
    done: Step  # his, done and thanked for
    proposed: Goal  # waits for her


def sam_helps_with_the_plan(people: Standing, now: datetime) -> HelpedPlan:
    """Ada lets Sam, who acts for her already, see her plan and say something; he does a step and has an idea."""
    show_plan_to_helper(people, now=now)
    ada, sam = people.ada, people.stranger
    by_sam = Owner(OwnerKind.HELPER, helper=sam)
    done = make_step(people, what="Fetch the post", owner=by_sam, now=now)
    move_step(by=sam, step=done, to=State.DONE, now=now)
    thank_for_step(by=ada, step=done, words="Every week.", now=now)
    return HelpedPlan(
        step=make_step(people, what="Drive to the viewing", owner=by_sam, now=now),
        done=done,
        proposed=write_goal(by=sam, person=ada, words="A garden", now=now),
    )
