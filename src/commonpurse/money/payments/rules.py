"""The life of a payment and of a payee's account. Plain values only."""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.kernel.words import Words

# How long money to a changed account waits, unless a second worker calls the payee back.
# Source: our own rule against swapped bank details, docs/adr/0023.
COOLING_OFF = timedelta(hours=72)


# What the person may be told of: see `kernel.messages`. No message ever says which.
NEWS_ARRIVED = "payment_arrived"
NEWS_CAME_BACK = "payment_came_back"
NEWS_ACCOUNT_CHANGED = "payee_account_changed"
NEWS_PAID_FOR_HER = "paid_for_her"


class PaymentRefused(Refused):
    """A rule about payees, payments or bank files said no. The code says which: see the functions that raise it."""

    code = "payment_refused"


class PaymentState(StrEnum):
    """held → ready → in a file → sent → settled | returned | rejected | unknown; or stopped before it was sent."""

    HELD = "held"
    READY = "ready"
    IN_FILE = "in_file"
    SENT = "sent"
    SETTLED = "settled"
    RETURNED = "returned"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    STOPPED = "stopped"


# The machine. The database refuses every other step by a trigger.
STEPS: dict[PaymentState, tuple[PaymentState, ...]] = {
    PaymentState.HELD: (PaymentState.READY, PaymentState.STOPPED),
    PaymentState.READY: (PaymentState.IN_FILE, PaymentState.STOPPED),
    PaymentState.IN_FILE: (PaymentState.READY, PaymentState.SENT),
    PaymentState.SENT: (
        PaymentState.SETTLED,
        PaymentState.RETURNED,
        PaymentState.REJECTED,
        PaymentState.UNKNOWN,
    ),
    # "We do not know" is settled by what the bank says next, never by us.
    PaymentState.UNKNOWN: (
        PaymentState.SENT,
        PaymentState.SETTLED,
        PaymentState.RETURNED,
        PaymentState.REJECTED,
    ),
    PaymentState.SETTLED: (PaymentState.RETURNED,),
    PaymentState.RETURNED: (),
    PaymentState.REJECTED: (),
    PaymentState.STOPPED: (),
}
NOT_YET_SENT = (PaymentState.HELD, PaymentState.READY, PaymentState.IN_FILE)
MAY_BE_STOPPED = (PaymentState.HELD, PaymentState.READY)
AT_THE_BANK = (PaymentState.SENT, PaymentState.UNKNOWN)
MAY_BE_REISSUED = (PaymentState.RETURNED, PaymentState.REJECTED)

# "Sent" is not "received": only the bank's own statement makes a payment "paid".
STATE_WORDS = {
    PaymentState.HELD: Words("Waiting"),
    PaymentState.READY: Words("Ready to be paid"),
    PaymentState.IN_FILE: Words("In a file for the bank"),
    PaymentState.SENT: Words("Sent to the bank"),
    PaymentState.SETTLED: Words("Paid"),
    PaymentState.RETURNED: Words("Came back"),
    PaymentState.REJECTED: Words("Refused by the bank"),
    PaymentState.UNKNOWN: Words("We are asking the bank"),
    PaymentState.STOPPED: Words("Stopped"),
}


class FileStep(StrEnum):
    """made → checked → sent; or taken back before it was sent."""

    MADE = "made"
    CHECKED = "checked"
    SENT = "sent"
    TAKEN_BACK = "taken_back"


FILE_STEP_WORDS = {
    FileStep.MADE: Words("Waits for a check"),
    FileStep.CHECKED: Words("Checked, to be sent"),
    FileStep.SENT: Words("Sent to the bank"),
    FileStep.TAKEN_BACK: Words("Taken back"),
}


class PayeeKind(StrEnum):
    OWN = "own"
    HELPER = "helper"
    SUPPLIER = "supplier"


PAYEE_WORDS = {
    PayeeKind.OWN: Words("The person's own account"),
    PayeeKind.HELPER: Words("A helper's account"),
    PayeeKind.SUPPLIER: Words("A shop, landlord or other supplier"),
}


class Scheme(StrEnum):
    """How an account is named: in the UK by sort code and number, elsewhere by IBAN."""

    UK = "uk"
    IBAN = "iban"


# Pounds go by sort code, euros by IBAN: the only two the bank file writes.
SCHEME_OF_CURRENCY = {"GBP": Scheme.UK, "EUR": Scheme.IBAN}
OTHER_SCHEME_WORDS = {
    "GBP": Words("Payments here are in pounds. Give a sort code and account number."),
    "EUR": Words("Payments here are in euros. Give an IBAN."),
}


class Rail(StrEnum):
    BANK_FILE = "bank_file"


class BackKind(StrEnum):
    """Why money that had left a budget is on it again."""

    RETURNED = "returned"  # the bank paid it out and sent it back
    REJECTED = "rejected"  # the bank never paid it out


def may_step(before: PaymentState, after: PaymentState) -> bool:
    """Tell whether the machine knows this step."""
    return after in STEPS[before]


def check_step(before: str, after: PaymentState) -> None:
    """Refuse a step that the machine does not know. Raises: PaymentRefused (`wrong_state`)."""
    if not may_step(PaymentState(before), after):
        raise PaymentRefused(
            "This payment is “{now}” now. It cannot become “{wanted}”.",
            code="wrong_state",
            state=before,
            now=STATE_WORDS[PaymentState(before)],
            wanted=STATE_WORDS[after],
        )


