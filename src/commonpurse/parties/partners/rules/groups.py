"""The groups in which partners decide together. Plain values only."""

from __future__ import annotations

from enum import StrEnum

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.words import Words


class Group(StrEnum):
    """Source: MEAM approach, operational and strategic groups (domain.md 3.1)."""

    CASELOAD = "caseload"
    OPERATIONAL = "operational"
    BOARD = "board"


GROUP_WORDS = {
    Group.CASELOAD: Words("The caseload meeting"),
    Group.OPERATIONAL: Words("The operational group"),
    Group.BOARD: Words("The board"),
}
# With people is the work of whoever reads in a meeting who is put forward, or what stands in somebody's way.
ROLES_THAT_SIT = ("worker", "coordinator", "manager")
# Who sits in it without being named.
SIT_ANYWAY: dict[Group, tuple[str, ...]] = {
    Group.CASELOAD: ("manager",),
    Group.OPERATIONAL: ("coordinator", "manager"),
    Group.BOARD: ("manager",),
}


class GroupRefused(Refused):
    """A seat that cannot be; the code says why."""

    code = "group_refused"


def check_can_sit(*, works_with_people: bool, sits_anyway: bool) -> None:
    """Raises: GroupRefused (`cannot_sit`, `sits_anyway`)."""
    if sits_anyway:
        raise GroupRefused("They sit in it already, by their role.", code="sits_anyway", field="member")
    if not works_with_people:
        raise GroupRefused("Choose a worker, coordinator or manager who is here.", code="cannot_sit", field="member")
