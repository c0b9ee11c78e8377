"""Plans of this place: Ada's, kept with three organisations; who coordinates for whom; how weeks were."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from commonpurse.demo.telling import Act, Story, who
from commonpurse.kernel.periods import business_date
from commonpurse.parties.consent.rules import (
    Explained,
    ExplainedFormat,
    Item,
    Level,
    RepresentativeKind,
    Told,
)
from commonpurse.parties.people.commands import (
    SharedWith,
    give_permissions,
    name_representative,
    say_while_away,
    start_support,
    tell_whereabouts,
)
from commonpurse.parties.people.models import Person
from commonpurse.parties.people.rules import Meanwhile
from commonpurse.parties.people.rules import Place as Whereabouts
from commonpurse.support.plans.commands import (
    Owner,
    answer_coordinator,
    answer_proposal,
    ask_about_weeks,
    check_in,
    choose_week_ask,
    invite_to_step,
    mark_goal,
    move_step,
    name_coordinator,
    note_contact,
    take_back_proposal,
    thank_for_step,
    write_goal,
    write_step,
    write_words,
)
from commonpurse.support.plans.models import Step
from commonpurse.support.plans.queries import open_goals_of
from commonpurse.support.plans.rules import AskedHow, Face, OwnerKind, Part, State
from commonpurse.support.plans.rules import Level as Place

NOBODY_COORDINATES = ("Zofia", "Otis", "Una")
HANDED_OVER = "Kit"
QUIET = "Malik"  # nobody has written down that they were in touch, for some weeks
ADAS_WORDS = {
    Part.MATTERS: "My son. Being on time. A door I can close.",
    Part.GOOD_AT: "I listen. I can cook for ten with what is in the cupboard.",
    Part.CORNER: "My sister May. Wren. The women at the kitchen.",
    Part.HOPE: "A year from now I work as a support worker, and my son stays with me at weekends.",
    Part.HELPS: "Ask me to walk with you. Do not ring ten times. Tea.",
    Part.CALL: "May, 01632 960111\nWren, 01632 960120",
}
WEEKS = (
    (50, Face.BAD, "My son was ill and I could not go."),
    (40, Face.SO_SO, ""),
    (30, Face.SO_SO, "The course is harder than I thought."),
    (20, Face.GOOD, "He came for the whole Sunday."),
    (10, Face.GOOD, "I passed the first test."),
    (2, Face.SO_SO, "Tired. Good tired."),
)


def told(*items: Item, level: Level) -> Told:
    return Told(
        items=dict.fromkeys(items, level),
        explained=Explained.READ_ALONE,
        explained_format=ExplainedFormat.STANDARD,
        wording="They may see this about me.",
    )


def everybody_chooses(story: Story, at: datetime) -> None:
    """Let each person, but a few, say that the one who works with them brings it all together."""
    for invented, person in story.cast.people:
        if person.called_by not in NOBODY_COORDINATES:
            name_coordinator(by=person, person=person, member=story.cast.worker_of(invented), now=at)


def is_handed_over(story: Story, at: datetime) -> None:
    """Name another for one of them, who says yes: both coordinate for two weeks."""
    invented, person = who(story, HANDED_OVER)
    before, priya = story.cast.worker_of(invented), story.cast["Priya"]
    after = next(story.cast[name] for name in ("Idris", "Hana") if story.cast[name] != before)
    start_support(by=priya, person=person, member=after, starts_on=business_date(at), now=at)
    named = name_coordinator(by=priya, person=person, member=after, now=at)
    answer_coordinator(by=person, named=named, is_yes=True, now=at + timedelta(hours=1))


def all_are_seen(story: Story, at: datetime) -> None:
    """Let each worker write down that they were in touch with theirs."""
    for invented, person in story.cast.people:
        if person.called_by != QUIET or business_date(at) < business_date(story.now) - timedelta(days=40):
            note_contact(by=story.cast.worker_of(invented), person=person, now=at)


def ada_begins(story: Story, at: datetime) -> None:
    """Let Ada write who she is and what she wants, and ask Hana in."""
    _, ada = who(story, "Ada")
    for minutes, (part, words) in enumerate(ADAS_WORDS.items()):
        write_words(by=ada, person=ada, part=part, words=words, now=at + timedelta(minutes=minutes))
    give_permissions(
        by=ada,
        person=ada,
        to=SharedWith(member=story.cast["Hana"]),
        told=told(Item.PLAN, level=Level.COMMENT),
        now=at + timedelta(minutes=10),
    )
    give_permissions(
        by=ada,
        person=ada,
        to=SharedWith(member=story.cast["Wren"]),
        told=told(Item.OUTCOMES, level=Level.COMMENT),
        now=at + timedelta(minutes=11),
    )
    write_goal(
        by=ada,
        person=ada,
        words="Become a support worker",
        scale={
            Place.MUCH_LESS: "I have given up the course.",
            Place.LESS: "I go to the course, with gaps.",
            Place.HOPED: "I have finished the course.",
            Place.MORE: "I have finished it and work two days a week.",
        },
        now=at + timedelta(minutes=15),
    )
    write_goal(by=ada, person=ada, words="Sundays with my son", now=at + timedelta(minutes=20))


def step_of(ada: Person, what: str) -> Step:
    return Step.objects.get(person=ada, what=what, state=State.OPEN.value)


def steps_are_taken_on(story: Story, at: datetime) -> None:
    """Let three organisations and a friend take a step each."""
    _, ada = who(story, "Ada")
    course, sundays = open_goals_of(viewer=ada, person=ada, today=business_date(at))
    today, wren, hana = business_date(at), story.cast["Wren"], story.cast["Hana"]
    by_wren = Owner(OwnerKind.MEMBER, member=wren)
    by_hana = Owner(OwnerKind.MEMBER, member=hana)
    write_step(
        by=ada, person=ada, what="Sign up for the course", goal=course, by_when=today + timedelta(days=7), now=at
    )
    write_step(
        by=ada,
        person=ada,
        what="Ask the college about a bursary",
        owner=by_wren,
        goal=course,
        now=at,
        by_when=today + timedelta(days=14),
    )
    mays = Owner(OwnerKind.FRIEND, name="May")
    write_step(by=ada, person=ada, what="Bring him on Sundays by car", owner=mays, goal=sundays, now=at)
    offered = write_step(
        by=hana,
        person=ada,
        what="Find a mentor who has done it",
        owner=by_hana,
        goal=course,
        by_when=today + timedelta(days=30),
        now=at + timedelta(hours=2),
    )
    answer_proposal(by=ada, proposal=offered, is_yes=True, answer="Yes please.", now=at + timedelta(hours=5))
    too_much = write_goal(by=wren, person=ada, words="Move to a bigger flat", now=at + timedelta(hours=3))
    answer_proposal(by=ada, proposal=too_much, is_yes=False, answer="Not this year.", now=at + timedelta(hours=6))


def is_done(by: str, what: str, words: str, thanks: str, story: Story, at: datetime) -> None:
    """Let a step be done, and Ada say thanks where it was somebody else's."""
    _, ada = who(story, "Ada")
    actor = ada if by == "Ada" else story.cast[by]
    done = move_step(by=actor, step=step_of(ada, what), to=State.DONE, words=words, now=at)
    if thanks:
        thank_for_step(by=ada, step=done, words=thanks, now=at + timedelta(hours=4))


