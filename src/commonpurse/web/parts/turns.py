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
from commonpurse.support.blockages.queries import count_asked_of, count_for_board
from commonpurse.support.referrals.queries import offers_to_keep
from commonpurse.web.doors import ROLES_OF, WORKER

KEPT = 60  # seconds; what somebody else did meanwhile shows that much later at most


@dataclass(frozen=True)
class Turns:
    """`mine`: what waits for this member: asks, limits to end, agreements to change, what is in somebody's way,
    what they offered and is due.

    `board`: on the board's list and on its agenda.
    """

    mine: int
    board: int
    offers: int = 0  # of `mine`: what they offered and is due


def turns_of(member: Member, now: datetime) -> Turns:
    found: Turns | None = cache.get(_key(member.id))
    if found is None:
        offers = count_offers(member, now)
        found = Turns(count_mine(member, now) + offers, count_of_board(member, now), offers)
        cache.set(_key(member.id), found, KEPT)
    return found


def count_mine(member: Member, now: datetime) -> int:
    """What stands on the page "Waiting for me" as theirs to answer now; nothing for whom that door is shut to."""
    if not member.has_role(*ROLES_OF[WORKER]):
        return 0
    today = business_date(now)
    asks = waiting_for_member(viewer=member, now=now).mine
    in_the_way = count_asked_of(viewer=member, today=today)
    to_end, wishes = len(end_asks_waiting(viewer=member, today=today)), wishes_waiting_for(member, today).count()
    return len(asks) + to_end + wishes + in_the_way


def count_offers(member: Member, now: datetime) -> int:
    """What this member offered with a referral, and is due."""
    return len(offers_to_keep(viewer=member, today=business_date(now))) if member.has_role(*ROLES_OF[WORKER]) else 0


def count_of_board(member: Member, now: datetime) -> int:
    """What nobody answered in their turn: asks, and what is in people's way and rules bent three times."""
    asks = len(asks_on_the_boards_list(viewer=member, now=now))
    return asks + count_for_board(viewer=member, today=business_date(now))


def count_turns_anew(member_id: UUID) -> None:
    """Count at the next page: this member did something."""
    cache.delete(_key(member_id))


def _key(member_id: UUID) -> str:
    return f"turns:{member_id}"
