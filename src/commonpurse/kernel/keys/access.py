"""Who may look after the keys of the installation. The kernel knows no members: it asks whoever acts for its roles."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID


class Actor(Protocol):
    """Whoever acts: a Member or a Person."""

    @property
    def id(self) -> UUID: ...


KEEPERS = ("administrator", "manager")


def can_keep_keys(actor: Actor) -> bool:
    """An administrator or the partnership's manager. Never a person, and never the System member of jobs."""
    has_role = getattr(actor, "has_role", None)
    return has_role is not None and not getattr(actor, "is_system", False) and bool(has_role(*KEEPERS))
