from __future__ import annotations

from datetime import datetime

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.parties.consent.access import can_name_guardian
from commonpurse.parties.consent.models import Guardian
from commonpurse.parties.partners.hands import stand_apart
from commonpurse.parties.partners.models import Member, Partnership


class GuardianRefused(Refused):
    code = "guardian_refused"


def ask_guardian(*, by: Member, member: Member, now: datetime) -> Guardian:
    """Ask that this member watches over emergencies; it waits until another agrees. Raises: GuardianRefused."""
    if not can_name_guardian(by):
        raise NotAllowed
    if member.is_system or not member.is_active:
        raise GuardianRefused("They do not work here any more.", field="member")
    with transaction.atomic():
        Partnership.objects.select_for_update(no_key=True).get()
        waiting = Guardian.objects.filter(agreed_at=None, declined_at=None).first()
        if waiting is not None:
            if waiting.member_id == member.id:
                return waiting
            raise GuardianRefused("Another name waits already. Answer that one first.", field="member")
        asked = Guardian.objects.create(member=member, asked_by=by, asked_at=now)
        _record("guardian_asked", asked, by=by, now=now)
        return asked


def agree_guardian(*, by: Member, asked: Guardian, now: datetime) -> Guardian:
    """Agree to the name another gave: from now on they are told of each emergency. Raises: GuardianRefused."""
    if not can_name_guardian(by):
        raise NotAllowed
    with transaction.atomic():
        current = (
            Guardian.objects.select_for_update(no_key=True, of=("self",)).select_related("member").get(id=asked.id)
        )
        if current.asked_by_id == by.id:
            raise GuardianRefused("You asked for this. Somebody else must agree.")
        if not stand_apart(by, current.asked_by):
            raise GuardianRefused("Whoever asked, and you, were let in by the same hand. Somebody else must agree.")
        if current.declined_at is not None:
            raise GuardianRefused("Somebody said no to this. Ask anew.")
        if not current.member.is_active:
            raise GuardianRefused("They do not work here any more.")
        if current.agreed_at is not None:
            return current
        current.agreed_at, current.agreed_by = now, by
        current.save(update_fields=["agreed_at", "agreed_by"])
        _record("guardian_agreed", current, by=by, now=now)
        return current


def decline_guardian(*, by: Member, asked: Guardian, now: datetime) -> Guardian:
    """Say no to a name; who asked may take it back so. Twice is once. Raises: GuardianRefused."""
    if not can_name_guardian(by):
        raise NotAllowed
    with transaction.atomic():
        current = Guardian.objects.select_for_update(no_key=True).get(id=asked.id)
        if current.agreed_at is not None:
            raise GuardianRefused("Somebody agreed to this already. Ask for another name.")
        if current.declined_at is not None:
            return current
        current.declined_at, current.declined_by = now, by
        current.save(update_fields=["declined_at", "declined_by"])
        _record("guardian_declined", current, by=by, now=now)
        return current


def _record(event_type: str, asked: Guardian, *, by: Member, now: datetime) -> None:
    record_event(
        event_type, by=by.id, subject_type="guardian", subject_id=asked.id, now=now, member=str(asked.member_id)
    )
