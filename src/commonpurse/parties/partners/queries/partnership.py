from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from commonpurse.kernel.errors import Refused
from commonpurse.parties.partners.access import can_let_organisation_leave
from commonpurse.parties.partners.models import (
    CharterSignature,
    Departure,
    Logo,
    Member,
    Organisation,
    OrganisationQuerySet,
    Partnership,
)


class NoPartnership(Refused):
    code = "no_partnership"


def the_partnership() -> Partnership:
    """Return the partnership of this installation. Raises NoPartnership before `commonpurse init` has run."""
    found = Partnership.objects.first()
    if found is None:
        raise NoPartnership("There is no partnership here yet. Make it with: commonpurse init.")
    return found


@dataclass(frozen=True)
class Look:
    """How this partnership shows itself: its name, its colour and whether it has a logo, with its version."""

    name: str
    colour: str
    logo_version: str
    logo_width: int
    logo_height: int


def current_look() -> Look | None:
    """The partnership's look, in one statement; None before there is a partnership."""
    logo = Logo.objects.filter(id=1)
    found = Partnership.objects.annotate(
        logo_changed_at=Subquery(logo.values("changed_at")),
        logo_width=Subquery(logo.values("width")),
        logo_height=Subquery(logo.values("height")),
    ).first()
    if found is None:
        return None
    version = f"{found.logo_changed_at:%Y%m%d%H%M%S%f}" if found.logo_changed_at else ""
    return Look(found.name, found.colour, version, found.logo_width or 0, found.logo_height or 0)


def logo_content() -> bytes | None:
    """The bytes of the logo, a PNG, or None."""
    content = Logo.objects.values_list("content", flat=True).first()
    return None if content is None else bytes(content)


def system_member() -> Member:
    """Return the member that jobs act as. It cannot approve, reveal or decide."""
    return Member.objects.get(is_system=True)


def get_member(member_id: UUID) -> Member | None:
    """Return one active member, or None."""
    return Member.objects.select_related("organisation").filter(id=member_id, is_active=True).first()


def members_named(name: str) -> QuerySet[Member]:
    """Return the active members of exactly that name. Names are not unique: two people may share one."""
    return Member.objects.select_related("organisation").filter(name=name, is_active=True, is_system=False)


def organisation_named(name: str) -> Organisation | None:
    """Return the organisation of exactly that name, or None."""
    return Organisation.objects.filter(name=name).first()


def organisations() -> OrganisationQuerySet:
    """Every organisation of the partnership, by name."""
    return Organisation.objects.order_by("name")


def get_organisation(*, viewer: Member, organisation_id: UUID) -> Any:
    """One organisation, for who may let it leave; else None.

    `member_count`: of its members who have access now; `has_signed`: whether it stands by a version of the charter.
    """
    signed = CharterSignature.objects.filter(organisation=OuterRef("pk"), withdrawn_at=None)
    found = organisations_with_counts().annotate(has_signed=Exists(signed)).filter(id=organisation_id).first()
    return found if found is not None and can_let_organisation_leave(viewer, found) else None


def departure_of(organisation: Organisation) -> Departure | None:
    """That it leaves, as said last and not called off."""
    return organisation.departures.filter(called_off_at=None).select_related("organisation").last()


def organisations_with_counts() -> OrganisationQuerySet:
    """The same, each with `member_count`: how many of its members have access now."""
    return organisations().annotate(member_count=Count("members", filter=Q(members__is_active=True)))
