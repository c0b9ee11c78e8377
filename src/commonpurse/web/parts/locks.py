"""A person's own rules as a page shows them: what each does, since when, and how it comes off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonpurse.kernel.money import Money
from commonpurse.money.budgets.rules import SPEND_WORDS, SpendKind
from commonpurse.money.decisions.rules import GAMBLING_WORDS, LockKind, words_of
from commonpurse.web.parts.words import listed, translated
from commonpurse.web.parts.written import moment, named, spoken

ICONS = {LockKind.PAUSE: "clock", LockKind.FRIEND_FIRST: "talk", LockKind.BLOCK: "stop"}


@dataclass(frozen=True)
class LockLine:
    """One rule. `off_at`: it is coming off then; empty while nobody has said that it shall."""

    id: UUID
    icon: str
    words: str
    set_at: datetime
    set_with: str
    off_words: str
    off_at: datetime | None


def lock_lines(locks: Sequence[Any], currency: str) -> list[LockLine]:
    return [
        LockLine(
            lock.id,
            ICONS[LockKind(lock.kind)],
            words_for(lock, currency),
            lock.set_at,
            lock.set_with.name if lock.set_with else "",
            off_words(lock.off_after_days),
            lock.off_at,
        )
        for lock in locks
    ]


def words_for(lock: Any, currency: str) -> str:
    """Say what a rule does."""
    if lock.kind == LockKind.PAUSE:
        return _("Nothing new is paid until {moment}").format(moment=moment(lock.until))
    if lock.kind == LockKind.FRIEND_FIRST:
        over = spoken(Money(lock.over_minor, currency))
        return _("Ask {friend} first, over {sum}").format(friend=named(lock.friend), sum=over)
    if lock.spend_kind:
        return _("Nothing is paid for: {kind}").format(kind=translated(SPEND_WORDS[SpendKind(lock.spend_kind)]))
    if lock.words == GAMBLING_WORDS:
        return _("No betting or gambling shop is paid")
    return _("Nobody is paid with this in the name: {words}").format(words=listed(words_of(lock.words)))


def off_words(days: int) -> str:
    """Say how fast it comes off."""
    if not days:
        return _("It comes off at once when you say so.")
    return ngettext(
        "It comes off {number} day after you say so.", "It comes off {number} days after you say so.", days
    ).format(number=days)
