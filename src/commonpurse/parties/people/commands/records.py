from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import FileRefused, NotAllowed, Refused, RowError
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.words import Words
from commonpurse.parties.consent.queries import has_live_basis
from commonpurse.parties.consent.rules import Told
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people import rules
from commonpurse.parties.people.access import (
    WORKS_WITH_PEOPLE,
    can_add_person,
    can_arrange_support,
    can_change_person,
    can_import_people,
    is_kept_from,
    kept_from,
    open_on,
    people_shared_with,
)
from commonpurse.parties.people.commands.permissions import SharedWith, end_sharing_with_member, keep_permissions
from commonpurse.parties.people.imports import ImportedPerson, read_people
from commonpurse.parties.people.models import ContactWay, Person, PersonName, Support

REFERENCE_TAKEN = "This reference cannot be used. Choose another one."


class ReferenceTaken(Refused):
    code = "reference_taken"


class ThereAlready(Refused):
    code = "there_already"


class CannotSupport(Refused):
    code = "cannot_support"


class SupportEndTooEarly(Refused):
    code = "support_end_too_early"


class SupportEnded(Refused):
    code = "support_ended"


class NoLawfulBasis(Refused):
    """The organisation has not said why the law lets it hold something personal."""

    code = "no_lawful_basis"


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
    _check_basis_of(by)
    today = business_date(now)
    fields = {
        "called_by": rules.check_text(called_by, field="called_by", longest=rules.LONGEST_CALLED_BY),
        "date_of_birth": rules.check_date_of_birth(date_of_birth, today=today),
        "language": rules.check_language(language),
        "page_format": rules.check_page_format(page_format),
        "needs_interpreter": needs_interpreter,
        "reference": rules.check_text(reference, field="reference", longest=rules.LONGEST_REFERENCE, may_be_empty=True),
    }
    with transaction.atomic():
        # Whoever has it may be somebody whom `by` does not know: the answer is the same.
        if fields["reference"] and _here([str(fields["reference"])]):
            raise ReferenceTaken(REFERENCE_TAKEN, field="reference")
        try:
            with transaction.atomic():
                person = Person.objects.create(**fields, added_at=now, added_by=by)
        except IntegrityError as error:  # somebody else took it just now
            raise ReferenceTaken(REFERENCE_TAKEN, field="reference") from error
        if by.has_role(*WORKS_WITH_PEOPLE):
            with acting_as_system("to write down that who takes a person on works with her"):
                Support.objects.create(person=person, member=by, starts_on=today)
            if told is not None:
                with_them = SharedWith(member=by)
                keep_permissions(by=by, person=person, to=with_them, told=told, starts_on=today, now=now)
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


def start_support(
    *, by: Member, person: Person, member: Member, starts_on: date, told: Told | None = None, now: datetime
) -> Support:
    """Say that a member works with the person from a day on; from then they know her name.

    What else they see and do is hers to say: `told`. Without it they can ask her.
    Raises: CannotSupport when the member is no worker or coordinator; ThereAlready; PermissionRefused.
    """
    if not can_arrange_support(by, person, business_date(now)):
        raise NotAllowed
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=person.id)
        # Whoever is kept away from her is answered for as whoever cannot work with people: it must not show.
        if not member.has_role(*WORKS_WITH_PEOPLE) or is_kept_from(member, person):
            raise CannotSupport("Choose an active worker or coordinator.", field="member")
        if Support.objects.filter(person=person, member=member, ends_on=None).exists():
            raise ThereAlready("This member works with the person already.", field="member")
        if by.id == member.id and not (by.has_role("manager") or _works_by_oneself(by, person, business_date(now))):
            raise CannotSupport("Who stands in does not stay by their own word. Ask the manager.", field="member")
        support = Support.objects.create(person=person, member=member, starts_on=starts_on)
        if told is not None:
            with_them = SharedWith(member=member)
            keep_permissions(by=by, person=person, to=with_them, told=told, starts_on=starts_on, now=now)
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


@dataclass(frozen=True)
class PeopleImport:
    """What a file of people brought: whom it added, and how many of its rows were there already, word for word."""

    added: Sequence[Person]
    there_already: int


