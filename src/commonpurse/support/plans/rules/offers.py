"""What became of a step that somebody offered when the person was put forward. Plain values only."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from commonpurse.kernel.words import Words
from commonpurse.support.plans.rules.planning import PlanRefused, State


class OfferState(StrEnum):
    """Where an offer stands, for who made it: no more of the plan is told."""

    WAITS = "waits"
    AGREED = "agreed"
    TURNED_DOWN = "turned_down"
    TAKEN_BACK = "taken_back"
    DONE = "done"
    GIVEN_UP = "given_up"
    CHANGED = "changed"


OFFER_WORDS = {
    OfferState.WAITS: Words("Waits for the person’s yes"),
    OfferState.AGREED: Words("The person said yes to it"),
    OfferState.TURNED_DOWN: Words("The person said no to it"),
    OfferState.TAKEN_BACK: Words("Taken back"),
    OfferState.DONE: Words("Done"),
    OfferState.GIVEN_UP: Words("Left"),
    OfferState.CHANGED: Words("Changed in the plan"),
}
# So long before its day an offer is called to mind; so long after it, one that was never answered is left alone.
OFFER_NEAR_DAYS = 3
OFFER_UNANSWERED_DAYS = 14
_MOVED = {
    State.DONE: OfferState.DONE,
    State.GIVEN_UP: OfferState.GIVEN_UP,
    State.REPLACED: OfferState.CHANGED,
    State.OPEN: OfferState.AGREED,
}


def offer_state(*, state: State, is_accepted: bool | None, is_taken_back: bool) -> OfferState:
    """Where a step that was offered stands."""
    if is_taken_back:
        return OfferState.TAKEN_BACK
    if is_accepted is None:
        return OfferState.WAITS
    return _MOVED[state] if is_accepted else OfferState.TURNED_DOWN


def is_offer_late(state: OfferState, by_when: date | None, today: date) -> bool:
    """Whether its day has passed, and it is neither done nor off."""
    return state in (OfferState.WAITS, OfferState.AGREED) and by_when is not None and by_when < today


def is_to_call_to_mind(state: OfferState, by_when: date | None, today: date) -> bool:
    """Whether who offered it is told: its day is near or has passed. What she never answered is let be in time."""
    if by_when is None or by_when > today + timedelta(days=OFFER_NEAR_DAYS):
        return False
    if state is OfferState.WAITS:
        return by_when >= today - timedelta(days=OFFER_UNANSWERED_DAYS)
    return state is OfferState.AGREED


def check_can_finish(state: OfferState) -> None:
    """Raises: PlanRefused (`waits_for_her`, `moved_meanwhile`)."""
    if state is OfferState.WAITS:
        raise PlanRefused("This is only proposed. The person says yes or no to it first.", code="waits_for_her")
    if state is not OfferState.AGREED:
        raise PlanRefused("This has changed in the meantime. Look at it again.", code="moved_meanwhile")
