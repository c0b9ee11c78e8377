"""Who sits in the groups of the partnership: named by who manages it, of any partner, and never by themselves."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.parties.partners.access import can_end_seat, can_name_to_group
from commonpurse.parties.partners.models import GroupSeat, Member
from commonpurse.parties.partners.rules import ROLES_THAT_SIT, SIT_ANYWAY, Group, check_can_sit


def name_to_group(*, by: Member, group: Group, member: Member, now: datetime) -> GroupSeat:
    """Give a member of any partner a seat in a group, from this moment on. Sits there already: that seat.

    Raises: GroupRefused (`cannot_sit`, `sits_anyway`).
    """
    if not can_name_to_group(by, member):
        raise NotAllowed
    with transaction.atomic():
        current = Member.objects.select_for_update(no_key=True).get(id=member.id)
        check_can_sit(
            works_with_people=not current.is_system and current.has_role(*ROLES_THAT_SIT),
            sits_anyway=current.has_role(*SIT_ANYWAY[group]),
        )
        seat = GroupSeat.objects.filter(group=group.value, member=current, ended_at=None).first()
        if seat is not None:
            return seat
        seat = GroupSeat.objects.create(group=group.value, member=current, named_by=by, named_at=now)
        _noted("group_seat_given", seat, by=by, now=now)
        return seat


def end_seat(*, by: Member, seat: GroupSeat, now: datetime) -> GroupSeat:
    """End a seat: what was decided stands. One's own may be given up. Ended already: as it is."""
    if not can_end_seat(by, seat):
        raise NotAllowed
    with transaction.atomic():
        current = GroupSeat.objects.select_for_update(no_key=True).get(id=seat.id)
        if current.ended_at is not None:
            return current
        current.ended_at, current.ended_by = now, by
        current.save(update_fields=["ended_at", "ended_by"])
        _noted("group_seat_ended", current, by=by, now=now)
        return current


def _noted(event: str, seat: GroupSeat, *, by: Member, now: datetime) -> None:
    record_event(event, by=by.id, subject_type="member", subject_id=seat.member_id, now=now, group=seat.group)