def import_people(*, by: Member, content: bytes, told: Told | None = None, now: datetime) -> PeopleImport:
    """Add the people of a CSV file, all or none. The same file again adds nobody: `reference` names the person.

    `told` is what each of them said that her worker may see and do; without it the workers can ask.
    Raises: NoLawfulBasis; FileRefused with every error of every row; `imports.with_errors` gives the file back with
    them; PermissionRefused.
    """
    if not can_import_people(by):
        raise NotAllowed
    _check_basis_of(by)
    today = business_date(now)
    read = read_people(content, today=today)
    with transaction.atomic():
        here = _here([row.reference for row in read.people])
        known = _known_to(by, here, today)
        workers, errors = _workers_named(read.people, by)
        hidden = here.keys() - known.keys()
        errors += [
            RowError(row.row, "reference", Words(REFERENCE_TAKEN)) for row in read.people if row.reference in hidden
        ]
        errors += [error for row in read.people if row.reference in known for error in _changes(row, known)]
        if read.errors or errors:
            every = sorted([*read.errors, *errors], key=lambda error: (error.row or 0, error.field or ""))
            raise FileRefused(_whole_file_sentence(len(every)), every)
        fresh = [row for row in read.people if row.reference not in known]
        people = [_as_person(row, by=by, now=now) for row in fresh]
        try:
            with transaction.atomic():
                Person.objects.bulk_create(people)
        except IntegrityError as error:
            raise ReferenceTaken("Somebody added one of these people just now. Import the file once more.") from error
        pairs = list(zip(fresh, people, strict=True))
        # Whoever imports need not know any of them afterwards: their workers do.
        with acting_as_system("to write down the people of a file"):
            ContactWay.objects.bulk_create(
                ContactWay(
                    person=person,
                    kind=row.contact_kind,
                    value=row.contact,
                    is_safe_to_use=row.contact_is_safe,
                    how=row.contact_how,
                )
                for row, person in pairs
                if row.contact
            )
            PersonName.objects.bulk_create(
                PersonName(person=person, name=row.name_on_papers, used_for="papers")
                for row, person in pairs
                if row.name_on_papers
            )
            Support.objects.bulk_create(
                Support(person=person, member=workers[row.worker], starts_on=today)
                for row, person in pairs
                if row.worker in workers
            )
            if told is not None:
                for row, person in pairs:
                    if row.worker in workers:
                        with_them = SharedWith(member=workers[row.worker])
                        keep_permissions(by=by, person=person, to=with_them, told=told, starts_on=today, now=now)
        record_event(
            "people_imported",
            by=by.id,
            subject_type="people_file",
            subject_id=new_id(),
            now=now,
            added=len(people),
            there_already=len(read.people) - len(people),
            sha256=hashlib.sha256(content).hexdigest(),
        )
        return PeopleImport(added=people, there_already=len(read.people) - len(people))


def _here(references: Collection[str]) -> dict[str, Person]:
    """The people with these references, whoever may know them: by reference."""
    with acting_as_system("to see which references are free"):
        return {person.reference: person for person in Person.objects.filter(reference__in=references)}


def _known_to(by: Member, here: Mapping[str, Person], today: date) -> dict[str, Person]:
    """Those of these people whom `by` knows, or took on. With nobody else is a file compared: it would tell of them."""
    apart = kept_from(by)
    with acting_as_system("to see whom of them the importer knows"):
        ids = [person.id for person in here.values()]
        seen = set(people_shared_with(by, today).filter(id__in=ids).values_list("id", flat=True))
    return {
        reference: person
        for reference, person in here.items()
        if person.id in seen or (person.added_by_id == by.id and person.id not in apart)
    }


def _check_basis_of(member: Member) -> None:
    """Raises: NoLawfulBasis."""
    if not has_live_basis(member):
        raise NoLawfulBasis(
            "{organisation} has not written down why it may hold things about people. An administrator does it first, "
            "under “What we stand on”.",
            organisation=str(member.organisation),
        )


def _whole_file_sentence(count: int) -> Words:
    return Words.counted(
        "Nobody was added, because 1 thing is not right in the file. Mend it and import it again.",
        "Nobody was added, because {number} things are not right in the file. Mend it and import it again.",
        count,
    )


def _workers_named(rows: Sequence[ImportedPerson], by: Member) -> tuple[dict[str, Member], list[RowError]]:
    """Find the members that the file names as workers; an empty name is whoever imports, if they work with people."""
    named = {row.worker for row in rows if row.worker}
    found: dict[str, list[Member]] = {}
    for member in Member.objects.filter(name__in=named, is_active=True).prefetch_related("member_roles"):
        if {role.role for role in member.member_roles.all()} & set(WORKS_WITH_PEOPLE):
            found.setdefault(member.name, []).append(member)
    workers = {name: members[0] for name, members in found.items() if len(members) == 1}
    if by.has_role(*WORKS_WITH_PEOPLE):
        workers[""] = by
    errors = []
    for row in rows:
        if row.worker and row.worker not in workers:
            several = Words("Two workers have this name.")
            nobody = Words("There is no worker or coordinator of this name.")
            errors.append(RowError(row.row, "worker", several if row.worker in found else nobody))
    return workers, errors


def _changes(row: ImportedPerson, known: dict[str, Person]) -> list[RowError]:
    """Say where a row differs from the person who has its reference: an import adds, it does not change."""
    person = known[row.reference]
    same = ("called_by", "date_of_birth", "language", "page_format", "needs_interpreter")
    return [
        RowError(row.row, field, Words("The person with this reference has another entry here. Change it on her page."))
        for field in same
        if getattr(person, field) != getattr(row, field)
    ]


def _as_person(row: ImportedPerson, *, by: Member, now: datetime) -> Person:
    return Person(
        called_by=row.called_by,
        date_of_birth=row.date_of_birth,
        language=row.language,
        page_format=row.page_format,
        needs_interpreter=row.needs_interpreter,
        reference=row.reference,
        added_at=now,
        added_by=by,
    )
