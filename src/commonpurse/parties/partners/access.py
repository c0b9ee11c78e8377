from __future__ import annotations

from datetime import date
from uuid import UUID

from commonpurse.parties.partners.models import (
    GroupSeat,
    Member,
    Organisation,
    PartnerOffer,
    Spokesperson,
    Team,
    TeamMember,
    WorkContact,
)
from commonpurse.parties.partners.rules import ROLES_THAT_SIT, SIT_ANYWAY, Group


def can_manage_partnership(member: Member) -> bool:
    """An administrator or the partnership's manager may add organisations and members."""
    return member.has_role("administrator", "manager")


def can_let_organisation_leave(actor: Member, organisation: Organisation) -> bool:
    """As who brings them in; never of one's own: nobody shuts the door behind themselves."""
    return can_manage_partnership(actor) and actor.organisation_id != organisation.id


def can_keep_work_address(actor: object) -> bool:
    """A member who is here keeps their own, and nobody else's."""
    return isinstance(actor, Member) and actor.is_active and not actor.is_system


def can_write_charter(member: object) -> bool:
    """Whoever works for an organisation of the partnership writes the charter with the others."""
    return isinstance(member, Member) and member.is_active and not member.is_system


def can_put_in_for_people(member: object) -> bool:
    """The system alone: what people propose comes without their names, and no member says that it is theirs."""
    return isinstance(member, Member) and member.is_system


def can_speak_for_own_organisation(member: object) -> bool:
    """Who may bind the organisation they work for: its administrator or manager, or who was named for it."""
    if not isinstance(member, Member) or member.is_system or member.organisation_id is None:
        return False
    return can_manage_partnership(member) or is_spokesperson(member)


def is_spokesperson(member: Member) -> bool:
    """Tell whether a member was named to sign for the organisation they work for."""
    return Spokesperson.objects.now().filter(member=member).exists()


def is_named_for_money(member: Member) -> bool:
    """Tell whether a member was named to agree about money too."""
    return Spokesperson.objects.now().filter(member=member, money_since__isnull=False).exists()


def can_name_spokesperson(actor: Member, member: Member, *, about_money: bool) -> bool:
    """Who manages the partnership names somebody who is here, and never themselves; about money only a manager does."""
    may = actor.has_role("manager") if about_money else can_manage_partnership(actor)
    return may and actor.id != member.id and member.is_active and not member.is_system


def can_write_of_organisation(member: Member, organisation_id: UUID) -> bool:
    """Who speaks for an organisation opens and closes its teams, says who is in them, and what they may decide."""
    return member.organisation_id == organisation_id and can_speak_for_own_organisation(member)


def can_write_of_team(member: Member, team: Team, today: date) -> bool:
    """They too, and who is in the team today: how to reach it, and what it can offer."""
    if can_write_of_organisation(member, team.organisation_id):
        return True
    return TeamMember.objects.on(today).filter(team=team, member=member).exists()


def can_change_line(actor: Member, line: WorkContact | PartnerOffer, today: date) -> bool:
    """Who may write such a line anew may end it."""
    is_decision = isinstance(line, PartnerOffer) and line.is_decision
    if line.team is None or is_decision:
        return can_write_of_organisation(actor, line.organisation_id)
    return can_write_of_team(actor, line.team, today)


def can_read_partners(viewer: object) -> bool:
    """Whoever works for a partner reads all of them."""
    return isinstance(viewer, Member) and viewer.is_active and not viewer.is_system


def sits_in(member: Member, group: Group) -> bool:
    """Tell whether a member sits in a group: by their role, or because they were named and work with people still."""
    if member.is_system or not member.has_role(*ROLES_THAT_SIT):
        return False
    return member.has_role(*SIT_ANYWAY[group]) or group in member.named_to


def can_see_groups(viewer: object) -> bool:
    """Who decides is for all to know who work here."""
    return isinstance(viewer, Member) and viewer.is_active and not viewer.is_system


def can_name_to_group(actor: Member, member: Member) -> bool:
    """A manager of the partnership, and never themselves."""
    return not actor.is_system and actor.has_role("manager") and actor.id != member.id


def can_end_seat(actor: Member, seat: GroupSeat) -> bool:
    """A manager; whoever gives up their own; and who ends a member's access, for it goes along."""
    is_own = actor.is_active and actor.id == seat.member_id
    return not actor.is_system and (can_manage_partnership(actor) or is_own)
