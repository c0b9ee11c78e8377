"""The grounds on which a member is shown something of a person, as conditions for a question to ask in one statement.

All of them are read live, each time: what ended is ended at the next request. A member needs a lawful basis of their
organisation; then what is shared anyway with their role, or a permission; and no wall between the two.
What people are worked with is known above (`parties.people`): `people.access.may` puts the parts together.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Exists, Q, QuerySet

from commonpurse.parties.consent.models import LawfulBasis, Permission, Wall
from commonpurse.parties.consent.rules import GOES_ALONG, REACHED_AS_ORGANISATION, Item, Level, shared_anyway_with
from commonpurse.parties.partners.access import can_manage_partnership
from commonpurse.parties.partners.models import Member


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


def shared_with_helper(
    helper_id: UUID, item: Item, today: date, level: Level = Level.SEE
) -> QuerySet[Permission, UUID]:
    """The ids of the people who share this item with the one who helps them."""
    return _shared(Permission.objects.filter(helper=helper_id), item, today, level)


def _shared(permissions: QuerySet[Permission], item: Item, today: date, level: Level) -> QuerySet[Permission, UUID]:
    live = permissions.filter(starts_on__lte=today, ends_on__gt=today, withdrawn_at=None, level__gte=level)
    if item is Item.PAYMENTS:
        live = live.filter(item=Item.MONEY_DETAIL)
    elif item not in GOES_ALONG:  # whoever is shown anything knows whose it is
        live = live.filter(item=item)
    return live.values_list("person", flat=True)


def shared_anyway(viewer: Member, item: Item, level: Level = Level.SEE) -> bool:
    """Tell whether the member's role sees this item of everybody (`rules.SHARED_ANYWAY`)."""
    return shared_anyway_with(viewer.roles, item, level)


def can_set_lawful_basis(actor: Member) -> bool:
    """The administrator and the manager write down on which basis an organisation of the partnership stands."""
    return can_manage_partnership(actor)


def can_name_guardian(actor: Member) -> bool:
    """The administrator and the manager, two of them, name who watches over emergencies."""
    return can_manage_partnership(actor)
