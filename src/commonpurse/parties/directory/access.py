from __future__ import annotations

from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


def can_import_services(actor: Member | Person) -> bool:
    """Who runs the partnership says from where its list of services comes."""
    return isinstance(actor, Member) and not actor.is_system and actor.has_role("manager", "administrator")


def can_put_right(actor: Member | Person) -> bool:
    """Whoever works with people knows when a service is not as it is written; nobody's money or record hangs on it."""
    return (
        isinstance(actor, Member)
        and not actor.is_system
        and actor.has_role("worker", "coordinator", "manager", "administrator")
    )
