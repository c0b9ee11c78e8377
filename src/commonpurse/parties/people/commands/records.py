"""The record of a person: taken on, changed, other names, ways of contact."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.periods import business_date
from commonpurse.parties.consent.rules import Told
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people import rules
from commonpurse.parties.people.access import (
    WORKS_WITH_PEOPLE,
    can_add_person,
    can_change_person,
)
from commonpurse.parties.people.commands.permissions import SharedWith, keep_permissions
from commonpurse.parties.people.keeping import REFERENCE_TAKEN, ReferenceTaken, check_basis_of, people_here
from commonpurse.parties.people.models import ContactWay, Person, PersonName, Support


class ThereAlready(Refused):
    code = "there_already"


def add_person(
    *,
    by: Member,
    called_by: str,
    now: datetime,
    date_of_birth: date | None = None,
    language: str = "en",
    page_format: str = "standard",
    needs_interpreter: bool = False,
    reference: str = "",
    told: Told | None = None,
) -> Person:
    """Take a person on. A worker or coordinator who does so works with her from that day on.

    `told` is what she said they may see and do; without it they know her name, and can ask her.
    Raises: NoLawfulBasis, RecordUnreadable, ReferenceTaken, PermissionRefused.
    """
    if not can_add_person(by):
        raise NotAllowed
    today = business_date(now)
    with transaction.atomic():
        person = keep_person(
            by=by,
            called_by=called_by,
            date_of_birth=date_of_birth,
            language=language,
            page_format=page_format,
            needs_interpreter=needs_interpreter,
            reference=reference,
            now=now,
        )
        if by.has_role(*WORKS_WITH_PEOPLE):
            with acting_as_system("to write down that who takes a person on works with her"):
                Support.objects.create(person=person, member=by, starts_on=today)
            if told is not None:
                with_them = SharedWith(member=by)
                keep_permissions(by=by, person=person, to=with_them, told=told, starts_on=today, now=now)
        return person


def keep_person(
    *,
    by: Member,
    called_by: str,
    date_of_birth: date | None = None,
    language: str = "en",
    page_format: str = "standard",
    needs_interpreter: bool = False,
    reference: str = "",
    now: datetime,
) -> Person:
    """Make a person's record, with which nobody works yet. Call inside the verb that asked whether `by` may.

    Raises: NoLawfulBasis, RecordUnreadable, ReferenceTaken.
    """
    check_basis_of(by)
    fields = {
        "called_by": rules.check_text(called_by, field="called_by", longest=rules.LONGEST_CALLED_BY),
        "date_of_birth": rules.check_date_of_birth(date_of_birth, today=business_date(now)),
        "language": rules.check_language(language),
        "page_format": rules.check_page_format(page_format),
        "needs_interpreter": needs_interpreter,
        "reference": rules.check_text(reference, field="reference", longest=rules.LONGEST_REFERENCE, may_be_empty=True),
    }
    # Whoever has it may be somebody whom `by` does not know: the answer is the same.
    if fields["reference"] and people_here([str(fields["reference"])]):
        raise ReferenceTaken(REFERENCE_TAKEN, field="reference")
    try:
        with transaction.atomic():
            person = Person.objects.create(**fields, added_at=now, added_by=by)
    except IntegrityError as error:  # somebody else took it just now
        raise ReferenceTaken(REFERENCE_TAKEN, field="reference") from error
    record_event("person_added", by=by.id, subject_type="person", subject_id=person.id, now=now)
    return person


def change_person(
    *,
    by: Member | Person,
    person: Person,
    now: datetime,
    called_by: str,
    language: str,
    page_format: str,
    needs_interpreter: bool,
) -> Person:
    """Change what the person wants to be called and what she needs to read and hear us. Raises: RecordUnreadable."""
    today = business_date(now)
    if not can_change_person(by, person, today):
        raise NotAllowed
    wanted: dict[str, Any] = {
        "called_by": rules.check_text(called_by, field="called_by", longest=rules.LONGEST_CALLED_BY),
        "language": rules.check_language(language),
        "page_format": rules.check_page_format(page_format),
        "needs_interpreter": needs_interpreter,
    }
    with transaction.atomic():
        current = Person.objects.select_for_update(no_key=True).get(id=person.id)
        changed = [name for name, value in wanted.items() if getattr(current, name) != value]
        for name in changed:
            setattr(current, name, wanted[name])
        if changed:
            current.save(update_fields=changed)
            record_event(
                "person_changed", by=by.id, subject_type="person", subject_id=person.id, now=now, fields=changed
            )
        return current


def add_person_name(*, by: Member | Person, person: Person, name: str, used_for: str, now: datetime) -> PersonName:
    """Add another name of the person: on papers, at the bank, before. Raises: RecordUnreadable, ThereAlready."""
    if not can_change_person(by, person, business_date(now)):
        raise NotAllowed
    clean = rules.check_text(name, field="name", longest=rules.LONGEST_NAME)
    rules.check_choice(used_for, rules.NAME_USES, field="used_for")
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=person.id)
        if PersonName.objects.filter(person=person, name=clean, used_for=used_for).exists():
            raise ThereAlready("This name is there already.", field="name")
        added = PersonName.objects.create(person=person, name=clean, used_for=used_for)
        record_event("person_name_added", by=by.id, subject_type="person", subject_id=person.id, now=now)
        return added


def add_contact_way(
    *,
    by: Member | Person,
    person: Person,
    kind: str,
    value: str,
    is_safe_to_use: bool,
    now: datetime,
    how: str = "",
) -> ContactWay:
    """Add a way to reach the person, whether it is safe, and how to use it. Raises: RecordUnreadable, ThereAlready."""
    if not can_change_person(by, person, business_date(now)):
        raise NotAllowed
    rules.check_choice(kind, rules.CONTACT_KINDS, field="kind")
    clean = rules.check_text(value, field="value", longest=rules.LONGEST_CONTACT)
    note = rules.check_text(how, field="how", longest=rules.LONGEST_CONTACT, may_be_empty=True)
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=person.id)
        if ContactWay.objects.filter(person=person, kind=kind, value=clean).exists():
            raise ThereAlready("This way of contact is there already. Change it instead.", field="value")
        added = ContactWay.objects.create(
            person=person, kind=kind, value=clean, is_safe_to_use=is_safe_to_use, how=note
        )
        record_event(
            "contact_way_added",
            by=by.id,
            subject_type="person",
            subject_id=person.id,
            now=now,
            kind=kind,
            is_safe_to_use=is_safe_to_use,
        )
        return added


def change_contact_way(
    *, by: Member | Person, contact_way: ContactWay, is_safe_to_use: bool, how: str, now: datetime
) -> ContactWay:
    """Say whether a way of contact is safe now, and how to use it. Raises: RecordUnreadable."""
    if not can_change_person(by, contact_way.person, business_date(now)):
        raise NotAllowed
    note = rules.check_text(how, field="how", longest=rules.LONGEST_CONTACT, may_be_empty=True)
    with transaction.atomic():
        current = ContactWay.objects.select_for_update(no_key=True).get(id=contact_way.id)
        current.is_safe_to_use, current.how = is_safe_to_use, note
        current.save(update_fields=["is_safe_to_use", "how"])
        record_event(
            "contact_way_changed",
            by=by.id,
            subject_type="person",
            subject_id=current.person_id,
            now=now,
            kind=current.kind,
            is_safe_to_use=is_safe_to_use,
        )
        return current
