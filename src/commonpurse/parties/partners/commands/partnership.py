from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.texts import check_fits
from commonpurse.parties.partners.access import can_manage_partnership
from commonpurse.parties.partners.commands.groups import end_seat
from commonpurse.parties.partners.commands.signing import end_spokesperson
from commonpurse.parties.partners.commands.teams import end_places_of
from commonpurse.parties.partners.logos import write_logo
from commonpurse.parties.partners.models import (
    GroupSeat,
    Logo,
    Member,
    MemberRole,
    Organisation,
    Partnership,
    Spokesperson,
    WorkAddress,
)
from commonpurse.parties.partners.rules import ROLES, LookRefused, check_colour, check_roles

# The one partnership's key is 1; the trail names its subjects by UUID.
THE_PARTNERSHIP = UUID(int=1)


class PartnershipThere(Refused):
    code = "partnership_there"


class RoleUnknown(Refused):
    code = "role_unknown"


class OrganisationThere(Refused):
    code = "organisation_there"


class OwnMembership(Refused):
    code = "own_membership"


class MembershipUnchanged(Refused):
    code = "membership_unchanged"


def found_partnership(
    *, name: str, place: str, currency: str, administrator_name: str, host_organisation: str, now: datetime
) -> tuple[Partnership, Member]:
    """Make this installation's partnership, its system member and its first administrator.

    It is the one command without `by=`: nobody is there yet. It works once.
    Raises: PartnershipThere, TextTooLong.
    """
    check_fits(Partnership, name=name, place=place)
    check_fits(Organisation, name=host_organisation)
    check_fits(Member, name=administrator_name)
    with transaction.atomic():
        if Partnership.objects.exists():
            raise PartnershipThere("There is a partnership here already. One installation serves one partnership.")
        partnership = Partnership.objects.create(name=name, place=place, currency=currency, created_at=now)
        Member.objects.create(name="Commonpurse", is_system=True, created_at=now)
        host = Organisation.objects.create(name=host_organisation, kind="council", created_at=now)
        administrator = Member.objects.create(organisation=host, name=administrator_name, created_at=now)
        MemberRole.objects.create(member=administrator, role="administrator", given_at=now)
        record_event(
            "partnership_founded",
            by=administrator.id,
            subject_type="organisation",
            subject_id=host.id,
            now=now,
            currency=currency,
        )
        return partnership, administrator


def set_look(*, by: Member, name: str, colour: str, now: datetime) -> Partnership:
    """Give the partnership another name or colour; no colour is our own. Saying the same again changes nothing.

    Raises: LookRefused, TextTooLong.
    """
    if not can_manage_partnership(by):
        raise NotAllowed
    if not name.strip():
        raise LookRefused("Write the name of the partnership.", code="name_needed", field="name")
    check_fits(Partnership, name=name)
    wanted = colour.strip().lower()
    check_colour(wanted)
    with transaction.atomic():
        partnership = Partnership.objects.select_for_update(no_key=True).get()
        if (partnership.name, partnership.colour) == (name.strip(), wanted):
            return partnership
        partnership.name, partnership.colour = name.strip(), wanted
        partnership.save(update_fields=["name", "colour"])
        record_event(
            "look_set", by=by.id, subject_type="partnership", subject_id=THE_PARTNERSHIP, now=now, colour=wanted
        )
        return partnership


def set_logo(*, by: Member, content: bytes, now: datetime) -> Logo:
    """Take a picture as the partnership's logo. It is written anew as PNG, so that nothing else in the file stays.

    Raises: LookRefused (`logo_too_large`, `logo_unreadable`).
    """
    if not can_manage_partnership(by):
        raise NotAllowed
    drawn, width, height = write_logo(content)
    with transaction.atomic():
        logo, _ = Logo.objects.update_or_create(
            id=1, defaults={"content": drawn, "width": width, "height": height, "changed_at": now}
        )
        record_event(
            "logo_set", by=by.id, subject_type="partnership", subject_id=THE_PARTNERSHIP, now=now, bytes=len(drawn)
        )
        return logo


def remove_logo(*, by: Member, now: datetime) -> None:
    """Take the logo away: our wordmark stands in its place. Doing it again changes nothing."""
    if not can_manage_partnership(by):
        raise NotAllowed
    with transaction.atomic():
        if Logo.objects.all().delete()[0]:
            record_event("logo_removed", by=by.id, subject_type="partnership", subject_id=THE_PARTNERSHIP, now=now)


