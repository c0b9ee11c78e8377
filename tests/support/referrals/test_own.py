"""Asking oneself, family that asks, a yes that goes away in mid-meeting, and answers that are hers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.models import News
from commonpurse.parties.consent.models import LawfulBasis
from commonpurse.parties.people.commands import add_person_name
from commonpurse.support.plans.models import Step
from commonpurse.support.referrals.commands import (
    accept_referral,
    ask_to_be_part,
    decline_referral,
    give_own_answers,
    hand_on_answers,
    list_referral,
    open_name,
    revoke_referral,
)
from commonpurse.support.referrals.models import CaseloadDecision, EqualityAnswer, Referral
from commonpurse.support.referrals.queries import (
    equality_check,
    get_referral,
    own_answers,
    own_referral,
    referrals_of,
)
from commonpurse.support.referrals.rules import (
    NEWS_REFERRAL_DECIDED,
    QUESTION_WORDS,
    Question,
    ReferralRefused,
    State,
    Whose,
)
from tests.factories import NOW, TODAY, Standing
from tests.support.referrals.making import make_referral

pytestmark = pytest.mark.django_db
DISABLED = QUESTION_WORDS[Question.DISABLED]


def asks(people: Standing, **given: Any) -> Referral:
    wanted: dict[str, Any] = {
        "by": people.ada,
        "strengths": "I listen.",
        "hopes": "One person to ask.",
        "summary": "I tell it new at each desk.",
        "what": "Write down whom I see",
        "by_when": TODAY + timedelta(days=5),
        "wording": "The group may read it.",
        "now": NOW,
    }
    return ask_to_be_part(**(wanted | given))


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"what": ""}, "offer_needed"),
        ({"by_when": TODAY - timedelta(days=1)}, "offer_needed"),
        ({"hopes": " "}, "words_needed"),
        ({"wording": ""}, "agreed_how"),
        ({"summary": "Ada needs somebody"}, "summary_names"),
    ],
)
def test_who_asks_herself_says_the_same_and_is_refused_as_kindly(
    people: Standing, given: dict[str, Any], code: str
) -> None:
    with pytest.raises(ReferralRefused) as refused:
        asks(people, **given)
    assert refused.value.code == code
    with pytest.raises(NotAllowed):
        asks(people, by=people.wren)


def test_no_other_name_of_hers_stands_in_what_the_meeting_reads(people: Standing) -> None:
    add_person_name(by=people.wren, person=people.ada, name="Adaline Brook", used_for="before", now=NOW)
    with pytest.raises(ReferralRefused) as refused:
        asks(people, summary="Brook needs somebody")
    assert refused.value.code == "summary_names"


def test_she_asks_once_is_told_of_the_answer_and_what_she_offered_is_her_own_step(people: Standing) -> None:
    asked = asks(people)
    assert asks(people) == asked
    assert (asked.whose, asked.person, asked.referred_by) == (Whose.HERSELF, people.ada, None)
    with pytest.raises(ReferralRefused) as refused:
        asks(people, what="Something else")
    assert refused.value.code == "asked_already"
    list_referral(by=people.priya, referral=asked, reason="Full.", now=NOW)
    (own,) = referrals_of(viewer=people.ada, person=people.ada) or []
    assert (own.place, own.may_take_back) == (1, True)
    accept_referral(by=people.priya, referral=asked, reason="Yes.", now=NOW + timedelta(hours=1))
    step = Step.objects.get(person=people.ada, what="Write down whom I see")
    assert (step.is_accepted, step.owner_kind, step.written_by_person) == (True, "me", people.ada)
    assert News.objects.filter(recipient_id=people.ada.id, kind=NEWS_REFERRAL_DECIDED).exists()
    with pytest.raises(ReferralRefused):
        asks(people, what="Again")


def test_family_asks_through_a_member_and_does_what_it_offers(people: Standing) -> None:
    with pytest.raises(ReferralRefused):
        make_referral(people, family=" ")
    referral = make_referral(people, person=people.ada, family="Her sister")
    assert (referral.whose, referral.family, referral.referred_by) == (Whose.FAMILY, "Her sister", people.wren)
    accept_referral(by=people.priya, referral=referral, reason="Yes.", now=NOW)
    step = Step.objects.get(person=people.ada, what=referral.what)
    assert (step.waits, step.owner_kind, step.friend_name) == (True, "friend", "Her sister")


def test_a_yes_that_she_takes_back_in_mid_meeting_stops_every_decision_and_hides_what_she_said(
    people: Standing,
) -> None:
    referral = make_referral(people, person=people.ada)
    read = get_referral(viewer=people.priya, referral_id=referral.id, now=NOW)
    assert read is not None
    assert own_referral(viewer=people.ada, referral_id=make_referral(people).id) is None
    taken = revoke_referral(by=people.ada, referral=referral, now=NOW)
    assert (taken.state, taken.closed_at) == (State.REVOKED, NOW)
    decide = {"by": people.priya, "referral": read.referral, "now": NOW}
    for act in (
        lambda: accept_referral(**decide, reason="Yes."),
        lambda: list_referral(**decide, reason="Full."),
        lambda: decline_referral(**decide, reason="No.", instead="We ring."),
        lambda: open_name(**decide, why="To see"),
    ):
        with pytest.raises(ReferralRefused) as refused:
            act()
        assert refused.value.code == "taken_back_meanwhile"
        assert "taken back in the meantime" in str(refused.value)
    after = get_referral(viewer=people.priya, referral_id=referral.id, now=NOW)
    assert after is not None
    assert not after.is_told
    decision = CaseloadDecision.objects.get(referral=referral)
    assert (decision.is_by_person, decision.decided_by, decision.reason) == (True, None, "")
    again = asks(people)
    accept_referral(by=people.priya, referral=again, reason="Yes.", now=NOW)
    for read_as in (again, Referral.objects.get(id=again.id)):  # she read it while it was open, or sends it again
        with pytest.raises(ReferralRefused) as refused:
            revoke_referral(by=people.ada, referral=read_as, now=NOW)
        assert refused.value.code == "moved_meanwhile"


def test_a_basis_that_ended_in_mid_meeting_carries_no_yes(people: Standing) -> None:
    basis = LawfulBasis.objects.get(organisation=people.wren.organisation_id)
    referral = make_referral(people, stands_on=basis)
    LawfulBasis.objects.filter(id=basis.id).update(ended_at=NOW, ended_by=people.priya)
    with pytest.raises(ReferralRefused) as refused:
        accept_referral(by=people.priya, referral=referral, reason="Yes.", now=NOW)
    assert refused.value.code == "basis_ended"


def test_her_own_answers_stand_before_any_handed_on_and_go_when_she_says_so(people: Standing) -> None:
    with pytest.raises(ReferralRefused):
        give_own_answers(by=people.ada, answers={Question.GENDER: "woman"}, now=NOW)
    referral = make_referral(people, person=people.ada)
    second = make_referral(people, person=people.ada, what="Ring them")
    hand_on_answers(by=people.wren, referral=referral, answers={Question.GENDER: "man"}, now=NOW)
    kept = give_own_answers(by=people.ada, answers={Question.GENDER: "woman"}, now=NOW)
    assert list(EqualityAnswer.objects.all()) == [kept] == [own_answers(viewer=people.ada)]
    with pytest.raises(ReferralRefused) as refused:
        hand_on_answers(by=people.wren, referral=second, answers={Question.GENDER: "man"}, now=NOW)
    assert refused.value.code == "answers_are_hers"
    with pytest.raises(NotAllowed):
        give_own_answers(by=people.wren, answers={}, now=NOW)  # type: ignore[arg-type]
    accept_referral(by=people.priya, referral=second, reason="Yes.", now=NOW)
    check = equality_check(viewer=people.priya, now=NOW + timedelta(days=30))
    assert (check.put_forward, check.chosen) == (1, 1)  # one person, put forward twice
    assert give_own_answers(by=people.ada, answers={}, now=NOW) is None
    assert not EqualityAnswer.objects.exists()


def test_counts_of_five_are_shown_and_of_four_are_not(people: Standing) -> None:
    def shown() -> list[int | None]:
        check = equality_check(viewer=people.priya, now=NOW + timedelta(days=30))
        return next([row.put_forward for row in rows] for words, rows in check.questions if words == DISABLED)

    for number in range(15):
        one = make_referral(people, name=f"Person {number}", date_of_birth=date(1990, 1, number + 1))
        answers = {Question.DISABLED: ("yes", "no", "")[number % 3]}
        hand_on_answers(by=people.wren, referral=one, answers=answers, now=NOW)
        if number == 13:
            assert shown().count(None) > 1  # the four alone would be told by the total
    assert shown() == [5, 5, 5]
