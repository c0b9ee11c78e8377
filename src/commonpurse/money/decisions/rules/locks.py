"""Rules that a person sets for herself about her own money, and takes off as she set it. Plain values only."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import LONDON, business_date, day_begins
from commonpurse.kernel.words import Words
from commonpurse.money.budgets.rules import SPEND_WORDS, Obstacle, SpendKind

# After how many days a lock comes off once she says so; 0 is at once. Source: our own choice, so that a bad evening
# is over before a lock is.
TAKE_OFF_DAYS = (0, 1, 3, 7)
# A pause ends by itself at the latest then: a tap that was forgotten keeps nobody from her money for good.
LONGEST_PAUSE_DAYS = 90
# For so long a tick "I asked my friend" counts, for sums up to the one she asked about.
ASKED_COUNTS_HOURS = 24
SHORTEST_WORD = 3

# What names of betting and gambling shops begin with or are. Source: our own list, made of common English words of
# the trade; she can block any other name by writing it.
GAMBLING_WORDS = "bet, bookmaker, casino, bingo, gambling, poker, lottery, lotto, slots"


class LockKind(StrEnum):
    PAUSE = "pause"
    FRIEND_FIRST = "friend_first"
    BLOCK = "block"


LOCK_WORDS = {
    LockKind.PAUSE: Words("Pause my spending"),
    LockKind.FRIEND_FIRST: Words("Ask my friend first"),
    LockKind.BLOCK: Words("Block something for me"),
}


class LockRefused(Refused):
    """A rule about her own locks said no, or one of her locks did. The code says which."""

    code = "lock_refused"


def check_pause(until: datetime, now: datetime) -> None:
    """A pause ends in the future, and within 90 days. Raises: LockRefused (`pause_in_the_past`, `pause_too_long`)."""
    if until <= now:
        raise LockRefused("Choose a day that is still to come.", code="pause_in_the_past", field="until")
    if business_date(until) > business_date(now) + timedelta(days=LONGEST_PAUSE_DAYS):
        raise LockRefused(
            "A pause lasts 90 days at most. You can set it again then.", code="pause_too_long", field="until"
        )


def check_delay(days: int) -> None:
    """Raises: LockRefused (`delay_unknown`)."""
    if days not in TAKE_OFF_DAYS:
        raise LockRefused("Choose from the list how fast it comes off.", code="delay_unknown", field="off_after_days")


def words_of(text: str) -> tuple[str, ...]:
    """The names or words of a block, one between two commas, each once, in small letters and with single blanks."""
    parts = (" ".join(part.casefold().split()) for part in re.split(r"[,;\n]", text))
    return tuple(dict.fromkeys(part for part in parts if part))


def check_block(spend_kind: SpendKind | None, words: tuple[str, ...]) -> None:
    """A block names a kind of thing, or words of whom not to pay.

    Raises: LockRefused (`block_what`, `block_word_short`: a word of two letters would stop half the town).
    """
    if (spend_kind is None) == (not words):
        raise LockRefused("Say what you want to block.", code="block_what", field="words")
    if any(len(word) < SHORTEST_WORD for word in words):
        raise LockRefused("Write words of three letters or more.", code="block_word_short", field="words")


def comes_off_at(now: datetime, days: int) -> datetime:
    """When a lock is off that she takes off now: at once, or at the same time of day so many days later in London.

    A day on which the clocks change is a day as well.
    """
    return (now.astimezone(LONDON) + timedelta(days=days)).astimezone(UTC) if days else now


def is_blocked(name: str, words: tuple[str, ...]) -> bool:
    """Tell whether one of the words stands in the name: it begins at the begin of a word there, in any letters.

    So "bet" stops "Betfred" and "Joe's Bets", and not "Alphabet Books".
    """
    there = " ".join(name.casefold().split())
    return any(re.search(rf"(?<!\w){re.escape(word)}", there) is not None for word in words)


def pause_obstacle(until: datetime) -> Obstacle:
    """Say that she has paused her spending. A pause that ends at midnight is over on the day that begins then."""
    on = business_date(until)
    if until == day_begins(on):
        words = Words("You paused your spending. It starts again on {day:weekday}.", day=on)
    else:
        clock = f"{until.astimezone(LONDON):%H:%M}"
        words = Words("You paused your spending. It starts again on {day:weekday} at {time}.", day=on, time=clock)
    return Obstacle("own_pause", words)


def friend_obstacle(friend: str, over: Money) -> Obstacle:
    """Say whom she wants to ask first."""
    return Obstacle(
        "own_friend_first",
        Words(
            "You want to ask {friend} first when it is over {over}. Say here when you have.", friend=friend, over=over
        ),
    )


def block_obstacle(spend_kind: SpendKind | None, name: str) -> Obstacle:
    """Say what she has blocked."""
    if spend_kind is not None:
        return Obstacle(
            "own_block", Words("You blocked this for yourself: {kind:lower}.", kind=SPEND_WORDS[spend_kind])
        )
    return Obstacle("own_block", Words("You blocked this for yourself: {name}.", name=name))


# How it reads to somebody else: that there is one, and not what it is about.
FOR_OTHERS = Words("The person has set a rule of their own, which stops this for now. Talk with them.")
