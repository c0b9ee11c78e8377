"""More who were put forward in this place: some who are here asked to be part, others were told no and what instead.

With them there are enough for the check on equality to say something.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from commonpurse.demo.referral_acts import Told, is_declined, is_put_forward
from commonpurse.demo.telling import Act, Story, who
from commonpurse.kernel.periods import business_date
from commonpurse.support.referrals.commands import accept_referral, ask_to_be_part, give_own_answers
from commonpurse.support.referrals.models import Referral
from commonpurse.support.referrals.rules import Question, State


@dataclass(frozen=True)
class Asks:
    """Somebody who is here and asks: what they are good at, hope for, and do themselves; and their answers."""

    called_by: str
    strengths: str
    hopes: str
    what: str
    answers: tuple[str, str, str]  # gender, ethnic group, disabled


ASKING = (
    Asks("Tunde", "I fix phones.", "A stall of my own.", "Write down what a stall costs", ("man", "black", "no")),
    Asks(
        "Mei",
        "I sew and I count fast.",
        "To speak with the school myself.",
        "Go to the class",
        ("woman", "asian", "no"),
    ),
    Asks("Sully", "I cook for many.", "A kitchen that is mine.", "Bring my papers in one bag", ("man", "black", "yes")),
    Asks(
        "Bronwen", "I sing. I am never late.", "To sing with others again.", "Ring the choir", ("woman", "white", "yes")
    ),
    Asks("Ravi", "I know the law of renting.", "A home without damp.", "Take pictures of it", ("man", "asian", "no")),
    Asks("Yusuf", "I listen. I drive.", "My licence back.", "Fill in the form for it", ("man", "mixed", "yes")),
    Asks(
        "Emeka",
        "I paint walls straight.",
        "Work with a contract.",
        "Ask my old boss for a letter",
        ("man", "black", "no"),
    ),
    Asks("Finn", "I am good with horses.", "To be with animals.", "Ask at the stables", ("man", "white", "yes")),
    Asks("Lal", "I remember every face.", "To see my mother.", "Find her last letter", ("woman", "asian", "yes")),
)
NO, YES, UNSAID = "no", "yes", None
# Name, who puts them forward, how they answer whether they are disabled; three of four say nothing of what is counted.
TOLD_NO = (
    ("Wesley Drumgoole", "Joyce", NO),
    ("Ottilie Farnsbarn", "Femi", YES),
    ("Corin Maplethwaite", "Marisol", NO),
    ("Jemima Stokoe-Lund", "Hana", YES),
    ("Bram Oldacre", "Joyce", UNSAID),
    ("Lucasta Pymble", "Leif", YES),
    ("Fabian Trott-Amis", "Idris", NO),
    ("Sunniva Kirkholt", "Femi", UNSAID),
    ("Jarrow Pendleby", "Marisol", YES),
    ("Delphine Askwith", "Hana", NO),
    ("Monty Greatorex", "Joyce", NO),
    ("Ayesha Holmroyd", "Femi", YES),
    ("Perran Tolvaddon", "Leif", UNSAID),
    ("Hettie Cragmoor", "Wren", UNSAID),
)
STRENGTHS = ("Makes friends with everybody’s dog.", "Reads a book a week.", "Mends what others throw out.")
HOPES = (
    "A door to lock.",
    "To be left in peace for a month.",
    "A reason to get up on Mondays.",
    "To see the children.",
)
SUMMARIES = (
    "Comes to us twice a week with letters from four offices.",
    "Sleeps at a friend’s and has to leave by the end of the month.",
    "Was in hospital three times since spring and went home alone each time.",
)
OFFERS = ("Go along to the first two appointments", "Ring each Friday", "Keep a place at our Thursday table")
INSTEAD = (
    "The housing team has a plan with them, and who put them forward stays beside it.",
    "A place in the peer group from Monday. We look at it again in three months.",
    "The nurse at the day centre takes the lead. She asks us in when she needs us.",
)
BEGAN, EVERY, DECIDED_AFTER = 94, 3, 3  # working days before the end: the first; so many between two, and until a no
GENDERS, GROUPS = ("woman", "man", "man"), ("white", "white", "asian", "black", "mixed")


def asks_to_be_part(asks: Asks, story: Story, at: datetime) -> None:
    _, person = who(story, asks.called_by)
    ask_to_be_part(
        by=person,
        strengths=asks.strengths,
        hopes=asks.hopes,
        summary="Three offices know a third of me each.",
        what=asks.what,
        by_when=business_date(at) + timedelta(days=21),
        wording="The group that says who can be part of this may read what I write here.",
        now=at,
    )
    give_own_answers(by=person, answers=dict(zip(Question, asks.answers, strict=True)), now=at + timedelta(minutes=4))


def is_taken_on(asks: Asks, story: Story, at: datetime) -> None:
    _, person = who(story, asks.called_by)
    referral = Referral.objects.get(person=person, state=State.WAITING.value)
    accept_referral(
        by=story.cast["Priya"],
        referral=referral,
        reason="Asks for it, and two services know them.",
        together=[story.cast[name] for name in ("Leif", "Joyce")],
        now=at,
    )


def told_no(number: int) -> Told:
    """One of those who were put forward and told no."""
    name, by, disabled = TOLD_NO[number]
    return Told(
        name,
        date(1960 + 3 * number, number % 12 + 1, 5 + number),
        by,
        STRENGTHS[number % len(STRENGTHS)],
        HOPES[number % len(HOPES)],
        SUMMARIES[number % len(SUMMARIES)],
        OFFERS[number % len(OFFERS)],
        21,
        answers=(GENDERS[number % 3], GROUPS[number % 5], disabled) if disabled else None,
    )


def a_no(number: int, story: Story, at: datetime) -> None:
    reason = "We cannot do it better than who is beside them now, and have no place now."
    is_declined(told_no(number), reason, INSTEAD[number % len(INSTEAD)], story, at)


# (how many working days before the end, what)
ACTS: tuple[tuple[int, Act], ...] = (
    *((BEGAN - 6 * number, partial(asks_to_be_part, asks)) for number, asks in enumerate(ASKING)),
    *((BEGAN - 6 * number - DECIDED_AFTER, partial(is_taken_on, asks)) for number, asks in enumerate(ASKING)),
    *((BEGAN - EVERY * number, partial(is_put_forward, told_no(number))) for number in range(len(TOLD_NO))),
    *((BEGAN - EVERY * number - DECIDED_AFTER, partial(a_no, number)) for number in range(len(TOLD_NO))),
)
