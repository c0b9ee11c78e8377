from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.rules import Obstacle, SpendKind
from commonpurse.money.decisions.models import Lock
from commonpurse.money.decisions.rules import (
    FOR_OTHERS,
    LockKind,
    LockRefused,
    block_obstacle,
    friend_obstacle,
    is_blocked,
    pause_obstacle,
    words_of,
)
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.parties.people.whereabouts import only_hers_now

# What somebody else hears: that there is a rule of hers, and not which.
OWN_RULE = Obstacle("own_rule", FOR_OTHERS)


def locks_on(*, viewer: Member | Person, person: Person, now: datetime) -> Sequence[Lock]:
    """Her own rules that count at that moment, the oldest first; for herself alone. Those that are coming off still
    count until then. Whoever else works with her money hears that there is one, when it stops something.
    """
    if not (isinstance(viewer, Person) and viewer.id == person.id):
        return ()
    found = Lock.objects.on_at(now).filter(person=person)
    return list(found.select_related("friend_member", "friend_helper", "person"))


def get_lock(*, viewer: Member | Person, person: Person, lock_id: UUID, now: datetime) -> Lock | None:
    """One of her rules that count, or None."""
    return next((lock for lock in locks_on(viewer=viewer, person=person, now=now) if lock.id == lock_id), None)


def own_locks(person: Person, now: datetime) -> Sequence[Lock]:
    """Her own rules that count at that moment, whoever acts: what they come to is for everybody, the rules are not."""
    with acting_as_system("to keep to the rules that she set for herself"):
        found = Lock.objects.on_at(now).filter(person=person)
        return list(found.select_related("friend_member", "friend_helper", "person"))


def friends_among(locks: Sequence[Lock], amount: Money, now: datetime) -> Sequence[Lock]:
    """Those of her rules by which she wants to ask a friend about this sum first, and has not yet."""
    return [
        lock
        for lock in locks
        if lock.over_minor is not None
        and amount.minor > lock.over_minor
        and not lock.friend_was_asked(amount.minor, now)
    ]


def obstacle_of_locks(
    *,
    person: Person,
    amount: Money,
    spend_kind: SpendKind,
    payee_name: str = "",
    holder_name: str = "",
    now: datetime,
    is_promised: bool = False,
    for_herself: bool = True,
    asked_by_her: bool = True,
) -> Obstacle | None:
    """What of her own rules stands against spending this now: a block first, then a pause, then a friend to ask first.

    Asked by every answer and every release, whoever acts and by whichever door, inside their locks on the person.
    `holder_name`: who holds the account, so that another name for the payee opens nothing.
    `is_promised`: the money was set aside for this before, so only a block of who would get it counts.
    `asked_by_her`: without it what she said ahead counts, for while she is away (`only_hers_now`).
    `for_herself`: without it the sentence and the code say that there is a rule of hers, and not which.
    """
    names = [name for name in (payee_name, holder_name) if name]
    if waits_while_away(person, asked_by_her=asked_by_her or is_promised):
        return OWN_RULE
    found = own_locks(person, now)
    return first_obstacle(found, amount, spend_kind, names, now, is_promised=is_promised, for_herself=for_herself)


def waits_while_away(person: Person, *, asked_by_her: bool) -> bool:
    """Whether she is away, and wanted nothing to go out meanwhile but what she asks for herself."""
    return not asked_by_her and only_hers_now(person)


def check_locks(
    *,
    by: Member | Person,
    person: Person,
    amount: Money,
    spend_kind: SpendKind,
    payee_name: str = "",
    holder_name: str = "",
    now: datetime,
    is_promised: bool = False,
    asked_by_her: bool = False,
) -> None:
    """Refuse what her own rules stand against, whoever acts. Raises: LockRefused (`own_block`, `own_pause`,
    `own_friend_first`; to somebody else `own_rule`). `asked_by_her`: somebody else answers what she asked for."""
    stands = obstacle_of_locks(
        person=person,
        amount=amount,
        spend_kind=spend_kind,
        payee_name=payee_name,
        holder_name=holder_name,
        now=now,
        is_promised=is_promised,
        for_herself=by.id == person.id,
        asked_by_her=asked_by_her or by.id == person.id,
    )
    if stands is not None:
        raise LockRefused(stands.sentence, code=stands.code)


def first_obstacle(
    locks: Sequence[Lock],
    amount: Money,
    spend_kind: SpendKind,
    names: Sequence[str],
    now: datetime,
    *,
    is_promised: bool = False,
    for_herself: bool = True,
) -> Obstacle | None:
    """As `obstacle_of_locks`, of her rules that were read already. `names`: of who would get it."""
    obstacle = _obstacle(locks, amount, spend_kind, names, now, is_promised=is_promised)
    if obstacle is None or for_herself:
        return obstacle
    return OWN_RULE


def _obstacle(
    locks: Sequence[Lock],
    amount: Money,
    spend_kind: SpendKind,
    names: Sequence[str],
    now: datetime,
    *,
    is_promised: bool,
) -> Obstacle | None:
    for lock in locks:
        if lock.kind == LockKind.BLOCK:
            blocked = next((name for name in names if lock.words and is_blocked(name, words_of(lock.words))), None)
            if blocked is not None:
                return block_obstacle(None, blocked)
            if lock.spend_kind == spend_kind and not is_promised:
                return block_obstacle(spend_kind, "")
    if is_promised:
        return None
    pauses = [lock.until for lock in locks if lock.kind == LockKind.PAUSE and lock.until is not None]
    if pauses:
        return pause_obstacle(max(pauses))
    for lock in friends_among(locks, amount, now):
        assert lock.over_minor is not None, "a rule to ask a friend first has its sum"  # noqa: S101
        return friend_obstacle(lock.friend, Money(lock.over_minor, amount.currency))
    return None