def two_wait(story: Story, at: datetime) -> None:
    """Leave an idea of Hana's and one of Wren's that wait for Ada, and a step of each."""
    _, ada = who(story, "Ada")
    today, wren, hana = business_date(at), story.cast["Wren"], story.cast["Hana"]
    books = write_step(
        by=ada,
        person=ada,
        what="Buy the books for the second part",
        by_when=today + timedelta(days=12),
        costs="About £40",
        now=at,
    )
    invite_to_step(by=wren, step=books, now=at + timedelta(hours=1))
    twice = write_goal(by=wren, person=ada, words="A second course next year", now=at + timedelta(hours=2))
    take_back_proposal(by=wren, proposal=twice, now=at + timedelta(hours=3))
    write_step(
        by=ada,
        person=ada,
        what="Write the letter for the placement",
        owner=Owner(OwnerKind.MEMBER, member=wren),
        by_when=today + timedelta(days=4),
        now=at,
    )
    write_step(
        by=hana,
        person=ada,
        what="Visit the day centre together",
        owner=Owner(OwnerKind.MEMBER, member=hana),
        by_when=today + timedelta(days=9),
        now=at + timedelta(hours=1),
    )
    write_words(
        by=wren,
        person=ada,
        part=Part.GOOD_AT,
        now=at + timedelta(hours=2),
        words="I listen. I can cook for ten. I stay calm when it gets loud.",
    )


def is_nearer(level: Place, words: str, story: Story, at: datetime) -> None:
    """Let Ada say where she is with her course, on her own scale."""
    _, ada = who(story, "Ada")
    course, _sundays = open_goals_of(viewer=ada, person=ada, today=business_date(at))
    mark_goal(by=ada, goal=course, level=level, words=words, now=at)


def week_was(face: Face, words: str, story: Story, at: datetime) -> None:
    _, ada = who(story, "Ada")
    check_in(by=ada, person=ada, face=face, words=words, now=at)


