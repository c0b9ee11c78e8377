"""Who decides which kind of thing. The start is always: the person herself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.words import Words

# A step down ends by itself after at most this many days; longer is a new decision with the person.
# Source: our own choice (docs/deciding.md): a quarter, so that nobody lives under a limit that nobody looked at again.
LONGEST_LIMIT_DAYS = 90


class AgreementRefused(Refused):
    """A rule about agreements, limits or risk records said no. The code says which."""

    code = "agreement_refused"


class DecisionKind(StrEnum):
    """A kind of thing that is decided. Each has its own answer to: who decides?"""

    SPEND = "spend"  # up to the sum in the agreement; any sum where it draws no line
    SPEND_MORE = "spend_more"  # above that sum
    NEW_PAYEE = "new_payee"
    CHANGE_RAIL = "change_rail"
    CASH = "cash"
    SAVE = "save"
    PLAN = "plan"
    SHARING = "sharing"
    STOP = "stop"


SPEND_KINDS = (DecisionKind.SPEND, DecisionKind.SPEND_MORE)
# The kinds that a command asks before it does what the person wants. Of the others she always decides: a limit that
# nobody asks would only be something that she reads and that is not so.
ASKED_KINDS = (*SPEND_KINDS, DecisionKind.NEW_PAYEE)


class DecidesHow(StrEnum):
    """Who decides, in the order of steps down from the person's own hands."""

    I_DO = "i_do"
    AFTER_TALKING = "after_talking"
    AGREE_TOO = "agree_too"
    OTHER_FOR_NOW = "other_for_now"


class PersonSays(StrEnum):
    """What the person says to a step down. It is written down as she says it, also where she disagrees."""

    AGREE = "agree"
    GO_ALONG = "go_along"
    DISAGREE = "disagree"


KIND_WORDS = {
    DecisionKind.SPEND: Words("Spend money"),
    DecisionKind.SPEND_MORE: Words("Spend a bigger sum"),
    DecisionKind.NEW_PAYEE: Words("Pay somebody new"),
    DecisionKind.CHANGE_RAIL: Words("Change how I am paid"),
    DecisionKind.CASH: Words("Take cash"),
    DecisionKind.SAVE: Words("Save money for later"),
    DecisionKind.PLAN: Words("Change my plan"),
    DecisionKind.SHARING: Words("Share things about me"),
    DecisionKind.STOP: Words("Stop using this"),
}
DECIDES_WORDS = {
    DecidesHow.I_DO: Words("I do"),
    DecidesHow.AFTER_TALKING: Words("I do, after talking to {names:or}"),
    DecidesHow.AGREE_TOO: Words("{names:or} must agree too"),
    DecidesHow.OTHER_FOR_NOW: Words("{names:or} does, for now"),
}
SAYS_WORDS = {
    PersonSays.AGREE: Words("I agree"),
    PersonSays.GO_ALONG: Words("I go along with it"),
    PersonSays.DISAGREE: Words("I disagree"),
}


@dataclass(frozen=True)
class LimitInForce:
    """One step down, as far as the question who decides needs it. `ends_on` is the first day on which it is over."""

    id: UUID
    kind: DecisionKind
    how: DecidesHow
    starts_on: date
    ends_on: date
    lifted_on: date | None = None

    @property
    def over_on(self) -> date:
        """The first day on which it counts no more, whether it was lifted or ended by itself."""
        return self.ends_on if self.lifted_on is None else min(self.lifted_on, self.ends_on)

    def counts_on(self, day: date) -> bool:
        """Lifted at once: a limit that was lifted counts no more on the day on which it was."""
        return self.starts_on <= day < self.ends_on and (self.lifted_on is None or day < self.lifted_on)


def limit_on(limits: Sequence[LimitInForce], kind: DecisionKind, day: date) -> LimitInForce | None:
    """The limit that counts for this kind on that day, or None: the person decides.

    `limits` in the order in which they were set: the newest that counts replaces those before it. What nothing asks
    for is always hers.
    """
    if kind not in ASKED_KINDS:
        return None
    counting = [limit for limit in limits if limit.kind == kind and limit.counts_on(day)]
    return counting[-1] if counting else None


def spend_kind_of(amount_minor: int, spend_up_to_minor: int | None) -> DecisionKind:
    """Which kind of decision a sum is: the sum in the agreement itself is still the smaller kind."""
    is_more = spend_up_to_minor is not None and amount_minor > spend_up_to_minor
    return DecisionKind.SPEND_MORE if is_more else DecisionKind.SPEND
