from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.messages.access import can_keep_outbox
from commonpurse.kernel.messages.models import Message
from commonpurse.kernel.messages.queries import messages_visible_to
from commonpurse.kernel.messages.rules import Hours, Way
from commonpurse.parties.consent.models import Wall
from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.partners.models import Member, WorkAddress
from commonpurse.parties.people.access import (
    WORKS_WITH_PEOPLE,
    can_name_for_payments,
    can_name_representative,
    can_raise_wall,
    kept_from,
    open_on,
    people_shared_with,
)
from commonpurse.parties.people.models import (
    ContactWay,
    MessageChoice,
    Person,
    PersonName,
    PersonQuerySet,
    Representative,
    Support,
)
from commonpurse.parties.people.rules import address_of, mask_contact, may_write_to


def people_visible_to(viewer: Member | Person, today: date, item: Item = Item.NAME) -> PersonQuerySet:
    """The people of whom this viewer may see this item on that day; see `access` for who sees whom."""
    return people_shared_with(viewer, today, item)


def people_to_act_for(
    *, viewer: Member | Person, person_ids: Collection[UUID], today: date, item: Item = Item.MONEY_DETAIL
) -> set[UUID]:
    """Those of these people for whom the viewer may do things with this item on that day."""
    able = people_shared_with(viewer, today, item, Level.ACT).filter(id__in=list(person_ids))
    return set(able.values_list("id", flat=True))


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


def all_names_of(person: Person) -> list[str]:
    """Every name of hers, whoever acts: to keep them out of what others read. A part of commands, shown to nobody."""
    with acting_as_system("to keep names out of what others read"):
        return [person.called_by, *PersonName.objects.filter(person=person).values_list("name", flat=True)]


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
    return (
        able.exclude(id__in=with_her.values("member"))
        .exclude(_is_kept_from(person))
        .select_related("organisation")
        .distinct()
    )


def _is_kept_from(person: Person) -> Q:
    """The members behind a wall from this person."""
    walls = Wall.objects.filter(person=person, ended_at=None)
    members, organisations = walls.exclude(member=None), walls.exclude(organisation=None)
    return Q(id__in=members.values("member")) | Q(organisation__in=organisations.values("organisation"))


# Walls ----------------------------------------------------------------------------------------------------------------


def walls_of(*, viewer: Member | Person, person: Person, today: date) -> QuerySet[Wall]:
    """Who is kept away from the person now: for herself and the manager all of them, for others those they raised."""
    walls = Wall.objects.filter(person__in=_if_visible(viewer, person, today), ended_at=None)
    if isinstance(viewer, Member) and not viewer.has_role("manager"):
        walls = walls.filter(raised_by_id=viewer.id)
    return walls.select_related("member__organisation", "organisation", "person").order_by("-raised_at", "-id")


def get_wall(*, viewer: Member | Person, person: Person, wall_id: UUID, today: date) -> Wall | None:
    """One of them, or None when it is not there or not to be seen."""
    return walls_of(viewer=viewer, person=person, today=today).filter(id=wall_id).first()


def members_to_keep_away(*, viewer: Member | Person, person: Person, today: date) -> QuerySet[Member]:
    """Every active member whom a wall could be raised against, with their organisation."""
    if not can_raise_wall(viewer, person, today):
        return Member.objects.none()
    return Member.objects.filter(is_active=True, organisation__isnull=False).select_related("organisation")


# Who acts for whom ----------------------------------------------------------------------------------------------------


def helpers_of(*, viewer: Member | Person, person: Person, today: date) -> list[Representative]:
    """Who acts for the person now, or waits to be agreed to, each with their name, for her and who works with her.

    A helper's own record is walled off from her and her worker: here their name alone is read.
    """
    if not can_name_representative(viewer, person, today):
        return []
    with acting_as_system("to name who acts for a person"):
        running = Representative.objects.filter(person=person, ended_at=None, ends_on__gt=today)
        return list(running.select_related("helper", "told_to", "decided_by", "agreed_by").order_by("given_at", "id"))


def get_helper(*, viewer: Member | Person, person: Person, helper_id: UUID, today: date) -> Representative | None:
    """One of them by the id of its row, or None when it is not there or not to be seen."""
    found = helpers_of(viewer=viewer, person=person, today=today)
    return next((each for each in found if each.id == helper_id), None)


def name_of_helper(*, viewer: Person, helper_id: UUID) -> str:
    """The name of somebody who acts for the viewer or did; nothing of anybody else."""
    with acting_as_system("to name who acts for a person"):
        acts = Representative.objects.filter(person=viewer.id, helper=helper_id).select_related("helper").first()
    return acts.helper.called_by if acts is not None else ""


def helped_by_me(*, viewer: Person, today: date) -> list[Representative]:
    """Whom the viewer acts for now, while she lets them see how much she has."""
    seen = people_visible_to(viewer, today, Item.MONEY_TOTAL).values("id")
    running = Representative.objects.live_on(today).filter(helper=viewer.id, person__in=seen)
    return list(running.select_related("person").order_by("person__called_by", "id"))


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


def outbox_visible_to(viewer: Member | Person) -> QuerySet[Message]:
    """The messages that whoever looks after the outbox may see: none to somebody they are kept away from.

    With each, as `is_at_work`, whether it goes to a member and tells of nobody's record.
    """
    at_work = WorkAddress.objects.filter(id=OuterRef("contact_id"))
    return messages_visible_to(viewer).exclude(recipient_id__in=kept_from(viewer)).annotate(is_at_work=Exists(at_work))


def get_from_outbox(*, viewer: Member | Person, message_id: UUID) -> Any:
    """One message with what came of it, or None when it is not there or not to be seen."""
    return outbox_visible_to(viewer).filter(id=message_id).prefetch_related("events").first()


@acting_as_system("to show as much of a contact as the outbox may")
def contacts_masked(*, viewer: Member | Person, contact_ids: Collection[UUID]) -> dict[UUID, str]:
    """As much of these contacts as may stand in a list of the outbox. A way that is not safe any more shows nothing."""
    if not can_keep_outbox(viewer):
        return {}
    ways = ContactWay.objects.filter(id__in=list(contact_ids), is_safe_to_use=True)
    ways = ways.exclude(person__in=kept_from(viewer))
    at_work = WorkAddress.objects.filter(id__in=list(contact_ids), ended_at=None)
    return {way.id: mask_contact(way.kind, way.value) for way in ways} | {
        each.id: mask_contact(Way.EMAIL, each.address) for each in at_work
    }


@acting_as_system("to show a message as its reader will see it")
def reads_in(*, viewer: Member | Person, person_id: UUID) -> tuple[str, str] | None:
    """The language and format of one reader, for a preview of what goes to her; None where it is not the viewer's."""
    if not can_keep_outbox(viewer):
        return None
    at_work = Member.objects.filter(id=person_id).values_list("language", flat=True).first()
    if at_work is not None:
        return at_work, "standard"
    return (
        Person.objects.exclude(id__in=kept_from(viewer))
        .filter(id=person_id)
        .values_list("language", "page_format")
        .first()
    )
