from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.rights.concerns.access import can_add_note, concerns_for
from commonpurse.rights.concerns.models import Concern
from commonpurse.rights.concerns.rules import (
    GROUPS_TO_CORRECT,
    MOST_FROM_OUTSIDE_AN_HOUR,
    ConcernKind,
    ConcernRefused,
    Subject,
    answer_by,
    check_answer,
    check_words,
)


class ConcernAnswered(Refused):
    code = "concern_answered"


class TooManyAtOnce(Refused):
    code = "too_many_at_once"


def make_complaint(*, by: Person, subject: str, about: Member | None = None, words: str, now: datetime) -> Concern:
    """Take a complaint of hers: it is acknowledged at once, and answered by a day that both sides see.

    Raises: ConcernRefused, TextTooLong, TextUnreadable.
    """
    if subject not in set(Subject):
        raise ConcernRefused("Say what it is about.", field="subject")
    return _keep(by, Concern(kind=ConcernKind.COMPLAINT, person=by, subject=subject, about_member=about), words, now)


def ask_to_correct(*, by: Person, group: str, words: str, now: datetime) -> Concern:
    """Ask that something held about her be put right. Raises: ConcernRefused, TextTooLong, TextUnreadable."""
    if group not in GROUPS_TO_CORRECT:
        raise ConcernRefused("Say what is wrong.", field="about_group")
    return _keep(by, Concern(kind=ConcernKind.CORRECTION, person=by, about_group=group), words, now)


def complain_from_outside(*, words: str, contact: str, now: datetime) -> Concern:
    """Take a complaint of somebody without a sign-in, who says how to answer them safely.

    Raises: ConcernRefused, TextTooLong, TextUnreadable, TooManyAtOnce.
    """
    if not contact.strip():
        raise ConcernRefused("Say how we can answer you safely.", field="contact")
    check_fits(Concern, contact=contact)
    with acting_as_system("to count what came in"):
        lately = Concern.objects.filter(person=None, asked_at__gt=now - timedelta(hours=1))
        if lately.count() >= MOST_FROM_OUTSIDE_AN_HOUR:
            raise TooManyAtOnce("A lot came in just now. Please try again in an hour.")
    told = Concern(kind=ConcernKind.COMPLAINT, contact=contact.strip(), subject=Subject.OTHER)
    return _keep(None, told, words, now)


def _keep(by: Person | None, concern: Concern, words: str, now: datetime) -> Concern:
    check_fits(Concern, words=words)
    concern.words = check_words(words)
    concern.asked_at, concern.answer_by = now, answer_by(business_date(now))
    with transaction.atomic(), acting_as_system("to take what somebody told us"):
        concern.save(force_insert=True)
        record_event(
            "concern_told",
            by=by.id if by else concern.id,
            subject_type="concern",
            subject_id=concern.id,
            now=now,
            kind=concern.kind,
        )
    return concern


def answer_concern(*, by: Member, concern: Concern, outcome: str, answer: str, now: datetime) -> Concern:
    """Answer, with the reason: she reads it on her page. Never by whom it is about.

    Raises: ConcernRefused, ConcernAnswered, TextTooLong, TextUnreadable.
    """
    with transaction.atomic(), acting_as_system("to answer what somebody told us"):
        if not concerns_for(by).filter(id=concern.id).exists():
            raise NotAllowed
        current = Concern.objects.select_for_update(no_key=True).get(id=concern.id)
        check_fits(Concern, answer=answer)
        clean = check_answer(outcome, answer)
        if current.answered_at is not None:
            raise ConcernAnswered("Somebody has answered this already.")
        current.answered_at, current.answered_by, current.outcome, current.answer = now, by, outcome, clean
        current.save(update_fields=["answered_at", "answered_by", "outcome", "answer"])
        record_event(
            "concern_answered", by=by.id, subject_type="concern", subject_id=concern.id, now=now, outcome=outcome
        )
        return current


def add_note(*, by: Person, concern: Concern, note: str, now: datetime) -> Concern:
    """Put her own words beside our answer, for good: whoever reads the one reads the other.

    Raises: ConcernRefused, TextTooLong, TextUnreadable.
    """
    if not can_add_note(by, concern):
        raise NotAllowed
    check_fits(Concern, note=note)
    if not note.strip():
        raise ConcernRefused("Write your note first.", field="note")
    with transaction.atomic(), acting_as_system("to keep her note"):
        current = Concern.objects.select_for_update(no_key=True).get(id=concern.id)
        if current.answered_at is None or current.noted_at is not None:
            raise ConcernRefused("A note stands beside an answer, once.", field="note")
        current.note, current.noted_at = note.strip(), now
        current.save(update_fields=["note", "noted_at"])
        record_event("concern_noted", by=by.id, subject_type="concern", subject_id=concern.id, now=now)
        return current
