from __future__ import annotations

from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


def can_keep_retention(actor: Member | Person) -> bool:
    """An administrator or a manager sees what is due and runs the job; so may the System member of jobs."""
    return isinstance(actor, Member) and (actor.is_system or actor.has_role("administrator", "manager"))
