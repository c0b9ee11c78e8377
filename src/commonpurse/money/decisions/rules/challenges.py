"""How a no is challenged: who hears it, until when, and what follows. Plain values only."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.words import Words
from commonpurse.kernel.workdays import working_days_after

# A challenge is heard within two working weeks, by at least three, one of whom holds a budget here. A week later the no
# is kept by nobody's silence. Source: our own choice, docs/adr/0098.
HEARD_WITHIN_WORKING_DAYS = 10
SILENT_FOR_WORKING_DAYS = 5
LEAST_SEATS = 3
LEAST_PEERS = 1

# What the person may be told of: see `kernel.messages`. No message ever says it.
NEWS_CHALLENGE_HEARD = "challenge_heard"
NEWS_CHALLENGE_UNHEARD = "challenge_unheard"
# What somebody on a panel is told: that there is something to read.
NEWS_ASKED_TO_HEAR = "asked_to_hear"


class ChallengeRefused(Refused):
    """A rule about challenges said no. The code says which."""

    code = "challenge_refused"


class Verdict(StrEnum):
    """What one on the panel says, and what the panel says."""

    CHANGE = "change"
    KEEP = "keep"


VERDICT_WORDS = {
    Verdict.CHANGE: Words("The no becomes a yes"),
    Verdict.KEEP: Words("The no stays"),
}


class ChallengeState(StrEnum):
    """Derived from what is filled in: nothing of it is kept."""

    RAISED = "raised"  # nobody is on the panel yet
    HEARD = "heard"  # the panel reads it
    CHANGED = "changed"
    WON = "won"  # a yes; the money for it is not kept yet
    UNHEARD = "unheard"  # a yes, for nobody answered in time
    KEPT = "kept"
    WITHDRAWN = "withdrawn"


CHALLENGE_WORDS = {
    ChallengeState.RAISED: Words("Waits for a panel"),
    ChallengeState.HEARD: Words("The panel reads it"),
    ChallengeState.CHANGED: Words("Won: the no is a yes now"),
    ChallengeState.WON: Words("Won: the money is not kept yet"),
    ChallengeState.UNHEARD: Words("Nobody answered in time: the no is a yes now"),
    ChallengeState.KEPT: Words("The panel says: the no stays"),
    ChallengeState.WITHDRAWN: Words("Taken back"),
}


@dataclass(frozen=True)
class Seat:
    """Who is to sit on a panel, as far as the rules ask."""

    is_peer: bool
    said_no: bool = False
    works_with_her: bool = False
    is_herself: bool = False
    helps_her: bool = False
    sees_her_money: bool = False
    is_named: bool = False
    holds_budget: bool = True
    is_kept_apart: bool = False

    @property
    def is_too_near(self) -> bool:
        """They said no, know whose it is, have a say in her money, or may not know of her."""
        return (
            self.said_no
            or self.works_with_her
            or self.is_herself
            or self.helps_her
            or self.sees_her_money
            or self.is_named
            or self.is_kept_apart
        )


def hear_by(raised_on: date) -> date:
    """The last day on which the panel answers."""
    return working_days_after(raised_on, HEARD_WITHIN_WORKING_DAYS)


def unheard_yes_on(hear_by: date) -> date:
    """The day on which a no becomes a yes that nobody has heard."""
    return working_days_after(hear_by, SILENT_FOR_WORKING_DAYS)


def check_may_be_challenged(*, is_no: bool, is_newest: bool, is_challenged: bool) -> None:
    """Raises: ChallengeRefused (`not_a_no`, `challenged_already`)."""
    if not is_no or not is_newest:
        raise ChallengeRefused("There is no no to challenge here. Look at the ask again.", code="not_a_no")
    if is_challenged:
        raise ChallengeRefused("This is challenged already. You see there how it goes on.", code="challenged_already")


def check_panel(seats: Collection[Seat]) -> None:
    """A panel is apart from who said no and from who knows whose it is, and knows what a budget is like.

    Raises: ChallengeRefused (`panel_small`, `panel_without_peer`, `panel_not_apart`, `peer_without_budget`).
    """
    if len(seats) < LEAST_SEATS:
        raise ChallengeRefused(
            "A panel has {least} people or more.", code="panel_small", field="members", least=LEAST_SEATS
        )
    if sum(seat.is_peer for seat in seats) < LEAST_PEERS:
        raise ChallengeRefused(
            "Somebody on the panel must hold a budget here. Choose one.", code="panel_without_peer", field="peers"
        )
    if any(seat.is_peer and not seat.holds_budget for seat in seats):
        raise ChallengeRefused(
            "Each of them must hold a budget here. Choose somebody who does.", code="peer_without_budget", field="peers"
        )
    for seat in seats:
        if seat.is_too_near:
            raise ChallengeRefused(
                "One of these is too near: they said no, or they know of the person’s money. Choose others.",
                code="panel_not_apart",
                field="peers" if seat.is_peer else "members",
            )


@dataclass(frozen=True)
class Vote:
    is_peer: bool
    verdict: Verdict


def verdict_of(votes: Collection[Vote]) -> Verdict | None:
    """What the panel says; None while too few have answered. As many for as against: the person's wish counts."""
    if len(votes) < LEAST_SEATS or sum(vote.is_peer for vote in votes) < LEAST_PEERS:
        return None
    for_change = sum(vote.verdict is Verdict.CHANGE for vote in votes)
    return Verdict.CHANGE if 2 * for_change >= len(votes) else Verdict.KEEP


