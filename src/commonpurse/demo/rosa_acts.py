"""Two who came in by a referral: Rosa, whose plan four organisations keep with her, and Shazia, who meets her wall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from commonpurse.demo.referral_acts import ROSA, SHAZIA
from commonpurse.demo.telling import Act, Story
from commonpurse.kernel.periods import business_date
from commonpurse.parties.consent.rules import Explained, ExplainedFormat, Item, Level, Told
from commonpurse.parties.people.commands import SharedWith, give_permissions
from commonpurse.parties.people.models import Person
from commonpurse.support.blockages.commands import answer_blockage, raise_blockage
from commonpurse.support.blockages.models import Blockage
from commonpurse.support.blockages.rules import FlexKind, Outcome
from commonpurse.support.plans.commands import (
    HERSELF,
    Owner,
    check_in,
    mark_goal,
    move_step,
    note_contact,
    thank_for_step,
    write_goal,
    write_step,
    write_words,
)
from commonpurse.support.plans.models import Goal, Step
from commonpurse.support.plans.rules import Face, OwnerKind, Part, State
from commonpurse.support.plans.rules import Level as Place
from commonpurse.support.referrals.models import Referral

COORDINATES = {ROSA.name: "Idris", SHAZIA.name: "Hana"}
TEAM = ("Leif", "Hana", "Femi")  # each of another organisation, and of another one than Idris
ROSAS_WORDS = {
    Part.MATTERS: "My daughter. The sea front before anybody is up. To be asked, and not told.",
    Part.GOOD_AT: "I know every bird here by its voice. I make people laugh on bad days.",
    Part.CORNER: "My daughter Wenna. Idris. Leif with the tablets. Old Stan at the bait shop.",
    Part.HOPE: "A room with a window, and my daughter at the table at Christmas.",
    Part.HELPS: "Walk beside me and say nothing for a while. Then tea with sugar.",
    Part.CALL: "Wenna, 01632 960188\nIdris, 01632 960121",
}
A_ROOM, CHRISTMAS = "A room with a window", "Christmas with Wenna"
SHAZIAS_WORDS = {
    Part.MATTERS: "My papers in my own hands. To study again.",
    Part.GOOD_AT: "I read and write three languages. I know every bus.",
    Part.HOPE: "By summer I sit in a course, with a card that says my name.",
}
PAPERS = "My papers in my own hands"
SIX_MONTHS = "Six months at one address before the council counts somebody as local"
CHECK_INS = (
    (126, Face.BAD, "Nine nights, four places. I counted."),
    (99, Face.SO_SO, ""),
    (80, Face.GOOD, "They said yes to the list. I told the gulls."),
    (57, Face.SO_SO, "Waiting is long."),
    (33, Face.GOOD, "I have a key. It has a window."),
    (12, Face.GOOD, "Wenna rang. She comes on the 24th."),
)


@dataclass(frozen=True)
class Wanted:
    """A step of Rosa's: what, by whom (a first name, or hers), for which goal, due in so many days."""

    what: str
    by: str
    goal: str
    days: int
    costs: str = ""


WRITE_IT_DOWN = Wanted("Write down what a room must have", "", A_ROOM, 7)
ONE_NURSE = Wanted("Let one nurse see her at the day centre, and not four at A&E", "Leif", A_ROOM, 14)
THE_CLAIM = Wanted("Open the claim for the rent, and ring when it is through", "Hana", A_ROOM, 21)
A_BED = Wanted("Keep the bed by the door until there is a room", "Femi", A_ROOM, 60)
VIEWINGS = Wanted("Go with her to see two rooms", "Idris", A_ROOM, 28)
CALL_WENNA = Wanted("Ring Wenna on Sunday", "", CHRISTMAS, 10)
A_TABLE = Wanted("Ask the furniture project for a table and two chairs", "Femi", CHRISTMAS, 20, "About £30")
THE_TICKET = Wanted("Find out what Wenna’s train costs", "Idris", CHRISTMAS, 10)
A_CALL_EACH_WEEK = Wanted("Ring the landlord each Friday until the window opens", "Hana", A_ROOM, 20)


def came_in(name: str) -> Person:
    """Who was put forward under this name, once the group has taken them on."""
    person = Referral.objects.exclude(person=None).get(name=name).person
    assert person is not None, "accepted on this day of the story"  # noqa: S101
    return person


