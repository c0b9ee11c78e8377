"""Teams of one's own organisation: open, put right, close, and who is in them. Nothing here decides money."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.parties.partners.access import (
    can_let_organisation_leave,
    can_speak_for_own_organisation,
    can_write_of_organisation,
)
from commonpurse.parties.partners.models import Member, Organisation, PartnerOffer, Team, TeamMember, WorkContact
from commonpurse.parties.partners.rules import TeamRefused, check_line, check_team_open

NAME_IT = "Write the name of the team."
SAY_WHAT = "Say in a few words what the team does."


def open_team(*, by: Member, name: str, does: str, now: datetime) -> Team:
    """Open a team of one's own organisation. The same again is the one that is there.

    Raises: TeamRefused (`nothing_said`, `team_there`), TextTooLong.
    """
    if not can_speak_for_own_organisation(by) or by.organisation_id is None:
        raise NotAllowed
    name, does = check_line(name, field="name", message=NAME_IT), check_line(does, field="does", message=SAY_WHAT)
    check_fits(Team, name=name, does=does)
    with transaction.atomic():
        organisation = _lock(by.organisation_id)
        there = organisation.teams.open().filter(name=name).first()
        if there is not None and there.does == does:
            return there
        _check_name_free(there)
        made = Team.objects.create(organisation=organisation, name=name, does=does, opened_by=by, opened_at=now)
        _noted("team_opened", made, by=by, now=now)
        return made


def change_team(*, by: Member, team: Team, name: str, does: str, now: datetime) -> Team:
    """Give a team another name, or say better what it does. The same again changes nothing.

    Raises: TeamRefused (`nothing_said`, `team_there`, `team_closed`), TextTooLong.
    """
    if not can_write_of_organisation(by, team.organisation_id):
        raise NotAllowed
    name, does = check_line(name, field="name", message=NAME_IT), check_line(does, field="does", message=SAY_WHAT)
    check_fits(Team, name=name, does=does)
    with transaction.atomic():
        organisation, current = _lock(team.organisation_id), _lock_open(team)
        if (current.name, current.does) == (name, does):
            return current
        _check_name_free(organisation.teams.open().filter(name=name).exclude(id=current.id).first())
        current.name, current.does = name, does
        current.save(update_fields=["name", "does"])
        _noted("team_changed", current, by=by, now=now)
        return current


def close_team(*, by: Member, team: Team, now: datetime) -> Team:
    """Close a team from today on: nobody is in it any more, and what it wrote is shown no more. Closed: as it is."""
    if not can_write_of_organisation(by, team.organisation_id):
        raise NotAllowed
    with transaction.atomic():
        _lock(team.organisation_id)
        current = Team.objects.select_for_update(no_key=True).get(id=team.id)
        return current if current.closed_on is not None else _close(current, by=by, now=now)


def put_in_team(*, by: Member, team: Team, member: Member, now: datetime) -> TeamMember:
    """Put somebody who works for the organisation into a team of it, from today on. In it already: that row.

    Raises: TeamRefused (`team_closed`, `not_of_us`).
    """
    if not can_write_of_organisation(by, team.organisation_id):
        raise NotAllowed
    with transaction.atomic():
        _lock(team.organisation_id)
        current = _lock_open(team)
        whose = Member.objects.select_for_update(no_key=True).get(id=member.id)
        if not whose.is_active or whose.organisation_id != current.organisation_id:
            raise TeamRefused("Choose somebody who works for your organisation.", code="not_of_us", field="member")
        there = TeamMember.objects.filter(team=current, member=whose, ends_on=None).first()
        if there is not None:
            return there
        made = TeamMember.objects.create(team=current, member=whose, starts_on=business_date(now), put_in_by=by)
        _noted("put_in_team", current, by=by, now=now, member=str(whose.id))
        return made


def take_out_of_team(*, by: Member, place: TeamMember, now: datetime) -> TeamMember:
    """Take somebody out of a team from today on. Out already: as it is."""
    if not can_write_of_organisation(by, place.team.organisation_id):
        raise NotAllowed
    with transaction.atomic():
        current = (
            TeamMember.objects.select_for_update(no_key=True, of=("self",)).select_related("team").get(id=place.id)
        )
        if current.ends_on is not None:
            return current
        _end_place(current, by=by, today=business_date(now))
        _noted("taken_out_of_team", current.team, by=by, now=now, member=str(current.member_id))
        return current


def close_teams_of(*, by: Member, organisation: Organisation, now: datetime) -> list[Team]:
    """Close the teams of an organisation that leaves, and end all that it wrote about itself."""
    if not can_let_organisation_leave(by, organisation):
        raise NotAllowed
    with transaction.atomic():
        closed = [_close(team, by=by, now=now) for team in organisation.teams.open().select_for_update(no_key=True)]
        _end_lines(by=by, now=now, organisation=organisation)
        return closed


def end_places_of(*, by: Member, member: Member, now: datetime) -> None:
    """Take who has no access any more out of every team. A part of the verb that ended it."""
    for place in TeamMember.objects.filter(member=member, ends_on=None).select_for_update(no_key=True):
        _end_place(place, by=by, today=business_date(now))


def _lock(organisation_id: UUID) -> Organisation:
    return Organisation.objects.select_for_update(no_key=True).get(id=organisation_id)


def _lock_open(team: Team) -> Team:
    current = Team.objects.select_for_update(no_key=True).get(id=team.id)
    check_team_open(current.closed_on)
    return current


def _check_name_free(there: Team | None) -> None:
    if there is not None:
        raise TeamRefused("A team of this name is there already.", code="team_there", field="name")


def _close(team: Team, *, by: Member, now: datetime) -> Team:
    today = business_date(now)
    for place in team.places.filter(ends_on=None):
        _end_place(place, by=by, today=today)
    _end_lines(by=by, now=now, team=team)
    team.closed_on, team.closed_by = today, by
    team.save(update_fields=["closed_on", "closed_by"])
    _noted("team_closed", team, by=by, now=now)
    return team


def _end_place(place: TeamMember, *, by: Member, today: date) -> None:
    place.ends_on, place.ended_by = max(place.starts_on, today), by
    place.save(update_fields=["ends_on", "ended_by"])


def _end_lines(*, by: Member, now: datetime, **whose: Team | Organisation) -> None:
    for lines in (WorkContact.objects, PartnerOffer.objects):
        lines.now().filter(**whose).update(ended_by=by, ended_at=now)


def _noted(event: str, team: Team, *, by: Member, now: datetime, **facts: str) -> None:
    record_event(
        event,
        by=by.id,
        subject_type="organisation",
        subject_id=team.organisation_id,
        now=now,
        team=str(team.id),
        **facts,
    )
