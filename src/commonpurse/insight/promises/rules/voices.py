"""What people with a budget may say to a charter that is being written."""

from __future__ import annotations

from commonpurse.insight.promises.rules.asking import PromiseRefused

LONGEST_VOICE = 300
LONGEST_CALLED = 40
# Things one person says to one draft. Nobody is asked who they are before it stands there, and nobody strikes it out:
# so it is few enough for partners to read all of it, and for one voice not to drown the others.
MOST_VOICES = 10


def check_not_too_many(said: int) -> None:
    """Raises: PromiseRefused (`said_enough`)."""
    if said >= MOST_VOICES:
        raise PromiseRefused(
            "You said {most} things. Take one back, and then say another.", code="said_enough", most=MOST_VOICES
        )