def says_who_she_is(name: str, words: dict[Part, str], story: Story, at: datetime) -> None:
    person = came_in(name)
    for minutes, (part, text) in enumerate(words.items()):
        write_words(by=person, person=person, part=part, words=text, now=at + timedelta(minutes=minutes))


def shows_plan_to(name: str, members: tuple[str, ...], level: Level, story: Story, at: datetime) -> None:
    person = came_in(name)
    told = Told(
        items={Item.PLAN: level},
        explained=Explained.SPOKEN,
        explained_format=ExplainedFormat.STANDARD,
        wording="They may see my plan, and do their part of it with me.",
    )
    for member in members:
        give_permissions(by=person, person=person, to=SharedWith(member=story.cast[member]), told=told, now=at)


def rosa_hopes(story: Story, at: datetime) -> None:
    rosa = came_in(ROSA.name)
    write_goal(
        by=rosa,
        person=rosa,
        words=A_ROOM,
        scale={
            Place.MUCH_LESS: "I am outside again.",
            Place.LESS: "A bed, and not mine.",
            Place.HOPED: "A room with a window and my own key.",
            Place.MORE: "The room, and I am still in it after a year.",
        },
        now=at,
    )
    write_goal(by=rosa, person=rosa, words=CHRISTMAS, now=at + timedelta(minutes=4))


def goal_of(person: Person, words: str) -> Goal:
    return Goal.objects.get(person=person, words=words, state=State.OPEN.value)


def rosa_asks(steps: tuple[Wanted, ...], story: Story, at: datetime) -> None:
    """Let her write steps, each with who does it: four organisations, and she herself."""
    rosa, today = came_in(ROSA.name), business_date(at)
    for minutes, step in enumerate(steps):
        write_step(
            by=rosa,
            person=rosa,
            what=step.what,
            owner=Owner(OwnerKind.MEMBER, member=story.cast[step.by]) if step.by else HERSELF,
            goal=goal_of(rosa, step.goal),
            by_when=today + timedelta(days=step.days),
            costs=step.costs,
            now=at + timedelta(minutes=minutes),
        )


def rosas_step_is_done(step: Wanted, words: str, thanks: str, story: Story, at: datetime) -> None:
    rosa = came_in(ROSA.name)
    found = Step.objects.get(person=rosa, what=step.what, state=State.OPEN.value)
    done = move_step(by=story.cast[step.by] if step.by else rosa, step=found, to=State.DONE, words=words, now=at)
    if thanks:
        thank_for_step(by=rosa, step=done, words=thanks, now=at + timedelta(hours=3))


def rosas_room_is(level: Place, words: str, story: Story, at: datetime) -> None:
    rosa = came_in(ROSA.name)
    mark_goal(by=rosa, goal=goal_of(rosa, A_ROOM), level=level, words=words, now=at)


def rosas_week_was(face: Face, words: str, story: Story, at: datetime) -> None:
    rosa = came_in(ROSA.name)
    check_in(by=rosa, person=rosa, face=face, words=words, now=at)


def is_seen(name: str, story: Story, at: datetime) -> None:
    note_contact(by=story.cast[COORDINATES[name]], person=came_in(name), now=at)


def meets_the_wall(name: str, words: str, asked: str, story: Story, at: datetime) -> None:
    by = story.cast[COORDINATES[name]]
    raise_blockage(by=by, person=came_in(name), words=words, asked=story.cast[asked], now=at)


def board_bends_it(story: Story, at: datetime) -> None:
    """Nobody could answer for twenty working days; then the board does, for this once."""
    answer_blockage(
        by=story.cast["Priya"],
        blockage=Blockage.objects.get(person=came_in(ROSA.name), outcome=None, gone_at=None),
        outcome=Outcome.FLEXED,
        reason="She has been in this town for all of her life. Four beds in half a year are our doing, not hers.",
        rule=SIX_MONTHS,
        done="The nights at the hostel, the ward and the day centre were counted together",
        kind=FlexKind.STRATEGIC,
        now=at,
    )


