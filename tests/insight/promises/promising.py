"""A charter that was signed, somebody in touch with Ada, and answers to the one question."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from commonpurse.insight.promises.commands import answer_promise_question, ask_repair_talk, remark_as_person, state_kept
from commonpurse.insight.promises.models import CharterVoice, PeerScore, PersonScore, RepairTalk
from commonpurse.insight.promises.queries import questions_open_to
from commonpurse.insight.promises.rules import half_of, is_day_to_ask, month_of
from commonpurse.kernel.periods import business_date
from commonpurse.parties.partners.models import CharterClause, Member, Organisation
from commonpurse.parties.partners.queries import clauses_of, current_charter
from tests.factories import Standing


def clauses() -> list[CharterClause]:
    version = current_charter()
    assert version is not None
    return clauses_of(version)


def day_to_ask(who: object, first: date) -> date:
    """The first day from then on, on which chance has it that somebody is asked."""
    return next(day for day in (first + timedelta(days=n) for n in range(60)) if is_day_to_ask(who, day))


def said_by_people(clause: CharterClause, about: Organisation, day: date, *values: int) -> None:
    """So many answers of people, as they are counted: without a name."""
    for value in values:
        PersonScore.objects.create(clause_key=clause.key, about=about, month=month_of(day), value=value)


def said_by_peers(clause: CharterClause, about: Organisation, now: datetime, values: dict[Member, int]) -> None:
    """What members said of a partner in that half-year."""
    for member, value in values.items():
        PeerScore.objects.create(
            clause_key=clause.key,
            about=about,
            half=half_of(business_date(now)),
            value=value,
            given_by=member,
            given_for=member.organisation,
            given_at=now,
        )


def talk_about_it(people: Standing, now: datetime) -> RepairTalk:
    """Open Door says how it keeps the first clause, Ada answers a question, and the council asks for a talk.

    Where a charter holds that Open Door signed, and Wren was in touch with Ada.
    """
    first, today = clauses()[0], business_date(now)
    state_kept(by=people.wren, clause=first, words="We ask first, and write later.", now=now)
    question = questions_open_to(people.ada, today)[0]
    answer_promise_question(by=people.ada, clause=question.clause, about=question.about, value=4, now=now)
    return ask_repair_talk(
        by=people.priya, clause=first, about=people.charity, talk_on=today + timedelta(days=7), now=now
    )


def make_voice(people: Standing, clause: CharterClause, now: datetime, **given: Any) -> CharterVoice:
    """What Ada says of a clause of the draft, under a name of her choice."""
    wanted: dict[str, Any] = {"words": "Say it to me first.", "called": "Robin"}
    return remark_as_person(by=people.ada, clause=clause, now=now, **(wanted | given))
