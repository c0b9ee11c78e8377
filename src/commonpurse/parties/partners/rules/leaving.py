"""An organisation leaves the partnership. Plain values only."""

from __future__ import annotations

from datetime import date, timedelta

from commonpurse.kernel.errors import Refused

# So far ahead it can be said: a year's notice, as contracts between partners have it at most.
LEAVES_AHEAD_DAYS = 366


class LeavingRefused(Refused):
    """An organisation that cannot leave so, or not yet; the code says why."""

    code = "leaving_refused"


def check_leaves_on(leaves_on: date, *, today: date) -> None:
    """Raises: LeavingRefused (`leaves_on_impossible`)."""
    if not today <= leaves_on <= today + timedelta(days=LEAVES_AHEAD_DAYS):
        raise LeavingRefused(
            "Choose a day from today on, within a year.", code="leaves_on_impossible", field="leaves_on"
        )


def check_may_leave(*, leaves_on: date, today: date, led_without_next: int, are_others: bool) -> None:
    """Of those without a next coordinator the count is of whom the reader may find. `are_others`: there are more.

    Raises: LeavingRefused (`leaves_later`, `nobody_next`, `another_looks`).
    """
    if leaves_on > today:
        raise LeavingRefused("Their day is not here yet. Until then they are a partner.", code="leaves_later")
    if led_without_next:
        raise LeavingRefused(
            "{count} would be left without anybody who coordinates. Name the next one for each of them first.",
            code="nobody_next",
            count=led_without_next,
        )
    if are_others:
        raise LeavingRefused("This cannot be done yet. Another manager has to look at it first.", code="another_looks")