def shazia_begins(story: Story, at: datetime) -> None:
    shazia, today = came_in(SHAZIA.name), business_date(at)
    goal = write_goal(by=shazia, person=shazia, words=PAPERS, now=at)
    for what, owner, days in (
        ("Bring the letter from the embassy", HERSELF, 10),
        ("Ring the three offices, one after another", Owner(OwnerKind.MEMBER, member=story.cast["Hana"]), 14),
        ("Keep a shelf for her papers that locks", Owner(OwnerKind.MEMBER, member=story.cast["Femi"]), 30),
    ):
        write_step(
            by=shazia, person=shazia, what=what, owner=owner, goal=goal, by_when=today + timedelta(days=days), now=at
        )


def shazias_step_is_done(by: str, what: str, words: str, story: Story, at: datetime) -> None:
    shazia = came_in(SHAZIA.name)
    step = Step.objects.get(person=shazia, what=what, state=State.OPEN.value)
    move_step(by=story.cast[by] if by else shazia, step=step, to=State.DONE, words=words, now=at)


# (how many working days before the end, what). Rosa is taken on at 146, Shazia at 70.
ACTS: tuple[tuple[int, Act], ...] = (
    (143, partial(says_who_she_is, ROSA.name, ROSAS_WORDS)),
    (143, rosa_hopes),
    (142, partial(shows_plan_to, ROSA.name, TEAM, Level.ACT)),
    (142, partial(shows_plan_to, ROSA.name, ("Priya",), Level.SEE)),
    (141, partial(rosa_asks, (WRITE_IT_DOWN, ONE_NURSE, THE_CLAIM, A_BED, VIEWINGS))),
    (137, partial(rosas_step_is_done, WRITE_IT_DOWN, "A window. A lock. No shared kitchen.", "")),
    (
        133,
        partial(rosas_step_is_done, ONE_NURSE, "Tuesdays at ten, with me.", "One face. I sleep well now."),
    ),
    (125, partial(rosas_step_is_done, THE_CLAIM, "It is through, from the first of the month.", "Three phone calls!")),
    (121, partial(rosas_step_is_done, VIEWINGS, "The second one has the window. The list says no.", "")),
    (120, partial(meets_the_wall, ROSA.name, "The list says she is not local: six months at one address", "Idris")),
    (97, board_bends_it),
    (90, partial(rosas_step_is_done, A_BED, "It was hers until the day.", "Nobody took it. Thank you.")),
    (88, partial(rosa_asks, (A_CALL_EACH_WEEK,))),
    (72, partial(rosas_step_is_done, A_CALL_EACH_WEEK, "Key on Monday.", "You rang eleven times. I counted.")),
    (45, partial(rosa_asks, (CALL_WENNA, A_TABLE))),
    (40, partial(rosas_step_is_done, CALL_WENNA, "She cried. Good crying.", "")),
    (28, partial(rosas_step_is_done, A_TABLE, "Two chairs and a bench.", "It is round.")),
    (4, partial(rosa_asks, (THE_TICKET,))),
    (139, partial(rosas_room_is, Place.LESS, "")),
    (114, partial(rosas_room_is, Place.MUCH_LESS, "Two nights on the front.")),
    (71, partial(rosas_room_is, Place.HOPED, "The window looks at the sea.")),
    *((days, partial(rosas_week_was, face, words)) for days, face, words in CHECK_INS),
    *((days, partial(is_seen, ROSA.name)) for days in (136, 122, 108, 92, 76, 60, 44, 27, 14, 6)),
    (67, partial(says_who_she_is, SHAZIA.name, SHAZIAS_WORDS)),
    (66, partial(shows_plan_to, SHAZIA.name, ("Femi",), Level.ACT)),
    (66, partial(shows_plan_to, SHAZIA.name, ("Priya",), Level.SEE)),
    (65, shazia_begins),
    (60, partial(shazias_step_is_done, "", "Bring the letter from the embassy", "It came with a stamp.")),
    (56, partial(shazias_step_is_done, "Hana", "Ring the three offices, one after another", "Two of three talk now.")),
    (49, partial(shazias_step_is_done, "Femi", "Keep a shelf for her papers that locks", "She has the key.")),
    *((days, partial(is_seen, SHAZIA.name)) for days in (64, 50, 38, 25, 11, 5)),
    (
        4,
        partial(meets_the_wall, SHAZIA.name, "The council says she is not local: no six months here", "Priya"),
    ),
)
