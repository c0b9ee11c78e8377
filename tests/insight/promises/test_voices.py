"""People with a budget write the charter too: partners read what they say, and not who they are."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from commonpurse.insight.promises.commands import propose_as_person, remark_as_person, take_back_remark
from commonpurse.insight.promises.models import CharterVoice
from commonpurse.insight.promises.queries import (
    Said,
    get_draft_clause,
    named_proposals,
    own_voices,
    voices_of,
)
from commonpurse.insight.promises.rules import MOST_VOICES, PromiseRefused
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.helping import helper_id
from commonpurse.kernel.identity import new_id
from commonpurse.parties.partners.commands import answer_clause, propose_clause_of_people, publish_charter
from commonpurse.parties.partners.models import CharterClause
from commonpurse.parties.partners.rules import CharterRefused
from tests.factories import NOW, Standing, standing_people
from tests.insight.promises.promising import make_voice
from tests.parties.partners.chartering import draft_agreed

ASK_FIRST = "You ask me before you ring anybody."


@pytest.fixture
def people(db: None) -> Standing:
    people = standing_people()
    draft_agreed(people, NOW)
    return people


def test_what_she_proposes_counts_like_any_clause_and_nobody_learns_that_it_was_hers(people: Standing) -> None:
    said = propose_as_person(by=people.ada, part="values", words=f" {ASK_FIRST} ", called="Robin", now=NOW)
    assert propose_as_person(by=people.ada, part="values", words=ASK_FIRST, now=NOW) == said
    clause = said.clause
    assert (clause.words, clause.proposed_by.is_system, clause.answers.count()) == (ASK_FIRST, True, 0)
    assert (clause.id.version, clause.key.version) == (4, 4)  # no moment in its address
    assert named_proposals(viewer=people.tom, version=clause.version) == {clause.id: "Robin"}
    with pytest.raises(PromiseRefused) as twice:
        propose_as_person(by=people.stranger, part="language", words=ASK_FIRST, now=NOW)
    assert twice.value.code == "stands_already"
    for member in (people.wren, people.femi):
        answer_clause(by=member, clause=clause, agrees=True, now=NOW)
    publish_charter(by=people.priya, now=NOW)
    clause.refresh_from_db()
    assert clause.is_in
    with pytest.raises(CharterRefused) as closed:
        propose_as_person(by=people.ada, part="values", words="One more.", now=NOW)
    assert closed.value.code == "no_draft"


def test_partners_read_her_words_until_she_takes_them_back(people: Standing) -> None:
    clause = CharterClause.objects.all()[0]
    said = make_voice(people, clause, NOW)
    assert make_voice(people, clause, NOW, called="Another") == said
    assert voices_of(viewer=people.femi, version=clause.version) == {clause.id: [Said("Say it to me first.", "Robin")]}
    assert own_voices(viewer=people.ada) == [said]
    with pytest.raises(NotAllowed):
        take_back_remark(by=people.stranger, voice=said, now=NOW)
    taken = take_back_remark(by=people.ada, voice=said, now=NOW)
    assert take_back_remark(by=people.ada, voice=said, now=NOW).taken_back_at == taken.taken_back_at
    assert voices_of(viewer=people.femi, version=clause.version) == {}
    proposed = propose_as_person(by=people.ada, part="values", words=ASK_FIRST, now=NOW)
    with pytest.raises(PromiseRefused) as stays:
        take_back_remark(by=people.ada, voice=proposed, now=NOW)
    assert stays.value.code == "stands_in_draft"


def test_no_member_and_nobody_beside_her_says_it_and_nothing_is_said_to_what_is_fixed(people: Standing) -> None:
    clause = CharterClause.objects.all()[0]
    token = helper_id.set(new_id())
    with pytest.raises(NotAllowed):
        make_voice(people, clause, NOW)
    helper_id.reset(token)
    for wrong in (people.wren, people.priya):
        with pytest.raises(NotAllowed):
            propose_as_person(by=wrong, part="values", words=ASK_FIRST, now=NOW)  # type: ignore[arg-type]
        with pytest.raises(NotAllowed):
            propose_clause_of_people(by=wrong, part="values", words=ASK_FIRST, now=NOW)
    for number in range(MOST_VOICES):
        make_voice(people, clause, NOW, words=f"Thing {number}")
    with pytest.raises(PromiseRefused) as enough:
        make_voice(people, clause, NOW, words="And another.")
    assert enough.value.code == "said_enough"
    with pytest.raises(PromiseRefused) as nothing:
        remark_as_person(by=people.ada, clause=clause, words="  ", now=NOW)
    assert nothing.value.code == "nothing_said"
    assert len(voices_of(viewer=people.femi, version=clause.version)[clause.id]) == MOST_VOICES
    publish_charter(by=people.priya, now=NOW)
    assert voices_of(viewer=people.femi, version=clause.version) == {}  # she could not take them back any more
    assert get_draft_clause(viewer=people.ada, clause_id=clause.id) is None
    with pytest.raises(PromiseRefused) as closed:
        make_voice(people, clause, NOW)
    assert closed.value.code == "draft_closed"


def test_the_database_refuses_each_breach_and_keeps_what_was_said(people: Standing) -> None:
    first, second = CharterClause.objects.all()[:2]

    def voice(**given: object) -> CharterVoice:
        wanted = {"person": people.ada, "clause": first, "words": "Yes.", "said_at": NOW, "is_proposal": False}
        return CharterVoice.objects.create(**(wanted | given))

    breaches = {
        "charter_voice_says": lambda: voice(words=""),
        "charter_voice_proposed_once": lambda: [voice(is_proposal=True) for _ in range(2)],
        "charter_voice_proposal_stands": lambda: voice(is_proposal=True, taken_back_at=NOW),
    }
    for breach in breaches.values():
        with pytest.raises(IntegrityError), transaction.atomic():
            breach()
    voice(clause=second)
    with pytest.raises(DatabaseError), transaction.atomic():
        CharterVoice.objects.update(words="No.")
