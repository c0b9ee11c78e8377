"""Who works with a person, from which day, until which day."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.periods import business_date
from commonpurse.parties.consent.rules import Told
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import (
    WORKS_WITH_PEOPLE,
    can_arrange_support,
    is_kept_from,
    open_on,
)
from commonpurse.parties.people.commands.permissions import (
    SharedWith,
    end_sharing_with_member,
    keep_permissions,
    tell_her,
)
from commonpurse.parties.people.commands.records import ThereAlready
from commonpurse.parties.people.models import Person, Support


class CannotSupport(Refused):
    code = "cannot_support"


class SupportEndTooEarly(Refused):
    code = "support_end_too_early"


class SupportEnded(Refused):
    code = "support_ended"


def start_support(
    *, by: Member, person: Person, member: Member, starts_on: date, told: Told | None = None, now: datetime
) -> Support:
    """Say that a member works with the person from a day on; from then they know her name.

    What else they see and do is hers to say: `told`. Without it they can ask her.
    Raises: CannotSupport when the member is no worker or coordinator; ThereAlready; PermissionRefused.
    """
    today = business_date(now)
    if not can_arrange_support(by, person, today):
        raise NotAllowed
    if by.id == member.id and not (by.has_role("manager") or _works_by_oneself(by, person, today)):
        raise CannotSupport("Who stands in does not stay by their own word. Ask the manager.", field="member")
    return keep_support(by=by, person=person, member=member, starts_on=starts_on, told=told, now=now)


def keep_support(
    *, by: Member, person: Person, member: Member, starts_on: date, told: Told | None = None, now: datetime
) -> Support:
    """Write down that a member works with the person. Call inside the verb that asked whether `by` may.

    Raises: as `start_support`.
    """
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=person.id)
        # Whoever is kept away from her is answered for as whoever cannot work with people: it must not show.
        if not member.has_role(*WORKS_WITH_PEOPLE) or is_kept_from(member, person):
            raise CannotSupport("Choose an active worker or coordinator.", field="member")
        if Support.objects.filter(person=person, member=member, ends_on=None).exists():
            raise ThereAlready("This member works with the person already.", field="member")
        support = Support.objects.create(person=person, member=member, starts_on=starts_on)
        if told is not None:
            with_them = SharedWith(member=member)
            given = keep_permissions(by=by, person=person, to=with_them, told=told, starts_on=starts_on, now=now)
            tell_her(given, by=by, now=now)
        record_event(
            "support_started",
            by=by.id,
            subject_type="person",
            subject_id=person.id,
            now=now,
            member=str(member.id),
            starts_on=starts_on.isoformat(),
        )
        return support


def _works_by_oneself(member: Member, person: Person, today: date) -> bool:
    return Support.objects.filter(open_on(today), member=member, person=person).exists()


def end_support(*, by: Member, support: Support, ends_on: date, now: datetime) -> Support:
    """Say that a member works with the person no more; `ends_on` is the first day without, at once where it is today.

    What has ended stays as it was: who works with her again starts anew. Raises: SupportEndTooEarly, SupportEnded.
    """
    if not can_arrange_support(by, support.person, business_date(now)):
        raise NotAllowed
    with transaction.atomic():
        running = Support.objects.select_related("person", "member").select_for_update(of=("self",), no_key=True)
        current = running.get(id=support.id)
        if current.ends_on is not None and current.ends_on <= business_date(now):
            raise SupportEnded("This has ended already. Start anew if they work with the person again.")
        if ends_on < current.starts_on:
            raise SupportEndTooEarly("The first day without cannot come before the first day with.", field="ends_on")
        current.ends_on = ends_on
        current.save(update_fields=["ends_on"])
        end_sharing_with_member(by=by, person=current.person, member=current.member, ends_on=ends_on, now=now)
        record_event(
            "support_ended",
            by=by.id,
            subject_type="person",
            subject_id=current.person_id,
            now=now,
            member=str(current.member_id),
            ends_on=ends_on.isoformat(),
        )
        return current
