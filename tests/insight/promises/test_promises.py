"""Each way to say whether a promise is kept: one's own word, the one question, what is counted, and a talk to mend it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from commonpurse.insight.promises.commands import (
    answer_promise_question,
    ask_repair_talk,
    note_repair_talk,
    score_promise,
    state_kept,
)
from commonpurse.insight.promises.models import KeptStatement, PeerScore, PersonScore, PromiseQuestion, RepairTalk
from commonpurse.insight.promises.queries import (
    charter_kept,
    clause_kept,
    could_talk,
    get_talk,
    measured,
    peer_question,
    promises_waiting,
    question_for,
    questions_open_to,
    words_of_key,
)
from commonpurse.insight.promises.rules import Keeping, Measure, PromiseRefused
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.helping import helper_id
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.periods import business_date
from commonpurse.parties.partners.commands import sign_charter, withdraw_signature
from commonpurse.parties.partners.models import CharterClause, Member, Organisation
from commonpurse.parties.partners.rules import MONEY_REACHES_PEOPLE, STEPS_BY_THEIR_DAY
from commonpurse.parties.people.commands import add_person
from commonpurse.support.blockages.models import Blockage, RuleInTheWay
from commonpurse.support.plans.commands import move_step
from commonpurse.support.plans.models import PlanEvent, Step
from commonpurse.support.plans.rules import State
from tests.factories import NOW, TODAY, Standing, standing_people
from tests.insight.promises.promising import clauses, day_to_ask, said_by_peers, said_by_people
from tests.parties.partners.chartering import published
from tests.support.plans.making import by_member, make_step, show_plan_to

LAST_MONTH = NOW - timedelta(days=31)


@pytest.fixture
def people(db: None) -> Standing:
    """A charter that three organisations signed, and Wren in touch with Ada."""
    people = standing_people()
    version = published(people)
    for member in (people.wren, people.femi, people.priya):
        sign_charter(by=member, version=version, now=NOW - timedelta(days=3))
    show_plan_to(people, people.wren)
    step = make_step(people, owner=by_member(people.wren), by_when=TODAY)
    move_step(by=people.wren, step=step, to=State.DONE, now=NOW)
    return people


# The one question -----------------------------------------------------------------------------------------------------


def test_a_person_is_asked_of_who_was_in_touch_and_signed_and_nobody_learns_what_she_said(people: Standing) -> None:
    ada, today = people.ada, business_date(NOW)
    (about,) = {one.about for one in questions_open_to(ada, today)}
    assert about == people.charity
    day = day_to_ask(ada.id, today)
    assert question_for(person=ada, today=day) == question_for(person=ada, today=day)
    question = questions_open_to(ada, today)[0]
    asked = answer_promise_question(by=ada, clause=question.clause, about=about, value=2, now=NOW)
    assert (asked.person, asked.is_answered) == (ada, True)
    score = PersonScore.objects.get()
    assert (score.value, score.about, score.month) == (2, about, TODAY.replace(day=1))
    assert {field.name for field in PersonScore._meta.fields} == {"id", "clause_key", "about", "month", "value"}
    assert questions_open_to(ada, today + timedelta(days=27)) == []  # left in peace
    with pytest.raises(PromiseRefused) as twice:
        answer_promise_question(by=ada, clause=question.clause, about=about, value=2, now=NOW)
    assert twice.value.code == "not_asked"


def test_she_need_not_say_and_nobody_says_it_for_her(people: Standing) -> None:
    question = questions_open_to(people.ada, TODAY)[0]
    helping = helper_id.set(people.stranger.id)
    try:
        with pytest.raises(NotAllowed):
            answer_promise_question(by=people.ada, clause=question.clause, about=question.about, value=5, now=NOW)
    finally:
        helper_id.reset(helping)
    answer_promise_question(by=people.ada, clause=question.clause, about=question.about, value=None, now=NOW)
    assert not PersonScore.objects.exists()
    assert not PromiseQuestion.objects.get().is_answered


def test_who_took_the_signature_back_is_asked_about_by_nobody(people: Standing) -> None:
    withdraw_signature(by=people.wren, reason="We merged.", now=NOW)
    assert questions_open_to(people.ada, TODAY) == []


def test_a_member_has_one_question_a_week_of_a_partner_they_work_with(people: Standing) -> None:
    assert peer_question(viewer=people.wren, today=TODAY) is None  # nobody else works with hers
    question = peer_question(viewer=people.priya, today=TODAY)  # who runs it works with all
    assert question is not None
    other = next(one for one in clauses() if one != question.clause)
    with pytest.raises(PromiseRefused) as another:
        score_promise(by=people.priya, clause=other, about=question.about, value=1, now=NOW)
    assert another.value.code == "not_asked"
    with pytest.raises(PromiseRefused):
        score_promise(by=people.priya, clause=question.clause, about=question.about, value=0, now=NOW)
    score_promise(by=people.priya, clause=question.clause, about=question.about, value=1, now=NOW)
    assert peer_question(viewer=people.priya, today=TODAY) is None
    score_promise(by=people.priya, clause=question.clause, about=question.about, value=4, now=NOW)  # thought again
    assert PeerScore.objects.get().value == 4
    assert peer_question(viewer=people.priya, today=TODAY + timedelta(days=7)) not in (None, question)
    with pytest.raises(NotAllowed):
        score_promise(by=people.ada, clause=question.clause, about=question.about, value=1, now=NOW)  # type: ignore[arg-type]


# What is read of it ---------------------------------------------------------------------------------------------------


def test_each_clause_says_whether_it_is_kept_and_one_partner_alone_reads_of_itself(people: Standing) -> None:
    first, second = clauses()[:2]
    day = business_date(LAST_MONTH)
    said_by_people(first, people.charity, day, 5, 5, 4, 4, 5)
    said_by_people(second, people.charity, day, 1, 2, 2, 1, 2)
    said_by_people(second, people.femi.organisation, day, 1, 1, 2, 2, 1)
    said_by_people(first, people.charity, TODAY, 1, 1, 1, 1, 1)  # this month is not over
    said_by_peers(first, people.charity, LAST_MONTH, {people.priya: 1, people.femi: 1})
    kept = charter_kept(viewer=people.callum, today=TODAY)
    assert kept is not None
    of = {one.clause: one for _, each in kept.headings for one in each}
    people_say = {clause: one.people.keeping if one.people else None for clause, one in of.items()}
    assert (people_say[first], people_say[second], people_say[clauses()[2]]) == (Keeping.KEPT, Keeping.NOT, None)
    assert (of[first].peers, of[second].is_low) == (None, True)
    assert [kept.count(each) for each in (Keeping.KEPT, Keeping.NOT)] == [1, 1]
    own = clause_kept(viewer=people.wren, clause_id=second.id, today=TODAY)
    funders = clause_kept(viewer=people.callum, clause_id=second.id, today=TODAY)
    assert own is not None
    assert funders is not None
    assert (own.people[-1].count, own.own.people[-1].count, own.own.is_low) == (10, 5, True)
    assert not any(one.is_told for one in funders.own.people)
    assert charter_kept(viewer=people.ada, today=TODAY) is None  # type: ignore[arg-type]


def test_what_can_be_counted_is_counted_by_partner_and_not_below_five_people(people: Standing) -> None:
    due = next(one for one in clauses() if one.words == STEPS_BY_THEIR_DAY)
    page = clause_kept(viewer=people.callum, clause_id=due.id, today=TODAY + timedelta(days=31))
    assert page is not None
    assert page.measured is not None
    assert (page.measured.measure, page.measured.percent) == (Measure.STEPS, None)
    assert page.measured.organisations == ((people.charity.name, None),)  # one person alone is behind it
    for measure in Measure:
        assert measured(measure, TODAY).percent is None, measure
    released = next(one for one in clauses() if one.words == MONEY_REACHES_PEOPLE)
    page = clause_kept(viewer=people.callum, clause_id=released.id, today=TODAY)
    assert page is not None
    assert page.measured is not None
    assert page.measured.measure is Measure.RELEASED


def test_a_step_counts_as_kept_only_when_it_was_done_by_its_day(people: Standing) -> None:
    """Five people each with a step that was done on its day, one day late, or not at all."""
    due = business_date(LAST_MONTH)
    for number in range(5):
        person = add_person(by=people.priya, called_by=f"Person {number}", now=LAST_MONTH)
        for done_at in (LAST_MONTH, LAST_MONTH + timedelta(days=1), None):
            step = Step.objects.create(
                person=person,
                what="Ring",
                by_when=due,
                owner_kind="member",
                owner_member=people.wren,
                state=State.DONE if done_at else State.OPEN,
                written_by_person=person,
                written_at=LAST_MONTH,
                answered_at=LAST_MONTH,
                is_accepted=True,
                answer="",
            )
            if done_at:
                PlanEvent.objects.create(
                    person=person, step=step, kind="done", happened_at=done_at, done_by_member=people.wren
                )
    found = measured(Measure.STEPS, TODAY)
    assert (found.percent, found.organisations) == (33, ((people.charity.name, 33),))
    assert found.until == due.replace(day=31)


def test_what_stood_in_the_way_counts_as_moved_only_by_the_day_that_was_asked(people: Standing) -> None:
    """Five people each with one that was bent on its day, and one that nobody answered."""
    due = business_date(LAST_MONTH)
    rule = RuleInTheWay.objects.create(words="ID", folded="id", named_at=LAST_MONTH, named_by=people.wren)
    bent = {"outcome": "flexed", "reason": "", "rule": rule, "decided_at": LAST_MONTH, "decided_by": people.wren}
    for number in range(5):
        person = add_person(by=people.priya, called_by=f"Person {number}", now=LAST_MONTH)
        for answer in (bent, {}):
            Blockage.objects.create(
                person=person,
                words="They want an ID.",
                asked_organisation=people.council,
                answer_by=due,
                raised_at=LAST_MONTH,
                raised_by_person=person,
                **answer,
            )
    found = measured(Measure.BLOCKAGES, TODAY)
    assert (found.percent, found.organisations) == (50, ((people.council.name, 50),))


# One's own word, and a talk to mend it ---------------------------------------------------------------------------------


def test_a_partner_says_in_its_own_words_how_it_keeps_a_clause(people: Standing) -> None:
    first = clauses()[0]
    state_kept(by=people.wren, clause=first, words=" We ask first. ", now=NOW)
    state_kept(by=people.wren, clause=first, words="We ask first.", now=NOW)
    state_kept(by=people.wren, clause=first, words="We ask first, always.", now=NOW)
    with pytest.raises(NotAllowed):
        state_kept(by=people.ngozi, clause=first, words="Not mine to say.", now=NOW)
    left_behind = CharterClause.objects.get(is_in=False)
    with pytest.raises(PromiseRefused) as refused:
        state_kept(by=people.wren, clause=left_behind, words="We do.", now=NOW)
    assert refused.value.code == "not_in_charter"
    page = clause_kept(viewer=people.callum, clause_id=first.id, today=TODAY)
    assert page is not None
    assert [one.words for one in page.statements] == ["We ask first, always."]
    assert KeptStatement.objects.count() == 2


def test_two_partners_sit_down_and_alone_read_what_they_made_of_it(people: Standing) -> None:
    first = clauses()[0]
    with pytest.raises(PromiseRefused) as alone:
        ask_repair_talk(by=people.priya, clause=first, about=people.council, talk_on=TODAY, now=NOW)
    assert alone.value.code == "own_talk"
    with pytest.raises(NotAllowed):
        ask_repair_talk(by=people.tom, clause=first, about=people.charity, talk_on=TODAY, now=NOW)
    talk = ask_repair_talk(by=people.priya, clause=first, about=people.charity, talk_on=TODAY, now=NOW)
    assert ask_repair_talk(by=people.priya, clause=first, about=people.charity, talk_on=TODAY, now=NOW) == talk
    with pytest.raises(NotAllowed):
        note_repair_talk(by=people.femi, talk=talk, notes="Not in it.", now=NOW)
    note_repair_talk(by=people.wren, talk=talk, notes="From May on we ring on Mondays.", now=NOW)
    with pytest.raises(PromiseRefused) as twice:
        note_repair_talk(by=people.priya, talk=talk, notes="Or Tuesdays.", now=NOW)
    assert twice.value.code == "talk_noted"
    assert (get_talk(viewer=people.priya, talk_id=talk.id), get_talk(viewer=people.femi, talk_id=talk.id)) == (
        talk,
        None,
    )
    page = clause_kept(viewer=people.callum, clause_id=first.id, today=TODAY)
    assert page is not None
    assert [(one.notes, one.reads_notes) for one in page.talks] == [("", False)]
    assert words_of_key(talk.clause_key) == first.words


def test_what_is_low_waits_for_who_is_responsible_until_a_talk_has_a_day(people: Standing) -> None:
    first, second = clauses()[:2]
    for about in (people.charity, people.femi.organisation):
        said_by_people(second, about, business_date(LAST_MONTH), 1, 2, 2, 1, 2)
    said_by_people(first, people.charity, business_date(LAST_MONTH), 5, 5, 4, 4, 5)

    def waits(member: Member, today: date = TODAY) -> tuple[list[CharterClause], list[RepairTalk]]:
        found = promises_waiting(viewer=member, today=today)
        return list(found.to_mend), list(found.to_note)

    assert waits(people.wren) == waits(people.femi) == waits(people.priya) == ([second], [])
    assert waits(people.callum) == waits(people.tom) == ([], [])  # nothing is said of his, and Tom speaks for nobody
    talk = ask_repair_talk(by=people.wren, clause=second, about=people.femi.organisation, talk_on=TODAY, now=NOW)
    assert waits(people.wren) == waits(people.femi) == ([], [talk])
    assert waits(people.priya) == ([], [])
    note_repair_talk(by=people.femi, talk=talk, notes="We begin on Monday.", now=NOW)
    assert waits(people.wren) == ([second], [])


def test_one_asks_those_who_signed_and_are_here(people: Standing) -> None:
    def offered() -> set[Organisation]:
        return set(could_talk(viewer=people.priya, today=TODAY))

    shelter = people.femi.organisation
    assert offered() == {people.charity, shelter}
    withdraw_signature(by=people.femi, reason="We cannot.", now=NOW)
    assert offered() == {people.charity}
    with pytest.raises(PromiseRefused) as refused:
        ask_repair_talk(by=people.priya, clause=clauses()[0], about=shelter, talk_on=TODAY, now=NOW)
    assert refused.value.code == "not_signed"
    Organisation.objects.filter(id=people.charity.id).update(left_on=TODAY)
    assert offered() == set()


# The database ---------------------------------------------------------------------------------------------------------

Breach = Callable[[Standing], object]


def peer_score(p: Standing, **given: object) -> PeerScore:
    wanted = {"about": p.charity, "given_by": p.priya, "given_for": p.council, "half": TODAY, "value": 3}
    return PeerScore.objects.create(**({"clause_key": p.council.id, "given_at": NOW} | wanted | given))


def question(p: Standing) -> PromiseQuestion:
    return PromiseQuestion.objects.create(
        person=p.ada, clause_key=p.council.id, about=p.charity, half=TODAY, asked_on=TODAY, is_answered=False
    )


def talk(p: Standing, **given: object) -> RepairTalk:
    wanted = {"about": p.charity, "asked_for": p.council, "asked_by": p.priya, "talk_on": TODAY}
    return RepairTalk.objects.create(**({"clause_key": new_id(), "asked_at": NOW} | wanted | given))


BREACHES: dict[str, Breach] = {
    "kept_statement_says": lambda p: KeptStatement.objects.create(
        clause_key=new_id(), organisation=p.charity, words="", said_by=p.wren, said_at=NOW
    ),
    "peer_score_once": lambda p: [peer_score(p) for _ in range(2)],
    "peer_score_in_range": lambda p: peer_score(p, value=6),
    "peer_score_of_another": lambda p: peer_score(p, about=p.council),
    "promise_question_once": lambda p: [question(p) for _ in range(2)],
    "person_score_in_range": lambda p: PersonScore.objects.create(
        clause_key=new_id(), about=p.charity, month=TODAY, value=0
    ),
    "repair_talk_of_two": lambda p: talk(p, about=p.council),
    "repair_talk_noted_by": lambda p: talk(p, notes="Said.", noted_at=NOW),
}


def test_the_database_refuses_each_breach_and_keeps_what_was_said(people: Standing) -> None:
    for breach in BREACHES.values():
        with pytest.raises(IntegrityError), transaction.atomic():
            breach(people)
    said_by_people(clauses()[0], people.charity, TODAY, 5)
    with pytest.raises(DatabaseError), transaction.atomic():
        PersonScore.objects.update(value=1)
    state_kept(by=people.wren, clause=clauses()[0], words="We do.", now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        KeptStatement.objects.update(words="We never said so.")
