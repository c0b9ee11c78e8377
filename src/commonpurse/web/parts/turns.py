"""How much waits for a member, for the menu: counted once a minute, and anew after each act of theirs. The page of it
counts itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.cache import cache

from commonpurse.kernel.periods import business_date
from commonpurse.money.decisions.queries import asks_on_the_boards_list, waiting_for_member
from commonpurse.parties.partners.queries import Member
from commonpurse.support.agreements.queries import end_asks_waiting, wishes_waiting_for
from commonpurse.web.doors import ROLES_OF, WORKER

KEPT = 60  # seconds; what somebody else did meanwhile shows that much later at most


@dataclass(frozen=True)
class Turns:
    """`mine`: asks, limits to end and agreements to change that wait for this member; `board`: on the board's list."""

    mine: int
    board: int


def turns_of(member: Member, now: datetime) -> Turns:
    found: Turns | None = cache.get(_key(member.id))
    if found is None:
        found = Turns(count_mine(member, now), len(asks_on_the_boards_list(viewer=member, now=now)))
        cache.set(_key(member.id), found, KEPT)
    return found


def count_mine(member: Member, now: datetime) -> int:
    """What stands on the page "Waiting for me" as theirs to answer now; nothing for whom that door is shut to."""
    if not member.has_role(*ROLES_OF[WORKER]):
        return 0
    today = business_date(now)
    asks = waiting_for_member(viewer=member, now=now).mine
    return len(asks) + len(end_asks_waiting(viewer=member, today=today)) + wishes_waiting_for(member, today).count()


def count_turns_anew(member_id: UUID) -> None:
    """Count at the next page: this member did something."""
    cache.delete(_key(member_id))


def _key(member_id: UUID) -> str:
    return f"turns:{member_id}"
