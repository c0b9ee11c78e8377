"""When something can be ordered, how an order stands, and what is counted of what could not be had. Plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import whole_months
from commonpurse.kernel.small_numbers import SMALLEST_GROUP
from commonpurse.kernel.words import Words
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.payments.rules import PaymentState

LONGEST_AHEAD_DAYS = 365  # a price is not known for longer than that
LONGEST_NAME = 100  # as a payee is called: `payments.commands.payees`
LONGEST_ASK = 300  # as an ask says what it is for
LONGEST_SEARCHED = 100  # as the box takes it
LONGEST_HOW = 500
MONTHS_COUNTED = 12  # whole months: from day to day a number would tell who pressed a button


class Outcome(StrEnum):
    """What became of an order, as the person says."""

    HAPPENED = "happened"
    NOT_HAPPENED = "not_happened"
    CANCELLED = "cancelled"


OUTCOME_WORDS = {
    Outcome.HAPPENED: Words("It happened"),
    Outcome.NOT_HAPPENED: Words("It did not happen"),
    Outcome.CANCELLED: Words("Called off"),
}


class Rating(StrEnum):
    """How it was: three faces."""

    GOOD = "good"
    SO_SO = "so_so"
    BAD = "bad"


RATING_WORDS = {
    Rating.GOOD: Words("Good"),
    Rating.SO_SO: Words("So-so"),
    Rating.BAD: Words("Not good"),
}


class Stage(StrEnum):
    """How an order stands: by its ask, by what she said became of it, and by its payment."""

    WAITING = "waiting"  # for the answer to its ask
    NO = "no"
    AGREED = "agreed"  # the money is set aside
    TO_PAY = "to_pay"  # it happened, and nothing is paid yet
    ON_ITS_WAY = "on_its_way"  # there is a payment, and nobody knows yet that it has come
    PAID = "paid"  # the bank has paid it
    CAME_BACK = "came_back"  # the payment was stopped or refused, or came back
    NOT_HAPPENED = "not_happened"
    CANCELLED = "cancelled"


STAGE_WORDS = {
    Stage.WAITING: Words("Waits for an answer"),
    Stage.NO: Words("No"),
    Stage.AGREED: Words("Ordered"),
    Stage.TO_PAY: Words("Not paid yet"),
    Stage.ON_ITS_WAY: Words("Being paid"),
    Stage.PAID: Words("Paid"),
    Stage.CAME_BACK: Words("The payment did not work"),
    Stage.NOT_HAPPENED: Words("Did not happen"),
    Stage.CANCELLED: Words("Called off"),
}


class Reason(StrEnum):
    """Why somebody could not get what she wanted."""

    NONE_HERE = "none_here"
    FULL = "full"
    TOO_DEAR = "too_dear"
    NOT_ALLOWED = "not_allowed"
    NOT_FOR_ME = "not_for_me"


REASON_WORDS = {
    Reason.NONE_HERE: Words("There is none here"),
    Reason.FULL: Words("It is full"),
    Reason.TOO_DEAR: Words("It costs too much"),
    Reason.NOT_ALLOWED: Words("I am not allowed"),
    Reason.NOT_FOR_ME: Words("It is not for me"),
}

_STAGES_OF_PAYMENT = {
    PaymentState.SETTLED: Stage.PAID,
    **dict.fromkeys((PaymentState.STOPPED, PaymentState.RETURNED, PaymentState.REJECTED), Stage.CAME_BACK),
}

# What a service of a need is paid as, most often; the person sees it and may choose another.
KIND_OF_TOPIC = {
    "food": SpendKind.FOOD,
    "home": SpendKind.TEMPORARY_STAY,
    "debt": SpendKind.RENT_ARREARS_AND_DEBTS,
    "work": SpendKind.COURSE_FEES,
    "company": SpendKind.FAMILY_AND_ACTIVITIES,
    "health": SpendKind.HEALTH_AIDS,
    "mind": SpendKind.HEALTH_AIDS,
}


# What she orders again and again: so often in so long. A price is news for so long; then it is the price.
REGULAR_TIMES = 2
REGULAR_OVER = timedelta(days=180)
NEW_FOR = timedelta(days=30)

# What the person may be told of: see `kernel.messages`. No message ever says it.
NEWS_PRICE_ROSE = "price_rose"
NEWS_MORE_THAN_LEFT = "orders_more_than_left"


class OrderRefused(Refused):
    """A rule about orders said no; the code says which."""

    code = "order_refused"


def kind_of(topic: str) -> SpendKind:
    """What a service is paid as, while nobody has said otherwise."""
    return KIND_OF_TOPIC.get(topic, SpendKind.OTHER)


@dataclass(frozen=True)
class Offer:
    """A price of the directory, as the rules read it. `amount` None: nobody has told it in figures."""

    amount: Money | None
    is_gone: bool
    is_service_gone: bool
    is_open: bool
    starts_on: date | None
    ends_on: date | None

    def counts_on(self, day: date) -> bool:
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day < self.ends_on)


def check_offer(offer: Offer, currency: str) -> Money:
    """Check that this can be ordered at all, and return its price.

    Raises: OrderRefused (`service_gone`, `price_gone`, `no_price`, `is_free`, `other_currency`).
    """
    if offer.is_service_gone or not offer.is_open:
        raise OrderRefused("This is not open now. Look for another one.", code="service_gone")
    if offer.is_gone:
        raise OrderRefused("This price is not there any more. Look at the new one.", code="price_gone")
    if offer.amount is None:
        raise OrderRefused("We do not know the price. Ask them first.", code="no_price")
    if offer.amount.minor == 0:
        raise OrderRefused("This is free. You need no order for it. Just go.", code="is_free")
    if offer.amount.currency != currency:
        raise OrderRefused("This price is in other money. Ask them first.", code="other_currency")
    return offer.amount


def check_day(offer: Offer, wanted_on: date, today: date) -> None:
    """Check the day for which it is ordered. Raises: OrderRefused (`day_past`, `day_too_far`, `price_not_then`)."""
    if wanted_on < today:
        raise OrderRefused("This day is over. Choose another one.", code="day_past", field="wanted_on")
    if wanted_on > today + timedelta(days=LONGEST_AHEAD_DAYS):
        raise OrderRefused(
            "Nobody knows the price so far ahead. Choose a day within a year.", code="day_too_far", field="wanted_on"
        )
    if not offer.counts_on(wanted_on):
        raise OrderRefused(
            "This price does not count on {day:weekday}. Choose another day, or another price.",
            code="price_not_then",
            field="wanted_on",
            day=wanted_on,
        )


def check_price_seen(seen: Money, price: Money) -> None:
    """Nobody orders at a price she was not shown. Raises: OrderRefused (`price_changed`)."""
    if seen != price:
        raise OrderRefused(
            "The price is {price} now. It was {seen}. Look once more, then you decide.",
            code="price_changed",
            price=price,
            seen=seen,
        )


def stage_of(*, ask_state: str, outcome: str | None, payment_state: str | None) -> Stage:
    """Say how an order stands. An ask that was taken back calls its order off; what is sent is not paid yet."""
    if outcome == Outcome.NOT_HAPPENED:
        return Stage.NOT_HAPPENED
    if outcome == Outcome.CANCELLED:
        return Stage.CANCELLED
    if payment_state is not None:
        return _STAGES_OF_PAYMENT.get(PaymentState(payment_state), Stage.ON_ITS_WAY)
    if outcome == Outcome.HAPPENED:
        return Stage.TO_PAY
    return {"waiting": Stage.WAITING, "declined": Stage.NO, "withdrawn": Stage.CANCELLED}.get(ask_state, Stage.AGREED)


def check_not_over(outcome: str | None) -> None:
    """Raises: OrderRefused (`order_over`)."""
    if outcome is not None:
        raise OrderRefused(
            "This is over already: “{outcome}”.", code="order_over", outcome=OUTCOME_WORDS[Outcome(outcome)]
        )


def check_happened(outcome: str | None) -> None:
    """Raises: OrderRefused (`not_happened_yet`)."""
    if outcome != Outcome.HAPPENED:
        raise OrderRefused("First say that it happened.", code="not_happened_yet")


def check_day_has_come(wanted_on: date, today: date) -> None:
    """Nobody writes down for her what cannot have happened yet. Raises: OrderRefused (`day_to_come`)."""
    if today < wanted_on:
        raise OrderRefused("Its day is {day:weekday}. It can be said then.", code="day_to_come", day=wanted_on)


def check_agreed(ask_state: str) -> None:
    """Nothing is paid without a yes, whatever happened. Raises: OrderRefused (`not_agreed`)."""
    if ask_state != "granted":
        raise OrderRefused("There is no yes to this yet. It cannot be paid before.", code="not_agreed")


def check_how(how: str) -> None:
    """Who writes it down for the person says how she said so. Raises: OrderRefused (`how_needed`)."""
    if not how.strip():
        raise OrderRefused("Write how the person told you. They read it.", code="how_needed", field="how")


def rise(before: Money, now: Money | None) -> Money | None:
    """How much dearer it has become; None where it has not, or nobody can tell."""
    if now is None or now.currency != before.currency or now.minor <= before.minor:
        return None
    return now - before


def over_by(*, left: Money, waiting: Money, price: Money) -> Money | None:
    """How much more than she has left it is: what waits for an answer, with this. None where what she has is enough."""
    over = waiting.minor + price.minor - left.minor
    return Money(over, price.currency) if waiting.minor and over > 0 else None


def more_than_left(*, left: Money, waiting: Money, rises: Money) -> Money | None:
    """How much more than she has left it is that she ordered ahead: what waits for an answer, and by how much what she
    ordered has become dearer. What was agreed is set aside already. None where what she has is enough."""
    over = waiting.minor + rises.minor - left.minor
    return Money(over, left.currency) if over > 0 else None


def is_price_new(seen_on: date, starts_on: date | None, today: date) -> bool:
    """Whether a price came, or began, within the last weeks."""
    return max(seen_on, starts_on or seen_on) > today - NEW_FOR


def months_counted(today: date) -> tuple[date, date]:
    """The whole months that are counted: from the first day on, and the first day after them."""
    return whole_months(today, MONTHS_COUNTED)


@dataclass(frozen=True)
class Wished:
    """One thing that somebody could not get, as it is counted."""

    person: UUID
    topic: str
    reason: str


@dataclass(frozen=True)
class Counted:
    """How many people could not get something of a kind, for a reason."""

    topic: str
    reason: Reason
    people: int


def counted(wishes: Iterable[Wished]) -> tuple[list[Counted], bool]:
    """Count people, not presses, by kind and reason; most first. No number under five is said, and no sum over them.

    Also tells whether something was left out for being too few.
    """
    who: dict[tuple[str, str], set[UUID]] = {}
    for one in wishes:
        who.setdefault((one.topic, one.reason), set()).add(one.person)
    found = [
        Counted(topic, Reason(reason), len(people))
        for (topic, reason), people in who.items()
        if len(people) >= SMALLEST_GROUP
    ]
    return sorted(found, key=lambda one: (-one.people, one.topic, one.reason)), len(found) < len(who)
