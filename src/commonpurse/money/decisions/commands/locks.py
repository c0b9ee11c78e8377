"""The verbs of her own rules. Each is hers alone: in her own session, or with somebody beside her."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.helping import helper_id
from commonpurse.kernel.money import Money
from commonpurse.kernel.texts import check_fits
from commonpurse.money.budgets.rules import SpendKind, check_amount
from commonpurse.money.decisions.access import can_change_locks
from commonpurse.money.decisions.models import Lock
from commonpurse.money.decisions.rules import (
    LockKind,
    LockRefused,
    check_block,
    check_delay,
    check_pause,
    comes_off_at,
    words_of,
)
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.models import Person


def pause_spending(
    *, by: Member | Person, person: Person, until: datetime, off_after_days: int = 0, now: datetime
) -> Lock:
    """Pause her spending until that moment. What is promised already still goes.

    Raises: LockRefused (`pause_in_the_past`, `pause_too_long`, `delay_unknown`).
    """
    check_pause(until, now)
    return _set(by, person, LockKind.PAUSE, off_after_days, now, until=until)


def ask_friend_first(
    *,
    by: Member | Person,
    person: Person,
    over: Money,
    friend_name: str = "",
    friend_member: Member | None = None,
    friend_helper: Person | None = None,
    off_after_days: int = 0,
    now: datetime,
) -> Lock:
    """Let nothing go over that sum before she has ticked that she asked her friend: by name, or one who is known here.

    Raises: LockRefused (`friend_needed`, `delay_unknown`), BudgetRefused (`amount_not_positive`, `other_currency`),
    TextTooLong.
    """
    named = [who for who in (friend_name.strip(), friend_member, friend_helper) if who]
    if len(named) != 1 or friend_helper == person:
        raise LockRefused("Say whom you want to ask first.", code="friend_needed", field="friend_name")
    check_fits(Lock, friend_name=friend_name)
    check_amount(over, the_partnership().currency)
    return _set(
        by,
        person,
        LockKind.FRIEND_FIRST,
        off_after_days,
        now,
        over_minor=over.minor,
        friend_name=friend_name.strip(),
        friend_member=friend_member,
        friend_helper=friend_helper,
    )


def block_spending(
    *,
    by: Member | Person,
    person: Person,
    spend_kind: SpendKind | None = None,
    words: str = "",
    off_after_days: int = 0,
    now: datetime,
) -> Lock:
    """Block a kind of spending, or whoever has these words in the name, for herself.

    Raises: LockRefused (`block_what`, `block_word_short`, `delay_unknown`), TextTooLong.
    """
    parts = words_of(words)
    check_block(spend_kind, parts)
    check_fits(Lock, words=", ".join(parts))
    kind = SpendKind(spend_kind).value if spend_kind is not None else ""
    return _set(by, person, LockKind.BLOCK, off_after_days, now, spend_kind=kind, words=", ".join(parts))


def note_friend_asked(*, by: Member | Person, lock: Lock, amount: Money, now: datetime) -> Lock:
    """Take her word that she asked her friend about this sum. It counts for a day. Nobody else can say so.

    Raises: LockRefused (`lock_is_off`, `no_friend_first`).
    """
    if not can_change_locks(by, lock.person):
        raise NotAllowed
    with transaction.atomic():
        current = _locked(lock)
        _check_on(current, now)
        if current.kind != LockKind.FRIEND_FIRST:
            raise LockRefused("This rule asks for no friend.", code="no_friend_first")
        if current.friend_was_asked(amount.minor, now):
            return current
        current.asked_friend_at, current.asked_friend_minor = now, amount.minor
        current.save(update_fields=["asked_friend_at", "asked_friend_minor"])
        _record("friend_asked", current, by=by.id, now=now, amount_minor=amount.minor)
        return current


def take_off_lock(*, by: Member | Person, lock: Lock, now: datetime) -> Lock:
    """Take it off as she set it: at once, or after her delay. Saying it again changes nothing.

    Raises: LockRefused (`lock_is_off`, when it ended by itself).
    """
    if not can_change_locks(by, lock.person):
        raise NotAllowed
    with transaction.atomic():
        current = _locked(lock)
        if current.is_coming_off:
            return current
        _check_on(current, now)
        current.off_asked_at, current.off_at = now, comes_off_at(now, current.off_after_days)
        current.save(update_fields=["off_asked_at", "off_at"])
        _record("lock_taken_off", current, by=by.id, now=now, off_at=current.off_at.isoformat())
        return current


def keep_lock(*, by: Member | Person, lock: Lock, now: datetime) -> Lock:
    """Keep it on after all, while it is still coming off. Where it is not coming off nothing changes.

    Raises: LockRefused (`lock_is_off`).
    """
    if not can_change_locks(by, lock.person):
        raise NotAllowed
    with transaction.atomic():
        current = _locked(lock)
        _check_on(current, now)
        if not current.is_coming_off:
            return current
        current.off_asked_at = current.off_at = None
        current.save(update_fields=["off_asked_at", "off_at"])
        _record("lock_kept", current, by=by.id, now=now)
        return current


def _set(by: Member | Person, person: Person, kind: LockKind, off_after_days: int, now: datetime, **terms: Any) -> Lock:
    """Write it down; where the very same is on already, that one is the answer: two taps set one."""
    if not can_change_locks(by, person):
        raise NotAllowed
    check_delay(off_after_days)
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=person.id)
        same = Lock.objects.on_at(now).filter(
            person=person, kind=kind.value, off_after_days=off_after_days, off_at=None, **terms
        )
        known = same.first()
        if known is not None:
            return known
        lock = Lock.objects.create(
            person=person,
            kind=kind.value,
            off_after_days=off_after_days,
            set_at=now,
            set_with_id=helper_id.get(),
            **terms,
        )
        _record("lock_set", lock, by=by.id, now=now, kind=kind.value)
        return lock


def _locked(lock: Lock) -> Lock:
    """The person first, as whoever releases her money does: a lock is then on before a release, or after it."""
    Person.objects.select_for_update(no_key=True).get(id=lock.person_id)
    return Lock.objects.get(id=lock.id)


def _check_on(lock: Lock, now: datetime) -> None:
    if not lock.is_on_at(now):
        raise LockRefused("This rule is off already.", code="lock_is_off")


def _record(event: str, lock: Lock, *, by: UUID, now: datetime, **facts: Any) -> None:
    record_event(event, by=by, subject_type="lock", subject_id=lock.id, now=now, **facts)
