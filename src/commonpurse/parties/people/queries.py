from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from commonpurse.kernel.messages.access import can_keep_outbox
from commonpurse.kernel.messages.rules import Hours
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import (
    WORKS_WITH_PEOPLE,
    can_name_for_payments,
    open_on,
    people_shared_with,
)
from commonpurse.parties.people.models import ContactWay, MessageChoice, Person, PersonName, PersonQuerySet, Support
from commonpurse.parties.people.rules import address_of, mask_contact, may_write_to


def people_visible_to(viewer: Member | Person, today: date, item: Item = Item.NAME) -> PersonQuerySet:
    """The people of whom this viewer may see this item on that day; see `access` for who sees whom."""
    return people_shared_with(viewer, today, item)


def get_person(*, viewer: Member | Person, person_id: UUID, today: date) -> Person | None:
    """The person, or None when she is not there or not to be seen: the two must look alike."""
    return people_visible_to(viewer, today).filter(id=person_id).first()


def _if_visible(viewer: Member | Person, person: Person, today: date, item: Item = Item.NAME) -> QuerySet[Any]:
    """The id of the person, or nothing where this is not to be seen: for a question to ask in the same statement."""
    return people_visible_to(viewer, today, item).filter(id=person.id).values("id")


def contact_ways_of(*, viewer: Member | Person, person: Person, today: date) -> QuerySet[ContactWay]:
    """How to reach the person, the safe ways first."""
    return ContactWay.objects.filter(person__in=_if_visible(viewer, person, today, Item.CONTACT)).order_by(
        "-is_safe_to_use", "kind", "value"
    )


def names_of(*, viewer: Member | Person, person: Person, today: date) -> QuerySet[PersonName]:
    """The person's other names."""
    return PersonName.objects.filter(person__in=_if_visible(viewer, person, today)).order_by("used_for", "name")


def supports_of(*, viewer: Member | Person, person: Person, today: date) -> QuerySet[Support]:
    """Who works with the person on that day, with their organisation."""
    running = Support.objects.filter(open_on(today), person__in=_if_visible(viewer, person, today))
    return running.select_related("member__organisation").order_by("starts_on", "id")


def names_for_payments(*, viewer: Member | Person, person_ids: Iterable[UUID], today: date) -> dict[UUID, str]:
    """The names that stand beside payments, for those who pay. The caller names the people: here is no list of all."""
    if not can_name_for_payments(viewer):
        return {}
    seen = people_visible_to(viewer, today, Item.PAYMENT_NAME).filter(id__in=list(person_ids))
    return dict(seen.values_list("id", "called_by"))


def members_to_ask(person: Person) -> QuerySet[Member]:
    """The active workers and coordinators who could begin to work with the person, with their organisation."""
    with_her = Support.objects.filter(person=person, ends_on=None)
    able = Member.objects.filter(is_active=True, member_roles__role__in=WORKS_WITH_PEOPLE)
    return able.exclude(id__in=with_her.values("member")).select_related("organisation").distinct()


# Messages -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MessageWay:
    """A safe way on which a person can be written to by a machine, as her page shows it.

    `is_on`: she is written to. `asks_anew`: she wanted it, and the note has changed since.
    """

    id: UUID
    kind: str
    masked: str
    how: str
    is_on: bool
    asks_anew: bool
    hours: Hours


def message_ways_of(*, viewer: Member | Person, person: Person, today: date) -> list[MessageWay]:
    """The safe ways on which messages can reach the person, with what she chose; those that are not safe stay out."""
    ways = [
        way
        for way in contact_ways_of(viewer=viewer, person=person, today=today).filter(is_safe_to_use=True)
        if address_of(way.kind, way.value) is not None
    ]
    choices = newest_choices(way.id for way in ways)
    return [_message_way(way, choices.get(way.id)) for way in ways]


def _message_way(way: ContactWay, choice: MessageChoice | None) -> MessageWay:
    is_on = is_written_to(way, choice)
    return MessageWay(
        id=way.id,
        kind=way.kind,
        masked=mask_contact(way.kind, way.value),
        how=way.how,
        is_on=is_on,
        asks_anew=choice is not None and choice.is_wanted and not is_on,
        hours=Hours(choice.hours) if choice else Hours.DAY,
    )


def newest_choices(way_ids: Iterable[UUID]) -> dict[UUID, MessageChoice]:
    """What was chosen last for each of these ways."""
    chosen = MessageChoice.objects.filter(contact_way__in=list(way_ids)).order_by("chosen_at", "id")
    return {choice.contact_way_id: choice for choice in chosen}


def is_written_to(way: ContactWay, choice: MessageChoice | None) -> bool:
    """Tell whether a machine may write to this way now."""
    return choice is not None and may_write_to(
        kind=way.kind,
        value=way.value,
        is_safe_to_use=way.is_safe_to_use,
        how=way.how,
        is_wanted=choice.is_wanted,
        how_when_chosen=choice.how,
    )


def contacts_masked(*, viewer: Member | Person, contact_ids: Collection[UUID]) -> dict[UUID, str]:
    """As much of these contacts as may stand in a list of the outbox. A way that is not safe any more shows nothing."""
    if not can_keep_outbox(viewer):
        return {}
    ways = ContactWay.objects.filter(id__in=list(contact_ids), is_safe_to_use=True)
    return {way.id: mask_contact(way.kind, way.value) for way in ways}


def reads_in(*, viewer: Member | Person, person_id: UUID) -> tuple[str, str] | None:
    """The language and format of one reader, for a preview of what goes to her; None where it is not the viewer's."""
    if not can_keep_outbox(viewer):
        return None
    return Person.objects.filter(id=person_id).values_list("language", "page_format").first()
