"""Who may look after the outbox. The kernel knows no members: it asks whoever acts for its roles."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID


class Actor(Protocol):
    """Whoever acts or looks: a Member or a Person."""

    @property
    def id(self) -> UUID: ...


KEEPERS = ("administrator", "manager")


def can_keep_outbox(actor: Actor) -> bool:
    """An administrator, the partnership's manager, or the System member that jobs act as. Never a person."""
    if getattr(actor, "is_system", False):
        return True
    has_role = getattr(actor, "has_role", None)
    return has_role is not None and bool(has_role(*KEEPERS))
