from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from commonpurse.parties.signin.models import WrongTries
from commonpurse.parties.signin.rules import FORGOTTEN_AFTER, FREE_TRIES, PleaseWait, wait_after

SALT = "commonpurse.parties.signin.tries"


@dataclass(frozen=True)
class Tried:
    """What a try is counted under, and how many wrong ones are free of a wait."""

    what: str
    free: int = FREE_TRIES

    @property
    def key_hash(self) -> str:
        return salted_hmac(SALT, self.what, algorithm="sha256").hexdigest()


def take_try(*, tried: Iterable[Tried], now: datetime) -> None:
    """Count one try as wrong before it is looked at, so that many at once are not more than many in a row.

    The right answer is forgiven afterwards by `forgive_tries`. Nobody acts here: nobody is known yet.
    Raises: PleaseWait, while the wait for one of them lasts; such a try is not counted, so no wait grows by it.
    """
    longest = timedelta(0)
    with transaction.atomic():
        rows = []
        for one in sorted(tried, key=lambda one: one.key_hash):
            WrongTries.objects.get_or_create(key_hash=one.key_hash, defaults={"last_at": now, "wait_until": now})
            row = WrongTries.objects.select_for_update(no_key=True).get(key_hash=one.key_hash)
            longest = max(longest, row.wait_until - now)
            rows.append((row, one.free))
        if longest <= timedelta(0):
            for row, free in rows:
                row.count = 1 if now - row.last_at >= FORGOTTEN_AFTER else row.count + 1
                row.last_at, row.wait_until = now, now + wait_after(row.count, free)
                row.save(update_fields=["count", "last_at", "wait_until"])
    if longest > timedelta(0):
        raise PleaseWait(longest)


def give_back_try(*, came_from: Tried, now: datetime) -> None:
    """The answer was right: this one try counts no more for the address. The wrong ones from there before it still do.

    Otherwise who has a card of their own would guess others', and begin anew with each time they come in.
    """
    rows = WrongTries.objects.filter(key_hash=came_from.key_hash, count__gt=0)
    rows.update(count=F("count") - 1, wait_until=F("last_at"))


def forgive_tries(*, tried: Iterable[Tried], now: datetime) -> None:
    """The answer was right: the wrong ones before it count no more, and what is a day old goes for everybody."""
    WrongTries.objects.filter(key_hash__in=[one.key_hash for one in tried]).delete()
    WrongTries.objects.filter(last_at__lte=now - FORGOTTEN_AFTER).delete()
