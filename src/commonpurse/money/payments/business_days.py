"""Days on which the banks of England and Wales move money, and the hour after which an instruction is tomorrow's.

Plain Python; given today, never asking for it.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache

import holidays

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.periods import LONDON, business_date
from commonpurse.kernel.workdays import is_working_day

# Each bank's own guide sets its cut-off, and each debtor account keeps its own. This cautious hour stands until then.
USUAL_CUT_OFF = time(15, 0)
# A day further ahead than this is a slip of the year.
FURTHEST_AHEAD_DAYS = 366


class NotABusinessDay(Refused):
    code = "not_a_business_day"


@cache
def _target(year: int) -> frozenset[date]:
    """Closing days of TARGET, in which euro payments settle. Source: European Central Bank, long-term calendar."""
    return frozenset(holidays.financial_holidays("XECB", years=year))


def is_business_day(day: date, currency: str = "GBP") -> bool:
    """Tell whether banks move this currency on that day: no weekend, no bank holiday of England and Wales.

    A euro payment also needs TARGET to be open.
    """
    if not is_working_day(day):
        return False
    return currency != "EUR" or day not in _target(day.year)


def next_business_day(day: date, currency: str = "GBP") -> date:
    """Return that day if it is a business day, else the first one after it."""
    while not is_business_day(day, currency):
        day += timedelta(days=1)
    return day


def business_days_after(day: date, count: int, currency: str = "GBP") -> date:
    """Return the business day `count` business days after `day`; 0 gives the next business day from `day` on."""
    day = next_business_day(day, currency)
    for _ in range(count):
        day = next_business_day(day + timedelta(days=1), currency)
    return day


def earliest_execution(now: datetime, *, currency: str, cut_off: time = USUAL_CUT_OFF, days_ahead: int = 0) -> date:
    """Return the first day that a file made now may name.

    At the cut-off itself it is too late for today. `days_ahead` is how many business days before the
    payment the bank wants the file (0 for Faster Payments, 2 for Bacs).
    """
    today = business_date(now)
    is_late = now.astimezone(LONDON).time() >= cut_off
    start = today + timedelta(days=1) if is_late and is_business_day(today, currency) else today
    return business_days_after(start, days_ahead, currency)


def check_execution_day(day: date, *, earliest: date, currency: str) -> None:
    """Refuse a day on which the bank would not pay.

    Raises: NotABusinessDay, naming the next day that works.
    """
    if day < earliest:
        raise NotABusinessDay(
            "The bank cannot pay on {day:weekday} any more. The first day it can is {earliest:weekday}.",
            field="requested_on",
            day=day,
            earliest=earliest,
        )
    if (day - earliest).days > FURTHEST_AHEAD_DAYS:
        raise NotABusinessDay(
            "{day:weekday} is more than a year away. Choose a day nearer than that.", field="requested_on", day=day
        )
    if not is_business_day(day, currency):
        raise NotABusinessDay(
            "Banks do not pay on {day:weekday}. Choose {next_day:weekday} or a later day.",
            field="requested_on",
            day=day,
            next_day=next_business_day(day, currency),
        )
