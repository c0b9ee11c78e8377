"""From which sum on a second person looks at whom a release pays. Plain values only.

The second person checks that the payee and the account are who they say, and never whether the money is well spent:
that is the person's own to decide. So a no has one of a few reasons, all about fraud.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.words import Words
from commonpurse.kernel.workdays import working_days_after


class BandRefused(Refused):
    """A rule about bands or about the second person said no. The code says which."""

    code = "band_refused"


class BandKind(StrEnum):
    """What is added up, in the order in which it is asked."""

    ONE_PAYMENT = "one_payment"  # this release alone
    ONE_DAY = "one_day"  # with all that was released of one person's money on the same day: a sum cut in pieces
    ONE_MEMBER = "one_member"  # with all that one member released on the same day, for whomever


BAND_WORDS = {
    BandKind.ONE_PAYMENT: Words("One payment"),
    BandKind.ONE_DAY: Words("All payments of one person on one day"),
    BandKind.ONE_MEMBER: Words("All that one member releases on one day"),
}
SECOND_ROLES = {"finance": Words("Finance"), "manager": Words("Manager")}


@dataclass(frozen=True)
class Band:
    """From `from_minor` on, that sum included, somebody of `second_role` looks too. None: nobody does."""

    kind: BandKind
    from_minor: int | None
    second_role: str


# Before a partnership has set its own. High on purpose: most decisions are the person's alone and wait for nobody.
# Source: our own choice, docs/adr/0078: above a usual deposit with a month's rent and a furnished room.
DEFAULT_BANDS = (
    Band(BandKind.ONE_PAYMENT, 250_000, "finance"),
    Band(BandKind.ONE_DAY, 500_000, "finance"),
    Band(BandKind.ONE_MEMBER, 1_000_000, "finance"),
)


# Until the end of the next working day somebody looks: a second look may not become a quiet no. Our own choice,
# docs/adr/0091: a payment that waits longer misses the day for which it was released.
LOOKS_WITHIN_WORKING_DAYS = 1


def look_by(asked_at: datetime) -> date:
    """The last day on which a second person is to look, at a payment or at a file."""
    return working_days_after(business_date(asked_at), LOOKS_WITHIN_WORKING_DAYS)


def is_look_late(asked_at: datetime, today: date) -> bool:
    """Whether that day is over: then the look is the manager's to see to as well."""
    return today > look_by(asked_at)


class Doubt(StrEnum):
    """Why the second person says no: the payee or the account is not who it says, or the release is not who it says."""

    NOT_THEIRS = "not_theirs"
    OTHER_NAME = "other_name"
    NOT_REACHED = "not_reached"
    NOT_ASKED = "not_asked"
    NOT_RELEASED = "not_released"


DOUBT_WORDS = {
    Doubt.NOT_THEIRS: Words("The account does not belong to who is to be paid."),
    Doubt.OTHER_NAME: Words("The bank knows the account under another name."),
    Doubt.NOT_REACHED: Words("The payee could not be reached on a number known before."),
    Doubt.NOT_ASKED: Words("The person says that this payment is not theirs."),
    Doubt.NOT_RELEASED: Words("Who is said to have released it did not."),
}


def band_reached(bands: Collection[Band], sums_minor: Mapping[BandKind, int]) -> Band | None:
    """Return the first band that a release reaches; a kind without its sum is not asked."""
    for band in bands:
        total = sums_minor.get(band.kind)
        if band.from_minor is not None and total is not None and total >= band.from_minor:
            return band
    return None


def check_band(from_: Money | None, currency: str, second_role: str, reason: str, *, is_now: Band) -> None:
    """Check what is asked to be changed. Raises: BandRefused (`amount_not_positive`, `other_currency`, `role_unknown`,
    `reason_needed`, `band_unchanged`).
    """
    if from_ is not None and from_.minor <= 0:
        raise BandRefused("Write an amount above zero.", code="amount_not_positive", field="amount")
    if from_ is not None and from_.currency != currency:
        raise BandRefused("Sums here are in {currency}.", code="other_currency", field="amount", currency=currency)
    if second_role not in SECOND_ROLES:
        raise BandRefused("Choose who may be the second person.", code="role_unknown", field="second_role")
    if not reason.strip():
        raise BandRefused("Say in plain words why it should change.", code="reason_needed", field="reason")
    if Band(is_now.kind, from_.minor if from_ else None, second_role) == is_now:
        raise BandRefused("This is how it is already. There is nothing to change.", code="band_unchanged")


def check_band_agreed_by_another(asked_by: UUID, by: UUID) -> None:
    """Raises: BandRefused (`same_person`)."""
    if asked_by == by:
        raise BandRefused("You asked for this change. Somebody else must agree to it.", code="same_person")


def check_second_is_apart(
    second: UUID, *, released_by: UUID | None, account_by: UUID | None, works_with_person: bool
) -> None:
    """The second person had no hand in the release, and does not act for the person whose money it is.

    Raises: BandRefused (`same_person`, `wrote_account`, `acts_for_person`).
    """
    if second == released_by:
        raise BandRefused("You released this payment. Somebody else must look at it.", code="same_person")
    if second == account_by:
        raise BandRefused("You wrote this account down. Somebody else must look at it.", code="wrote_account")
    if works_with_person:
        raise BandRefused("You work with this person. Somebody who does not must look at it.", code="acts_for_person")


def check_second_was_not_let_in(
    second: UUID, let_in_by: UUID | None, *, releaser: UUID | None, hers: UUID | None
) -> None:
    """Who lets a member in could have made them up. `hers`: who let in the one that released it.

    Raises: BandRefused (`let_in_by_maker`).
    """
    if releaser is not None and (let_in_by == releaser or hers == second):
        raise BandRefused(
            "You let in who released this, or they let you in. Somebody else must look at it.", code="let_in_by_maker"
        )


def read_doubt(reason: str) -> Doubt:
    """Read the reason of a no. Raises: BandRefused (`reason_unknown`)."""
    if reason not in set(Doubt):
        raise BandRefused("Choose from the list what is wrong with the account.", code="reason_unknown", field="reason")
    return Doubt(reason)
