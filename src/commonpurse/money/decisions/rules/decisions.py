"""What a decision says of itself: its outcome, and by what right it was made. Plain values only."""

from __future__ import annotations

from enum import StrEnum

from commonpurse.kernel.words import Words


class Outcome(StrEnum):
    YES = "yes"
    NO = "no"


class Ground(StrEnum):
    """By what right it was decided: whose decision it was under the agreement, and how they came to make it."""

    HERS = "hers"  # nobody else is named: she decided
    TOLD = "told"  # she decided, and somebody who works with her wrote down what she said
    TALKED = "talked"  # she decided, after talking to who is named
    AGREED = "agreed"  # who is named agreed too
    OTHER = "other"  # who is named decides for now
    SILENCE = "silence"  # nobody answered in time, so what she asked for counts
    HELPER = "helper"  # somebody acts for her, as she let them
    MONEY = "money"  # there is no money for it, or a rule of the money is against it
    PANEL = "panel"  # a panel heard her challenge


OUTCOME_WORDS = {Outcome.YES: Words("Yes"), Outcome.NO: Words("No")}
GROUND_WORDS = {
    Ground.HERS: Words("The person decided"),
    Ground.TOLD: Words("The person decided, and told somebody who wrote it down"),
    Ground.TALKED: Words("The person decided, after talking about it"),
    Ground.AGREED: Words("Somebody who is named in a limit had to agree too"),
    Ground.OTHER: Words("Somebody else decides this for now"),
    Ground.SILENCE: Words("Nobody answered in time, so it is yes"),
    Ground.HELPER: Words("Somebody acts for the person, as the person let them"),
    Ground.MONEY: Words("It was about the money"),
    Ground.PANEL: Words("A panel heard a challenge"),
}
# Whose decision it was. Who wrote it down, or was talked to, did not decide.
BY_HERSELF = frozenset({Ground.HERS, Ground.TOLD, Ground.TALKED, Ground.SILENCE})
# Somebody else said yes too, or instead: what was decided was known to two before the money went.
WITH_ANOTHER = frozenset({Ground.AGREED, Ground.OTHER, Ground.MONEY, Ground.PANEL})


def is_as_told(ground: str, *, has_ask: bool) -> bool:
    """Money that a worker released with nothing asked for before: the worker says that it is as they were told.

    Nobody but the worker wrote it down, so no figure counts it as the person's own decision, and none as another's.
    """
    return ground == Ground.TOLD and not has_ask
