"""The life of an agreement: who has to agree, when it is in force, and when the leaving of one ends it for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from uuid import UUID

from commonpurse.kernel.periods import Period
from commonpurse.money.budgets.rules import FundKind
from commonpurse.money.pooling.rules.words import Stage
from commonpurse.money.pooling.rules.writing import COUNCIL, FEWEST_PARTNERS, NHS, Party, PoolingRefused


def must_agree(wanted: Iterable[UUID], in_force: Iterable[UUID], left: Iterable[UUID]) -> frozenset[UUID]:
    """Whose yes a version needs: all that are in it, and all in the one in force that have not left.

    Without the second half the others could write a partner out, and its money with it.
    """
    return frozenset(wanted) | (frozenset(in_force) - frozenset(left))


def ends_by_leaving(parties: Iterable[Party], leaving: Mapping[UUID, date], fund_kind: FundKind) -> date | None:
    """The day from which too few are left: fewer than two or, pooled under section 75, no NHS body or no council."""
    staying = {party.id: party.kind for party in parties}
    for organisation, day in sorted(leaving.items(), key=lambda each: each[1]):
        staying.pop(organisation, None)
        is_one_sided = fund_kind is FundKind.POOLED_S75 and not {NHS, COUNCIL} <= set(staying.values())
        if len(staying) < FEWEST_PARTNERS or is_one_sided:
            return day
    return None


def stage_on(day: date, period: Period | None) -> Stage:
    """Where it is on that day. `period`: of the version that all agreed to, cut where the leaving of some ends it."""
    if period is None:
        return Stage.DRAFT
    if day < period.starts_on:
        return Stage.AGREED
    return Stage.IN_FORCE if day in period else Stage.ENDED


def cut(period: Period, ends_on: date | None) -> Period | None:
    """The period up to a day that ends it early; None where that leaves no day of it."""
    if ends_on is None or (period.ends_on is not None and period.ends_on <= ends_on):
        return period
    return None if ends_on <= period.starts_on else Period(period.starts_on, ends_on)


def check_notice(leaves_on: date, *, today: date, notice_days: int, ends_on: date) -> None:
    """Check the day on which a partner wants to leave. Raises: PoolingRefused (`notice_short`, `ends_before`)."""
    earliest = today + timedelta(days=notice_days)
    if leaves_on < earliest:
        raise PoolingRefused(
            "The notice is {days} days. The last day with you in it is {day} or later. Or ask all partners to end it "
            "together.",
            code="notice_short",
            field="leaves_on",
            days=notice_days,
            day=earliest - timedelta(days=1),
        )
    if leaves_on >= ends_on:
        raise PoolingRefused(
            "It ends for all on {day}. You need no notice for that.",
            code="ends_before",
            field="leaves_on",
            day=ends_on - timedelta(days=1),
        )
