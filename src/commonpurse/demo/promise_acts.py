"""Whether this place keeps its charter: people and partners are asked, and two mend what is not kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from commonpurse.demo.plan_acts import all_are_seen
from commonpurse.demo.telling import Act, Story
from commonpurse.insight.promises.commands import (
    answer_promise_question,
    ask_repair_talk,
    note_repair_talk,
    score_promise,
    state_kept,
)
from commonpurse.insight.promises.models import RepairTalk
from commonpurse.insight.promises.queries import peer_question, questions_open_to
from commonpurse.insight.promises.rules import chosen
from commonpurse.kernel.periods import business_date
from commonpurse.parties.partners.models import CharterClause
from commonpurse.parties.partners.queries import clauses_of, current_charter
from commonpurse.parties.partners.rules import (
    ANSWERS_IN_TIME,
    MONEY_REACHES_PEOPLE,
    SEES_WHAT_IS_SHOWN,
    STARTER,
    STEPS_BY_THEIR_DAY,
)
from commonpurse.parties.people.commands import start_support

ON_ONE_PLAN, PLAIN_WORDS, NOTHING_BEHIND = (STARTER[number][1] for number in (1, 2, 3))
# What is said of most promises, and of those which are not kept, or kept better since two sat down about it.
WELL, SO_SO, BADLY = (4, 5, 5, 4, 3, 5), (3, 4, 3, 2, 4), (2, 1, 2, 3, 2)
SAID_BEFORE = {ON_ONE_PLAN: SO_SO, PLAIN_WORDS: BADLY, NOTHING_BEHIND: BADLY, ANSWERS_IN_TIME: BADLY}
SAID_SINCE = {ON_ONE_PLAN: SO_SO, PLAIN_WORDS: WELL, NOTHING_BEHIND: BADLY, ANSWERS_IN_TIME: SO_SO}
TALKED = 100  # working days before the end
ANSWER_SHARE = 0.7

# Who works with somebody beside the worker they had first: one plan, more than one organisation.
WORK_TOGETHER = ("Priya", "Sam", "Wren", "Idris", "Hana", "Marisol", "Leif", "Joyce")
BESIDE = ("Hana", "Marisol", "Leif", "Joyce")
WORKED_WITH_BY_TWO = slice(40, 52)  # late in the list: nothing else of the story is about them
STATEMENTS = (
    ("Priya", ANSWERS_IN_TIME, "We answer within four working days. Since July two people share the post box."),
    ("Wren", ANSWERS_IN_TIME, "We ring back the same day. In August we did not, and said so."),
    ("Hana", PLAIN_WORDS, "We read each letter aloud before it goes out. Half of them got shorter."),
    ("Leif", PLAIN_WORDS, "Our letters still come from a system of ours. We put a page of plain words on top."),
    ("Wren", STEPS_BY_THEIR_DAY, "We say it the day before where we will not make it."),
    ("Priya", MONEY_REACHES_PEOPLE, "Our grant had to wait for a signature of ours until June. It does not any more."),
    ("Femi", SEES_WHAT_IS_SHOWN, "We open nobody's page out of habit. Our team looks at the list of looks each month."),
)
NOTES = (
    "We read five letters together, out loud. None of us would say these sentences to anybody.\n\n"
    "From July on each letter to a person goes past somebody who is not of the trade. We look again in October."
)


def clause(words: str) -> CharterClause:
    version = current_charter()
    assert version is not None, "published before"  # noqa: S101
    return next(one for one in clauses_of(version) if one.words == words)


def more_than_one_works_with_some(story: Story, at: datetime) -> None:
    for number, (invented, person) in enumerate(story.cast.people[WORKED_WITH_BY_TWO]):
        member = story.cast[BESIDE[number % len(BESIDE)]]
        if member.organisation_id != story.cast.worker_of(invented).organisation_id:
            start_support(by=story.cast["Priya"], person=person, member=member, starts_on=business_date(at), now=at)


def value_of(story: Story, words: str, who: UUID, at: datetime) -> int:
    """What somebody of this place would say of a promise on that day."""
    since = (business_date(story.now) - business_date(at)).days < TALKED * 7 / 5
    said = (SAID_SINCE if since else SAID_BEFORE).get(words, WELL)
    return story.dice("kept", who, business_date(at)).choice(said)


def people_are_seen_and_asked(story: Story, at: datetime) -> None:
    all_are_seen(story, at)
    people_are_asked(story, at)


def people_are_asked(story: Story, at: datetime) -> None:
    """Let most of those who were seen answer a question after it."""
    later = at + timedelta(hours=3)
    for invented, person in story.cast.people:
        question = chosen(invented.reference, business_date(at), questions_open_to(person, business_date(later)))
        if question is not None:
            answers = story.dice("answers", invented.reference, business_date(at)).random() < ANSWER_SHARE
            value = value_of(story, question.clause.words, person.id, at) if answers else None
            answer_promise_question(by=person, clause=question.clause, about=question.about, value=value, now=later)


def partners_are_asked(story: Story, at: datetime) -> None:
    """Let each member answer the question of the week, where there is one."""
    for member in (story.cast[name] for name in WORK_TOGETHER):
        question = peer_question(viewer=member, today=business_date(at))
        if question is not None:
            value = value_of(story, question.clause.words, member.id, at)
            score_promise(by=member, clause=question.clause, about=question.about, value=value, now=at)


def some_say_how(story: Story, at: datetime) -> None:
    for minutes, (name, words, how) in enumerate(STATEMENTS):
        state_kept(by=story.cast[name], clause=clause(words), words=how, now=at + timedelta(minutes=minutes))


def two_sit_down(story: Story, at: datetime) -> None:
    """Kestrel Advice asks the Health Trust: its letters are not in the words of who gets them."""
    leif = story.cast["Leif"]
    assert leif.organisation is not None, "works somewhere"  # noqa: S101
    ask_repair_talk(
        by=story.cast["Hana"],
        clause=clause(PLAIN_WORDS),
        about=leif.organisation,
        talk_on=business_date(at) + timedelta(days=5),
        now=at,
    )


def they_write_down_what_came_of_it(story: Story, at: datetime) -> None:
    note_repair_talk(by=story.cast["Leif"], talk=RepairTalk.objects.get(noted_at=None), notes=NOTES, now=at)


def another_talk_is_to_come(story: Story, at: datetime) -> None:
    """What is written of people is still not what one would say to them: Lantern Street asks the council."""
    priya = story.cast["Priya"]
    assert priya.organisation is not None, "works somewhere"  # noqa: S101
    ask_repair_talk(
        by=story.cast["Wren"],
        clause=clause(NOTHING_BEHIND),
        about=priya.organisation,
        talk_on=business_date(at) + timedelta(days=10),
        now=at,
    )


def a_talks_day_has_come(story: Story, at: datetime) -> None:
    """Kestrel Advice asks the council about the one plan; they sat down, and nobody wrote down what came of it."""
    priya = story.cast["Priya"]
    assert priya.organisation is not None, "works somewhere"  # noqa: S101
    ask_repair_talk(
        by=story.cast["Hana"],
        clause=clause(ON_ONE_PLAN),
        about=priya.organisation,
        talk_on=business_date(at) + timedelta(days=5),
        now=at,
    )


# (how many working days before the end, what)
ACTS: tuple[tuple[int, Act], ...] = (
    (147, more_than_one_works_with_some),
    *((days, partners_are_asked) for days in range(146, 4, -5)),
    *((days, people_are_seen_and_asked) for days in (136, 112)),
    *((days, people_are_asked) for days in (60, 30)),  # when all are seen anyway
    (TALKED + 5, two_sit_down),
    (TALKED, they_write_down_what_came_of_it),
    (50, some_say_how),
    (9, a_talks_day_has_come),
    (3, another_talk_is_to_come),
)
