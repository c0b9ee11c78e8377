"""Who sits in the groups of the partnership: named by a manager, of any partner, and over at once when it ends."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed
from commonpurse.parties.partners.access import is_spokesperson, sits_in
from commonpurse.parties.partners.commands import (
    end_membership,
    end_seat,
    name_spokesperson,
    name_to_group,
    restore_membership,
)
from commonpurse.parties.partners.models import GroupSeat, Member
from commonpurse.parties.partners.queries import groups_of_partners, members_of_group, named_to_groups
from commonpurse.parties.partners.rules import Group, GroupRefused
from tests.factories import NOW, Standing, standing_people


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def sits(member: Member, group: Group) -> bool:
    """As a request would find it: roles and seats are read once for each loaded Member."""
    return sits_in(Member.objects.get(id=member.id), group)


def test_a_manager_names_a_worker_of_any_partner_and_it_ends_at_once(people: Standing) -> None:
    assert [sits(one, Group.CASELOAD) for one in (people.priya, people.femi)] == [True, False]
    seat = name_to_group(by=people.priya, group=Group.CASELOAD, member=people.femi, now=NOW)
    assert name_to_group(by=people.priya, group=Group.CASELOAD, member=people.femi, now=NOW) == seat
    assert [sits(people.femi, group) for group in Group] == [True, False, False]
    group = groups_of_partners(viewer=people.wren)[0]
    assert (group.by_role, [one.member for one in group.named]) == ([people.priya], [people.femi])
    assert people.femi not in group.could_be_named
    assert len(group.organisations) == 2
    assert members_of_group(viewer=people.wren, group=Group.CASELOAD) == group.members
    assert named_to_groups() == {people.femi.id: frozenset({Group.CASELOAD})}
    end_seat(by=people.femi, seat=seat, now=NOW)
    assert end_seat(by=people.priya, seat=seat, now=NOW).ended_by == people.femi
    assert not sits(people.femi, Group.CASELOAD)
    events = AuditEvent.objects.filter(subject_id=people.femi.id, event_type__startswith="group_seat")
    assert events.count() == 2


def test_nobody_names_themselves_or_who_does_not_work_with_people(people: Standing) -> None:
    for by, member in ((people.priya, people.priya), (people.wren, people.femi), (people.administrator, people.femi)):
        with pytest.raises(NotAllowed):
            name_to_group(by=by, group=Group.BOARD, member=member, now=NOW)
    with pytest.raises(GroupRefused, match="Choose a worker"):
        name_to_group(by=people.priya, group=Group.BOARD, member=people.ngozi, now=NOW)
    seat = name_to_group(by=people.priya, group=Group.BOARD, member=people.femi, now=NOW)
    with pytest.raises(NotAllowed):
        end_seat(by=people.wren, seat=seat, now=NOW)


def test_who_leaves_leaves_their_seats_and_finds_none_when_they_come_back(people: Standing) -> None:
    name_to_group(by=people.priya, group=Group.BOARD, member=people.femi, now=NOW)
    name_spokesperson(by=people.priya, member=people.femi, now=NOW)
    end_membership(by=people.administrator, member=people.femi, now=NOW)
    restore_membership(by=people.administrator, member=people.femi, now=NOW)
    assert not sits(people.femi, Group.BOARD)
    assert not is_spokesperson(people.femi)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("group_seat_once", {}),
        ("group_seat_group_known", {"group": "x"}),
        ("group_seat_ended_by", {"group": "board", "ended_at": NOW}),
    ],
)
def test_the_database_refuses(people: Standing, name: str, given: dict[str, object]) -> None:
    name_to_group(by=people.priya, group=Group.CASELOAD, member=people.femi, now=NOW)
    wanted = {"group": "caseload", "member": people.femi, "named_by": people.priya, "named_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupSeat.objects.create(**(wanted | given))


def test_the_database_lets_nobody_name_themselves(people: Standing) -> None:
    with pytest.raises(IntegrityError, match="group_seat_named_by_another"), transaction.atomic():
        GroupSeat.objects.create(group="board", member=people.femi, named_by=people.femi, named_at=NOW)
