"""What became of what was offered: for who offered it, the step alone; and who is part of this asks no more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.models import News
from commonpurse.parties.people.commands import raise_wall
from commonpurse.support.plans.commands import answer_proposal, finish_offer, name_coordinator
from commonpurse.support.plans.models import Step
from commonpurse.support.plans.rules import OfferState, PlanRefused
from commonpurse.support.referrals.commands import accept_referral
from commonpurse.support.referrals.queries import is_part_already, offers_of, offers_to_keep
from commonpurse.support.referrals.rules import ReferralRefused
from tests.factories import NOW, TODAY, Standing
from tests.support.plans.making import show_plan_to
from tests.support.referrals.making import make_referral
from tests.support.referrals.test_own import asks

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def stands(people: Standing, referral: object, viewer: object, now: object = NOW) -> object:
    found = offers_of(viewer=viewer, referrals=[referral], now=now).get(referral.id)
    return found and (found.state, found.is_late)


def test_who_offered_sees_what_became_of_it_and_says_that_it_is_done_plan_or_no_plan(people: Standing) -> None:
    femi, ada, priya = people.femi, people.ada, people.priya
    show_plan_to(people, femi)
    referral = make_referral(people, by=femi, person=ada)
    assert stands(people, referral, femi) is None
    referral = accept_referral(by=priya, referral=referral, reason="Yes.", now=NOW)
    assert stands(people, referral, femi) == (OfferState.WAITS, False)
    assert stands(people, referral, people.wren) is None
    step = Step.objects.get(person=ada, what=referral.what)
    with pytest.raises(PlanRefused):
        finish_offer(by=femi, step_id=step.id, now=NOW)
    answer_proposal(by=ada, proposal=step, is_yes=True, now=NOW)
    for viewer in (femi, priya):
        assert stands(people, referral, viewer) == (OfferState.AGREED, False)
    assert offers_to_keep(viewer=femi, today=TODAY) == []
    late = referral.by_when + DAY
    assert [one.stands.is_late for one in offers_to_keep(viewer=femi, today=late)] == [True]
    ada.permissions.filter(member=femi).update(withdrawn_at=NOW, withdrawn_by_id=ada.id)  # she shows them no plan now
    for other in (people.wren, priya):
        with pytest.raises(NotAllowed):
            finish_offer(by=other, step_id=step.id, now=NOW)
    for _twice in range(2):
        assert finish_offer(by=femi, step_id=step.id, now=NOW).state == "done"
    assert News.objects.filter(recipient_id=ada.id, kind="step_done").count() == 1
    assert stands(people, referral, femi) == (OfferState.DONE, False)
    assert offers_to_keep(viewer=femi, today=late) == []


def test_behind_a_wall_nothing_is_told_and_nothing_is_done(people: Standing) -> None:
    show_plan_to(people, people.femi)
    referral = make_referral(people, by=people.femi, person=people.ada)
    referral = accept_referral(by=people.priya, referral=referral, reason="Yes.", now=NOW)
    step = Step.objects.get(person=people.ada, what=referral.what)
    raise_wall(by=people.ada, person=people.ada, member=people.femi, bond="landlord", now=NOW)
    assert stands(people, referral, people.femi) is None
    assert offers_to_keep(viewer=people.femi, today=referral.by_when) == []
    with pytest.raises(NotAllowed):
        finish_offer(by=people.femi, step_id=step.id, now=NOW)


def test_who_is_part_of_this_asks_no_second_time(people: Standing) -> None:
    ada = people.ada
    assert not is_part_already(viewer=ada, person=ada, today=TODAY)
    name_coordinator(by=ada, person=ada, member=people.wren, now=NOW)
    for viewer in (ada, people.wren):
        assert is_part_already(viewer=viewer, person=ada, today=TODAY)
    assert not is_part_already(viewer=people.femi, person=ada, today=TODAY)  # who may not know that she is here
    with pytest.raises(ReferralRefused) as refused:
        asks(people)
    assert refused.value.code == "asked_already"
