"""Who coordinates: one, named, agreed to by the person; handed over with an overlap, never by leaving."""

from __future__ import annotations

from datetime import date, timedelta

from commonpurse.kernel.errors import Refused

# For so long the one before and the one after both coordinate, so that nobody begins with a stranger.
OVERLAP_DAYS = 14


class CoordinatorRefused(Refused):
    code = "coordinator_refused"


def check_can_coordinate(*, works_with_her: bool, is_it_already: bool, one_waits: bool) -> None:
    """Raises: CoordinatorRefused (`works_not_with_her`, `is_it_already`, `one_waits`)."""
    if is_it_already:
        raise CoordinatorRefused(
            "They do this now. Choose somebody else, or leave it as it is.", code="is_it_already", field="member"
        )
    if one_waits:
        raise CoordinatorRefused(
            "Somebody is named. Wait for the yes or no to that first.", code="one_waits", field="member"
        )
    if not works_with_her:
        raise CoordinatorRefused(
            "Choose somebody who is here and works with them now.",
            code="works_not_with_her",
            field="member",
        )


def overlap_ends_on(starts_on: date, *, has_left: bool) -> date:
    """The first day without the one before. Who has left the partnership can hand over nothing."""
    return starts_on if has_left else starts_on + timedelta(days=OVERLAP_DAYS)
