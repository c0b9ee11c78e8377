"""The life of an ask. Plain values only."""

from __future__ import annotations

from enum import StrEnum

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.words import Words
from commonpurse.support.agreements.rules import check_counts_as_reason


class AskState(StrEnum):
    """waiting → granted | declined | withdrawn; a granted ask may be withdrawn until a payment uses its money."""

    WAITING = "waiting"
    GRANTED = "granted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


STATE_WORDS = {
    AskState.WAITING: Words("Waiting for an answer"),
    AskState.GRANTED: Words("Yes"),
    AskState.DECLINED: Words("No"),
    AskState.WITHDRAWN: Words("Taken back"),
}

ANSWERED_WORDS = {
    AskState.WAITING: Words("This waits for an answer already."),
    AskState.GRANTED: Words("This was answered with yes already. Ask anew if you need to."),
    AskState.DECLINED: Words("This was answered with no already. Ask anew if you need to."),
    AskState.WITHDRAWN: Words("This was taken back already. Ask anew if you need to."),
}

NEXT = {
    AskState.WAITING: frozenset({AskState.GRANTED, AskState.DECLINED, AskState.WITHDRAWN}),
    AskState.GRANTED: frozenset({AskState.WITHDRAWN}),
    AskState.DECLINED: frozenset(),
    AskState.WITHDRAWN: frozenset(),
}


# A panel that heard her challenge may turn a no into a yes; nobody else takes an answer back. Where a rule of her own
# stands against it, the yes waits for her.
NEXT_BY_PANEL = {AskState.DECLINED: frozenset({AskState.GRANTED, AskState.WAITING})}


# What the person may be told of: see `kernel.messages`. No message ever says it.
NEWS_ANSWERED = "ask_answered"
NEWS_TAKEN_BACK = "ask_taken_back"
NEWS_YOUR_TURN = "ask_your_turn"
NEWS_ON_THE_BOARDS_LIST = "ask_on_the_boards_list"


class AskRefused(Refused):
    """A rule about asks said no; the code says which."""

    code = "ask_refused"


def check_next(state: AskState, wanted: AskState, *, is_used: bool) -> None:
    """Check that an ask may go from one state to another.

    Raises: AskRefused (`ask_used` when a payment has its money, `ask_answered` otherwise).
    """
    if is_used:
        raise AskRefused(
            "There is a payment for this already. It can be stopped there until it is sent.", code="ask_used"
        )
    if wanted not in NEXT[state]:
        raise AskRefused(ANSWERED_WORDS[state], code="ask_answered")


def check_use(state: AskState, *, has_hold: bool, is_used: bool, waits_to_happen: bool = False) -> None:
    """Check that a payment may take the money of an ask.

    Raises: AskRefused (`ask_used`, `ask_not_granted`, `not_happened_yet`).
    """
    if state != AskState.GRANTED or not has_hold:
        raise AskRefused("Nobody has said yes to this yet. Answer it first.", code="ask_not_granted")
    if is_used:
        raise AskRefused("There is a payment for this already. Look there.", code="ask_used")
    if waits_to_happen:
        raise AskRefused("This was ordered. It is paid when it happened: say so there.", code="not_happened_yet")


def check_happening(state: AskState) -> None:
    """What is to be paid has a yes. Raises: AskRefused (`ask_not_granted`)."""
    if state != AskState.GRANTED:
        raise AskRefused("Nobody has said yes to this yet. Answer it first.", code="ask_not_granted")


def check_what_for(what_for: str) -> None:
    """An ask says what it is for. Raises: AskRefused (`what_for_needed`)."""
    if not what_for.strip():
        raise AskRefused("Say what the money is for, in your own words.", code="what_for_needed", field="what_for")


def check_reason(reason: str) -> None:
    """A no always comes with its reason, and not every text is one.

    Raises: AskRefused (`reason_needed`, `reason_is_score`, `reason_is_refusal`).
    """
    if not reason.strip():
        raise AskRefused("Say in plain words why not. The person will read it.", code="reason_needed", field="reason")
    check_counts_as_reason(reason, field="reason", refused=AskRefused)


def check_wish(reason: str) -> None:
    """Who takes an ask back for the person says how she wanted it: else it would be a no without a reason.

    Raises: AskRefused (`wish_needed`).
    """
    if not reason.strip():
        raise AskRefused(
            "Write how the person said that they want this. They read it.", code="wish_needed", field="reason"
        )


def check_would_change(would_change: str) -> None:
    """A no says what would make it a yes: no price that she should keep free to pay.

    Raises: AskRefused (`would_change_needed`, `reason_is_score`, `reason_is_refusal`).
    """
    if not would_change.strip():
        raise AskRefused(
            "Say what would change this no. Then the person knows what to do.",
            code="would_change_needed",
            field="would_change",
        )
    check_counts_as_reason(would_change, field="would_change", refused=AskRefused)