@dataclass(frozen=True)
class Panel:
    """How far a panel has come: how many sit on it, what was said so far, and whether its last day is over."""

    seats: int
    votes: tuple[Vote, ...]
    is_day_over: bool

    @property
    def is_done(self) -> bool:
        """Whether what was said is counted: all have answered, or the day is over and enough have.

        From then on nothing said can change it, and before it nobody reads what was said: so nobody can wait for the
        answers that they like.
        """
        return self.verdict is not None and (self.is_day_over or len(self.votes) == self.seats)

    @property
    def verdict(self) -> Verdict | None:
        return verdict_of(self.votes)

    @property
    def may_grow(self) -> bool:
        """Whether others may still be asked: until the first answer, or when the day is over and too few have."""
        return not self.votes or (self.is_day_over and self.verdict is None)


def check_may_ask_more(panel: Panel, *, asked_by_author: bool) -> None:
    """Raises: ChallengeRefused (`panel_fixed`). `asked_by_author`: who asks said the no, and there is no other."""
    if asked_by_author and panel.seats:
        raise ChallengeRefused(
            "You said this no. You asked the panel once, and cannot change who sits on it.", code="panel_fixed"
        )
    if not panel.may_grow:
        raise ChallengeRefused(
            "Somebody has answered. Others can be asked when the day is over and too few have answered.",
            code="panel_fixed",
        )


# Why a no became a yes without a panel's words.
NOBODY_HEARD = Words("No panel answered in time. Nobody’s silence is a no.")
NOBODY_WROTE = Words("The panel said yes, and nobody wrote it down in time.")


def why_unheard(panel: Panel, hear_by: date, today: date) -> Words | None:
    """Why a no becomes a yes on that day although nobody wrote down what a panel said; None where it does not.

    A panel that kept the no keeps it, whoever is late.
    """
    if today < unheard_yes_on(hear_by):
        return None
    if not panel.is_done:
        return NOBODY_HEARD
    return NOBODY_WROTE if panel.verdict is Verdict.CHANGE else None


def check_verdict(panel: Panel) -> Verdict:
    """Raises: ChallengeRefused (`panel_not_done`)."""
    verdict = panel.verdict
    if verdict is None or not panel.is_done:
        raise ChallengeRefused(
            "The panel is not done. Wait until all have answered. When its day is over, {least} are enough.",
            code="panel_not_done",
            least=LEAST_SEATS,
        )
    return verdict


def check_said(text: str, *, field: str) -> None:
    """Raises: ChallengeRefused (`words_needed`)."""
    if not text.strip():
        raise ChallengeRefused("Say in plain words why. The person will read it.", code="words_needed", field=field)


def without_names(text: str, names: Iterable[str]) -> str:
    """The text with each part of these names left out, so that `check_names_nobody` passes."""
    parts = _parts_of(names)
    return re.sub(r"\w+", lambda word: "…" if word[0].casefold() in parts else word[0], text)


def _parts_of(names: Iterable[str]) -> set[str]:
    """The words that tell somebody; the shortest ("de", "of") tell nobody."""
    return {part for name in names for part in re.findall(r"\w+", name.casefold()) if len(part) > 2}


def check_names_nobody(text: str, names: Iterable[str], *, field: str) -> None:
    """What is published, or read by a panel, holds no name of those it is about, not a part of one either.

    Raises: ChallengeRefused (`names_somebody`).
    """
    said = set(re.findall(r"\w+", text.casefold()))
    for name in names:
        if _parts_of([name]) & said:
            raise ChallengeRefused(
                "Leave out the name {name}. Say it so that nobody can be told from it.",
                code="names_somebody",
                field=field,
                name=name,
            )
