"""Orders of this place: Ada’s baskets, what did not happen, what waits; and what people could not get."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from commonpurse.demo.directory_acts import named
from commonpurse.demo.telling import Act, Story, who
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.orders.commands import (
    place_order,
    rate_order,
    say_could_not_get,
    say_it_did_not_happen,
    say_it_happened,
)
from commonpurse.money.orders.models import Order
from commonpurse.money.orders.rules import Rating, Reason
from commonpurse.money.payments.accounts import TypedAccount
from commonpurse.money.payments.commands import add_payee
from commonpurse.money.payments.rules import PayeeKind
from commonpurse.parties.directory.models import CostOption
from commonpurse.parties.directory.opening import open_days_from

PANTRY, BIKES, CHOIR, TALKS, BEDS = (
    "Ropewalk Pantry",
    "Wheels Again",
    "Sea Choir",
    "Talking on Ferry Road",
    "Harbour Door Beds",
)
GIVES = "Lantern Street"  # the pantry and the bikes

# Who could not get what: the service, or what they looked for and let us keep; why; and how many of them.
WANTED = (
    (BEDS, "", Reason.FULL, 9),
    (TALKS, "", Reason.TOO_DEAR, 7),
    (TALKS, "", Reason.FULL, 3),
    ("", "a dentist who takes me", Reason.NONE_HERE, 6),
    (BIKES, "", Reason.NOT_FOR_ME, 2),
)


def may_be_paid(story: Story, at: datetime) -> None:
    """Let Ada write down where the pantry gets its money."""
    _, ada = who(story, "Ada")
    add_payee(
        by=ada,
        person=ada,
        kind=PayeeKind.SUPPLIER,
        name=GIVES,
        holder_name=GIVES,
        account=TypedAccount(sort_code="005020", account_number="52000024"),
        now=at,
    )


def orders(
    called_by: str,
    service: str,
    kind: SpendKind,
    story: Story,
    at: datetime,
    in_days: int = 1,
    by_worker: bool = False,
) -> Order:
    """Order for the first day on which it is open, from so many days ahead on."""
    invented, person = who(story, called_by)
    option = CostOption.objects.get(service__name=service, gone_at=None)
    assert option.amount_minor is not None, "ordered is what has a price"  # noqa: S101
    wanted_from = business_date(at) + timedelta(days=in_days)
    return place_order(
        by=story.cast.worker_of(invented) if by_worker else person,
        budget=story.budgets[invented.reference],
        option=option,
        wanted_on=next(iter(open_days_from(option.service.schedules.all(), wanted_from, 1)), wanted_from),
        price_seen=Money(option.amount_minor, option.currency),
        spend_kind=kind,
        request_id=new_id(),
        now=at,
    )


def has_ordered(called_by: str, service: str, kind: SpendKind, in_days: int, story: Story, at: datetime) -> None:
    orders(called_by, service, kind, story, at, in_days)


def is_fetched(rating: Rating, story: Story, at: datetime) -> None:
    """Let Ada order a basket, say an hour later that she has it, and how it was."""
    _, ada = who(story, "Ada")
    order = orders("Ada", PANTRY, SpendKind.FOOD, story, at, in_days=0)
    say_it_happened(by=ada, order=order, now=at + timedelta(minutes=40))
    rate_order(by=ada, order=order, rating=rating, now=at + timedelta(minutes=41))


def does_not_happen(story: Story, at: datetime) -> None:
    """The choir did not meet: nobody is paid."""
    _, ada = who(story, "Ada")
    order = orders("Ada", CHOIR, SpendKind.LEISURE, story, at)
    say_it_did_not_happen(by=ada, order=order, now=at + (order.wanted_on - business_date(at)) + timedelta(hours=10))


def tells_her_worker(story: Story, at: datetime) -> None:
    """Dee rings Wren, who orders an hour for her, and writes down after it that she was there. No account is known."""
    invented, _ = who(story, "Dee")
    order = orders("Dee", TALKS, SpendKind.HEALTH_AIDS, story, at, in_days=0, by_worker=True)
    say_it_happened(
        by=story.cast.worker_of(invented),
        order=order,
        how="She rang me after her hour.",
        now=at + timedelta(minutes=90),
    )


def has_her_worker_order(story: Story, at: datetime) -> None:
    """Another hour for Dee, whom Wren asks: it can be ordered anew by her for another day."""
    orders("Dee", TALKS, SpendKind.HEALTH_AIDS, story, at, in_days=5, by_worker=True)


def could_not_get(story: Story, at: datetime) -> None:
    """One tap each."""
    begin = 0
    for service, searched, reason, count in WANTED:
        for place_, (_, person) in enumerate(story.cast.people[begin : begin + count]):
            say_could_not_get(
                by=person,
                person=person,
                reason=reason,
                service=named(service) if service else None,
                searched=searched,
                now=at + timedelta(minutes=place_),
            )
        begin += 4
    invented, dee = who(story, "Dee")
    say_could_not_get(by=story.cast.worker_of(invented), person=dee, reason=Reason.FULL, service=named(TALKS), now=at)


# Working days before the end, and what happened then.
ACTS: tuple[tuple[int, Act], ...] = (
    (101, may_be_paid),
    (100, partial(is_fetched, Rating.GOOD)),
    (71, partial(is_fetched, Rating.SO_SO)),
    (55, does_not_happen),
    (41, partial(has_ordered, "Ada", PANTRY, SpendKind.FOOD, 72)),  # for the week of her son’s birthday
    (34, could_not_get),
    (33, partial(is_fetched, Rating.GOOD)),
    (8, tells_her_worker),
    (4, has_her_worker_order),
    (3, partial(has_ordered, "Ada", PANTRY, SpendKind.FOOD, 6)),
    (2, partial(has_ordered, "Gwil", BIKES, SpendKind.TRAVEL, 9)),
)
