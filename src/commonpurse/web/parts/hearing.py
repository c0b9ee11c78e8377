"""What waits to be heard, for the menu: counted once a minute, not once a page. The pages themselves count anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.cache import cache

from commonpurse.money.decisions.queries import ToHear, challenges_to_hear
from commonpurse.parties.partners.queries import Member

KEPT = 60  # seconds; another process of the site shows a new challenge that much later at most
KEY = "to_hear"


def to_hear(today: date) -> ToHear:
    found: ToHear | None = cache.get(KEY)
    if found is None:
        found = challenges_to_hear(today)
        cache.set(KEY, found, KEPT)
    return found


def count_anew() -> None:
    """Count at the next page: something was asked, answered or concluded."""
    cache.delete(KEY)


@dataclass(frozen=True)
class Hearings:
    """What a member's list says of it. `open` and `late` are for the manager alone."""

    mine: int
    open: int
    late: int


def hearings_of(member: Member, today: date) -> Hearings:
    waiting = to_hear(today)
    mine, is_manager = waiting.of_member.get(member.id, 0), member.has_role("manager")
    return Hearings(mine, waiting.open if is_manager else 0, waiting.late if is_manager else 0)