def name_key(name: str) -> str:
    """What two names have in common when a reader takes them for the same: letters and figures, whatever their case.

    A changed account must not pass for a first one by a second space, a full stop or a hidden character.
    """
    wide = unicodedata.normalize("NFKC", name).casefold()
    return "".join(character for character in wide if character.isalnum()) or wide.strip()


def usable_from(*, added_at: datetime, replaces_another: bool) -> datetime:
    """When money may go to an account: at once to a payee's first one, after the wait to a changed one.

    The hours are counted in UTC: by the clock on the wall they would be one too few when summer time begins.
    """
    return added_at.astimezone(UTC) + COOLING_OFF if replaces_another else added_at


def is_usable(
    *,
    usable_from: datetime,
    called_back_at: datetime | None,
    now: datetime,
    replaced_at: datetime | None = None,
    waits_for_second: bool = False,
) -> bool:
    """Tell whether the wait is over, by time or by a call-back; by a call-back alone where it `waits_for_second`.

    An account that was replaced while it still waited is never usable: it was taken back before anybody trusted it,
    and its time must not run out behind the newer one's back.
    """
    if called_back_at is not None:
        return True
    was_taken_back = replaced_at is not None and replaced_at < usable_from
    return not waits_for_second and not was_taken_back and now >= usable_from


def check_holding_override(holding_type: str | None, reason: str) -> None:
    """A payment that does not go by the holding type of its money says why.

    Raises: PaymentRefused (`holding_needs_reason`).
    """
    if holding_type is not None and not reason.strip():
        raise PaymentRefused(
            "Say in plain words why this payment is held in other hands.",
            code="holding_needs_reason",
            field="holding_reason",
        )


def check_ask_is_for_this(*, asked: Money, asked_kind: str, amount: Money, spend_kind: str) -> None:
    """Refuse to pay something else than the yes was for. Raises: PaymentRefused (`ask_differs`)."""
    if (asked, asked_kind) != (amount, spend_kind):
        raise PaymentRefused(
            "The yes was for {asked}, and for what was asked. Pay exactly that, or ask anew.",
            code="ask_differs",
            field="amount",
            asked=asked,
        )


def check_maker_is_not_checker(maker: UUID, checker: UUID) -> None:
    """Raises: PaymentRefused (`same_person`)."""
    if maker == checker:
        raise PaymentRefused(
            "You made this file, so somebody else must check it. Ask another member of finance.", code="same_person"
        )


def check_checker_is_not_releaser(checker: UUID, releasers: Sequence[UUID], account_changers: Sequence[UUID]) -> None:
    """Who released a payment, or wrote down where it goes, does not check the file it is in.

    Raises: PaymentRefused (`checker_released`).
    """
    if checker in (*releasers, *account_changers):
        raise PaymentRefused(
            "You released a payment in this file, or wrote down its account. Somebody else must check it.",
            code="checker_released",
        )


def check_stands_apart(checker: UUID, let_in_by: UUID | None, others: Mapping[UUID, UUID | None]) -> None:
    """Who lets a member in could have made them up: the two are never maker and checker of the same money.

    `others`: each member who had a hand in it, with who let that one in. Raises: PaymentRefused (`let_in_by_maker`).
    """
    if let_in_by in others or checker in others.values():
        raise PaymentRefused(
            "You let in somebody who had a hand in this, or they let you in. Somebody else must check it.",
            code="let_in_by_maker",
        )


def check_no_one_hand(stands_apart: bool) -> None:
    """One hand that let in both could have made up both. Raises: PaymentRefused (`let_in_by_maker`)."""
    if not stands_apart:
        raise PaymentRefused(
            "Somebody who had a hand in this, and you, were let in by the same one. Somebody else must check it.",
            code="let_in_by_maker",
        )


def check_doubter_is_another(doubter: UUID, answerer: UUID) -> None:
    """Raises: PaymentRefused (`same_person`)."""
    if doubter == answerer:
        raise PaymentRefused(
            "You wrote down that nobody knows. Somebody else must write down the bank's answer.", code="same_person"
        )


def check_back(amount: Money, *, paid: Money, back_already: Money) -> None:
    """Refuse more money back than was paid. Raises: PaymentRefused (`more_than_paid`, `amount_not_positive`)."""
    if amount.minor <= 0:
        raise PaymentRefused("Write an amount above zero.", code="amount_not_positive", field="amount")
    if back_already + amount > paid:
        raise PaymentRefused(
            "{paid} was paid and {back} of it is back already. {amount} more cannot come back.",
            code="more_than_paid",
            field="amount",
            paid=paid,
            back=back_already,
            amount=amount,
        )


def make_reference(prefix: str, id: UUID) -> str:
    """Make an id for the bank from one of ours: 18 capital letters and figures, as short as Bacs shows a reference.

    The last 80 bits of a UUIDv7 hold 74 random ones; a unique constraint has the last word.
    Source: Bacs Standard 18, reference field of 18 characters.
    """
    return prefix + base64.b32encode(id.bytes[-10:]).decode()
