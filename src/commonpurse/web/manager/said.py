"""Times as the manager's pages say them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonpurse.insight.release.rules import DAY, HOUR, Times
from commonpurse.kernel.small_numbers import is_few

LAST_IN_HOURS = 2 * DAY


def time_words(minutes: int | None, *, by_day: bool) -> str:
    """Say a time: 20 minutes, 5 hours, 3 days. Nothing is "at once", or by days "the same day"."""
    if minutes is None:
        return ""
    if minutes == 0:
        return _("the same day") if by_day else _("at once")
    if by_day or minutes > LAST_IN_HOURS:
        return days_words(minutes // DAY)
    if minutes % HOUR == 0:
        hours = minutes // HOUR
        return ngettext("{number} hour", "{number} hours", hours).format(number=hours)
    return ngettext("{number} minute", "{number} minutes", minutes).format(number=minutes)


def days_words(days: int) -> str:
    return ngettext("{number} day", "{number} days", days).format(number=days)


def count_words(times: Times | None) -> str:
    """Say how many, and never a number so small that it could tell whose they are."""
    if times is None or is_few(times.count):
        return _("Too few to tell")
    return f"{times.count:,}" if times.count else _("None")
