"""Coming in: a referral that comes with an offer, what the meeting reads and decides, the same person twice."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed
from commonpurse.parties.consent.models import LawfulBasis
from commonpurse.parties.partners.commands import name_to_group
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.rules import Group
from commonpurse.parties.people.commands import NoLawfulBasis, raise_wall
from commonpurse.parties.people.models import Person, Support
from commonpurse.rights.retention.commands import run_retention
from commonpurse.support.plans.commands import answer_proposal
from commonpurse.support.plans.models import Coordinator, Step
from commonpurse.support.plans.rules import PlanRefused
from commonpurse.support.referrals.commands import (
    Agreed,
    accept_referral,
    answer_same,
    decline_referral,
    hand_on_answers,
    list_referral,
    open_name,
    revoke_referral,
)
from commonpurse.support.referrals.models import CaseloadDecision, EqualityAnswer, NameOpening, Referral, SameAnswer
from commonpurse.support.referrals.queries import (
    MaybeSame,
    agenda_of,
    could_coordinate_newly,
    equality_check,
    get_referral,
    maybe_the_same,
    referrals_by,
    referrals_of,
)
from commonpurse.support.referrals.rules import KEPT_AFTER_NO, NAME_OPEN_FOR, Question, ReferralRefused, State
from tests.factories import EVERYTHING, NOW, TODAY, Standing
from tests.support.plans.making import show_plan_to
from tests.support.referrals.making import make_referral

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NEXT_MONTH = NOW + timedelta(days=30)


def code_of(excinfo: Any) -> str:
    return str(excinfo.value.code)


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"what": " "}, "offer_needed", "what"),
        ({"by_when": None}, "offer_needed", "by_when"),
        ({"by_when": TODAY - DAY}, "offer_needed", "by_when"),
        ({"strengths": ""}, "words_needed", "strengths"),
        ({"hopes": ""}, "words_needed", "hopes"),
        ({"name": ""}, "words_needed", "name"),
        ({"summary": "Brook sleeps by the river"}, "summary_names", "summary"),
        ({"stands_on": None}, "ground_needed", "ground"),
        ({"stands_on": Agreed("", TODAY, "Yes")}, "agreed_how", "explained"),
        ({"stands_on": Agreed("spoken", TODAY + DAY, "Yes")}, "agreed_how", "agreed_on"),
        ({"stands_on": Agreed("spoken", TODAY, "")}, "agreed_how", "wording"),
    ],
)
def test_a_referral_without_an_offer_or_a_ground_is_refused(
    people: Standing, given: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(ReferralRefused) as refused:
        make_referral(people, **given)
    assert (code_of(refused), refused.value.field) == (code, field)
    assert not Referral.objects.exists()


def found_like(people: Standing, referral: Referral) -> list[MaybeSame]:
    """Who might be the same, once Priya has opened the name."""
    open_name(by=people.priya, referral=referral, why="To see if she is here", now=NOW)
    found = maybe_the_same(viewer=people.priya, referral=referral, now=NOW)
    assert found is not None
    return found


def test_it_stands_on_a_basis_of_their_own_organisation_alone(people: Standing) -> None:
    own = LawfulBasis.objects.get(organisation=people.wren.organisation_id)
    assert make_referral(people, stands_on=own).lawful_basis == own
    another = LawfulBasis.objects.exclude(organisation=people.wren.organisation_id).first()
    with pytest.raises(ReferralRefused):
        make_referral(people, stands_on=another, name="Ida Moor")
    LawfulBasis.objects.filter(id=own.id).update(ended_at=NOW, ended_by=people.priya)
    with pytest.raises(NoLawfulBasis):
        make_referral(people, name="Ida Moor")


def test_the_same_referral_twice_is_one_and_makes_nobody_a_person(people: Standing) -> None:
    before = Person.objects.count()
    assert make_referral(people) == make_referral(people)
    assert Person.objects.count() == before
    for member in (people.ngozi, people.callum):
        with pytest.raises(NotAllowed):
            make_referral(people, by=member)
    with pytest.raises(NotAllowed):  # Femi does not know Ada
        make_referral(people, by=people.femi, person=people.ada)


def test_the_name_is_for_who_referred_and_opened_by_who_decides(people: Standing) -> None:
    referral = make_referral(people)
    assert get_referral(viewer=people.wren, referral_id=referral.id, now=NOW).name == "Nell Brook"
    shown = get_referral(viewer=people.priya, referral_id=referral.id, now=NOW)
    assert (shown.name, shown.born) == ("", None)
    for member in (people.femi, people.ngozi):
        assert get_referral(viewer=member, referral_id=referral.id, now=NOW) is None
    for gate in (
        lambda: agenda_of(viewer=people.wren),
        lambda: open_name(by=people.wren, referral=referral, why="x", now=NOW),
        lambda: equality_check(viewer=people.wren, now=NOW),
        lambda: maybe_the_same(viewer=people.wren, referral=referral, now=NOW),
        lambda: accept_referral(by=people.wren, referral=referral, reason="x", now=NOW),
        lambda: hand_on_answers(by=people.priya, referral=referral, answers={}, now=NOW),
        lambda: referrals_by(viewer=people.callum),
    ):
        with pytest.raises(NotAllowed):
            gate()
    (row,) = agenda_of(viewer=people.priya).waiting
    assert {"name", "date_of_birth"} <= row.get_deferred_fields()
    with pytest.raises(ReferralRefused):
        open_name(by=people.priya, referral=referral, why=" ", now=NOW)
    why = "To see if she is here"
    opened = open_name(by=people.priya, referral=referral, why=why, now=NOW)
    assert (opened, opened.why) == (open_name(by=people.priya, referral=referral, why=why, now=NOW), why)
    assert get_referral(viewer=people.priya, referral_id=referral.id, now=NOW).name == "Nell Brook"
    later = NOW + NAME_OPEN_FOR
    assert get_referral(viewer=people.priya, referral_id=referral.id, now=later).name == ""
    (event,) = AuditEvent.objects.filter(event_type="referral_name_opened", actor_id=people.priya.id)
    assert why not in str(event.facts)
    nell = accept_referral(by=people.priya, referral=referral, reason="Yes.", now=NOW).person
    (own,) = referrals_of(viewer=nell, person=nell)
    assert [(one.member, one.why) for one in own.openings] == [(people.priya, why)]
    assert referrals_of(viewer=people.ada, person=nell) is None


def test_the_agenda_begins_with_the_oldest_and_the_list_says_place_and_since_when(people: Standing) -> None:
    young = make_referral(people, name="Ida Moor", now=NOW + DAY)
    old = make_referral(people, now=NOW)
    assert agenda_of(viewer=people.priya).waiting == [old, young]
    list_referral(by=people.priya, referral=young, reason="Full.", now=NOW + DAY)
    list_referral(by=people.priya, referral=old, reason="Full.", now=NOW + 2 * DAY)
    agenda = agenda_of(viewer=people.priya)
    assert (agenda.waiting, agenda.listed) == ([], [young, old])
    assert [(one.code, place) for one, place in referrals_by(viewer=people.wren)] == [(young.code, 1), (old.code, 2)]
    shown = get_referral(viewer=people.wren, referral_id=old.id, now=NOW)
    assert (shown.place, shown.referral.listed_at) == (2, NOW + 2 * DAY)


def test_accepted_she_is_a_person_with_a_coordinator_named_and_the_offer_waits_for_her_yes(people: Standing) -> None:
    referral = make_referral(people, by=people.femi)
    assert (people.wren, 0) in [(one.member, one.caseload) for one in could_coordinate_newly()]
    done = accept_referral(by=people.priya, referral=referral, reason="Yes.", coordinator=people.wren, now=NOW)
    nell = done.person
    assert (nell.called_by, nell.date_of_birth, done.state) == ("Nell Brook", date(1984, 3, 9), State.ACCEPTED)
    assert Support.objects.get(person=nell).member == people.wren
    assert Coordinator.objects.get(person=nell).answered_at is None
    step = Step.objects.get(person=nell)
    assert (step.what, step.owner_member, step.waits) == (referral.what, people.femi, True)
    with pytest.raises(PlanRefused) as refused:  # who is to do it must see it: she shows them her plan first
        answer_proposal(by=nell, proposal=step, is_yes=True, now=NOW)
    assert code_of(refused) == "owner_sees_nothing"
    assert accept_referral(by=people.priya, referral=referral, reason="Yes.", now=NOW) == done
    assert CaseloadDecision.objects.filter(referral=referral).count() == 1
    with pytest.raises(ReferralRefused):
        decline_referral(by=people.priya, referral=referral, reason="No.", instead="We ring.", now=NOW)


def test_somebody_who_is_here_is_linked_and_her_yes_makes_the_offer_count(people: Standing) -> None:
    before = Person.objects.count()
    referral = make_referral(people, person=people.ada)
    assert found_like(people, referral) == []
    with pytest.raises(ReferralRefused) as refused:  # what Wren may see of Ada is for Ada to say
        accept_referral(
            by=people.priya, referral=referral, reason="Y", coordinator=people.wren, told=EVERYTHING, now=NOW
        )
    assert code_of(refused) == "works_with_them"
    accept_referral(by=people.priya, referral=referral, reason="Yes.", now=NOW)
    assert Person.objects.count() == before
    show_plan_to(people, people.wren)
    step = Step.objects.get(person=people.ada, what=referral.what)
    assert answer_proposal(by=people.ada, proposal=step, is_yes=True, now=NOW).is_accepted


def test_a_no_says_why_and_what_instead_and_is_erased_after_its_time(people: Standing) -> None:
    referral = make_referral(people)
    hand_on_answers(by=people.wren, referral=referral, answers={Question.GENDER: "woman"}, now=NOW)
    for reason, instead in (("", "We ring."), ("Full.", "")):
        with pytest.raises(ReferralRefused):
            decline_referral(by=people.priya, referral=referral, reason=reason, instead=instead, now=NOW)
    decline_referral(by=people.priya, referral=referral, reason="Elsewhere.", instead="We ring.", now=NOW)
    kept = make_referral(people, name="Ida Moor")
    assert run_retention(by=people.priya, now=NOW + KEPT_AFTER_NO)["declined_referrals"] == 0
    later = NOW + KEPT_AFTER_NO + timedelta(seconds=1)
    assert run_retention(by=people.priya, now=later, is_trial=True)["declined_referrals"] == 1
    assert run_retention(by=people.priya, now=later)["declined_referrals"] == 1
    assert list(Referral.objects.all()) == [kept]
    assert not EqualityAnswer.objects.exists()


def test_it_is_taken_back_by_who_referred_while_it_is_open_and_then_by_the_meeting_alone(people: Standing) -> None:
    referral = make_referral(people)
    with pytest.raises(NotAllowed):
        revoke_referral(by=people.femi, referral=referral, reason="x", now=NOW)
    taken = revoke_referral(by=people.wren, referral=referral, reason="She does not want it any more.", now=NOW)
    assert (taken.state, taken.closed_at) == (State.REVOKED, NOW)
    accepted = accept_referral(by=people.priya, referral=make_referral(people, person=people.ada), reason="Y", now=NOW)
    with pytest.raises(NotAllowed):
        revoke_referral(by=people.wren, referral=accepted, reason="x", now=NOW)
    back = revoke_referral(by=people.priya, referral=accepted, reason="A mistake.", now=NOW)
    assert (back.closed_at, back.person) == (None, people.ada)
    assert Support.objects.filter(person=people.ada, member=people.wren, ends_on=None).exists()


def test_the_same_person_under_two_names_is_shown_decided_by_somebody_and_never_merged(people: Standing) -> None:
    first = make_referral(people, by=people.femi)
    second = make_referral(people, name="Brook, Nel", date_of_birth=date(1984, 9, 3))  # day and month turned
    make_referral(people, name="Nell Brook", date_of_birth=date(1990, 1, 1))  # another one of the same name
    (one,) = found_like(people, second)
    assert (one.code, one.is_same) == (first.code, None)
    with pytest.raises(ReferralRefused) as refused:
        accept_referral(by=people.priya, referral=second, reason="Yes.", now=NOW)
    assert code_of(refused) == "maybe_the_same"
    answer_same(by=people.priya, referral=second, other_key=first.id, is_same=True, now=NOW)
    with pytest.raises(ReferralRefused):  # from the other side too it is answered
        answer_same(by=people.priya, referral=first, other_key=second.id, is_same=False, now=NOW)
    nell = accept_referral(by=people.priya, referral=first, reason="Yes.", now=NOW).person
    before = Person.objects.count()
    (person_now,) = found_like(people, second)
    answer_same(by=people.priya, referral=second, other_key=person_now.key, is_same=True, now=NOW)
    assert accept_referral(by=people.priya, referral=second, reason="Both offer.", now=NOW).person == nell
    assert Person.objects.count() == before
    assert Step.objects.filter(person=nell).count() == 2  # each stays with their offer
    assert set(SameAnswer.objects.values_list("person", flat=True)) == {nell.id}


def test_a_name_in_another_referral_is_read_with_a_reason_that_stays_with_it(people: Standing) -> None:
    other = make_referral(people, by=people.femi)
    back = make_referral(people, name="Nel Brook")
    revoke_referral(by=people.wren, referral=back, reason="She does not want it.", now=NOW)
    no = make_referral(people, name="Nel Brooks")
    decline_referral(by=people.priya, referral=no, reason="Has a plan.", instead="We rang her.", now=NOW)
    mine = make_referral(people, by=people.priya)  # she referred, and so has this name; not the others

    def codes(now: datetime) -> list[str] | None:
        found = maybe_the_same(viewer=people.priya, referral=mine, now=now)
        return None if found is None else [one.code for one in found]

    assert codes(NOW) is None
    for _again in range(2):
        open_name(by=people.priya, referral=mine, why="Two of one name", now=NOW)
    assert codes(NOW) == [other.code]
    kept = NameOpening.objects.values_list("referral", "member", "why")
    assert set(kept) == {(one.id, people.priya.id, "Two of one name") for one in (mine, other)}
    assert len(kept) == 2
    assert codes(NOW + NAME_OPEN_FOR) is None
    later = make_referral(people, by=people.femi, what="Ring them")  # put forward while the others are open
    assert codes(NOW) is None
    open_name(by=people.priya, referral=mine, why="Two of one name", now=NOW)
    assert codes(NOW) == [other.code, later.code]


def test_no_place_tells_of_somebody_behind_a_wall(people: Standing) -> None:
    hidden, mine = make_referral(people, by=people.femi, name="Tom"), make_referral(people, by=people.priya)
    Referral.objects.filter(id=hidden.id).update(person=people.ada)
    name_to_group(by=people.priya, group=Group.CASELOAD, member=people.femi, now=NOW)
    with_her = [Member.objects.get(id=people.femi.id)]
    for hours, each in enumerate((hidden, mine)):
        later = NOW + timedelta(hours=hours)
        list_referral(by=people.priya, referral=each, reason="Full.", together=with_her, now=later)

    def places() -> tuple[int | None, int | None]:
        ((_mine, place),) = referrals_by(viewer=people.priya)
        return place, get_referral(viewer=people.priya, referral_id=mine.id, now=NOW).place

    assert places() == (2, 2)
    raise_wall(by=people.ada, person=people.ada, member=people.priya, bond="landlord", now=NOW)
    assert places() == (1, 1)


def test_what_is_counted_stands_still_until_the_month_is_over(people: Standing) -> None:
    early = make_referral(people, now=NOW - 20 * DAY)
    hand_on_answers(by=people.wren, referral=early, answers={Question.GENDER: "man"}, now=NOW)
    before = equality_check(viewer=people.priya, now=NOW)
    assert (before.starts_on, before.ends_on) == (date(2026, 1, 1), date(2026, 6, 1))
    assert (before.put_forward, before.chosen) == (1, 0)
    make_referral(people, name="Ida Moor")
    accept_referral(by=people.priya, referral=early, reason="Yes.", now=NOW + DAY)
    assert equality_check(viewer=people.priya, now=NOW + 2 * DAY) == before
    after = equality_check(viewer=people.priya, now=NEXT_MONTH)
    assert (after.put_forward, after.chosen) == (2, 1)


def test_who_is_kept_away_reads_decides_and_finds_nothing_of_it(people: Standing) -> None:
    referral = make_referral(people, person=people.ada)
    by_name = make_referral(people, name=people.ada.called_by, date_of_birth=people.ada.date_of_birth)
    raise_wall(by=people.ada, person=people.ada, member=people.priya, bond="landlord", now=NOW)
    assert get_referral(viewer=people.priya, referral_id=referral.id, now=NOW) is None
    assert referral not in agenda_of(viewer=people.priya).waiting
    assert people.ada.id not in {one.key for one in found_like(people, by_name)}
    with pytest.raises(NotAllowed):
        accept_referral(by=people.priya, referral=referral, reason="Yes.", now=NOW)


def test_equality_answers_are_counted_and_an_unknown_one_is_refused(people: Standing) -> None:
    referral = make_referral(people)
    with pytest.raises(ReferralRefused):
        hand_on_answers(by=people.wren, referral=referral, answers={Question.GENDER: "x"}, now=NOW)
    hand_on_answers(by=people.wren, referral=referral, answers={Question.GENDER: "man"}, now=NOW)
    check = equality_check(viewer=people.priya, now=NEXT_MONTH)
    assert (check.put_forward, check.chosen) == (1, 0)
    assert all(row.put_forward is None and row.chosen is None for _, rows in check.questions for row in rows)
    assert hand_on_answers(by=people.wren, referral=referral, answers={}, now=NOW) is None
    assert not EqualityAnswer.objects.exists()
