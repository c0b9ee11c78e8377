"""By when somebody answers that the person wants her agreement to be different."""

from __future__ import annotations

from datetime import date

from commonpurse.kernel.workdays import working_days_after
from commonpurse.support.agreements.rules.limits import ANSWER_WITHIN_DAYS


def answer_wish_by(wished_on: date) -> date:
    """Return the last day of those who work with her. After it the wish is on the manager's list too, until answered.

    Source: our own choice, the days of every ask (docs/deciding.md). What was agreed counts meanwhile, and after.
    """
    return working_days_after(wished_on, ANSWER_WITHIN_DAYS)
