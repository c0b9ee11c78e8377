"""A calendar's address, and who is to keep the day of a step."""

from __future__ import annotations

import hashlib
from datetime import date

from commonpurse.kernel.calendars import Method
from commonpurse.kernel.words import Words
from commonpurse.support.plans.rules.planning import PlanRefused, State

SECRET_BYTES = 32  # 256 bits: nobody guesses an address
# What an invite asks of a calendar.
ASKED_WORDS = {Method.REQUEST: Words("To keep it"), Method.CANCEL: Words("To take it out")}


def hash_of_secret(secret: str) -> str:
    """What is kept of the secret part of the address. Without the secret nobody finds the calendar."""
    return hashlib.sha256(secret.encode()).hexdigest()


def check_has_day(*, state: State, is_accepted: bool, on: date | None, today: date) -> date:
    """Return the day to keep. Raises: PlanRefused (`no_day_to_keep`), where a step is not open, or its day is over."""
    if not is_accepted or state is not State.OPEN or on is None or on < today:
        raise PlanRefused("This step has no day that is still to come. Give it a day first.", code="no_day_to_keep")
    return on


def next_ask(*, kept_on: date | None, is_on_it: bool, on: date | None, today: date) -> Method | None:
    """What the calendar of who was asked before is told now that a step has changed; None: it holds what is true.

    `kept_on`: the day that it keeps; None where it was taken out. A day that is still to come goes in anew.
    """
    if kept_on is None:
        return Method.REQUEST if is_on_it and on is not None and on >= today else None
    if on is None or not is_on_it:
        return Method.CANCEL
    return Method.REQUEST if on != kept_on else None
