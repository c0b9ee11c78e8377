"""When somebody sits down with a person over her budget: by what day, and what is written down of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from commonpurse.kernel.workdays import working_days_after
from commonpurse.money.budgets.rules.refusing import BudgetRefused
from commonpurse.money.budgets.rules.words import LegalBasis

# How long after money of a basis first comes into a budget the first review is due, in days, the shortest first.
# Source: NHS direct payments within 3 months (SI 2013/1617); Care Act within 6 (SI 2014/2871 reg 7). No law asks it of
# other money: we look as soon as the Care Act would.
FIRST_REVIEW = {LegalBasis.NHS_DP: timedelta(days=91), LegalBasis.CARE_ACT_DP: timedelta(days=182)}
FIRST_REVIEW_OF_OTHER = timedelta(days=182)
# After that at most so long. Source: SI 2014/2871 reg 7; SI 2013/1617.
LONGEST_BETWEEN_REVIEWS = timedelta(days=366)
# A concern about the use of money is looked at within so many working days: our own rule (docs/adr/0090).
SOON_WORKING_DAYS = 10


def wait_for_first(legal_basis: LegalBasis) -> timedelta:
    """How long after its first money the first review is due at the latest."""
    return FIRST_REVIEW.get(legal_basis, FIRST_REVIEW_OF_OTHER)


def first_review_on(lines: Iterable[tuple[LegalBasis, date]]) -> date | None:
    """The day of the first review: the earliest that any of the money asks for; None while there is none.

    `lines`: of each its basis, and the day on which its money first came.
    """
    return min((opened_on + wait_for_first(basis) for basis, opened_on in lines), default=None)


def soon(today: date, due_on: date | None) -> date:
    """By when a review is held that somebody asked for: soon, and never later than it was due anyway."""
    by = working_days_after(today, SOON_WORKING_DAYS)
    return by if due_on is None else min(by, due_on)


def check_review(*, said: str, held_on: date, next_due: date, today: date) -> None:
    """Check what is written down of a review.

    Raises: BudgetRefused (`review_needs_words`, `review_in_future`, `review_next_wrong`).
    """
    if not said.strip():
        raise BudgetRefused("Write what the person said, in their own words.", code="review_needs_words", field="said")
    if held_on > today:
        raise BudgetRefused("Write it down when you have met.", code="review_in_future", field="held_on")
    if not today < next_due <= held_on + LONGEST_BETWEEN_REVIEWS:
        raise BudgetRefused(
            "The next review is by {day} at the latest.",
            code="review_next_wrong",
            field="next_due",
            day=held_on + LONGEST_BETWEEN_REVIEWS,
        )
