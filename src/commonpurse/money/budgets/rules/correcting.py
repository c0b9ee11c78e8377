"""What of an error of ours can be put right, and what that does to a funder's promise."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from commonpurse.kernel.money import Money
from commonpurse.kernel.words import Words
from commonpurse.money.budgets.rules.refusing import BudgetRefused

LONGEST_REASON = 500
# How long a sum that was given to a person can be taken back as our error, once money of it is paid out: as long as
# she may still expect a slip of the pen. Our own rule (docs/adr/0091).
RECENT = timedelta(days=30)

# What the person may be told of: see `kernel.messages`. No message ever says it.
NEWS_PUT_RIGHT = "money_put_right"


def check_correction(amount: Money, left: Money, available: Money, *, is_with_person: bool) -> None:
    """Check how much may be taken back. `left`: what of the sum no correction has taken back yet. `available`: what
    the line it went to, or the fund, still has free.

    Raises: BudgetRefused (`correction_too_much`, `would_overdraw`).
    """
    if amount > left:
        some = Words("Only {left} of it is left to put right. Choose that or less.", left=left)
        none = Words("All of it was put right already.")
        raise BudgetRefused(some if left else none, code="correction_too_much", field="amount", left_minor=left.minor)
    if amount > available:
        sums = {"gone": amount - available, "available": available}
        spent = Words("{gone} of it is spent or kept for something; only {available} can be put right.", **sums)
        given = Words("{gone} of it is with people already; only {available} can be put right.", **sums)
        raise BudgetRefused(
            spent if is_with_person else given,
            code="would_overdraw",
            field="amount",
            available_minor=available.minor,
        )


def check_error_is_recent(given_on: date, asked_on: date, *, is_paid_from: bool) -> None:
    """Refuse to call an error what she has counted on: asked for late, and money of that fund went out since.

    Raises: BudgetRefused (`correction_too_late`).
    """
    if is_paid_from and asked_on > given_on + RECENT:
        raise BudgetRefused(
            "This was given more than {days} days ago, and money was paid out since. "
            "Only a notice can ask for it back now, with reasons and time.",
            code="correction_too_late",
            days=RECENT.days,
        )


def most_to_put_right(left: Money, available: Money) -> Money:
    """How much may be taken back at most, as `check_correction` judges it: the page says it beforehand."""
    return min(left, available)


def promise_reopened(amount: Money, left: Money, met: Money) -> Money:
    """How much of a promise is open again when `amount` of the `left` that had arrived was not for this fund.

    `met`: what of the promise the arrived money still meets. As if only the rest had arrived: that meets it first.
    """
    return max(met - (left - amount), Money(0, amount.currency))


def check_correction_reason(reason: str) -> None:
    """Check the words that the person may read. Raises: BudgetRefused (`reason_needed`, `text_too_long`)."""
    if not reason.strip():
        raise BudgetRefused("Say in plain words what went wrong.", code="reason_needed", field="reason")
    if len(reason.strip()) > LONGEST_REASON:
        raise BudgetRefused(
            "Write this in {longest} characters or fewer.",
            code="text_too_long",
            field="reason",
            longest=LONGEST_REASON,
        )


def check_second_person(asked_by: UUID, by: UUID) -> None:
    """Check that somebody else agrees than who asked. Raises: BudgetRefused (`same_person`)."""
    if asked_by == by:
        raise BudgetRefused("You asked for this. Somebody else must agree to it.", code="same_person")
