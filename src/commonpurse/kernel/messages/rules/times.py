"""When a message may go, and when it is tried again. Times of day are those of Europe/London."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from enum import StrEnum

from commonpurse.kernel.periods import LONDON
from commonpurse.kernel.words import Words

# What happens within this time of the first thing goes into one message.
GATHERS_FOR = timedelta(minutes=10)
# After a message, the next one to the same contact waits at least this long, and gathers.
SHORTEST_GAP = timedelta(hours=1)
# What is older is no news: it stands on the page, and nobody is written to about it.
TELLS_FOR = timedelta(days=7)
# After the first failure, the second, ... The last one gives up: five tries in about nine hours of the day.
TRIES_AGAIN_AFTER = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))

# One hand-over takes at most this long, and one round holds so many: together far less than the time after which a
# message that is still "going out" counts as perhaps sent. A test holds the three to it.
LONGEST_HAND_OVER_SECONDS = 100
MOST_A_ROUND = 20
PERHAPS_AFTER = timedelta(hours=1)


class Hours(StrEnum):
    """In which hours a person wants to be written to. None reaches into the night, 20:00 to 8:00."""

    DAY = "day"
    MORNING = "morning"
    AFTERNOON = "afternoon"


HOURS_WORDS = {
    Hours.DAY: Words("In the day, from 8 in the morning to 8 at night"),
    Hours.MORNING: Words("In the morning, from 8 to 12"),
    Hours.AFTERNOON: Words("In the afternoon, from 12 to 5"),
}
HOURS = {
    Hours.DAY: (time(8), time(20)),
    Hours.MORNING: (time(8), time(12)),
    Hours.AFTERNOON: (time(12), time(17)),
}


def is_open(hours: Hours, now: datetime) -> bool:
    """Tell whether a message may go at that moment; the first minute counts in, the last one out."""
    opens, closes = HOURS[hours]
    return opens <= now.astimezone(LONDON).time().replace(tzinfo=None) < closes


def next_opening(hours: Hours, now: datetime) -> datetime:
    """Return `now` where a message may go at once, else the first moment at which it may."""
    if is_open(hours, now):
        return now
    local = now.astimezone(LONDON)
    opens, closes = HOURS[hours]
    day = local.date() if local.time() < closes else local.date() + timedelta(days=1)
    # Made from the day and the clock, not by adding hours: two days of the year have 23 and 25 of them.
    return datetime.combine(day, opens, LONDON).astimezone(now.tzinfo)


def first_try(hours: Hours, now: datetime, last_sent_at: datetime | None) -> datetime:
    """Return when a new message may go: in its hours, and not soon after the last one to the same contact."""
    earliest = now if last_sent_at is None else max(now, last_sent_at + SHORTEST_GAP)
    return next_opening(hours, earliest)


def next_try(now: datetime, failures: int) -> datetime | None:
    """Return when to try again after so many failures (1 is the first), or None when to give up."""
    if failures > len(TRIES_AGAIN_AFTER):
        return None
    return next_opening(Hours.DAY, now + TRIES_AGAIN_AFTER[failures - 1])


def is_too_old(since: datetime, now: datetime) -> bool:
    """Tell whether what happened then is no news any more."""
    return now - since > TELLS_FOR


def is_to_be_told(happened_at: datetime, chosen_at: datetime, now: datetime) -> bool:
    """Tell whether to write to somebody about it: it is news, and happened after she chose to be told."""
    return happened_at >= chosen_at and not is_too_old(happened_at, now)
