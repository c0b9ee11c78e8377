"""A charter written by three organisations, and members who sign for theirs."""

from __future__ import annotations

from datetime import datetime, timedelta

from commonpurse.parties.partners.commands import (
    answer_clause,
    name_spokesperson,
    open_charter_draft,
    propose_clause,
    publish_charter,
    publish_guidance,
    remark_on_clause,
    sign_charter,
)
from commonpurse.parties.partners.models import CharterClause, CharterVersion
from tests.factories import NOW, TODAY, Standing

LAST_WEEK = NOW - timedelta(days=7)


def speakers(people: Standing, now: datetime = LAST_WEEK) -> None:
    """Wren speaks for Open Door, Femi for the Night Shelter, Callum for Tidewater Trust; Priya does by her role."""
    for member in (people.wren, people.femi, people.callum):
        name_spokesperson(by=people.priya, member=member, now=now)


def draft_agreed(people: Standing, now: datetime = LAST_WEEK) -> CharterVersion:
    """A first draft, the starter text, to all of which Wren and Femi agree but the last clause."""
    draft = open_charter_draft(by=people.priya, now=now)
    for clause in list(draft.clauses.all())[:-1]:
        for member in (people.wren, people.femi):
            answer_clause(by=member, clause=clause, agrees=True, now=now)
    return draft


def published(people: Standing, now: datetime = LAST_WEEK) -> CharterVersion:
    """The first version, published with all of the starter text but its last clause."""
    speakers(people, now)
    draft_agreed(people, now)
    return publish_charter(by=people.priya, now=now)


def talked_about(people: Standing, now: datetime) -> CharterClause:
    """A first version that Open Door signed, and a clause for the next one, with a remark and a no."""
    then = now - timedelta(days=7)
    sign_charter(by=people.wren, version=published(people, then), now=then)
    publish_guidance(by=people.wren, words="Ring back the same day.", holds_from=TODAY, now=then)
    open_charter_draft(by=people.priya, now=now)
    clause = propose_clause(by=people.femi, part="values", words="We say sorry.", now=now)
    remark_on_clause(by=people.wren, clause=clause, words="To whom?", now=now)
    answer_clause(by=people.wren, clause=clause, agrees=False, now=now)
    return clause
