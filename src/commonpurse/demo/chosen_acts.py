"""More who were put forward in this place: some by the worker who knows them, others were told no and what instead.

With them there are enough for the check on equality to say something.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from commonpurse.demo.referral_acts import Told, is_declined, is_put_forward
from commonpurse.demo.telling import Act, Story, who
from commonpurse.kernel.periods import business_date
from commonpurse.parties.consent.rules import Explained
from commonpurse.support.referrals.commands import Agreed, accept_referral, hand_on_answers, refer
from commonpurse.support.referrals.models import Referral
from commonpurse.support.referrals.rules import Question, State


@dataclass(frozen=True)
class Known:
    """Somebody who is here: what they are good at and hope for; and what they answer of gender, group, disability."""

    called_by: str
    strengths: str
    hopes: str
    answers: tuple[str, str, str]


KNOWN = (
    Known("Tunde", "I fix phones.", "A stall of my own.", ("man", "black", "no")),
    Known("Mei", "I sew and I count fast.", "To speak with the school myself.", ("woman", "asian", "no")),
    Known("Sully", "I cook for many.", "A kitchen that is mine.", ("man", "black", "yes")),
    Known("Bronwen", "I sing. I am never late.", "To sing with others again.", ("woman", "white", "yes")),
    Known("Ravi", "I know the law of renting.", "A home without damp.", ("man", "asian", "no")),
    Known("Yusuf", "I listen. I drive.", "My licence back.", ("man", "mixed", "yes")),
    Known("Emeka", "I paint walls straight.", "Work with a contract.", ("man", "black", "no")),
    Known("Finn", "I am good with horses.", "To be with animals.", ("man", "white", "yes")),
    Known("Lal", "I remember every face.", "To see my mother.", ("woman", "asian", "yes")),
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


def is_put_forward_by_their_worker(known: Known, story: Story, at: datetime) -> None:
    invented, person = who(story, known.called_by)
    worker = story.cast.worker_of(invented)
    today = business_date(at)
    referral = refer(
        by=worker,
        person=person,
        strengths=known.strengths,
        hopes=known.hopes,
        summary="Three offices know a third of it each.",
        what=OFFERS[KNOWN.index(known) % len(OFFERS)],
        by_when=today + timedelta(days=21),
        stands_on=Agreed(Explained.SPOKEN.value, today, "You may put me forward, with what I told you."),
        now=at,
    )
    answers = dict(zip(Question, known.answers, strict=True))
    hand_on_answers(by=worker, referral=referral, answers=answers, now=at + timedelta(minutes=4))


def is_taken_on(known: Known, story: Story, at: datetime) -> None:
    _, person = who(story, known.called_by)
    accept_referral(
        by=story.cast["Priya"],
        referral=Referral.objects.get(person=person, state=State.WAITING.value),
        reason="Two services know them, and each has a part of it.",
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
    *((BEGAN - 6 * number, partial(is_put_forward_by_their_worker, known)) for number, known in enumerate(KNOWN)),
    *((BEGAN - 6 * number - DECIDED_AFTER, partial(is_taken_on, known)) for number, known in enumerate(KNOWN)),
    *((BEGAN - EVERY * number, partial(is_put_forward, told_no(number))) for number in range(len(TOLD_NO))),
    *((BEGAN - EVERY * number - DECIDED_AFTER, partial(a_no, number)) for number in range(len(TOLD_NO))),
)
