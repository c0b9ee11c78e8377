"""Who gives way in what, named by each organisation for itself: the roles, and a team of them. Both narrow alone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.parties.partners.models import Member, Organisation, Team
from commonpurse.support.blockages.access import can_name_flex_roles
from commonpurse.support.blockages.models import FlexAuthority, FlexTeam
from commonpurse.support.blockages.rules import (
    FlexKind,
    FlexRole,
    check_roles_named,
    check_team_named,
    roles_that_could,
)


def name_flex_roles(*, by: Member, kind: FlexKind, roles: Collection[FlexRole], now: datetime) -> list[FlexAuthority]:
    """Name the roles of one's own organisation that give way in one kind of thing, in place of those named before.

    None named, or all that could: each who may by the level. The same again changes nothing.
    Raises: BlockageRefused (`role_too_low`).
    """
    if not can_name_flex_roles(by) or by.organisation_id is None:
        raise NotAllowed
    kind, chosen = FlexKind(kind), {FlexRole(role) for role in roles}
    check_roles_named(kind, chosen)
    if chosen == set(roles_that_could(kind)):
        chosen = set()
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update(no_key=True).get(id=by.organisation_id)
        standing = list(FlexAuthority.objects.filter(organisation=organisation, kind=kind.value, ended_at=None))
        if {row.role for row in standing} == {role.value for role in chosen}:
            return standing
        for row in standing:
            if row.role not in chosen:
                row.ended_at, row.ended_by = now, by
                row.save(update_fields=["ended_at", "ended_by"])
        there = {row.role for row in standing}
        for role in sorted(chosen):
            if role.value not in there:
                FlexAuthority.objects.create(
                    organisation=organisation, kind=kind.value, role=role.value, named_by=by, named_at=now
                )
        record_event(
            "flex_roles_named",
            by=by.id,
            subject_type="organisation",
            subject_id=organisation.id,
            now=now,
            kind=kind.value,
            roles=sorted(chosen),
        )
        return list(FlexAuthority.objects.filter(organisation=organisation, kind=kind.value, ended_at=None))


def name_flex_team(*, by: Member, kind: FlexKind, team: Team | None, now: datetime) -> FlexTeam | None:
    """Name the team of one's own organisation that gives way in one kind of thing, in place of one named before.

    No team: each who may by their role. The same again changes nothing. Raises: BlockageRefused (`team_not_ours`).
    """
    if not can_name_flex_roles(by) or by.organisation_id is None:
        raise NotAllowed
    kind = FlexKind(kind)
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update(no_key=True).get(id=by.organisation_id)
        if team is not None:
            is_ours = Team.objects.open().filter(id=team.id, organisation=organisation).exists()
            check_team_named(kind, is_ours=is_ours)
        standing = FlexTeam.objects.filter(organisation=organisation, kind=kind.value, ended_at=None).first()
        if (standing.team_id if standing else None) == (team.id if team else None):
            return standing
        if standing is not None:
            standing.ended_at, standing.ended_by = now, by
            standing.save(update_fields=["ended_at", "ended_by"])
        named = None
        if team is not None:
            named = FlexTeam.objects.create(
                organisation=organisation, kind=kind.value, team=team, named_by=by, named_at=now
            )
        record_event(
            "flex_team_named",
            by=by.id,
            subject_type="organisation",
            subject_id=organisation.id,
            now=now,
            kind=kind.value,
            team=str(team.id) if team else "",
        )
        return named
