"""What stood in people's way in this place: bent by the group and the board, changed for all, refused, still open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from commonpurse.demo.telling import Act, Story, who
from commonpurse.kernel.periods import business_date
from commonpurse.parties.consent.rules import Explained, ExplainedFormat, Item, Level, Told
from commonpurse.parties.partners.models import Member, Organisation
from commonpurse.parties.partners.queries import system_member
from commonpurse.parties.people.commands import SharedWith, give_permissions
from commonpurse.parties.people.models import Person
from commonpurse.support.blockages.commands import (
    answer_blockage,
    answer_reading,
    decide_rule,
    end_blockage,
    finish_rule_decision,
    move_blockages_on,
    name_flex_roles,
    raise_blockage,
)
from commonpurse.support.blockages.models import Blockage, RuleDecision, RuleInTheWay
from commonpurse.support.blockages.rules import FlexKind, FlexRole, Outcome, ReadingTold, Verdict
from commonpurse.support.blockages.rules import Level as Turn

PHOTO_ID = "Photo ID before somebody can join the housing list"
SOBER_FIRST = "Two weeks without a drink before the rehab takes somebody"
ONE_CHANCE = "Two missed appointments, and the clinic closes the case"
# Who asks whom is told by first names; "theirs": the worker of the person.
THEIRS = "theirs"


def member_named(story: Story, called_by: str, name: str) -> Member:
    invented, _ = who(story, called_by)
    return story.cast.worker_of(invented) if name == THEIRS else story.cast[name]


def shows_plan(story: Story, called_by: str, name: str, at: datetime) -> None:
    """Let somebody show the plan to one who could move what is in the way."""
    _, person = who(story, called_by)
    told = Told(
        items={Item.PLAN: Level.SEE},
        explained=Explained.SPOKEN,
        explained_format=ExplainedFormat.STANDARD,
        wording="They may see your plan, to move what is in your way.",
    )
    give_permissions(by=person, person=person, to=SharedWith(member=story.cast[name]), told=told, now=at)


def is_raised(called_by: str, words: str, asked: str, story: Story, at: datetime, *, shown_to: str = "") -> None:
    """Let the worker write down what stands in the way of one of theirs."""
    _, person = who(story, called_by)
    if shown_to:
        shows_plan(story, called_by, shown_to, at)
    by = member_named(story, called_by, THEIRS)
    raise_blockage(by=by, person=person, words=words, asked=member_named(story, called_by, asked), now=at)


def ada_says(words: str, asked: Callable[[Story], Member | Organisation], story: Story, at: datetime) -> None:
    _, ada = who(story, "Ada")
    raise_blockage(by=ada, person=ada, words=words, asked=asked(story), now=at)


def open_one_of(person: Person) -> Blockage:
    return Blockage.objects.filter(person=person, outcome=None, gone_at=None).latest("raised_at")


def is_bent(
    called_by: str, by: str, rule: str, done: str, reason: str, kind: FlexKind, story: Story, at: datetime
) -> None:
    _, person = who(story, called_by)
    answer_blockage(
        by=member_named(story, called_by, by),
        blockage=open_one_of(person),
        outcome=Outcome.FLEXED,
        reason=reason,
        rule=rule,
        done=done,
        kind=kind,
        now=at,
    )


def is_refused(called_by: str, by: str, reason: str, story: Story, at: datetime) -> None:
    _, person = who(story, called_by)
    answer_blockage(
        by=member_named(story, called_by, by),
        blockage=open_one_of(person),
        outcome=Outcome.REFUSED,
        reason=reason,
        now=at,
    )


def lets_the_board_read(called_by: str, story: Story, at: datetime) -> None:
    """Let the worker write down that the board may read the one line."""
    _, person = who(story, called_by)
    told = ReadingTold(
        Explained.SPOKEN.value,
        ExplainedFormat.STANDARD.value,
        "The board can read this one line, who was asked, and the name you go by. It sees no more of your plan.",
    )
    by = member_named(story, called_by, THEIRS)
    answer_reading(by=by, blockage=open_one_of(person), level=Turn.BOARD, is_yes=True, told=told, now=at)


def ada_asks_elsewhere(words: str, asked: str, story: Story, at: datetime) -> None:
    _, ada = who(story, "Ada")
    raise_blockage(by=ada, person=ada, words=words, asked_words=asked, now=at)


def ada_is_free_of_it(story: Story, at: datetime) -> None:
    _, ada = who(story, "Ada")
    end_blockage(by=ada, blockage=open_one_of(ada), now=at)


def board_changes_the_rule(story: Story, at: datetime) -> None:
    decide_rule(
        by=story.cast["Priya"],
        rule=RuleInTheWay.objects.get(words=PHOTO_ID),
        verdict=Verdict.CHANGED,
        words="A letter from any partner counts as ID for the housing list",
        reason="Three times we found another way in three months. The rule kept out those who need a home most.",
        owner=story.cast["Wren"],
        due_on=business_date(at) + timedelta(days=28),
        now=at,
    )


def rule_is_changed(story: Story, at: datetime) -> None:
    made = RuleDecision.objects.get(rule__words=PHOTO_ID)
    finish_rule_decision(by=story.cast["Wren"], decision=made, now=at)


def roles_are_named(story: Story, at: datetime) -> None:
    """At Kestrel Advice how things are done is for whoever works with people; what is bought, for a manager alone."""
    for kind, roles in ((FlexKind.CULTURAL, [FlexRole.WORKER]), (FlexKind.COMMISSIONING, [FlexRole.MANAGER])):
        name_flex_roles(by=story.cast["Hana"], kind=kind, roles=roles, now=at)


def all_move_on(story: Story, at: datetime) -> None:
    """Let the job of each day tell of what nobody answered."""
    move_blockages_on(by=system_member(), now=at)


BEGAN = 132  # working days before the end
# (how many working days before the end, what). Ten for who is asked, ten for the group: then the board has it.
ACTS: tuple[tuple[int, Act], ...] = (
    *((days, all_move_on) for days in range(1, BEGAN)),
    (88, roles_are_named),
    # Photo ID: by the board twice, the second time with the first as precedent; a third time; then the rule changes.
    (132, partial(is_raised, "Otis", "The housing list needs an ID he can’t get", THEIRS, shown_to="Priya")),
    (
        108,
        partial(
            is_bent,
            "Otis",
            "Priya",
            PHOTO_ID,
            "A letter from the day centre counted as ID",
            "Nobody should sleep outside for want of a card.",
            FlexKind.CULTURAL,
        ),
    ),
    (95, partial(is_raised, "Una", "They want a passport before she can go on the list", THEIRS, shown_to="Priya")),
    (
        72,
        partial(
            is_bent,
            "Una",
            "Priya",
            PHOTO_ID,
            "Her support worker signed who she is, as we did before",
            "We did this once and nothing went wrong.",
            FlexKind.LEGAL,
        ),
    ),
    (66, partial(is_raised, "Zofia", "No photo ID, so no place on the housing list", "Priya", shown_to="Priya")),
    (
        64,
        partial(
            is_bent,
            "Zofia",
            "Priya",
            PHOTO_ID,
            "An old residence card counted, although it had run out",
            "The card shows who she is.",
            FlexKind.CULTURAL,
        ),
    ),
    (58, board_changes_the_rule),
    (41, rule_is_changed),
    # By the operational group; met twice more since, so that the rule waits for the board.
    (
        88,
        partial(is_raised, "Dee", "Rehab wants two weeks sober. She cannot do two days alone", "Hana", shown_to="Hana"),
    ),
    (
        75,
        partial(
            is_bent,
            "Dee",
            "Wren",
            SOBER_FIRST,
            "She began on the day, with a nurse beside her for the first week",
            "The two weeks are what the rehab is for.",
            FlexKind.COMMISSIONING,
        ),
    ),
    (36, partial(is_raised, "Curtis", "Rehab will not see him while he drinks", "Wren")),
    (
        34,
        partial(
            is_bent,
            "Curtis",
            "Wren",
            SOBER_FIRST,
            "The rehab saw him in the morning, before the first drink",
            "It worked in spring.",
            FlexKind.COMMISSIONING,
        ),
    ),
    (16, partial(is_raised, "Gwil", "Two weeks without a drink first, says the rehab", "Wren")),
    (
        13,
        partial(
            is_bent,
            "Gwil",
            "Wren",
            SOBER_FIRST,
            "One week counted, with a letter from the doctor",
            "Third time. Let us talk about the rule.",
            FlexKind.COMMISSIONING,
        ),
    ),
    # Refused, with a reason and what there is instead.
    (50, partial(is_raised, "Malik", "The bus pass is only for people over 60", THEIRS)),
    (
        46,
        partial(
            is_refused,
            "Malik",
            THEIRS,
            "The age is in the law, so nobody here can bend it. The welfare fund can pay for the fares. I have asked.",
        ),
    ),
    # Nobody answers: one the board reads, and one it only counts.
    (30, partial(is_raised, "Jonah", "The bank opens no account without an address", THEIRS)),
    (27, partial(is_raised, "Pearl", ONE_CHANCE + ". She was in hospital for both", THEIRS, shown_to="Priya")),
    # One that nobody here may read until he says yes, which he does; and one that goes to a service that is not here.
    (24, partial(is_raised, "Gwil", "The council wants rent in advance for the first month", THEIRS)),
    (3, partial(lets_the_board_read, "Gwil")),
    # Ada, in her own words.
    (40, partial(ada_says, "The last bus home goes before my evening class ends.", lambda story: story.cast["Wren"])),
    (31, ada_is_free_of_it),
    (2, partial(ada_asks_elsewhere, "The water company says a card meter is all I can have.", "The water company")),
    (
        6,
        partial(
            ada_says,
            "The college wants a bill with my name on it. I have no bills, the rent is all in one.",
            lambda story: story.cast["Hana"],
        ),
    ),
)
