"""What a person shares with whom, what she shared at a moment, who looked, and who asks for more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery

from commonpurse.kernel.periods import business_date
from commonpurse.parties.consent.access import reached_standing_in
from commonpurse.parties.consent.models import AccessRow, LawfulBasis, Permission, PermissionRequest, StandIn, Wall
from commonpurse.parties.consent.rules import (
    ASKED_ALONE,
    ITEMS_TO_SHARE,
    REACHED_AS_ORGANISATION,
    SHARED_ANYWAY,
    Item,
    Level,
)
from commonpurse.parties.partners.models import Member, MemberRole, Organisation
from commonpurse.parties.people.access import (
    WORKS_WITH_PEOPLE,
    can_see_looks,
    can_see_person,
    people_shared_with,
)
from commonpurse.parties.people.models import Person, PersonQuerySet, Support
from commonpurse.parties.people.openings import looks_told


def permissions_of(*, viewer: Person, today: date) -> QuerySet[Permission]:
    """What she shares now, and what begins later; with whom."""
    running = Permission.objects.filter(person=viewer.id, withdrawn_at=None, ends_on__gt=today)
    return running.select_related("organisation", "member__organisation", "told_to__organisation").order_by(
        "given_at", "id"
    )


def permissions_ever(*, viewer: Person) -> QuerySet[Permission]:
    """All that she ever shared, the newest first: with whom, under which words, from when to when."""
    everything = Permission.objects.filter(person=viewer.id)
    return everything.select_related("organisation", "member__organisation", "told_to__organisation").order_by(
        "-given_at", "-id"
    )


def shared_with_me(*, viewer: Member, person: Person, today: date) -> list[Permission]:
    """What the person shares with this member now: by name, as one of their organisation, or by what they do."""
    seen = people_shared_with(viewer, today).filter(id=person.id).values("id")
    running = Permission.objects.live_on(today).filter(_reaches_on(today, viewer))
    return list(running.filter(person__in=seen).select_related("told_to__organisation").order_by("item"))


def _reaches(member_id: UUID, organisation_id: UUID | None, roles: Iterable[str]) -> Q:
    held = list(roles)
    reached = Q(member=member_id) | Q(role__in=held)
    if set(held) & set(REACHED_AS_ORGANISATION):
        reached |= Q(organisation=organisation_id, organisation__isnull=False)
    return reached


def _reaches_on(today: date, viewer: Member) -> Q:
    to_them = _reaches(viewer.id, viewer.organisation_id, viewer.roles)
    return to_them | reached_standing_in(viewer.id, today)


def items_seen(*, viewer: Member, person: Person, today: date) -> dict[Item, Level]:
    """Each item to share of the person that this member may see now, and how far: anyway, or because she said so."""
    anyway = _anyway(viewer.roles)
    if anyway and not can_see_person(viewer, person, today):
        return {}
    return _furthest(anyway, shared_with_me(viewer=viewer, person=person, today=today))


def _anyway(roles: Iterable[str]) -> dict[Item, Level]:
    found: dict[Item, Level] = {}
    for duty in SHARED_ANYWAY:
        if duty.role in set(roles):
            found |= {item: max(found.get(item, duty.level), duty.level) for item in duty.items}
    return {item: level for item, level in found.items() if item in ITEMS_TO_SHARE}


def _furthest(anyway: dict[Item, Level], permissions: Iterable[Permission]) -> dict[Item, Level]:
    found = dict(anyway)
    for each in permissions:
        item, level = Item(each.item), Level(each.level)
        found[item] = max(found.get(item, level), level)
    return found


def with_levels_seen(people: PersonQuerySet, *, viewer: Member | Person, today: date) -> PersonQuerySet:
    """Put beside each of these people, whom the viewer may see, how far each item is shared with them.

    For a page about one person: no statement of its own. Read it with `levels_seen_on`.
    """
    if isinstance(viewer, Person):
        return people
    given = Permission.objects.live_on(today).filter(_reaches_on(today, viewer), person=OuterRef("pk"))
    furthest = given.order_by().values("person").annotate(furthest=Max("level")).values("furthest")
    return people.annotate(**{f"level_{item.value}": Subquery(furthest.filter(item=item)) for item in ITEMS_TO_SHARE})


def levels_seen_on(person: Any, *, viewer: Member) -> dict[Item, Level]:
    """What `with_levels_seen` found, with what the member's role sees anyway."""
    found = _anyway(viewer.roles)
    for item in ITEMS_TO_SHARE:
        level = getattr(person, f"level_{item.value}")
        if level is not None:
            found[item] = max(found.get(item, Level(level)), Level(level))
    return found


# Asking for more ------------------------------------------------------------------------------------------------------


def requests_to_answer(*, viewer: Person) -> QuerySet[PermissionRequest]:
    """Who asks her to be shown more, the oldest first; those who have left ask no more."""
    waiting = PermissionRequest.objects.filter(person=viewer.id, answered_at=None, member__is_active=True)
    return waiting.select_related("member__organisation").order_by("asked_at", "id")


def get_request(*, viewer: Person, request_id: UUID) -> PermissionRequest | None:
    """One of them, answered or not, or None."""
    hers = PermissionRequest.objects.filter(person=viewer.id, id=request_id)
    return hers.select_related("member__organisation").first()


