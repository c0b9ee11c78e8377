"""How the week was, and when somebody was last in touch."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from commonpurse.kernel.words import Words


class Face(StrEnum):
    """Three faces, each with its word: how was your week?"""

    GOOD = "good"
    SO_SO = "so_so"
    BAD = "bad"


FACE_WORDS = {Face.GOOD: Words("Good"), Face.SO_SO: Words("So-so"), Face.BAD: Words("Hard")}

# The same words again within this time are a form that was sent twice.
SENT_TWICE = timedelta(minutes=10)
# After so many days without a word somebody is asked, gently, to be in touch.
QUIET_DAYS = 14


def is_quiet(last_on: date | None, *, since: date, today: date) -> bool:
    """Whether nobody has been in touch for two weeks. `since`: the day from which somebody could have been."""
    return (last_on or since) <= today - timedelta(days=QUIET_DAYS)
