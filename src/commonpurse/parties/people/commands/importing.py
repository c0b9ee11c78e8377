"""Add the people of a file, all or none."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import FileRefused, NotAllowed, RowError
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.words import Words
from commonpurse.parties.consent.rules import Told
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import (
    WORKS_WITH_PEOPLE,
    can_import_people,
    kept_from,
    people_shared_with,
)
from commonpurse.parties.people.commands.permissions import SharedWith, keep_permissions
from commonpurse.parties.people.imports import ImportedPerson, read_people
from commonpurse.parties.people.keeping import REFERENCE_TAKEN, ReferenceTaken, check_basis_of, people_here
from commonpurse.parties.people.models import ContactWay, Person, PersonName, Support


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
    check_basis_of(by)
    today = business_date(now)
    read = read_people(content, today=today)
    with transaction.atomic():
        here = people_here([row.reference for row in read.people])
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
