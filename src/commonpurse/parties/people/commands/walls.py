"""Keep somebody away from a person: a relative, an ex-partner, a landlord. They are never told, and find nothing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.helping import check_alone
from commonpurse.kernel.periods import business_date
from commonpurse.parties.consent.models import StandIn, Wall
from commonpurse.parties.consent.rules import Bond
from commonpurse.parties.partners.models import Member, Organisation
from commonpurse.parties.people.access import can_end_wall, can_raise_wall
from commonpurse.parties.people.commands.permissions import end_sharing_with_member
from commonpurse.parties.people.models import Person, Support


class WallRefused(Refused):
    code = "wall_refused"


def raise_wall(
    *,
    by: Member | Person,
    person: Person,
    member: Member | None = None,
    organisation: Organisation | None = None,
    bond: str,
    now: datetime,
) -> Wall:
    """Keep one member, or everybody of an organisation, from ever finding or seeing the person, from the next request.

    A member who works with her does so no more, nor stands in, and what she shared with them by name is taken back.
    The same again is the wall that stands. Raises: OnlyAlone, WallRefused.
    """
    today = business_date(now)
    if not can_raise_wall(by, person, today):
        raise NotAllowed
    if isinstance(by, Person):
        check_alone()
    if (member is None) == (organisation is None):
        raise WallRefused("Choose whom to keep away.", field="who")
    if bond not in set(Bond):
        raise WallRefused("Choose one from the list.", field="bond")
    if member is not None and member.is_system:
        raise WallRefused("Choose whom to keep away.", field="who")
    # Whoever keeps away themselves stops seeing her within this very act.
    with transaction.atomic(), acting_as_system("to keep somebody away from a person"):
        Person.objects.select_for_update(no_key=True).get(id=person.id)
        standing = Wall.objects.filter(person=person, member=member, organisation=organisation, ended_at=None).first()
        if standing is not None:
            return standing
        wall = Wall.objects.create(
            person=person, member=member, organisation=organisation, bond=bond, raised_by_id=by.id, raised_at=now
        )
        kept = Q(member=member) if member is not None else Q(member__organisation=organisation)
        for stand_in in StandIn.objects.standing().filter(kept, person=person, absence__ends_on__gt=today):
            stand_in.ended_at = now
            stand_in.save(update_fields=["ended_at"])
            facts = {"member": str(stand_in.member_id), "absence": str(stand_in.absence_id)}
            record_event("stand_in_ended", by=by.id, subject_type="person", subject_id=person.id, now=now, **facts)
        if member is not None:
            not_over = Support.objects.filter(Q(ends_on=None) | Q(ends_on__gt=today), person=person, member=member)
            for support in not_over.select_for_update(no_key=True):
                support.ends_on = max(today, support.starts_on)
                support.save(update_fields=["ends_on"])
            end_sharing_with_member(by=by, person=person, member=member, ends_on=today, now=now)
        record_event(
            "wall_raised",
            by=by.id,
            subject_type="person",
            subject_id=person.id,
            now=now,
            wall=str(wall.id),
            member=str(member.id) if member else None,
            organisation=str(organisation.id) if organisation else None,
        )
        return wall


def end_wall(*, by: Member | Person, wall: Wall, now: datetime) -> Wall:
    """Let them be found again by whoever of them may. What had ended with the wall stays ended. Twice is once.

    Raises: OnlyAlone.
    """
    if not can_end_wall(by, wall, business_date(now)):
        raise NotAllowed
    if isinstance(by, Person):
        check_alone()
    with transaction.atomic():
        current = Wall.objects.select_for_update(no_key=True).get(id=wall.id)
        if current.ended_at is not None:
            return current
        current.ended_at, current.ended_by_id = now, by.id
        current.save(update_fields=["ended_at", "ended_by_id"])
        record_event(
            "wall_ended", by=by.id, subject_type="person", subject_id=current.person_id, now=now, wall=str(current.id)
        )
        return current
