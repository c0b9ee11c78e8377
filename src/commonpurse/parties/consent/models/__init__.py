from __future__ import annotations

from commonpurse.parties.consent.models.grounds import (
    AccessRow,
    BreakGlass,
    Guardian,
    LawfulBasis,
    Permission,
    PermissionQuerySet,
    PermissionRequest,
    Wall,
)
from commonpurse.parties.consent.models.standing_in import Absence, StandIn, StandInQuerySet

__all__ = [
    "Absence",
    "AccessRow",
    "BreakGlass",
    "Guardian",
    "LawfulBasis",
    "Permission",
    "PermissionQuerySet",
    "PermissionRequest",
    "StandIn",
    "StandInQuerySet",
    "Wall",
]
