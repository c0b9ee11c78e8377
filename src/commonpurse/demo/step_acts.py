"""What people of this place asked one of their team for, a step each, spread over the months."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from commonpurse.demo import place
from commonpurse.demo.telling import Act, Story
from commonpurse.kernel.periods import business_date
from commonpurse.parties.consent.rules import Explained, ExplainedFormat, Item, Level, Told
from commonpurse.parties.people.commands import SharedWith, give_permissions
from commonpurse.support.plans.commands import HERSELF, Owner, move_step, write_step
from commonpurse.support.plans.models import Step
from commonpurse.support.plans.rules import OwnerKind, State

THINGS = (
    "Ring the landlord with me",
    "Find out when the bus goes",
    "Read the letter from the council with me",
    "Ask at the surgery about a morning",
    "Look for a bed frame",
    "Come along to the first evening",
    "Ask what the bank wants to see",
    "Find a dentist who takes new people",
    "Write to the water company about the bill",
    "Ask the college when it begins",
    "Sort the papers in the blue bag",
    "Find somebody who mends bicycles",
    "Ask about the allotment by the railway",
)
OWN_THINGS = (
    "Go to the kitchen on Thursday",
    "Ring my brother",
    "Walk to the library and get a card",
    "Write a list of what I owe",
    "Cook for the house on Sunday",
)
FIRST, EVERY = 136, 3  # working days before the end: the first of them asks then, the next one so many days later
ALL = range(1, len(place.NAMES))  # all but Ada, whose steps are told by themselves
DUE = (5, 7, 7, 10, 14)  # days
LATE, LEFT_OPEN = 6, 9  # each sixth is done after its day, each ninth is open still
WITH_HANA = 7  # so many of Lantern Street's people have a step of Kestrel Advice's in their plan too
PAPERS = "Fill in the form for the rent with me"


def asks_for(number: int, story: Story, at: datetime) -> None:
    """Let one of them ask their worker for a thing by a day, or take it on themselves."""
    invented, person = story.cast.people[number]
    is_own = number % 4 == 0
    worker = Owner(OwnerKind.MEMBER, member=story.cast.worker_of(invented))
    things = OWN_THINGS if is_own else THINGS
    write_step(
        by=person,
        person=person,
        what=things[number % len(things)],
        owner=HERSELF if is_own else worker,
        by_when=business_date(at) + timedelta(days=DUE[number % len(DUE)]),
        now=at,
    )


def does_it(number: int, story: Story, at: datetime) -> None:
    _, person = story.cast.people[number]
    step = Step.objects.get(person=person, what__in=(*THINGS, *OWN_THINGS), state=State.OPEN.value)
    move_step(by=step.owner_member or person, step=step, to=State.DONE, now=at)


def begins(number: int) -> int:
    """How many working days before the end the one of that place asks: spread from the first months to the last."""
    return FIRST - (number * EVERY * 7) % (FIRST - 3)


def is_done(number: int) -> int:
    """And when it is done: within the week as a rule, each sixth after its day."""
    return begins(number) - (13 if number % LATE == 0 else 3)


def hana_helps_some(story: Story, at: datetime) -> None:
    """Let some of Lantern Street's people bring Kestrel Advice into their plan, for what it does better."""
    hana = story.cast["Hana"]
    told = Told(
        items={Item.PLAN: Level.COMMENT},
        explained=Explained.SPOKEN,
        explained_format=ExplainedFormat.STANDARD,
        wording="Hana may see my plan, to do her part of it.",
    )
    lantern = [pair for pair in story.cast.people[1:] if pair[0].worker.split()[0] in ("Wren", "Idris")]
    for days, (_, person) in enumerate(lantern[:WITH_HANA]):
        give_permissions(by=person, person=person, to=SharedWith(member=hana), told=told, now=at)
        write_step(
            by=person,
            person=person,
            what=PAPERS,
            owner=Owner(OwnerKind.MEMBER, member=hana),
            by_when=business_date(at) + timedelta(days=14 + days),
            now=at,
        )


def hana_did(story: Story, at: datetime) -> None:
    for step in Step.objects.filter(what=PAPERS, state=State.OPEN.value).order_by("by_when", "id")[: WITH_HANA - 2]:
        move_step(by=story.cast["Hana"], step=step, to=State.DONE, now=at)


# (how many working days before the end, what)
ACTS: tuple[tuple[int, Act], ...] = (
    *((begins(number), partial(asks_for, number)) for number in ALL),
    *((is_done(number), partial(does_it, number)) for number in ALL if number % LEFT_OPEN and is_done(number) > 0),
    (83, hana_helps_some),
    (74, hana_did),
)
