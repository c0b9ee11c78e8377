"""What the system itself can count of a clause."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from commonpurse.kernel.words import Words
from commonpurse.parties.partners.rules import (
    ANSWERS_IN_TIME,
    BRINGS_THE_RULE,
    MONEY_REACHES_PEOPLE,
    SEES_WHAT_IS_SHOWN,
    STEPS_BY_THEIR_DAY,
)


class Measure(StrEnum):
    """What is counted, each as a share: done as promised, of all that was to be done."""

    ANSWERS = "answers"
    STEPS = "steps"
    RELEASED = "released"
    SHARING = "sharing"
    BLOCKAGES = "blockages"


# A clause of our starter text is counted so, and stays so in whatever words it is written later: by its key.
MEASURED_BY: Mapping[str, Measure] = {
    ANSWERS_IN_TIME: Measure.ANSWERS,
    STEPS_BY_THEIR_DAY: Measure.STEPS,
    MONEY_REACHES_PEOPLE: Measure.RELEASED,
    SEES_WHAT_IS_SHOWN: Measure.SHARING,
    BRINGS_THE_RULE: Measure.BLOCKAGES,
}
MEASURE_WORDS: Mapping[Measure, Words] = {
    Measure.ANSWERS: Words("Asks that were answered in time"),
    Measure.STEPS: Words("Steps that were done by their day"),
    Measure.RELEASED: Words("Of the money that came in, how much was released to people"),
    Measure.SHARING: Words("Times when a record was opened without a yes, and a guardian found it right"),
    Measure.BLOCKAGES: Words("Of what stood in somebody’s way, how much was bent or changed by the day that was asked"),
}
