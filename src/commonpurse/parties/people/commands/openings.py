"""Break-glass: open one person's record in an emergency, for an hour, with a reason and a guardian who is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.texts import check_fits
from commonpurse.parties.consent.commands import log_access
from commonpurse.parties.consent.models import BreakGlass
from commonpurse.parties.consent.queries import current_guardian, has_live_basis
from commonpurse.parties.consent.rules import (
    GLASS_MISSES_AN_HOUR,
    GLASS_OPEN_MINUTES,
    GlassRefused,
    check_glass_reason,
    review_until,
)
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import WORKS_WITH_PEOPLE, can_break_glass, can_review_opening, is_kept_from
from commonpurse.parties.people.models import Person, PersonName

NEWS_OPENED = "opened_in_emergency"
NOT_FOUND = "emergency_not_found"
NOBODY_WATCHES = "Nobody is named yet who watches over this. Ring your manager."


@dataclass(frozen=True)
class Sought:
    """Somebody as whoever is in an emergency knows them: by their exact reference, or exact name and date of birth."""

    reference: str = ""
    name: str = ""
    date_of_birth: date | None = None

    def condition(self) -> Q | None:
        if self.reference.strip():
            return Q(reference__iexact=self.reference.strip())
        name = " ".join(self.name.split())
        if not name or self.date_of_birth is None:
            return None
        named = PersonName.objects.filter(name__iexact=name).values("person")
        return (Q(called_by__iexact=name) | Q(id__in=named)) & Q(date_of_birth=self.date_of_birth)


def open_in_emergency(*, by: Member, sought: Sought, reason: str, now: datetime) -> BreakGlass:
    """Find one person exactly, and open her record for an hour; nobody can leaf through people here.

    Whoever is not found, is twice there, or is kept apart from `by` gives the same answer; a few such answers within
    an hour close this door. Raises: GlassRefused, CannotRecordLook.
    """
    if by.is_system or not by.has_role(*WORKS_WITH_PEOPLE, "manager") or not has_live_basis(by):
        raise NotAllowed
    check_glass_reason(reason)
    wanted = sought.condition()
    if wanted is None:
        raise GlassRefused("Write the reference, or the name and the date of birth.", field="reference")
    missed = AuditEvent.objects.filter(actor_id=by.id, event_type=NOT_FOUND, recorded_at__gt=now - timedelta(hours=1))
    if missed.count() >= GLASS_MISSES_AN_HOUR:
        raise GlassRefused("Nobody was found too many times. Ring your manager.")
    with acting_as_system("to find one person in an emergency"):
        if current_guardian() is None:  # said before anybody is looked for: the answer must not tell who is here
            raise GlassRefused(NOBODY_WATCHES)
        found = list(Person.objects.filter(wanted)[:2])
        can_be_told = len(found) == 1 and _told_of(by, found[0]) is not None
    if not can_be_told or not can_break_glass(by, found[0]):
        # Kept although the act is refused: the tries are counted.
        with transaction.atomic():
            record_event(NOT_FOUND, by=by.id, subject_type="member", subject_id=by.id, now=now)
        raise GlassRefused("We found nobody who is exactly this. Check each letter and figure.", field="reference")
    return break_glass(by=by, person=found[0], reason=reason, now=now)


def break_glass(*, by: Member, person: Person, reason: str, now: datetime) -> BreakGlass:
    """Open one person's record to `by` for an hour. The guardian is told in the same act: without it, nothing opens.

    While it is open, opening it again is the same opening. Raises: GlassRefused, CannotRecordLook.
    """
    if not can_break_glass(by, person):
        raise NotAllowed
    why = check_glass_reason(reason)
    with acting_as_system("to see whether it is open already, and who is told"):
        running = _running(by, person, now)
        guardian = _guardian_for(by, person)
    if running is not None:
        return running
    # Before the act's own locks, and kept whatever comes of it.
    log_access(viewer=by, person_id=person.id, why=why, fields=["opened in an emergency"], now=now)
    # Whoever opens it cannot see her yet: what the act needs is read, and written, across that.
    with transaction.atomic(), acting_as_system("to open a record in an emergency"):
        Person.objects.select_for_update(no_key=True).get(id=person.id)
        running = _running(by, person, now)
        if running is not None:
            return running
        opening = BreakGlass.objects.create(
            person=person,
            member=by,
            reason=why,
            opened_at=now,
            closes_at=now + timedelta(minutes=GLASS_OPEN_MINUTES),
            guardian=guardian,
            alarmed_at=now,
            review_by=review_until(now),
        )
        note_news(recipient_id=guardian.id, kind=NEWS_OPENED, subject_id=opening.id, now=now)
        record_event(
            "opened_in_emergency",
            by=by.id,
            subject_type="person",
            subject_id=person.id,
            now=now,
            opening=str(opening.id),
            guardian=str(guardian.id),
        )
        return opening


def review_opening(
    *, by: Member, opening: BreakGlass, was_right: bool, note: str, kept_from_person_why: str = "", now: datetime
) -> BreakGlass:
    """Say whether the opening was right, once. The person then sees it, unless there is a written reason why not.

    Raises: GlassRefused, TextTooLong, TextUnreadable.
    """
    if not can_review_opening(by, opening, now):
        raise NotAllowed
    check_fits(BreakGlass, review_note=note, kept_from_person_why=kept_from_person_why)
    if not note.strip():
        raise GlassRefused("Say what you found, in a sentence.", field="note")
    with transaction.atomic(), acting_as_system("to review an opening"):
        current = BreakGlass.objects.select_for_update(no_key=True).get(id=opening.id)
        if current.reviewed_at is not None:
            raise GlassRefused("This was reviewed already.")
        current.reviewed_at, current.reviewed_by, current.was_right = now, by, was_right
        current.review_note, current.kept_from_person_why = note.strip(), kept_from_person_why.strip()
        current.save(update_fields=["reviewed_at", "reviewed_by", "was_right", "review_note", "kept_from_person_why"])
        record_event(
            "opening_reviewed",
            by=by.id,
            subject_type="person",
            subject_id=current.person_id,
            now=now,
            opening=str(current.id),
            was_right=was_right,
            is_kept_from_person=bool(current.kept_from_person_why),
        )
        return current


def _running(by: Member, person: Person, now: datetime) -> BreakGlass | None:
    return BreakGlass.objects.filter(person=person, member=by, opened_at__lte=now, closes_at__gt=now).first()


def _guardian_for(by: Member, person: Person) -> Member:
    """Who is told. Raises: GlassRefused where there is nobody: what nobody watches over is not opened."""
    told = _told_of(by, person)
    if told is None:
        raise GlassRefused(NOBODY_WATCHES)
    return told


def _told_of(by: Member, person: Person) -> Member | None:
    """The guardian; where that is `by`, or somebody kept away from the person, a manager who is neither; or None."""
    named = current_guardian()
    managers = Member.objects.filter(is_active=True, member_roles__role="manager").order_by("created_at", "id")
    for one in ([named] if named is not None else []) + list(managers if named is not None else []):
        if one.id != by.id and not is_kept_from(one, person):
            return one
    return None
