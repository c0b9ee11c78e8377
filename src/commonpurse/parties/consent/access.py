"""The grounds on which a member is shown something of a person, as conditions for a question to ask in one statement.

All of them are read live, each time: what ended is ended at the next request. A member needs a lawful basis of their
organisation; then what is shared anyway with their role, or a permission; and no wall between the two.
What people are worked with is known above (`parties.people`): `people.access.may` puts the parts together.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from commonpurse.parties.consent.models import LawfulBasis, Permission, StandIn, Wall
from commonpurse.parties.consent.rules import (
    ASKED_ALONE,
    GOES_ALONG,
    REACHED_AS_ORGANISATION,
    Item,
    Level,
    roles_shared_anyway,
    shared_anyway_with,
)
from commonpurse.parties.partners.access import can_manage_partnership
from commonpurse.parties.partners.models import Member, MemberRole


def has_lawful_basis(viewer: Member) -> Exists:
    """The condition that the viewer's organisation has a live lawful basis. The System member has none."""
    return Exists(LawfulBasis.objects.filter(organisation=viewer.organisation_id, ended_at=None))


def kept_apart(viewer: Member) -> QuerySet[Wall, UUID]:
    """The ids of the people behind a wall from this member or from their organisation.

    True where it is asked as the system, or of a table that the database walls by itself: the member sees none of
    these walls. Everywhere else `people.access.kept_from`.
    """
    against = Q(member=viewer.id) | Q(organisation=viewer.organisation_id, organisation__isnull=False)
    return Wall.objects.filter(against, ended_at=None).values_list("person", flat=True)


def shared_with_member(viewer: Member, item: Item, today: date, level: Level = Level.SEE) -> QuerySet[Permission, UUID]:
    """The ids of the people who share this item with the member on that day: by name, organisation or role."""
    to_them = Q(member=viewer.id)
    if viewer.has_role(*REACHED_AS_ORGANISATION):
        to_them |= Q(organisation=viewer.organisation_id, organisation__isnull=False)
    to_them |= Q(role__in=viewer.roles)
    return _shared(Permission.objects.filter(to_them), item, today, level)


def stands_in(viewer: UUID | OuterRef, today: date, *, instead_of: str = "member") -> Exists:
    """The condition that the viewer stands in on that day for the member in a column of a row, for its `person`."""
    live = StandIn.objects.live_on(today)
    return Exists(live.filter(member=viewer, person=OuterRef("person"), absence__member=OuterRef(instead_of)))


def reached_standing_in(viewer: UUID | OuterRef, today: date) -> Q:
    """The condition that a permission reaches who stands in for whom it is to, by name, on that day.

    What is asked for by its own name (her health, police and courts) stays with the one she told it.
    """
    return Q(stands_in(viewer, today)) & ~Q(item__in=ASKED_ALONE)


def shared_standing_in(viewer: Member, item: Item, today: date, level: Level = Level.SEE) -> QuerySet[Permission, UUID]:
    """The ids of the people who share this item with somebody, by name, for whom the member stands in on that day."""
    return _shared(Permission.objects.filter(reached_standing_in(viewer.id, today)), item, today, level)


def shared_with_helper(
    helper_id: UUID, item: Item, today: date, level: Level = Level.SEE
) -> QuerySet[Permission, UUID]:
    """The ids of the people who share this item with the one who helps them."""
    return _shared(Permission.objects.filter(helper=helper_id), item, today, level)


def members_shared_with(person: UUID | OuterRef, item: Item, today: date, level: Level = Level.SEE) -> QuerySet[Member]:
    """The members who are shown this item of one person on that day, by their role anyway or by her permission.

    The same question as of one member (`has_lawful_basis`, `kept_apart`, `shared_anyway`, `shared_with_member`,
    `shared_standing_in`), turned round: for who asks which of many may answer. It is not asked of her name, which goes
    along with more than this.
    `person`: her id, or an `OuterRef` to it. Ask it as the system: a member sees no wall that keeps others away.
    """
    hers = OuterRef(person) if isinstance(person, OuterRef) else person
    roles = MemberRole.objects.filter(member=OuterRef("pk"))
    live = _live(Permission.objects.filter(person=hers), item, today, level)
    their_roles = MemberRole.objects.filter(member=OuterRef(OuterRef("pk"))).values("role")
    grounds = (
        Exists(roles.filter(role__in=roles_shared_anyway(item, level)))
        | Exists(live.filter(Q(member=OuterRef("pk")) | Q(role__in=their_roles)))
        | Exists(live.filter(organisation=OuterRef("organisation")))
        & Exists(roles.filter(role__in=REACHED_AS_ORGANISATION))
        | Exists(live.filter(reached_standing_in(OuterRef(OuterRef("pk")), today)))
    )
    return members_on_this_side_of(person).filter(grounds)


def members_on_this_side_of(person: UUID | OuterRef) -> QuerySet[Member]:
    """The members who could be shown something of one person: under a lawful basis, and kept apart by no wall.

    It shows nothing yet. `person`: her id, or an `OuterRef` to it. Ask it as the system.
    """
    hers = OuterRef(person) if isinstance(person, OuterRef) else person
    against = Q(member=OuterRef("pk")) | Q(organisation=OuterRef("organisation"), organisation__isnull=False)
    return Member.objects.filter(
        Exists(LawfulBasis.objects.filter(organisation=OuterRef("organisation"), ended_at=None)),
        ~Exists(Wall.objects.filter(against, person=hers, ended_at=None)),
        is_active=True,
    )


def helpers_shared_with(
    person: UUID | OuterRef, item: Item, today: date, level: Level = Level.SEE
) -> QuerySet[Permission]:
    """The permissions by which those who help one person are shown this item on that day."""
    return _live(Permission.objects.filter(person=person, helper__isnull=False), item, today, level)


def _shared(permissions: QuerySet[Permission], item: Item, today: date, level: Level) -> QuerySet[Permission, UUID]:
    return _live(permissions, item, today, level).values_list("person", flat=True)


def _live(permissions: QuerySet[Permission], item: Item, today: date, level: Level) -> QuerySet[Permission]:
    live = permissions.filter(starts_on__lte=today, ends_on__gt=today, withdrawn_at=None, level__gte=level)
    if item is Item.PAYMENTS:
        return live.filter(item=Item.MONEY_DETAIL)
    if item in GOES_ALONG:  # whoever is shown anything knows whose it is
        return live
    return live.filter(item=item)


def shared_anyway(viewer: Member, item: Item, level: Level = Level.SEE) -> bool:
    """Tell whether the member's role sees this item of everybody (`rules.SHARED_ANYWAY`)."""
    return shared_anyway_with(viewer.roles, item, level)


def can_set_lawful_basis(actor: Member) -> bool:
    """The administrator and the manager write down on which basis an organisation of the partnership stands."""
    return can_manage_partnership(actor)


def can_name_guardian(actor: Member) -> bool:
    """The administrator and the manager, two of them, name who watches over emergencies."""
    return can_manage_partnership(actor)
