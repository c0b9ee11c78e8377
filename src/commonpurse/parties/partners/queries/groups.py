from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from commonpurse.kernel.errors import NotAllowed
from commonpurse.parties.partners.access import can_see_groups
from commonpurse.parties.partners.models import GroupSeat, Member
from commonpurse.parties.partners.rules import ROLES_THAT_SIT, SIT_ANYWAY, Group


@dataclass(frozen=True)
class GroupOfPartners:
    """A group with who sits in it: by their role, and who was named; and whose work could let them be named."""

    group: Group
    by_role: list[Member]
    named: list[GroupSeat]
    could_be_named: list[Member]

    @property
    def members(self) -> list[Member]:
        every = {one.id: one for one in (*self.by_role, *(seat.member for seat in self.named))}
        return sorted(every.values(), key=lambda one: one.name)

    @property
    def organisations(self) -> list[str]:
        """The names of the partners that sit in it."""
        return sorted({str(one.organisation) for one in self.members})


def groups_of_partners(*, viewer: Member) -> list[GroupOfPartners]:
    """Each group with who sits in it, for any member: who decides is no secret."""
    if not can_see_groups(viewer):
        raise NotAllowed
    seats = list(GroupSeat.objects.now().select_related("member__organisation"))
    here = Member.objects.filter(is_active=True, is_system=False, member_roles__role__in=ROLES_THAT_SIT).distinct()
    members = list(here.select_related("organisation").prefetch_related("member_roles").order_by("name", "id"))
    return [_group(group, members, seats, viewer) for group in Group]


def _group(group: Group, members: list[Member], seats: list[GroupSeat], viewer: Member) -> GroupOfPartners:
    by_role = [one for one in members if {each.role for each in one.member_roles.all()} & set(SIT_ANYWAY[group])]
    others = {one.id for one in members} - {
        one.id for one in by_role
    }  # who was named and has the role by now sits once
    named = [seat for seat in seats if seat.group == group and seat.member_id in others]
    free = others - {seat.member_id for seat in named} - {viewer.id}
    return GroupOfPartners(group, by_role, named, [one for one in members if one.id in free])


def members_of_group(*, viewer: Member, group: Group) -> list[Member]:
    """Who sits in one group, by their role or named, by name."""
    if not can_see_groups(viewer):
        raise NotAllowed
    return list(sitting_in(group).select_related("organisation").order_by("name", "id"))


def sitting_in(group: Group) -> QuerySet[Member]:
    """The same, as a part of another question: the rule of `access.sits_in` turned round."""
    by_role = Q(member_roles__role__in=SIT_ANYWAY[group])
    named = Q(
        member_roles__role__in=ROLES_THAT_SIT, id__in=GroupSeat.objects.now().filter(group=group.value).values("member")
    )
    return Member.objects.filter(by_role | named, is_active=True, is_system=False).distinct()


def get_seat(*, viewer: Member, seat_id: str) -> GroupSeat | None:
    """A seat that has not ended, for who may see the groups; None where there is none."""
    if not can_see_groups(viewer):
        raise NotAllowed
    return next((seat for seat in GroupSeat.objects.now() if str(seat.id) == seat_id), None)


def named_to_groups() -> dict[UUID, frozenset[Group]]:
    """The groups to which each member was named who is here: of nobody but members."""
    found: dict[UUID, frozenset[Group]] = {}
    for member_id, group in GroupSeat.objects.now().values_list("member", "group"):
        found[member_id] = found.get(member_id, frozenset()) | {Group(group)}
    return found
