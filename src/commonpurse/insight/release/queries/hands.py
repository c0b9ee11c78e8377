"""The published figure: how much of the money that arrived was in the person's own hands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum

from commonpurse.insight.release.access import can_see_release_figures
from commonpurse.insight.release.queries.times import arrived_in
from commonpurse.insight.release.rules import Held, kept_apart, last_year, percent_of
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.small_numbers import SMALLEST_GROUP
from commonpurse.money.budgets.models import HoldingPeriod, HoldLeg
from commonpurse.money.budgets.queries import holdings_of
from commonpurse.money.budgets.rules import HoldingType, holding_on
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.models import Person


@dataclass(frozen=True)
class OtherHands:
    """A kind of other hands, or all of them together where `kind` is None; no sum where the payments are few."""

    kind: HoldingType | None
    amount: Money | None
    count: int


@dataclass(frozen=True)
class WhoseHands:
    """What arrived in the last twelve months, by whose hands it was in when it was released.

    `percent` of all in the person's own hands, rounded down; None where nothing arrived.
    """

    own: Money
    count: int
    percent: int | None
    others: tuple[OtherHands, ...]


def whose_hands(*, viewer: Member | Person, today: date) -> WhoseHands | None:
    """Whose hands the money was in, or None when that is not to be seen. A fixed number of queries.

    A payment goes by its own holding type where it has one, else by that of the lines it came from on the day of the
    release. Only lines that were ever out of the person's hands are read one by one.
    """
    if not can_see_release_figures(viewer):
        return None
    arrived = arrived_in(last_year(today))
    whole = arrived.aggregate(minor=Sum("amount_minor", default=0), count=Count("id"))
    held: dict[str, Held] = {}
    named = arrived.exclude(holding_type="").values_list("holding_type")
    for kind, minor, count in named.annotate(minor=Sum("amount_minor"), count=Count("id")):
        held[kind] = Held(minor, count)
    ever_elsewhere = HoldingPeriod.objects.values("line")
    legs = list(
        HoldLeg.objects.filter(line__in=ever_elsewhere, hold__payment__in=arrived.filter(holding_type="").values("id"))
        .order_by()
        .values_list("line_id", "amount_minor", "hold__payment__created_at", "hold_id")
    )
    holdings = holdings_of({line for line, *_ in legs})
    seen = set()
    for line, minor, released_at, hold in legs:
        holding = holding_on(holdings.get(line, []), business_date(released_at))
        if holding is not None:
            kind = holding.holding_type.value
            held[kind] = held.get(kind, Held(0, 0)) + Held(minor, 0 if (hold, kind) in seen else 1)
            seen.add((hold, kind))
    held.pop(HoldingType.SELF_HELD.value, None)
    elsewhere = sum(one.minor for one in held.values())
    currency = the_partnership().currency
    own = whole["minor"] - elsewhere
    return WhoseHands(
        own=Money(own, currency),
        count=whole["count"],
        percent=percent_of(own, whole["minor"]),
        others=tuple(_told(held, currency)),
    )


def _told(held: dict[str, Held], currency: str) -> Iterable[OtherHands]:
    apart = kept_apart(held)
    for kind in HoldingType:
        if kind.value in apart:
            yield OtherHands(kind, Money(apart[kind.value].minor, currency), apart[kind.value].count)
    together = sum(held.values(), Held(0, 0))
    if not apart and together.count:
        is_few = together.count < SMALLEST_GROUP
        yield OtherHands(None, None if is_few else Money(together.minor, currency), together.count)
