"""The partners' charter: written together, fixed when published, signed by who may, taken back with a reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from commonpurse.kernel.errors import NotAllowed
from commonpurse.parties.partners.commands import (
    answer_clause,
    end_spokesperson,
    name_spokesperson,
    open_charter_draft,
    propose_clause,
    publish_charter,
    publish_guidance,
    remark_on_clause,
    sign_charter,
    withdraw_signature,
)
from commonpurse.parties.partners.models import (
    CharterClause,
    CharterSignature,
    CharterVersion,
    ClauseAnswer,
    ClauseRemark,
    Spokesperson,
    StaffGuidance,
)
from commonpurse.parties.partners.queries import (
    changes_since,
    charter_draft,
    clauses_of,
    current_charter,
    draft_headings,
    draft_lines,
    members_to_name,
    spokespeople,
    who_signed,
)
from commonpurse.parties.partners.rules import STARTER, CharterChanged, CharterPart, CharterRefused, ClauseStand
from tests.factories import NOW, TODAY, Standing, standing_people
from tests.parties.partners.chartering import draft_agreed, published, speakers


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def stands(draft: CharterVersion) -> dict[str, ClauseStand]:
    return {one.clause.words: one.stand for heading in draft_headings(draft) for one in heading.clauses}


def signed_by(people: Standing) -> dict[str, int | None]:
    return {one.organisation.name: one.number for one in who_signed(current_charter()) if one.is_current}


# Writing it -----------------------------------------------------------------------------------------------------------


def test_the_first_draft_is_our_starter_text_under_all_six_headings(people: Standing) -> None:
    draft = open_charter_draft(by=people.priya, now=NOW)
    assert [heading.part for heading in draft_headings(draft)] == list(CharterPart)
    assert len(stands(draft)) == len(STARTER)
    assert [(words, line.words) for words, lines in draft_lines(draft) for line in lines] == [
        (heading.words, one.clause.words) for heading in draft_headings(draft) for one in heading.clauses
    ]
    assert open_charter_draft(by=people.administrator, now=NOW) == draft == charter_draft()


def test_a_clause_is_agreed_by_two_organisations_and_nobody_who_wants_other_words(people: Standing) -> None:
    open_charter_draft(by=people.priya, now=NOW)
    clause = propose_clause(by=people.wren, part="values", words=" We say sorry. ", now=NOW)
    draft = clause.version
    assert stands(draft)["We say sorry."] is ClauseStand.OPEN
    answer_clause(by=people.wren, clause=clause, agrees=True, now=NOW)
    assert stands(draft)["We say sorry."] is ClauseStand.OPEN  # one organisation twice is one
    answer_clause(by=people.femi, clause=clause, agrees=True, now=NOW)
    assert stands(draft)["We say sorry."] is ClauseStand.AGREED
    answer_clause(by=people.callum, clause=clause, agrees=False, now=NOW)
    remark_on_clause(by=people.callum, clause=clause, words="To whom?", now=NOW)
    remark_on_clause(by=people.callum, clause=clause, words="To whom?", now=NOW)
    assert stands(draft)["We say sorry."] is ClauseStand.CHANGE
    assert [remark.words for remark in clause.remarks.all()] == ["To whom?"]


def test_other_words_that_are_agreed_take_the_place_of_the_first(people: Standing) -> None:
    draft = draft_agreed(people)
    first = draft.clauses.first()
    assert first is not None
    other = propose_clause(by=people.wren, part="values", words="They come first.", replaces=first, now=NOW)
    assert (other.part, other.key) == (first.part, first.key)
    answer_clause(by=people.callum, clause=other, agrees=True, now=NOW)
    assert stands(draft)[first.words] is ClauseStand.REPLACED
    version = publish_charter(by=people.priya, now=NOW)
    assert "They come first." in [clause.words for clause in clauses_of(version)]
    assert first.words not in [clause.words for clause in clauses_of(version)]


def test_publishing_takes_what_is_agreed_and_fixes_it(people: Standing) -> None:
    open_charter_draft(by=people.priya, now=NOW)
    with pytest.raises(CharterRefused) as nothing:
        publish_charter(by=people.priya, now=NOW)
    assert nothing.value.code == "nothing_agreed"
    draft_agreed(people)
    version = publish_charter(by=people.priya, now=NOW)
    assert (len(clauses_of(version)), current_charter(), charter_draft()) == (len(STARTER) - 1, version, None)
    clause = clauses_of(version)[0]
    for late in (
        lambda: answer_clause(by=people.wren, clause=clause, agrees=False, now=NOW),
        lambda: remark_on_clause(by=people.wren, clause=clause, words="Late.", now=NOW),
        lambda: propose_clause(by=people.wren, part="values", words="Late.", now=NOW),
    ):
        with pytest.raises(CharterRefused) as refused:
            late()
        assert refused.value.code == "no_draft"
    with pytest.raises(DatabaseError), transaction.atomic():
        CharterClause.objects.filter(id=clause.id).update(words="Something else.")
    open_charter_draft(by=people.priya, now=NOW)
    with pytest.raises(CharterRefused) as same:
        publish_charter(by=people.priya, now=NOW)
    assert same.value.code == "nothing_changed"


# Signing it -----------------------------------------------------------------------------------------------------------


def test_a_member_signs_for_their_own_organisation_where_they_may(people: Standing) -> None:
    version = published(people)
    assert sign_charter(by=people.wren, version=version, now=NOW) == sign_charter(
        by=people.wren, version=version, now=NOW
    )
    sign_charter(by=people.priya, version=version, now=NOW)
    with pytest.raises(NotAllowed):
        sign_charter(by=people.ngozi, version=version, now=NOW)
    assert signed_by(people) == {"Harbour Council": 1, "Open Door": 1}


def test_a_version_that_changed_while_it_was_read_is_not_signed(people: Standing) -> None:
    first = published(people)
    draft = open_charter_draft(by=people.priya, now=NOW)
    with pytest.raises(CharterChanged):
        sign_charter(by=people.wren, version=draft, now=NOW)
    new = propose_clause(by=people.wren, part="values", words="We say sorry.", now=NOW)
    answer_clause(by=people.femi, clause=new, agrees=True, now=NOW)
    dropped = draft.clauses.get(number=1)
    answer_clause(by=people.femi, clause=dropped, agrees=False, now=NOW)
    second = publish_charter(by=people.priya, now=NOW)
    with pytest.raises(CharterChanged) as refused:
        sign_charter(by=people.wren, version=first, now=NOW)
    assert "Nothing is signed" in refused.value.message
    assert not CharterSignature.objects.exists()
    changes = changes_since(first, second)
    assert (changes.added, changes.taken_out, changes.reworded) == (("We say sorry.",), (dropped.words,), ())


def test_a_signature_is_taken_back_with_a_reason(people: Standing) -> None:
    version = published(people)
    with pytest.raises(CharterRefused) as nothing:
        withdraw_signature(by=people.wren, reason="Why not.", now=NOW)
    assert nothing.value.code == "not_signed"
    sign_charter(by=people.wren, version=version, now=NOW)
    with pytest.raises(CharterRefused):
        withdraw_signature(by=people.wren, reason=" ", now=NOW)
    with pytest.raises(NotAllowed):
        withdraw_signature(by=people.tom, reason="Not mine.", now=NOW)
    withdraw_signature(by=people.wren, reason="We merged.", now=NOW)
    (open_door,) = (one for one in who_signed(current_charter()) if one.organisation == people.charity)
    assert (open_door.number, open_door.reason, open_door.withdrawn_at) == (None, "We merged.", NOW)
    sign_charter(by=people.wren, version=version, now=NOW)  # and again, later
    assert signed_by(people) == {"Open Door": 1}


def test_each_organisation_publishes_what_it_tells_its_staff(people: Standing) -> None:
    speakers(people)
    publish_guidance(by=people.wren, words="Ring back the same day.", holds_from=TODAY, now=NOW)
    publish_guidance(by=people.wren, words="Ring back the same day.", holds_from=TODAY, now=NOW)
    publish_guidance(by=people.wren, words="Ring back in an hour.", holds_from=TODAY, now=NOW)
    with pytest.raises(NotAllowed):
        publish_guidance(by=people.ngozi, words="Not mine.", holds_from=TODAY, now=NOW)
    (open_door,) = (one for one in who_signed(current_charter()) if one.organisation == people.charity)
    assert open_door.guidance is not None
    assert open_door.guidance.words == "Ring back in an hour."
    assert StaffGuidance.objects.count() == 2


def test_who_speaks_for_an_organisation_is_named_by_who_runs_the_partnership(people: Standing) -> None:
    with pytest.raises(NotAllowed):
        name_spokesperson(by=people.wren, member=people.wren, now=NOW)
    assert people.wren in members_to_name(viewer=people.administrator)
    with pytest.raises(NotAllowed):  # nobody names themselves
        name_spokesperson(by=people.administrator, member=people.administrator, now=NOW)
    named = name_spokesperson(by=people.priya, member=people.wren, now=NOW)
    assert name_spokesperson(by=people.priya, member=people.wren, now=NOW) == named
    assert (spokespeople(), people.wren in members_to_name(viewer=people.administrator)) == ([named], False)
    with pytest.raises(NotAllowed):
        end_spokesperson(by=people.wren, spokesperson=named, now=NOW)
    end_spokesperson(by=people.priya, spokesperson=named, now=NOW)
    with pytest.raises(NotAllowed):
        publish_guidance(by=people.wren, words="Too late.", holds_from=TODAY, now=NOW)


# The database ---------------------------------------------------------------------------------------------------------

Breach = Callable[[Standing, CharterVersion, CharterClause], object]


def clause(version: CharterVersion, **given: object) -> CharterClause:
    wanted = {"key": version.id, "part": "values", "number": 99, "words": "Words.", "proposed_at": NOW} | given
    return CharterClause.objects.create(version=version, **wanted)


BREACHES: dict[str, Breach] = {
    "charter_version_number_once": lambda p, v, c: CharterVersion.objects.create(
        number=1, opened_by=p.priya, opened_at=NOW
    ),
    "charter_version_one_draft": lambda p, v, c: [
        CharterVersion.objects.create(number=number, opened_by=p.priya, opened_at=NOW) for number in (2, 3)
    ],
    "charter_version_published_by": lambda p, v, c: CharterVersion.objects.create(
        number=2, opened_by=p.priya, opened_at=NOW, is_draft=False
    ),
    "charter_clause_part_known": lambda p, v, c: clause(v, part="poems", proposed_by=p.priya),
    "charter_clause_says_something": lambda p, v, c: clause(v, words="", proposed_by=p.priya),
    "charter_clause_number_once": lambda p, v, c: clause(v, number=1, proposed_by=p.priya),
    "charter_clause_in_once": lambda p, v, c: clause(v, key=c.key, is_in=True, proposed_by=p.priya),
    "clause_answer_once": lambda p, v, c: ClauseAnswer.objects.create(
        clause=c, organisation=p.charity, agrees=False, said_by=p.wren, said_at=NOW
    ),
    "clause_remark_says": lambda p, v, c: ClauseRemark.objects.create(clause=c, words="", said_by=p.wren, said_at=NOW),
    "charter_signature_once": lambda p, v, c: CharterSignature.objects.create(
        version=v, organisation=p.charity, signed_by=p.wren, signed_at=NOW
    ),
    "charter_signature_withdrawn_why": lambda p, v, c: CharterSignature.objects.update(
        withdrawn_at=NOW, withdrawn_by=p.wren, reason=""
    ),
    "staff_guidance_says_something": lambda p, v, c: StaffGuidance.objects.create(
        organisation=p.charity, words="", holds_from=TODAY, published_by=p.wren, published_at=NOW
    ),
    "spokesperson_once": lambda p, v, c: Spokesperson.objects.create(member=p.wren, named_by=p.priya, named_at=NOW),
    "spokesperson_ended_by": lambda p, v, c: Spokesperson.objects.create(
        member=p.tom, named_by=p.priya, named_at=NOW, ended_at=NOW
    ),
}


def test_the_database_refuses_each_breach(people: Standing) -> None:
    version = published(people)
    sign_charter(by=people.wren, version=version, now=NOW)
    first = clauses_of(version)[0]
    for breach in BREACHES.values():
        with pytest.raises(IntegrityError), transaction.atomic():
            breach(people, version, first)
