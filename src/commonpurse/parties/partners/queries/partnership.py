from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Subquery

from commonpurse.kernel.errors import Refused
from commonpurse.parties.partners.models import Logo, Member, Organisation, OrganisationQuerySet, Partnership


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


def organisations_with_counts() -> OrganisationQuerySet:
    """The same, each with `member_count`: how many of its members have access now."""
    return organisations().annotate(member_count=Count("members", filter=Q(members__is_active=True)))