def is_in_hospital(story: Story, at: datetime) -> None:
    """Let Ada say ahead what she wants, and tell that she is in hospital for some days."""
    _, ada = who(story, "Ada")
    today = business_date(at)
    say_while_away(
        by=ada,
        person=ada,
        place=Whereabouts.HOSPITAL,
        money=Meanwhile.GOES_ON,
        words="May has my key and fetches my son from school.",
        now=at,
    )
    back_on = today + timedelta(days=4)
    later = at + timedelta(hours=2)
    tell_whereabouts(by=ada, person=ada, place=Whereabouts.HOSPITAL, since=today, back_on=back_on, now=later)


def is_back(story: Story, at: datetime) -> None:
    _, ada = who(story, "Ada")
    tell_whereabouts(by=ada, person=ada, place=Whereabouts.HERE, since=business_date(at), now=at)


def a_friend_helps(story: Story, at: datetime) -> None:
    """Let Ada ask a friend who is here too to help her, show him her plan, and give him a step."""
    _, ada = who(story, "Ada")
    invented, malik = who(story, QUIET)
    name_representative(
        by=ada,
        person=ada,
        helper_name=malik.called_by,
        helper_reference=invented.reference,
        kind=RepresentativeKind.HELPER,
        may_pay=False,
        explained=Explained.READ_ALONE,
        wording="Malik may see how much I have, and pays nothing.",
        now=at,
    )
    later = at + timedelta(minutes=5)
    told_of_plan = told(Item.PLAN, level=Level.COMMENT)
    give_permissions(by=ada, person=ada, to=SharedWith(helper=malik), told=told_of_plan, now=later)
    course = open_goals_of(viewer=ada, person=ada, today=business_date(at))[0]
    for what in ("Lend me a desk lamp", "Practise the interview with me"):
        mine = Owner(OwnerKind.HELPER, helper=malik)
        write_step(by=ada, person=ada, what=what, owner=mine, goal=course, now=at + timedelta(minutes=10))


def the_friend_does_it(story: Story, at: datetime) -> None:
    _, ada = who(story, "Ada")
    _, malik = who(story, QUIET)
    done = move_step(
        by=malik, step=step_of(ada, "Lend me a desk lamp"), to=State.DONE, words="It is by your door.", now=at
    )
    thank_for_step(by=ada, step=done, words="You are a star.", now=at + timedelta(hours=2))


def the_friend_has_an_idea(story: Story, at: datetime) -> None:
    _, ada = who(story, "Ada")
    _, malik = who(story, QUIET)
    write_step(
        by=malik,
        person=ada,
        what="Walk to the course together on Tuesdays",
        owner=Owner(OwnerKind.HELPER, helper=malik),
        now=at,
    )


def some_want_to_be_asked(story: Story, at: datetime) -> None:
    """Let Ada be asked by her news each Friday, and one whom Wren coordinates for in person each Monday."""
    _, ada = who(story, "Ada")
    choose_week_ask(by=ada, person=ada, how=AskedHow.BY_NEWS, weekday=4, now=at)
    wren = story.cast["Wren"]
    others = (
        person for each, person in story.cast.people if story.cast.worker_of(each) == wren and person.id != ada.id
    )
    asked = next(one for one in others if one.called_by not in NOBODY_COORDINATES)
    choose_week_ask(by=asked, person=asked, how=AskedHow.IN_PERSON, weekday=0, now=at)
    share = told(Item.OUTCOMES, level=Level.COMMENT)
    give_permissions(by=asked, person=asked, to=SharedWith(member=wren), told=share, now=at)


def all_are_asked(story: Story, at: datetime) -> None:
    ask_about_weeks(by=story.cast["Priya"], now=at)


# (how many working days before the end, what)
ACTS: tuple[tuple[int, Act], ...] = (
    (140, everybody_chooses),
    (120, ada_begins),
    (118, steps_are_taken_on),
    (112, partial(is_done, "Ada", "Sign up for the course", "It begins in two weeks.", "")),
    (
        104,
        partial(is_done, "Wren", "Ask the college about a bursary", "They pay half.", "I did not know one could ask."),
    ),
    (90, partial(is_done, "Hana", "Find a mentor who has done it", "", "")),
    *((days, all_are_seen) for days in (60, 45, 30, 18, 6)),
    *((days, partial(week_was, face, words)) for days, face, words in WEEKS),
    (110, partial(is_nearer, Place.LESS, "")),
    (55, partial(is_nearer, Place.MUCH_LESS, "I missed three weeks. I nearly stopped.")),
    (28, partial(is_nearer, Place.LESS, "I am back.")),
    (9, partial(is_nearer, Place.HOPED, "I passed the first test.")),
    (26, is_in_hospital),
    (22, is_back),
    (100, a_friend_helps),
    (96, the_friend_does_it),
    (45, some_want_to_be_asked),
    *((days, all_are_asked) for days in range(1, 6)),
    (3, the_friend_has_an_idea),
    (5, is_handed_over),
    (4, two_wait),
)
