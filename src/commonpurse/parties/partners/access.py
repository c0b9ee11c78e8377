from __future__ import annotations

from commonpurse.parties.partners.models import Member, Organisation, Spokesperson


def can_manage_partnership(member: Member) -> bool:
    """An administrator or the partnership's manager may add organisations and members."""
    return member.has_role("administrator", "manager")


def can_let_organisation_leave(actor: Member, organisation: Organisation) -> bool:
    """As who brings them in; never of one's own: nobody shuts the door behind themselves."""
    return can_manage_partnership(actor) and actor.organisation_id != organisation.id


def can_write_charter(member: object) -> bool:
    """Whoever works for an organisation of the partnership writes the charter with the others."""
    return isinstance(member, Member) and member.is_active and not member.is_system


def can_speak_for_own_organisation(member: object) -> bool:
    """Who may bind the organisation they work for: its administrator or manager, or who was named for it."""
    if not isinstance(member, Member) or member.is_system or member.organisation_id is None:
        return False
    return can_manage_partnership(member) or Spokesperson.objects.now().filter(member=member).exists()
