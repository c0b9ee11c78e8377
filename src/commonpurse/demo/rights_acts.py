"""What people of this place said of who may see their things, and one complaint with its answer."""

from __future__ import annotations

from datetime import datetime, timedelta

from commonpurse.demo.telling import Story
from commonpurse.parties.consent.rules import Bond, Explained, ExplainedFormat, Item, Level, Told
from commonpurse.parties.people.commands import SharedWith, give_permissions, raise_wall
from commonpurse.rights.concerns.commands import answer_concern, make_complaint
from commonpurse.rights.concerns.rules import Outcome, Subject

SHARES_HER_PLAN, KEEPS_SOMEBODY_AWAY, COMPLAINS = "Bronwen", "Nadia", "Rosalind"


def share_with_femi(story: Story, at: datetime) -> None:
    """Let one person show her plan to Femi, who works elsewhere; of all others Femi sees nothing."""
    person = story.cast.person(SHARES_HER_PLAN)
    told = Told(
        items={Item.PLAN: Level.SEE},
        explained=Explained.READ_ALONE,
        explained_format=ExplainedFormat(person.page_format),
        wording="Femi of Harbour Door may see your plan.",
    )
    give_permissions(by=person, person=person, to=SharedWith(member=story.cast["Femi"]), told=told, now=at)


def keep_somebody_away(story: Story, at: datetime) -> None:
    person = story.cast.person(KEEPS_SOMEBODY_AWAY)
    raise_wall(by=person, person=person, member=story.cast["Joyce"], bond=Bond.NEIGHBOUR, now=at)


def complain(story: Story, at: datetime) -> None:
    person = story.cast.person(COMPLAINS)
    concern = make_complaint(
        by=person, subject=Subject.OTHER, words="I waited a week and nobody told me why.", now=at - timedelta(days=2)
    )
    answer_concern(
        by=story.cast["Priya"],
        concern=concern,
        outcome=Outcome.RIGHT,
        answer="You are right, and we are sorry. Your worker now rings you when money has to wait.",
        now=at,
    )
