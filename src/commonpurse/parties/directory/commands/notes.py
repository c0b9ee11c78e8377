from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.texts import check_fits
from commonpurse.parties.directory.access import can_put_right
from commonpurse.parties.directory.corrections import assure, close_notes
from commonpurse.parties.directory.models import Service, ServiceNote
from commonpurse.parties.directory.rules import (
    MOST_NOTES_AN_HOUR,
    MOST_OPEN_NOTES,
    NoteOutcome,
    ReportRefused,
    check_note,
)
from commonpurse.parties.partners.models import Member


class NotesFull(Refused):
    code = "notes_full"


class NoteAnswered(Refused):
    code = "note_answered"


class NobodyOutside(Refused):
    code = "nobody_outside"


def note_service(*, service: Service, kind: str, words: str, now: datetime) -> ServiceNote:
    """Take from anybody what is not right about a service. Nobody is asked who they are, and nothing tells it later.

    The same said again while nobody has looked is the one that is there. Raises: ReportRefused, NotesFull, TextTooLong.
    """
    check_fits(ServiceNote, words=words)
    clean = check_note(kind, words)
    with transaction.atomic():
        current = Service.objects.select_for_update(no_key=True).get(id=service.id)
        if current.gone_at is not None:
            raise ReportRefused("This is not listed any more. There is nothing left to put right.")
        waiting = ServiceNote.objects.filter(service=current, answered_at=None)
        if (same := waiting.filter(kind=kind, words=clean).first()) is not None:
            return same
        lately = ServiceNote.objects.filter(told_at__gt=now - timedelta(hours=1))
        if waiting.count() >= MOST_OPEN_NOTES or lately.count() >= MOST_NOTES_AN_HOUR:
            raise NotesFull("Many people told us something just now. We look at it soon. Thank you.")
        note = ServiceNote.objects.create(service=current, kind=kind, words=clean, told_at=now)
        record_event("service_noted", by=note.id, subject_type="service", subject_id=current.id, now=now, kind=kind)
        return note


def answer_note(*, by: Member, note: ServiceNote, now: datetime) -> ServiceNote:
    """Say that somebody looked, and it was right as it stands: the service is assured anew. Raises: NoteAnswered."""
    if not can_put_right(by):
        raise NotAllowed
    with transaction.atomic():
        service = Service.objects.select_for_update(no_key=True).get(id=note.service_id)
        current = ServiceNote.objects.select_for_update(no_key=True).get(id=note.id)
        if current.answered_at is not None:
            raise NoteAnswered("Somebody has looked at this already.")
        close_notes([current], NoteOutcome.WAS_RIGHT, by, now)
        assure(service, by, now)
        service.save(update_fields=["assured_on", "assured_by", "assurer", "put_right_at"])
        record_event("service_assured", by=by.id, subject_type="service", subject_id=service.id, now=now)
        return current


def pass_note_on(*, by: Member, note: ServiceNote, now: datetime) -> ServiceNote:
    """Write down that the office which assures the service was told. It waits on, until somebody here has looked.

    Told again, the first time counts. Raises: NoteAnswered, NobodyOutside.
    """
    if not can_put_right(by):
        raise NotAllowed
    with transaction.atomic():
        service = Service.objects.select_for_update(no_key=True).get(id=note.service_id)
        current = ServiceNote.objects.select_for_update(no_key=True).get(id=note.id)
        if current.answered_at is not None:
            raise NoteAnswered("Somebody has looked at this already.")
        if current.passed_on_at is not None:
            return current
        if not service.assurer:
            raise NobodyOutside("Its list names no office to pass this on to. Look at it here.")
        current.passed_on_at, current.passed_on_by, current.passed_on_to = now, by, service.assurer
        current.save(update_fields=["passed_on_at", "passed_on_by", "passed_on_to"])
        record_event("service_note_passed_on", by=by.id, subject_type="service", subject_id=service.id, now=now)
        return current