def add_organisation(*, by: Member, name: str, kind: str, now: datetime) -> Organisation:
    """Add an organisation to the partnership. Raises: OrganisationThere, TextTooLong."""
    if not can_manage_partnership(by):
        raise NotAllowed
    check_fits(Organisation, name=name)
    with transaction.atomic():
        if Organisation.objects.filter(name=name).exists():
            raise OrganisationThere("An organisation of this name is there already.", field="name")
        organisation = Organisation.objects.create(id=new_id(), name=name, kind=kind, created_at=now)
        record_event(
            "organisation_added",
            by=by.id,
            subject_type="organisation",
            subject_id=organisation.id,
            now=now,
            kind=kind,
        )
        return organisation


def add_member(*, by: Member, organisation: Organisation, name: str, roles: Iterable[str], now: datetime) -> Member:
    """Add a member with roles. Raises: RoleUnknown, RolesClash, TextTooLong."""
    if not can_manage_partnership(by):
        raise NotAllowed
    check_fits(Member, name=name)
    chosen = sorted(set(roles))
    unknown = [role for role in chosen if role not in ROLES]
    if unknown:
        raise RoleUnknown(
            "There is no role {role}. The roles are: {roles}.", field="roles", role=unknown[0], roles=ROLES
        )
    check_roles(chosen)
    with transaction.atomic():
        _lock_organisation(organisation.id)
        _join_anew(organisation.id, by=by, now=now)
        member = Member.objects.create(organisation=organisation, name=name, created_at=now, added_by=by)
        MemberRole.objects.bulk_create(MemberRole(member=member, role=role, given_at=now) for role in chosen)
        record_event("member_added", by=by.id, subject_type="member", subject_id=member.id, now=now, roles=chosen)
        return member


def _lock_organisation(organisation_id: UUID) -> None:
    """Nobody is let in while it leaves: they would have access to what has left."""
    Organisation.objects.select_for_update(no_key=True).get(id=organisation_id)


def _join_anew(organisation_id: UUID, *, by: Member, now: datetime) -> None:
    """An organisation that left and whose members are let in again is a partner again. Its history stays."""
    if Organisation.objects.filter(id=organisation_id, left_on__isnull=False).update(left_on=None):
        record_event(
            "organisation_joined_anew", by=by.id, subject_type="organisation", subject_id=organisation_id, now=now
        )


def end_membership(*, by: Member, member: Member, now: datetime) -> Member:
    """End a member's access at once: their next request is refused. Roles and history stay, their address at work goes;
    never one's own.

    Raises: OwnMembership, MembershipUnchanged.
    """
    return _set_access(by=by, member=member, is_active=False, now=now)


def restore_membership(*, by: Member, member: Member, now: datetime) -> Member:
    """Give a member's access back, with the roles they had. Raises: OwnMembership, MembershipUnchanged."""
    return _set_access(by=by, member=member, is_active=True, now=now)


def _set_access(*, by: Member, member: Member, is_active: bool, now: datetime) -> Member:
    if not can_manage_partnership(by) or member.is_system:
        raise NotAllowed
    if by.id == member.id:
        raise OwnMembership("You cannot change your own access. Ask another administrator or the manager.")
    with transaction.atomic():
        if is_active and member.organisation_id is not None:
            _lock_organisation(member.organisation_id)
        # Both rows: two who end each other's access at the same moment would else leave nobody to let anyone in.
        both = Member.objects.select_for_update(no_key=True).filter(id__in=[by.id, member.id]).order_by("id")
        locked = {each.id: each for each in both}
        if not locked[by.id].is_active:
            raise NotAllowed
        current = locked[member.id]
        if current.is_active == is_active:
            raise MembershipUnchanged(
                "They have access already." if is_active else "Their access has ended already. There is nothing to end."
            )
        if is_active and current.organisation_id is not None:
            _join_anew(current.organisation_id, by=by, now=now)
        current.is_active = is_active
        current.save(update_fields=["is_active"])
        if not is_active:
            WorkAddress.objects.filter(member=current).end(now)
            end_places_of(by=by, member=current, now=now)
            for speaks in Spokesperson.objects.filter(member=current, ended_at=None):
                end_spokesperson(by=by, spokesperson=speaks, now=now)
            for seat in GroupSeat.objects.filter(member=current, ended_at=None).order_by("id"):
                end_seat(by=by, seat=seat, now=now)
        event = "membership_restored" if is_active else "membership_ended"
        record_event(event, by=by.id, subject_type="member", subject_id=current.id, now=now)
        return current
