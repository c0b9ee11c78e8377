"""A challenge as a page shows it: where it stands, in steps, with its clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from commonpurse.kernel.money import Money
from commonpurse.money.decisions.queries import panel_of, state_of
from commonpurse.money.decisions.rules import (
    CHALLENGE_WORDS,
    NOBODY_HEARD,
    NOBODY_WROTE,
    VERDICT_WORDS,
    ChallengeState,
    Panel,
    Verdict,
    unheard_yes_on,
)
from commonpurse.web.parts.shapes import Step, Wait
from commonpurse.web.parts.words import translated
from commonpurse.web.parts.written import day

STATE_MARKS = {
    ChallengeState.RAISED: "waiting",
    ChallengeState.HEARD: "waiting",
    ChallengeState.CHANGED: "granted",
    ChallengeState.WON: "waiting",
    ChallengeState.UNHEARD: "granted",
    ChallengeState.KEPT: "declined",
    ChallengeState.WITHDRAWN: "withdrawn",
}


@dataclass(frozen=True)
class ShownChallenge:
    challenge: Any
    what_for: str
    amount: Money
    state: ChallengeState
    mark: str
    words: str
    panel: Panel
    reason: str
    is_late: bool

    @property
    def is_open(self) -> bool:
        return self.state in (ChallengeState.RAISED, ChallengeState.HEARD)

    @property
    def is_won(self) -> bool:
        return self.state in (ChallengeState.CHANGED, ChallengeState.WON, ChallengeState.UNHEARD)

    @property
    def seats(self) -> int:
        return self.panel.seats

    @property
    def answered(self) -> int:
        return len(self.panel.votes)

    @property
    def may_be_concluded(self) -> bool:
        return self.is_open and self.panel.is_done


def shown_challenge(challenge: Any, *, today: date, currency: str) -> ShownChallenge:
    """Its query brings the decision, the ask and the seats along."""
    state = state_of(challenge)
    return ShownChallenge(
        challenge=challenge,
        what_for=challenge.decision.ask.what_for,
        amount=Money(challenge.decision.amount_minor, currency),
        state=state,
        mark=STATE_MARKS[state],
        words=CHALLENGE_WORDS[state],
        panel=panel_of(challenge, today),
        reason=reason_of(challenge),
        is_late=challenge.is_open and challenge.hear_by < today,
    )


def reason_of(challenge: Any) -> str:
    """Why it came out so: the words of who wrote it down, or those that say that nobody did."""
    told = next((words for words in (NOBODY_HEARD, NOBODY_WROTE) if words == challenge.reason), None)
    return translated(told) if told is not None else challenge.reason or ""


def steps_of(shown: ShownChallenge) -> list[Step]:
    """The way of a challenge, as the person follows it."""
    challenge = shown.challenge
    wait = wait_of(challenge, has_panel=bool(shown.seats))
    is_called = shown.state is not ChallengeState.RAISED and shown.seats
    return [
        Step(_("You challenged it"), "done", at=challenge.raised_at),
        Step(
            _("A panel is asked"),
            "done" if is_called else "now",
            wait=None if is_called or not shown.is_open else wait,
        ),
        Step(
            _("The panel answers"),
            "done" if challenge.concluded_at else "now" if is_called and shown.is_open else "next",
            at=challenge.concluded_at,
            wait=wait if is_called and shown.is_open else None,
        ),
    ]


def wait_of(challenge: Any, *, has_panel: bool) -> Wait:
    """Whom a challenge waits for, since when, until when, and what happens then."""
    late = _("It is late, and first on the manager’s list. On {day} it is a yes, if there is money for it.").format(
        day=day(unheard_yes_on(challenge.hear_by))
    )
    return Wait(
        _("the panel") if has_panel else _("the manager, who asks a panel"),
        since=challenge.raised_at,
        until=challenge.hear_by,
        then=late,
    )


def verdict_choices() -> list[tuple[str, str]]:
    return [(verdict.value, VERDICT_WORDS[verdict]) for verdict in Verdict]
