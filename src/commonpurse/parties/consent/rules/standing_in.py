"""Who is away, and who stands in."""

from __future__ import annotations

from datetime import date, timedelta

from commonpurse.kernel.errors import Refused

# For so long somebody stands in when it is said, and in all. Longer than that is a handover, and asks for her yes.
AWAY_DAYS = 42
AWAY_DAYS_IN_ALL = 84

# So far ahead it can be said.
AWAY_SAID_AHEAD_DAYS = 183

# News for the person.
NEWS_STAND_IN = "stand_in_named"
NEWS_STAND_IN_LONGER = "stand_in_longer"
NEWS_STAND_IN_OVER = "stand_in_over"


class StandInRefused(Refused):
    """An absence or a stand-in that cannot be; the code says why."""

    code = "stand_in_refused"


def check_away(*, starts_on: date, ends_on: date, today: date) -> None:
    """Raises: StandInRefused (`away_in_the_past`, `away_ends_first`, `away_too_long`, `away_too_far`)."""
    if starts_on < today:
        raise StandInRefused("Begin today, or later.", code="away_in_the_past", field="starts_on")
    if starts_on > today + timedelta(days=AWAY_SAID_AHEAD_DAYS):
        raise StandInRefused("Choose a first day within half a year.", code="away_too_far", field="starts_on")
    if ends_on <= starts_on:
        raise StandInRefused(
            "The first day back comes after the first day away.", code="away_ends_first", field="ends_on"
        )
    check_away_until(ends_on, from_day=starts_on, starts_on=starts_on)


def check_away_until(ends_on: date, *, from_day: date, starts_on: date) -> None:
    """Raises: StandInRefused (`away_too_long`), with the last day that can be chosen."""
    latest = min(from_day + timedelta(days=AWAY_DAYS), starts_on + timedelta(days=AWAY_DAYS_IN_ALL))
    if ends_on > latest:
        raise StandInRefused(
            "Somebody stands in for six weeks at a time, and twelve in all. Choose {latest} or a day before it, or "
            "name the next coordinator.",
            code="away_too_long",
            field="ends_on",
            latest=latest,
        )


def check_longer(ends_on: date, *, now_until: date, starts_on: date, today: date) -> None:
    """Raises: StandInRefused (`not_longer`, `away_too_long`)."""
    if ends_on <= now_until:
        raise StandInRefused("Choose a day after the one that stands there.", code="not_longer", field="ends_on")
    check_away_until(ends_on, from_day=max(today, starts_on), starts_on=starts_on)


def check_stand_in(*, is_oneself: bool, is_same_organisation: bool, may_work: bool, is_away: bool) -> None:
    """Raises: StandInRefused (`stands_in_for_oneself`, `another_organisation`, `works_not_with_people`,
    `away_as_well`)."""
    if is_oneself:
        raise StandInRefused("Choose somebody else.", code="stands_in_for_oneself", field="stand_in")
    if not is_same_organisation:
        raise StandInRefused(
            "Choose somebody of the same organisation. People shared with that one, and with no other.",
            code="another_organisation",
            field="stand_in",
        )
    if not may_work:
        raise StandInRefused(
            "Choose a worker or coordinator who is here.", code="works_not_with_people", field="stand_in"
        )
    if is_away:
        raise StandInRefused("They are away then as well. Choose somebody else.", code="away_as_well", field="stand_in")
