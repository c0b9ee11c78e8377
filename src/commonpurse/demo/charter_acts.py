"""The charter of this place: written by all, signed by most, written again, and taken back by one."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from commonpurse.demo.telling import Act, Story
from commonpurse.insight.promises.commands import propose_as_person, remark_as_person
from commonpurse.kernel.periods import business_date
from commonpurse.parties.partners.commands import (
    answer_clause,
    name_spokesperson,
    open_charter_draft,
    propose_clause,
    publish_charter,
    publish_guidance,
    remark_on_clause,
    sign_charter,
    withdraw_signature,
)
from commonpurse.parties.partners.models import CharterClause, CharterVersion
from commonpurse.parties.partners.queries import charter_draft, current_charter
from commonpurse.parties.partners.rules import CharterPart

# Who speaks for the organisation they work for; Priya does for the council by her role.
SPEAKERS = ("Wren", "Femi", "Hana", "Marisol", "Leif", "Joyce", "Odette")
SIGNED_FIRST = ("Priya", "Wren", "Femi", "Hana", "Marisol", "Leif", "Joyce")
SIGNED_AGAIN = ("Priya", "Wren", "Femi", "Hana", "Leif")  # Tideway Recovery has not looked at the second version yet
TOOK_IT_BACK, WHY = (
    "Joyce",
    "We cannot promise to do steps by their day while a third of our posts is empty. We come back.",
)
GUIDANCE = {
    "Wren": (
        "Ring back the same day, if only to say that you do not know yet.",
        "Go to the team meeting of the person. It comes before ours.",
        "Never promise for another partner. Ask them while the person is there.",
    ),
    "Priya": (
        "You may say yes to small things yourself: a form less, an appointment more.",
        "Where a rule of ours is in the way, write it down and bring it to us. You are not in trouble for it.",
    ),
}
ROOM = "Where our rules stand in a person's way we bring the rule to the table."
OTHER_ROOM = "Where our rules stand in a person's way we bring the rule to the table within two weeks."
SORRY = "When we get it wrong we say sorry, to the person first."
NEXT = "We hold our meetings where people can come to them, and not in our own offices."
RING_BACK = "When you say you ring on Tuesday, you ring on Tuesday."
SAID_BY_PEOPLE = (
    ("Ada", "The kitchen at St Brannock is warm and has a ramp.", ""),
    ("Dee", "Not after six. I cannot get home.", "Dee"),
)


def draft() -> CharterVersion:
    found = charter_draft()
    assert found is not None, "a draft is open on this day of the story"  # noqa: S101
    return found


def clause(words: str) -> CharterClause:
    return draft().clauses.get(words=words)


def all_say_yes(story: Story, at: datetime, *, but: tuple[str, ...] = ()) -> None:
    """Let two organisations agree to each clause that nobody wants in other words."""
    for one in draft().clauses.exclude(words__in=but).exclude(was_in=True):
        for name in ("Wren", "Hana"):
            answer_clause(by=story.cast[name], clause=one, agrees=True, now=at)


def it_begins(story: Story, at: datetime) -> None:
    for name in SPEAKERS:
        name_spokesperson(by=story.cast["Priya"], member=story.cast[name], now=at)
    open_charter_draft(by=story.cast["Priya"], now=at)


def all_talk(story: Story, at: datetime) -> None:
    """A promise without a day is none, says who works with people; it is written anew, with one."""
    femi, hana, leif = (story.cast[name] for name in ("Femi", "Hana", "Leif"))
    remark_on_clause(by=femi, clause=clause(ROOM), words="When? I have waited for a year for one of them.", now=at)
    answer_clause(by=femi, clause=clause(ROOM), agrees=False, now=at)
    other = propose_clause(
        by=hana,
        part=CharterPart.AGENDAS,
        words=OTHER_ROOM,
        replaces=clause(ROOM),
        now=at + timedelta(minutes=20),
    )
    remark_on_clause(by=leif, clause=other, words="Two weeks is short for us. We try.", now=at + timedelta(minutes=50))
    answer_clause(by=femi, clause=other, agrees=True, now=at + timedelta(hours=1))
    all_say_yes(story, at + timedelta(hours=2), but=(ROOM, OTHER_ROOM))


def it_is_published(story: Story, at: datetime) -> None:
    publish_charter(by=story.cast["Priya"], now=at)


def some_sign(names: tuple[str, ...], story: Story, at: datetime) -> None:
    version = current_charter()
    assert version is not None, "published before"  # noqa: S101
    for hours, name in enumerate(names):
        sign_charter(by=story.cast[name], version=version, now=at + timedelta(minutes=25 * hours))


def staff_are_told(story: Story, at: datetime) -> None:
    for name, told in GUIDANCE.items():
        publish_guidance(by=story.cast[name], words="\n\n".join(told), holds_from=business_date(at), now=at)


def it_is_written_again(story: Story, at: datetime) -> None:
    open_charter_draft(by=story.cast["Priya"], now=at)
    propose_clause(by=story.cast["Femi"], part=CharterPart.VALUES, words=SORRY, now=at + timedelta(minutes=30))
    all_say_yes(story, at + timedelta(hours=1))


def one_takes_it_back(story: Story, at: datetime) -> None:
    withdraw_signature(by=story.cast[TOOK_IT_BACK], reason=WHY, now=at)


def the_third_is_begun(story: Story, at: datetime) -> None:
    """Leave a draft in which something is to be said."""
    open_charter_draft(by=story.cast["Priya"], now=at)
    proposed = propose_clause(by=story.cast["Hana"], part=CharterPart.PURPOSE, words=NEXT, now=at + timedelta(hours=1))
    remark_on_clause(
        by=story.cast["Leif"],
        clause=proposed,
        words="Not all of ours can leave the ward. Say: where we can.",
        now=at + timedelta(hours=2),
    )


def people_join_in(story: Story, at: datetime) -> None:
    """Let one with a budget propose a promise, and two say something of those that partners wrote."""
    proposed = propose_as_person(
        by=story.cast.person("Malik"), part=CharterPart.LANGUAGE, words=RING_BACK, called="M. from the quay", now=at
    )
    answer_clause(by=story.cast["Wren"], clause=proposed.clause, agrees=True, now=at + timedelta(hours=2))
    for number, (called_by, words, called) in enumerate(SAID_BY_PEOPLE):
        remark_as_person(
            by=story.cast.person(called_by),
            clause=clause(NEXT),
            words=words,
            called=called,
            now=at + timedelta(minutes=10 + number),
        )


# (how many working days before the end, what)
ACTS: tuple[tuple[int, Act], ...] = (
    (170, it_begins),
    (164, all_talk),
    (150, it_is_published),
    (148, partial(some_sign, SIGNED_FIRST)),
    (130, staff_are_told),
    (66, it_is_written_again),
    (58, it_is_published),
    (52, partial(some_sign, SIGNED_AGAIN)),
    (35, one_takes_it_back),
    (5, the_third_is_begun),
    (4, people_join_in),
)
