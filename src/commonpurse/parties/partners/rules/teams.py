"""Teams of a partner, how to reach it, and what it can offer and decide. Plain values only.

Nothing here gives anybody a right over money: money is decided as the agreement with the person says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.words import Words

LONGEST_TEAM_NAME = 100
LONGEST_LINE = 200  # letters: what is longer is not read on a list
LEAST_DIGITS = 3  # of a phone number: 999, 111
PHONE = re.compile(r"\+?[0-9][0-9 ()-]*")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class OfferKind(StrEnum):
    """What a partner can give, in kinds that people ask for; and what a team may say yes to by itself."""

    TIME = "time"
    THINGS = "things"
    PLACES = "places"
    MONEY = "money"
    KNOWLEDGE = "knowledge"
    DECISION = "decision"


OFFER_KIND_WORDS: Mapping[OfferKind, Words] = {
    OfferKind.TIME: Words("Time"),
    OfferKind.THINGS: Words("Things"),
    OfferKind.PLACES: Words("Places"),
    OfferKind.MONEY: Words("Money"),
    OfferKind.KNOWLEDGE: Words("Knowledge"),
    OfferKind.DECISION: Words("May say yes by itself"),
}


class TeamRefused(Refused):
    """What is wanted of a team, a contact or an offer cannot be; the code says why."""

    code = "team_refused"


def check_line(words: str, *, field: str, message: str) -> str:
    """Return the words on one line. Raises: TeamRefused (`nothing_said`) where there are none."""
    clean = " ".join(words.split())
    if not clean:
        raise TeamRefused(message, code="nothing_said", field=field)
    return clean


def check_reach(*, phone: str, email: str) -> None:
    """Raises: TeamRefused (`no_way_given`, `phone_unreadable`, `email_unreadable`)."""
    if not phone and not email:
        raise TeamRefused("Write a phone number or an e-mail address.", code="no_way_given", field="phone")
    if phone and not (PHONE.fullmatch(phone) and sum(one.isdigit() for one in phone) >= LEAST_DIGITS):
        raise TeamRefused(
            "Write the phone number in figures, like 01632 960123.", code="phone_unreadable", field="phone"
        )
    if email and not EMAIL.fullmatch(email):
        raise TeamRefused("Write the address like desk@example.org.", code="email_unreadable", field="email")


def check_offer_ends(ends_on: date | None, *, today: date) -> None:
    """Raises: TeamRefused (`offer_over`): it would be over before anybody reads it."""
    if ends_on is not None and ends_on <= today:
        raise TeamRefused("Choose a day after today, or leave it empty.", code="offer_over", field="ends_on")


def check_team_open(closed_on: date | None) -> None:
    """Raises: TeamRefused (`team_closed`)."""
    if closed_on is not None:
        raise TeamRefused("This team is closed.", code="team_closed")
