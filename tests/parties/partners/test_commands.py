from __future__ import annotations

import pytest

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed
from commonpurse.parties.partners.commands import (
    MembershipUnchanged,
    OrganisationThere,
    OwnMembership,
    PartnershipThere,
    RoleUnknown,
    add_member,
    add_organisation,
    end_membership,
    found_partnership,
    restore_membership,
)
from commonpurse.parties.partners.models import Member, Partnership
from commonpurse.parties.partners.queries import (
    NoPartnership,
    get_member,
    members_named,
    organisation_named,
    organisations_with_counts,
    system_member,
    the_partnership,
)
from commonpurse.parties.partners.rules import CLASHES, Clash, RolesClash
from tests.factories import NOW, Standing, standing_people


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def test_before_the_first_start_there_is_no_partnership(db: None) -> None:
    with pytest.raises(NoPartnership, match="commonpurse init"):
        the_partnership()


def test_one_installation_serves_one_partnership(people: Standing) -> None:
    with pytest.raises(PartnershipThere):
        found_partnership(name="B", place="B", currency="EUR", administrator_name="B", host_organisation="B", now=NOW)
    assert the_partnership().currency == "GBP"
    assert Partnership.objects.count() == 1


def test_the_system_acts_with_no_role_at_all(people: Standing) -> None:
    assert system_member().roles == frozenset()


def test_members_have_the_roles_they_were_given(people: Standing) -> None:
    both = add_member(
        by=people.priya, organisation=people.charity, name="Cleo", roles=["worker", "coordinator", "worker"], now=NOW
    )
    assert both.roles == {"worker", "coordinator"}
    assert both.has_role("finance", "coordinator")
    with pytest.raises(RoleUnknown, match="There is no role boss"):
        add_member(by=people.priya, organisation=people.charity, name="Bo", roles=["boss"], now=NOW)
    assert not Member.objects.filter(name="Bo").exists()


@pytest.mark.parametrize("clash", CLASHES, ids=lambda clash: clash.name)
def test_roles_that_clash_are_refused_with_why(people: Standing, clash: Clash) -> None:
    with pytest.raises(RolesClash, match=str(clash.why)):
        add_member(by=people.priya, organisation=people.charity, name="Sol", roles=clash.roles, now=NOW)
    assert not Member.objects.filter(name="Sol").exists()


def test_a_small_partnership_may_still_give_these_together(people: Standing) -> None:
    for roles in (["worker", "coordinator", "manager"], ["manager", "administrator"], ["finance", "manager"]):
        made = add_member(by=people.priya, organisation=people.charity, name="Sol", roles=roles, now=NOW)
        assert made.roles == set(roles)


def test_an_organisation_comes_in_once(people: Standing) -> None:
    with pytest.raises(OrganisationThere):
        add_organisation(by=people.priya, name="Open Door", kind="charity", now=NOW)


@pytest.mark.parametrize("actor", ["wren", "femi", "ngozi", "callum"])
def test_only_the_manager_and_an_administrator_bring_in_members(people: Standing, actor: str) -> None:
    by = getattr(people, actor)
    with pytest.raises(NotAllowed):
        add_organisation(by=by, name="New", kind="charity", now=NOW)
    with pytest.raises(NotAllowed):
        add_member(by=by, organisation=people.charity, name="New", roles=[], now=NOW)


def test_a_member_who_has_left_is_not_found(people: Standing) -> None:
    assert get_member(people.wren.id) == people.wren
    assert list(members_named("Wren")) == [people.wren]
    Member.objects.filter(id=people.wren.id).update(is_active=False)
    assert get_member(people.wren.id) is None
    assert list(members_named("Wren")) == []
    assert organisation_named("Open Door") == people.charity


def test_access_ends_at_once_and_comes_back_with_the_roles(people: Standing) -> None:
    ended = end_membership(by=people.administrator, member=people.wren, now=NOW)
    assert not ended.is_active
    assert Member.objects.get(id=people.wren.id).roles == frozenset()
    with pytest.raises(MembershipUnchanged, match="ended already"):
        end_membership(by=people.priya, member=people.wren, now=NOW)
    restore_membership(by=people.priya, member=people.wren, now=NOW)
    assert Member.objects.get(id=people.wren.id).roles == {"worker"}
    with pytest.raises(MembershipUnchanged, match="have access already"):
        restore_membership(by=people.priya, member=people.wren, now=NOW)
    events = AuditEvent.objects.filter(subject_id=people.wren.id).exclude(event_type="member_added")
    assert sorted(event.event_type for event in events) == ["membership_ended", "membership_restored"]


def test_nobody_ends_their_own_access(people: Standing) -> None:
    for command in (end_membership, restore_membership):
        with pytest.raises(OwnMembership):
            command(by=people.administrator, member=people.administrator, now=NOW)
    assert Member.objects.get(id=people.administrator.id).is_active


def test_of_two_who_end_each_others_access_one_stays(people: Standing) -> None:
    stale = Member.objects.get(id=people.priya.id)
    assert stale.has_role("manager")  # read before the other acted
    end_membership(by=people.administrator, member=people.priya, now=NOW)
    with pytest.raises(NotAllowed):
        end_membership(by=stale, member=people.administrator, now=NOW)
    assert Member.objects.get(id=people.administrator.id).is_active


@pytest.mark.parametrize("actor", ["wren", "ngozi", "callum"])
def test_only_the_manager_and_an_administrator_end_access(people: Standing, actor: str) -> None:
    with pytest.raises(NotAllowed):
        end_membership(by=getattr(people, actor), member=people.femi, now=NOW)
    with pytest.raises(NotAllowed):
        end_membership(by=people.administrator, member=system_member(), now=NOW)
    with pytest.raises(NotAllowed):
        restore_membership(by=getattr(people, actor), member=people.femi, now=NOW)


def test_an_organisation_counts_who_has_access(people: Standing) -> None:
    end_membership(by=people.administrator, member=people.wren, now=NOW)
    counts = {each.name: each.member_count for each in organisations_with_counts()}
    assert counts == {"Harbour Council": 4, "Night Shelter": 1, "Open Door": 0, "Tidewater Trust": 1}
