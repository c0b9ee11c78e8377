from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import WORKS_WITH_PEOPLE, can_name_for_payments, open_on
from commonpurse.parties.people.models import ContactWay, Person, PersonName, Support


def people_visible_to(viewer: Member | Person, today: date) -> QuerySet[Person]:
    """The people whose record this viewer may see on that day; see `access` for who sees whom."""
    if isinstance(viewer, Person):
        return Person.objects.filter(id=viewer.id)
    if viewer.has_role("manager"):
        return Person.objects.all()
    if viewer.has_role(*WORKS_WITH_PEOPLE):
        mine = Support.objects.filter(open_on(today), member=viewer)
        return Person.objects.filter(id__in=mine.values("person"))
    return Person.objects.none()


def get_person(*, viewer: Member | Person, person_id: UUID, today: date) -> Person | None:
    """The person, or None when she is not there or not to be seen: the two must look alike."""
    return people_visible_to(viewer, today).filter(id=person_id).first()


def _if_visible(viewer: Member | Person, person: Person, today: date) -> QuerySet[Any]:
    """The id of the person, or nothing where she is not to be seen: for a question to ask in the same statement."""
    return people_visible_to(viewer, today).filter(id=person.id).values("id")


def contact_ways_of(*, viewer: Member | Person, person: Person, today: date) -> QuerySet[ContactWay]:
    """How to reach the person, the safe ways first."""
    return ContactWay.objects.filter(person__in=_if_visible(viewer, person, today)).order_by(
        "-is_safe_to_use", "kind", "value"
    )


def names_of(*, viewer: Member | Person, person: Person, today: date) -> QuerySet[PersonName]:
    """The person's other names."""
    return PersonName.objects.filter(person__in=_if_visible(viewer, person, today)).order_by("used_for", "name")


def supports_of(*, viewer: Member | Person, person: Person, today: date) -> QuerySet[Support]:
    """Who works with the person on that day, with their organisation."""
    running = Support.objects.filter(open_on(today), person__in=_if_visible(viewer, person, today))
    return running.select_related("member__organisation").order_by("starts_on", "id")


def names_for_payments(*, viewer: Member | Person, person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names that stand beside payments, for those who pay. The caller names the people: here is no list of all."""
    if not can_name_for_payments(viewer):
        return {}
    return dict(Person.objects.filter(id__in=list(person_ids)).values_list("id", "called_by"))


def members_to_ask(person: Person) -> QuerySet[Member]:
    """The active workers and coordinators who could begin to work with the person, with their organisation."""
    with_her = Support.objects.filter(person=person, ends_on=None)
    able = Member.objects.filter(is_active=True, member_roles__role__in=WORKS_WITH_PEOPLE)
    return able.exclude(id__in=with_her.values("member")).select_related("organisation").distinct()
