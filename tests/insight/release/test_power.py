"""Who decides, in figures: counted from what was recorded, alike on both databases, and never of a few."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from commonpurse.insight.release.queries import Power, power_figures, public_power
from commonpurse.insight.release.rules import ages_of, split_told, told
from commonpurse.kernel.context import NOBODY, acting
from commonpurse.money.budgets.commands import change_holding_type
from commonpurse.money.budgets.models import Line
from commonpurse.money.budgets.rules import HoldingType
from commonpurse.money.decisions.commands import challenge_decision, decline_ask
from commonpurse.money.decisions.models import Decision
from commonpurse.support.agreements.models import Limit
from commonpurse.support.agreements.rules import DecisionKind
from tests.factories import NOW, TODAY, standing_people
from tests.insight.release.way import DAYS, HOURS, Way

LATER = TODAY + timedelta(days=20)


def figures(way: Way) -> Power:
    found = power_figures(viewer=way.people.priya, today=LATER)
    assert found is not None
    return found


def arrived(way: Way, count: int) -> None:
    payments = [way.release(NOW, amount=10) for _ in range(count)]
    way.send(NOW + 1 * DAYS, made_at=NOW + 1 * HOURS)
    for payment in payments:
        way.arrive(payment, TODAY + timedelta(days=7))


def set_limit(
    way: Way, kind: DecisionKind = DecisionKind.SPEND, *, renews: Limit | None = None, days_ago: int = 0
) -> Limit:
    begins = LATER - timedelta(days=days_ago)
    return Limit.objects.create(
        person=way.people.ada,
        kind=kind,
        how="agree_too",
        concern="A worry.",
        lifts_when="It is over.",
        author=way.people.wren,
        starts_on=begins,
        ends_on=begins + timedelta(days=90),
        person_says="disagree",
        why_no_risk_record="It is not enough.",
        renews=renews,
        set_at=NOW + timedelta(seconds=Limit.objects.count()),
    )


def test_nobody_but_the_manager_has_the_page_and_the_public_one_says_the_same(way: Way) -> None:
    for name in ("wren", "ngozi", "callum", "ada", "administrator", "femi"):
        assert power_figures(viewer=getattr(way.people, name), today=TODAY) is None
    arrived(way, 5)
    assert public_power(today=LATER) == figures(way)


def test_the_public_sees_them_without_signing_in(way: Way) -> None:
    arrived(way, 5)
    with acting(NOBODY):
        assert public_power(today=LATER).released.percent == 100


def test_of_a_few_payments_nothing_is_told_and_from_five_on_the_share(way: Way) -> None:
    arrived(way, 4)
    assert figures(way).released.percent is None
    arrived(way, 1)
    found = figures(way).released
    assert found.percent == 100
    assert found.people_percent is None, "one person is too few to tell"
    assert found.funds == ((way.fund.name, 100),)


def test_what_is_released_in_other_hands_is_not_released(way: Way) -> None:
    arrived(way, 5)
    line = Line.objects.get(budget=way.budget, fund=way.fund)
    change_holding_type(
        by=way.people.wren,
        line=line,
        holding_type=HoldingType.DELEGATE_HELD,
        reason="While she is in hospital.",
        starts_on=TODAY + timedelta(days=8),
        ends_on=TODAY + timedelta(days=60),
        now=NOW + 1 * HOURS,
    )
    payments = [way.release(NOW + 9 * DAYS, amount=10) for _ in range(5)]
    way.send(NOW + 10 * DAYS, made_at=NOW + 9 * DAYS + 1 * HOURS)
    for payment in payments:
        way.arrive(payment, TODAY + timedelta(days=16))
    assert figures(way).released.percent == 50


def test_a_person_who_decides_counts_and_a_no_of_somebody_else_does_not(way: Way) -> None:
    for _ in range(6):
        way.ask(NOW, by=way.people.ada)
    for _ in range(5):
        decline_ask(by=way.people.wren, ask=way.ask(NOW), reason="No.", would_change="Time.", now=NOW + 1 * HOURS)
    found = figures(way).decided
    assert (found.count, found.noes) == (11, 5)
    assert found.percent == 54
    assert found.organisations == ((way.people.wren.organisation.name, 5),)


def test_limits_are_counted_once_a_kind_and_as_old_as_their_first(way: Way) -> None:
    first = set_limit(way, days_ago=80)
    set_limit(way, renews=first, days_ago=10)
    for kind in (DecisionKind.CASH, DecisionKind.SAVE, DecisionKind.PLAN, DecisionKind.STOP):
        set_limit(way, kind)
    found = figures(way).limits
    assert found.count == 6, "these five, and the one with which the way begins"
    assert (found.ages.half, found.ages.longest) == (0, 80)
    assert found.renewed is None, "one is too few to tell"
    assert found.disagreed == 5
    assert {count for _, count in found.kinds} == {None, 0}


def test_challenges_of_a_few_are_not_told(way: Way) -> None:
    ask = decline_ask(by=way.people.wren, ask=way.ask(NOW), reason="No.", would_change="Time.", now=NOW)
    challenge_decision(by=way.people.ada, decision=Decision.objects.get(ask=ask), case="A kettle.", now=NOW)
    found = figures(way).challenged
    assert (found.raised, found.waiting, found.changed) == (None, None, 0)


def test_a_place_where_nothing_happened_tells_nothing_and_breaks_on_nothing(db: None) -> None:
    found = power_figures(viewer=standing_people().priya, today=LATER)
    assert found is not None
    assert (found.released.percent, found.decided.count, found.limits.count) == (None, 0, 0)
    assert found.taken_back.given == 0


@given(part=st.integers(0, 40), rest=st.integers(0, 40))
def test_no_share_gives_away_a_count_below_five(part: int, rest: int) -> None:
    percent = split_told(part, part + rest)
    if any(0 < count < 5 for count in (part, rest)):
        assert percent is None
    assert told(part) is None or told(part) == part


def test_ages_of_a_few_are_not_told() -> None:
    assert ages_of([1, 2, 3, 4]).half is None
    assert ages_of([5, 1, 2, 3, 90]).half == 3