def requests_of(*, viewer: Member, person: Person, since: datetime) -> QuerySet[PermissionRequest]:
    """What this member asked the person for since then. Whether she answered is not to be told from it."""
    return PermissionRequest.objects.filter(person=person, member=viewer, asked_at__gt=since).order_by("-asked_at")


# Who looked -----------------------------------------------------------------------------------------------------------


def looks_at(*, viewer: Person, person: Person, now: datetime) -> QuerySet[AccessRow]:
    """Each look of others at her things that she is told of, the newest first. For herself alone."""
    if not can_see_looks(viewer, person):
        return AccessRow.objects.none()
    return looks_told(viewer=viewer, now=now).exclude(viewer_id=viewer.id).order_by("-looked_at", "-id")


def who_looked(*, viewer: Person, person: Person, now: datetime) -> list[tuple[Member, Organisation | None]]:
    """The members who ever looked, as far as she is told, by name, for a list to choose from."""
    by_members = looks_at(viewer=viewer, person=person, now=now).filter(viewer_kind="member")
    ids = by_members.order_by().values("viewer_id").distinct()
    members = Member.objects.filter(id__in=ids).select_related("organisation").order_by("name", "id")
    return [(member, member.organisation) for member in members]


def members_by_id(member_ids: Iterable[UUID]) -> dict[UUID, Member]:
    """These members with their organisations, whether they still work here or not. A member's name is no secret."""
    return Member.objects.select_related("organisation").in_bulk(list(member_ids))


# A moment, replayed ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SharedThen:
    """What a member was allowed to see of a person at one moment.

    `permissions`: what she had said, under which words. `anyway`: what their role saw without asking her.
    `knew_name`: they worked with her. `looks`: what they did look at on that day until then.
    Without a basis of their organisation, or behind a wall, they were shown nothing: `was_shut`.
    """

    permissions: list[Permission]
    anyway: dict[Item, Level]
    knew_name: bool
    was_shut: bool
    looks: list[AccessRow]

    @property
    def items(self) -> dict[Item, Level]:
        """Each item, and how far."""
        return {} if self.was_shut else _furthest(self.anyway, self.permissions)


def what_was_shared(*, viewer: Person, member: Member, at: datetime, now: datetime) -> SharedThen:
    """Replay what the member could see of her at that moment, from rows that are never changed.

    The roles and the organisation are those that stand by their last look of that day, else those they had by now.
    """
    day = business_date(at)
    told = looks_at(viewer=viewer, person=viewer, now=now)
    hers = told.filter(viewer_kind="member", viewer_id=member.id, looked_at__lte=at)
    looks = [look for look in hers[:100] if business_date(look.looked_at) == day]
    if looks and looks[0].roles is not None:
        roles, organisation_id = set(looks[0].roles), looks[0].organisation_id
    else:
        held = MemberRole.objects.filter(member=member, given_at__lte=at)
        roles, organisation_id = set(held.values_list("role", flat=True)), member.organisation_id
    not_yet_ended = Q(ended_at=None) | Q(ended_at__gt=at)
    has_basis = LawfulBasis.objects.filter(not_yet_ended, organisation=organisation_id, set_at__lte=at).exists()
    against = Q(member=member) | Q(organisation=organisation_id, organisation__isnull=False)
    is_apart = Wall.objects.filter(against, not_yet_ended, person=viewer.id, raised_at__lte=at).exists()
    stood_in = StandIn.objects.stood_at(at, day).filter(member=member, person=viewer.id)
    stood_in_for = list(stood_in.values_list("absence__member", flat=True))
    given = Permission.objects.filter(
        _reaches(member.id, organisation_id, roles) | Q(member__in=stood_in_for) & ~Q(item__in=ASKED_ALONE),
        Q(withdrawn_at=None) | Q(withdrawn_at__gt=at),
        person=viewer.id,
        given_at__lte=at,
        starts_on__lte=day,
        ends_on__gt=day,
    )
    works = Support.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=day), person=viewer, member__in=[member.id, *stood_in_for], starts_on__lte=day
    )
    return SharedThen(
        permissions=list(given.select_related("organisation", "member__organisation").order_by("given_at", "id")),
        anyway=_anyway(roles),
        knew_name=bool(roles & set(WORKS_WITH_PEOPLE)) and works.exists(),
        was_shut=not has_basis or is_apart,
        looks=looks,
    )


# With whom she may share ----------------------------------------------------------------------------------------------


def members_to_share_with(text: str = "") -> QuerySet[Member]:
    """The active workers, coordinators and managers of this name or organisation: whoever could be shown something."""
    able = Member.objects.filter(is_active=True, is_system=False, member_roles__role__in=REACHED_AS_ORGANISATION)
    if text:
        able = able.filter(Q(name__found_in=text) | Q(organisation__name__found_in=text))
    return able.select_related("organisation").distinct().order_by("name", "id")


def organisations_to_share_with() -> QuerySet[Organisation]:
    """The organisations with somebody who works with people, by name."""
    able = Member.objects.filter(is_active=True, member_roles__role__in=REACHED_AS_ORGANISATION)
    return Organisation.objects.filter(id__in=able.values("organisation")).order_by("name")
