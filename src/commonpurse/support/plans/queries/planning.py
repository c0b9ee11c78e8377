"""A plan as it is read: what counts, what waits for her, and all that happened, in a few statements however long it is.

Who helps her has a record of her own that is walled off: of those who do a step, the names alone are read here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from commonpurse.kernel.context import acting_as_system
from commonpurse.parties.consent.access import helpers_shared_with, members_shared_with, stands_in
from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import may, people_shared_with
from commonpurse.parties.people.models import Person, Representative
from commonpurse.support.plans.access import can_see_plan
from commonpurse.support.plans.models import Goal, GoalMark, PlanEvent, PlanWords, Step
from commonpurse.support.plans.queries.coordinating import Coordinating, coordinators_on
from commonpurse.support.plans.rules import CRISIS_PARTS, EventKind, Part, State

Proposal = PlanWords | Goal | Step


class Happening(StrEnum):
    """What a line of the history tells."""

    WROTE = "wrote"
    TOOK_OFF = "took_off"
    CHANGED = "changed"
    PROPOSED = "proposed"
    SAID_YES = "said_yes"
    SAID_NO = "said_no"
    TOOK_BACK = "took_back"
    DONE = "done"
    GIVEN_UP = "given_up"
    OPEN_AGAIN = "open_again"
    THANKED = "thanked"


# Of what happened at one moment, an answer comes after what it answers.
ANSWERS = (Happening.SAID_YES, Happening.SAID_NO, Happening.TOOK_BACK)


@dataclass(frozen=True)
class Happened:
    """One thing that happened: when, who did what, to which words, goal or step, and what they said."""

    at: datetime
    what: Happening
    by: Member | Person
    of: Proposal
    words: str = ""


@dataclass(frozen=True)
class GoalShown:
    goal: Goal
    steps: list[Step] = field(default_factory=list)

    @property
    def open_steps(self) -> list[Step]:
        return [step for step in self.steps if step.state == State.OPEN]


@dataclass(frozen=True)
class PlanShown:
    """A plan for a page. Steps stand the next day first; those without a day after them, as they were written."""

    words: dict[Part, PlanWords]
    goals: list[GoalShown]
    steps: list[Step]  # open, of no goal that is open
    done: list[Step]  # of no goal that is open, the newest first
    left: list[Goal | Step]  # reached, let go or given up, for the way back
    proposals: list[Proposal]
    history: list[Happened]
    thanks: dict[UUID, list[PlanEvent]]

    @property
    def open_steps(self) -> list[Step]:
        """Every step that is open, the next first."""
        return sorted([*self.steps, *[step for goal in self.goals for step in goal.open_steps]], key=_by_day)

    @property
    def is_empty(self) -> bool:
        return not (self.history or self.proposals)


def plan_of(*, viewer: Member | Person, person: Person, today: date) -> PlanShown | None:
    """The plan of a person; None where the viewer may not see it."""
    return _read(person) if can_see_plan(viewer, person, today) else None


@dataclass(frozen=True)
class PlanWithTeam:
    """A plan, whom the person shows it, and who coordinates."""

    plan: PlanShown
    team: list[Member | Person]
    coordinating: Coordinating


def plan_with_team(*, viewer: Member | Person, person: Person, today: date) -> PlanWithTeam | None:
    """All that stands on a page of a plan; None where the viewer may not see it. Whoever may knows that she is here."""
    if not can_see_plan(viewer, person, today):
        return None
    return PlanWithTeam(_read(person), _team(person, today), coordinators_on(person, today))


def open_goals_of(*, viewer: Member | Person, person: Person, today: date) -> list[Goal]:
    """The goals that are open, for a step to be put under; nothing where the viewer may not see the plan."""
    if not can_see_plan(viewer, person, today):
        return []
    return list(Goal.objects.counting().filter(person=person, state=State.OPEN.value).order_by("written_at", "id"))


def crisis_words_of(*, viewer: Member | Person, person: Person, today: date) -> dict[Part, PlanWords] | None:
    """What helps her on a bad day and who to call; None where the viewer may not see her plan."""
    if not can_see_plan(viewer, person, today):
        return None
    counting = PlanWords.objects.counting().filter(person=person, part__in=[part.value for part in CRISIS_PARTS])
    return {Part(one.part): one for one in counting.order_by("answered_at", "id") if one.words}


def get_step(*, viewer: Member | Person, person: Person, step_id: UUID, today: date) -> Step | None:
    """One step, or None when it is not there or not to be seen."""
    if not can_see_plan(viewer, person, today):
        return None
    with acting_as_system("to name who does a step of a plan"):
        return _steps().filter(person=person, id=step_id).first()


def get_goal(*, viewer: Member | Person, person: Person, goal_id: UUID, today: date) -> Goal | None:
    """One goal, or None when it is not there or not to be seen."""
    if not can_see_plan(viewer, person, today):
        return None
    with acting_as_system("to name who wrote a goal"):
        return Goal.objects.filter(person=person, id=goal_id).select_related(*AUTHORS).first()


def get_proposal(*, viewer: Person, proposal_id: UUID) -> Proposal | None:
    """One thing that waits for her, or was answered, whatever it is; None when it is not there or not hers."""
    for model in (PlanWords, Goal, Step):
        hers = model.objects.filter(person=viewer.id, id=proposal_id).exclude(written_by_person=viewer.id)
        with acting_as_system("to name who proposes something"):
            found: Proposal | None = hers.select_related(*AUTHORS, *_owners(model)).first()
        if found is not None:
            return found
    return None


def get_own_proposal(*, viewer: Member | Person, person: Person, proposal_id: UUID, today: date) -> Proposal | None:
    """One thing that this reader proposed; None when it is not there, not theirs, or the plan is not shown to them."""
    if viewer.id == person.id or not can_see_plan(viewer, person, today):
        return None
    author = Q(written_by_member=viewer.id) if isinstance(viewer, Member) else Q(written_by_person=viewer.id)
    for model in (PlanWords, Goal, Step):
        found: Proposal | None = model.objects.filter(author, person=person, id=proposal_id).first()
        if found is not None:
            found.person = person
            return found
    return None


def marks_of(*, viewer: Member | Person, goal: Goal, today: date) -> list[GoalMark]:
    """Where she said that she was with a goal, and with what it replaced, the oldest first.

    How things are going is hers to share apart from her plan: nothing where the viewer may not see that.
    """
    if not may(viewer, goal.person, Item.OUTCOMES, today):
        return []
    before = dict(Goal.objects.filter(person=goal.person_id).values_list("id", "replaces_id"))
    chain, earlier = [goal.id], goal.replaces_id
    while earlier is not None:
        chain.append(earlier)
        earlier = before[earlier]
    return list(GoalMark.objects.filter(goal__in=chain).select_related("goal").order_by("said_at", "id"))


@dataclass(frozen=True)
class ShownTo:
    """Somebody who shows a helper their plan; `may_say`: and lets them say something about it."""

    person: Person
    may_say: bool


def plans_shown_to(*, viewer: Person, today: date) -> list[ShownTo]:
    """Whose plans somebody is shown who helps them; their own is not among them."""
    seen = people_shared_with(viewer, today, Item.PLAN).exclude(id=viewer.id)
    say = people_shared_with(viewer, today, Item.PLAN, Level.COMMENT).filter(id=OuterRef("pk"))
    told: QuerySet[Any] = seen.annotate(may_say=Exists(say))
    return [ShownTo(one, one.may_say) for one in told.order_by("called_by", "id")]


def steps_to_do(*, viewer: Member, today: date) -> list[Step]:
    """The open steps of this member and of whom they stand in for, where the plan is shown; the next day first."""
    people = people_shared_with(viewer, today, Item.PLAN).values("id")
    open_ones = Step.objects.counting().filter(person__in=people, state=State.OPEN.value)
    mine = open_ones.filter(Q(owner_member=viewer.id) | Q(stands_in(viewer.id, today, instead_of="owner_member")))
    return sorted(mine.select_related("person", "goal", "owner_member"), key=_by_day)


# Who is on the team ---------------------------------------------------------------------------------------------------


def team_of(*, viewer: Member | Person, person: Person, today: date) -> list[Member | Person]:
    """Whom the person shows her plan: members by name, then who acts for her; nobody where the viewer sees none.

    They are asked in, and out, where she shares things: there is no list of a team beside that.
    """
    return _team(person, today) if can_see_plan(viewer, person, today) else []


def owners_offered(*, viewer: Member | Person, person: Person, today: date) -> list[Member | Person]:
    """Who could do a step beside the person herself: whom she shows her plan, and acts for her where it is a helper."""
    team = team_of(viewer=viewer, person=person, today=today)
    with acting_as_system("to name who acts for a person"):
        acting = set(Representative.objects.live_on(today).filter(person=person).values_list("helper_id", flat=True))
    return [who for who in team if isinstance(who, Member) or who.id in acting]


# The steps of them ----------------------------------------------------------------------------------------------------

AUTHORS = ("person", "written_by_member__organisation", "written_by_person")


def _read(person: Person) -> PlanShown:
    with acting_as_system("to name who does a step of a plan"):
        words = list(PlanWords.objects.filter(person=person).select_related(*AUTHORS).order_by("written_at", "id"))
        goals = list(Goal.objects.filter(person=person).select_related(*AUTHORS).order_by("written_at", "id"))
        steps = list(_steps().filter(person=person).order_by("written_at", "id"))
        events = list(
            PlanEvent.objects.filter(person=person)
            .select_related("done_by_member__organisation", "done_by_person")
            .order_by("happened_at", "id")
        )
    return _shown(words, goals, steps, events)


def _team(person: Person, today: date) -> list[Member | Person]:
    with acting_as_system("to name who is on the team of a plan"):
        members = members_shared_with(person.id, Item.PLAN, today).select_related("organisation")
        helping = helpers_shared_with(person.id, Item.PLAN, today).select_related("helper").order_by("given_at", "id")
        helpers = dict.fromkeys(each.helper for each in helping if each.helper is not None)
        return [*members.order_by("name", "id"), *helpers]


OWNERS = ("owner_member__organisation", "owner_helper")


def _owners(model: type[Proposal]) -> tuple[str, ...]:
    return OWNERS if model is Step else ()


def _steps() -> QuerySet[Step]:
    return Step.objects.select_related(*OWNERS, *AUTHORS)


def _by_day(step: Step) -> tuple[date, datetime]:
    return (step.by_when or date.max, step.written_at)


def _shown(words: list[PlanWords], goals: list[Goal], steps: list[Step], events: list[PlanEvent]) -> PlanShown:
    counting = sorted((one for one in words if one.is_accepted), key=lambda one: (one.answered_at, one.id))
    open_goals = {goal.id: GoalShown(goal) for goal in goals if goal.is_accepted and goal.state == State.OPEN}
    loose: list[Step] = []
    taken_up = [step for step in steps if step.is_accepted]
    goal_now = _newest_of(goals)
    for step in sorted(taken_up, key=_by_day):
        if step.state in (State.OPEN, State.DONE):
            of = open_goals.get(goal_now.get(step.goal_id, step.goal_id)) if step.goal_id else None
            if of is not None:
                of.steps.append(step)
            elif step.state == State.OPEN:
                loose.append(step)
    ended = {event.step_id or event.goal_id: event.happened_at for event in events if event.kind != EventKind.THANKED}
    shown = {step.id for goal in open_goals.values() for step in goal.steps}
    aims: list[Goal | Step] = [*goals, *steps]
    everything: list[Proposal] = [*words, *aims]
    stands = {Part(one.part): one for one in counting}
    return PlanShown(
        words={part: one for part, one in stands.items() if one.words},
        goals=list(open_goals.values()),
        steps=loose,
        done=sorted(
            (step for step in taken_up if step.state == State.DONE and step.id not in shown),
            key=lambda step: ended[step.id],
            reverse=True,
        ),
        left=[
            one
            for one in aims
            if one.is_accepted and (one.state == State.GIVEN_UP or (isinstance(one, Goal) and one.state == State.DONE))
        ],
        proposals=sorted((one for one in everything if one.waits), key=lambda one: (one.written_at, one.id)),
        history=sorted(
            [*_of_writing(everything), *_of_events(events, {one.id: one for one in aims})],
            key=lambda one: (one.at, one.what in ANSWERS, one.of.id),
            reverse=True,
        ),
        thanks=_thanks(events),
    )


def _newest_of(goals: list[Goal]) -> dict[UUID | None, UUID]:
    """For each goal that was replaced, the one that stands in its place now."""
    after = {goal.replaces_id: goal.id for goal in goals if goal.replaces_id and goal.is_accepted}
    found: dict[UUID | None, UUID] = {}
    for goal in goals:
        newest = goal.id
        while newest in after:
            newest = after[newest]
        found[goal.id] = newest
    return found


def _thanks(events: Iterable[PlanEvent]) -> dict[UUID, list[PlanEvent]]:
    found: dict[UUID, list[PlanEvent]] = {}
    for event in events:
        if event.kind == EventKind.THANKED and event.step_id is not None:
            found.setdefault(event.step_id, []).append(event)
    return found


def _of_writing(written: Iterable[Proposal]) -> Iterable[Happened]:
    for one in written:
        by_her = one.is_hers
        if not by_her:
            yield Happened(one.written_at, Happening.PROPOSED, one.written_by, one)
        elif getattr(one, "replaces_id", None):
            yield Happened(one.written_at, Happening.CHANGED, one.written_by, one)
        else:
            empty = isinstance(one, PlanWords) and not one.words
            yield Happened(one.written_at, Happening.TOOK_OFF if empty else Happening.WROTE, one.written_by, one)
        if one.is_taken_back and one.answered_at is not None:
            yield Happened(one.answered_at, Happening.TOOK_BACK, one.written_by, one)
        elif not by_her and one.answered_at is not None:
            said = Happening.SAID_YES if one.is_accepted else Happening.SAID_NO
            yield Happened(one.answered_at, said, one.person, one, one.answer or "")


def _of_events(events: Iterable[PlanEvent], by_id: Mapping[UUID, Proposal]) -> Iterable[Happened]:
    for event in events:
        of = by_id[event.step_id or event.goal_id]  # type: ignore[index]
        yield Happened(event.happened_at, Happening(event.kind), event.done_by, of, event.words)
