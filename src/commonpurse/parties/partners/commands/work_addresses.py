"""A member's own e-mail address at work: written, proven by a code, chosen for what goes there, taken off."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.utils.crypto import constant_time_compare

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.access import can_keep_outbox
from commonpurse.kernel.messages.delivery import CannotDeliver, Letter, Post
from commonpurse.kernel.messages.rules import Way
from commonpurse.kernel.texts import check_fits
from commonpurse.parties.partners.access import can_keep_work_address
from commonpurse.parties.partners.models import Member, WorkAddress
from commonpurse.parties.partners.proving import work_code_of
from commonpurse.parties.partners.rules import (
    CODES_SENT_WITHIN,
    WORK_CODE_LASTS,
    WorkAddressRefused,
    check_codes_sent,
    check_work_address,
    write_work_code,
)

MOST_A_ROUND = 20


def write_work_address(*, by: Member, address: str, now: datetime) -> WorkAddress:
    """Write one's own address. A code goes there; until it is typed nothing else does, and an earlier one stays.

    The address that is proven already needs no code. Raises: WorkAddressRefused (`address_unreadable`,
    `too_many_codes`), TextTooLong.
    """
    if not can_keep_work_address(by):
        raise NotAllowed
    clean = check_work_address(address)
    check_fits(WorkAddress, address=clean)
    with transaction.atomic():
        _lock(by)
        own = WorkAddress.objects.filter(member=by)
        standing = own.proven().filter(address=clean).first()
        if standing is not None:
            own.filter(proven_at=None).end(now)
            return standing
        check_codes_sent(own.filter(made_at__gt=now - CODES_SENT_WITHIN).count())
        own.filter(proven_at=None).end(now)
        made = WorkAddress.objects.create(member=by, address=clean, made_at=now)
        record_event("work_address_written", by=by.id, subject_type="member", subject_id=by.id, now=now)
        return made


def prove_work_address(*, by: Member, figures: str, now: datetime) -> bool:
    """Prove the address that waits, by the code that went there; it takes the place of an earlier one, with what was
    chosen for it. False where the code is wrong, too old, or was tried too often.
    """
    if not can_keep_work_address(by):
        raise NotAllowed
    with transaction.atomic():
        _lock(by)
        own = WorkAddress.objects.filter(member=by, ended_at=None)
        waiting = own.filter(proven_at=None).first()
        if waiting is None or not waiting.takes_code(now):
            return False
        typed = "".join(figures.split())
        if not constant_time_compare(typed.encode(), work_code_of(waiting).encode()):
            waiting.tries += 1
            waiting.save(update_fields=["tries"])
            return False
        before = own.filter(proven_at__isnull=False).first()
        if before is not None:
            waiting.days_from, waiting.waits_from = before.days_from, before.waits_from
            own.filter(id=before.id).end(now)
        waiting.proven_at = now
        waiting.save(update_fields=["proven_at", "days_from", "waits_from"])
        record_event("work_address_proven", by=by.id, subject_type="member", subject_id=by.id, now=now)
        return True


def choose_work_mail(*, by: Member, days: bool, waits: bool, now: datetime) -> WorkAddress:
    """Choose what goes to one's own address: days of the steps that one does, and that something waits. Off at first.

    The same again changes nothing. Raises: WorkAddressRefused (`not_proven`).
    """
    if not can_keep_work_address(by):
        raise NotAllowed
    with transaction.atomic():
        _lock(by)
        current = WorkAddress.objects.proven().filter(member=by).first()
        if current is None:
            raise WorkAddressRefused("Prove your address first, by the code that we send there.", code="not_proven")
        chosen = ((current.days_from or now) if days else None, (current.waits_from or now) if waits else None)
        if chosen != (current.days_from, current.waits_from):
            current.days_from, current.waits_from = chosen
            current.save(update_fields=["days_from", "waits_from"])
            record_event(
                "work_mail_chosen",
                by=by.id,
                subject_type="member",
                subject_id=by.id,
                now=now,
                days=days,
                waits=waits,
            )
        return current


def end_work_address(*, by: Member, now: datetime) -> None:
    """Take one's own address off, also one that waits for its code. Nothing goes there any more, nor is it kept."""
    if not can_keep_work_address(by):
        raise NotAllowed
    with transaction.atomic():
        _lock(by)
        if WorkAddress.objects.filter(member=by).end(now):
            record_event("work_address_ended", by=by.id, subject_type="member", subject_id=by.id, now=now)


def _lock(member: Member) -> None:
    if not Member.objects.select_for_update(no_key=True).filter(id=member.id, is_active=True).exists():
        raise NotAllowed


def hand_over_work_codes(*, by: Member, post: Post, now: datetime) -> Counter[str]:
    """Hand over the codes that wait, each once: somebody has just asked. Return how many came to what.

    They are not in the outbox, which keeps the words of a message. What fails is not tried again.
    """
    if not can_keep_outbox(by):
        raise NotAllowed
    came_to: Counter[str] = Counter()
    for _ in range(MOST_A_ROUND):
        letter = _claim(post, now)
        if letter is None:
            break
        try:
            post.hand_over(letter)
        except CannotDeliver:
            came_to["failed"] += 1
        else:
            came_to["sent"] += 1
    return came_to


def _claim(post: Post, now: datetime) -> Letter | None:
    """Take the next code that waits, and write down that it leaves, before it does."""
    if Way.EMAIL.value not in post.ways:
        return None
    with transaction.atomic():
        waiting = WorkAddress.objects.filter(
            handed_over_at=None, proven_at=None, ended_at=None, made_at__gt=now - WORK_CODE_LASTS
        )
        found = waiting.select_for_update(skip_locked=True, no_key=True, of=("self",)).select_related("member").first()
        if found is None:
            return None
        found.handed_over_at = now
        found.save(update_fields=["handed_over_at"])
        return Letter(found.id, Way.EMAIL, found.address, write_work_code(work_code_of(found), found.member.language))
