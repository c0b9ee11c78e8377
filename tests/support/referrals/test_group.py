"""The caseload meeting of several partners: who was named decides, with others, and comes by nothing of hers by it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.models import News
from commonpurse.parties.consent.models import LawfulBasis
from commonpurse.parties.consent.rules import NEWS_SHARING_WRITTEN
from commonpurse.parties.partners.commands import add_member, name_to_group
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.rules import Group
from commonpurse.parties.people.access import can_see_person
from commonpurse.parties.people.commands import NoLawfulBasis, raise_wall
from commonpurse.parties.people.models import Support
from commonpurse.rights.retention.commands import run_retention
from commonpurse.support.plans.models import Step
from commonpurse.support.referrals.commands import (
    accept_referral,
    answer_same,
    decline_referral,
    list_referral,
    open_name,
)
from commonpurse.support.referrals.models import DecidedWith
from commonpurse.support.referrals.queries import agenda_of, equality_check, get_referral, maybe_the_same, referrals_of
from commonpurse.support.referrals.rules import KEPT_AFTER_NO, ReferralRefused
from tests.factories import EVERYTHING, NOW, TODAY, Standing
from tests.support.referrals.making import make_referral

pytestmark = pytest.mark.django_db


@pytest.fixture
def femi(people: Standing) -> Member:
    """Femi, a worker of another organisation, named to the group."""
    name_to_group(by=people.priya, group=Group.CASELOAD, member=people.femi, now=NOW)
    return Member.objects.get(id=people.femi.id)


def test_who_was_named_reads_without_the_name_opens_it_and_takes_her_on_with_the_others(
    people: Standing, femi: Member
) -> None:
    referral = make_referral(people)
    assert agenda_of(viewer=femi).waiting == [referral]
    assert equality_check(viewer=femi, now=NOW)
    assert get_referral(viewer=femi, referral_id=referral.id, now=NOW).name == ""
    open_name(by=femi, referral=referral, why="To see if she is here", now=NOW)
    assert get_referral(viewer=femi, referral_id=referral.id, now=NOW).name == "Nell Brook"
    done = accept_referral(by=femi, referral=referral, reason="All of us know her.", together=[people.priya], now=NOW)
    nell = done.person
    assert nell is not None
    assert not Support.objects.filter(person=nell).exists()
    assert Step.objects.get(person=nell).waits
    assert not can_see_person(femi, nell, TODAY)  # deciding is no way to her
    (own,) = referrals_of(viewer=nell, person=nell) or []
    assert [one.member for one in own.decisions[0].together.all()] == [people.priya]
    (row,) = agenda_of(viewer=people.priya).decided
    assert (row.decided_by, [one.member for one in row.together.all()]) == (femi, [people.priya])


def test_what_is_ones_own_somebody_else_of_the_group_agrees_to(people: Standing, femi: Member) -> None:
    own = make_referral(people, by=femi)
    for together in ([], [people.wren], [femi]):
        with pytest.raises(ReferralRefused) as refused:
            list_referral(by=femi, referral=own, reason="Full.", together=together, now=NOW)
        assert refused.value.field == "together"
    list_referral(by=femi, referral=own, reason="Full.", together=[people.priya], now=NOW)


def test_a_seat_gives_nobody_sight_of_a_person_and_finds_nobody_by_a_name_made_up(
    people: Standing, femi: Member
) -> None:
    of_ada = make_referral(people, person=people.ada)
    with pytest.raises(ReferralRefused) as refused:
        accept_referral(
            by=femi, referral=of_ada, reason="Y", coordinator=femi, told=EVERYTHING, together=[people.priya], now=NOW
        )
    assert refused.value.code == "manager_names"
    made_up = make_referral(people, by=femi, name=people.ada.called_by, date_of_birth=None)
    with pytest.raises(NotAllowed):
        open_name(by=femi, referral=made_up, why="To see if she is here", now=NOW)
    assert maybe_the_same(viewer=femi, referral=made_up, now=NOW) is None
    with pytest.raises(NotAllowed):
        answer_same(by=femi, referral=made_up, other_key=people.ada.id, is_same=True, now=NOW)


def test_of_somebody_who_is_here_only_who_knows_them_writes_down_what_they_share(people: Standing) -> None:
    omar = add_member(
        by=people.administrator, organisation=people.femi.organisation, name="Omar", roles=["worker"], now=NOW
    )
    of_ada = make_referral(people, person=people.ada)
    accept_referral(by=people.priya, referral=of_ada, reason="Y", coordinator=omar, told=EVERYTHING, now=NOW)
    assert News.objects.filter(recipient_id=people.ada.id, kind=NEWS_SHARING_WRITTEN).exists()  # she is told


def test_nobody_takes_a_person_on_without_a_basis_in_law(people: Standing) -> None:
    of_ada = make_referral(people, person=people.ada)
    LawfulBasis.objects.filter(organisation=people.council).update(ended_at=NOW, ended_by=people.priya)
    with pytest.raises(NoLawfulBasis):
        accept_referral(by=people.priya, referral=of_ada, reason="Y", now=NOW)


def test_a_seat_opens_nothing_without_a_basis_in_law_behind_a_wall_or_when_it_is_over(
    people: Standing, femi: Member
) -> None:
    of_ada = make_referral(people, person=people.ada)
    raise_wall(by=people.ada, person=people.ada, member=femi, bond="landlord", now=NOW)
    assert of_ada not in agenda_of(viewer=femi).waiting
    assert get_referral(viewer=femi, referral_id=of_ada.id, now=NOW) is None
    # To be named shows her nothing; a name that could not be chosen would tell of the wall.
    list_referral(by=people.priya, referral=of_ada, reason="Full.", together=[femi], now=NOW)
    LawfulBasis.objects.filter(organisation=femi.organisation_id).update(ended_at=NOW, ended_by=people.priya)
    with pytest.raises(NotAllowed):
        agenda_of(viewer=femi)


def test_who_decided_together_goes_with_what_came_to_nothing(people: Standing, femi: Member) -> None:
    referral = make_referral(people)
    given = {"reason": "Elsewhere.", "instead": "We ring.", "together": [femi]}
    decline_referral(by=people.priya, referral=referral, now=NOW, **given)
    assert DecidedWith.objects.count() == 1
    run_retention(by=people.priya, now=NOW + KEPT_AFTER_NO + timedelta(seconds=1))
    assert not DecidedWith.objects.exists()
